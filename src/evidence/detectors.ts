import type { EndpointFacts } from '../track/facts.ts';
import { answered } from './answered.ts';
import { attemptsLost } from './attempts-lost.ts';
import { captivePortal } from './captive-portal.ts';
import { captureLimits } from './capture-limits.ts';
import { dnsIntercepted } from './dns-intercepted.ts';
import { dnsUnansweredRetransmits } from './dns-unanswered-retransmits.ts';
import { firstData } from './first-data.ts';
import { icmpErrors } from './icmp-errors.ts';
import { leftOut } from './left-out.ts';
import { listLimits } from './list-limits.ts';
import { midConnection } from './mid-connection.ts';
import type { DetectContext, Detector, Observation } from './observation.ts';
import { quicUnanswered } from './quic-unanswered.ts';
import { requestUnanswered } from './request-unanswered.ts';
import { resetDelay } from './reset-delay.ts';
import { resetFromServerMac } from './reset-from-server-mac.ts';
import { resetOneBox } from './reset-one-box.ts';
import { resetRepeatsSyn } from './reset-repeats-syn.ts';
import { resetTimeToLive } from './reset-time-to-live.ts';
import { surroundings } from './surroundings.ts';
import { synAckUnacknowledged } from './syn-ack-unacknowledged.ts';
import { synOnlyRetransmits } from './syn-only-retransmits.ts';
import { synReset } from './syn-reset.ts';
import { udpUnanswered } from './udp-unanswered.ts';

/** All patterns, in the order in which a report names them. */
export const DETECTORS: readonly Detector[] = [
  dnsUnansweredRetransmits,
  dnsIntercepted,
  captivePortal,
  synOnlyRetransmits,
  synAckUnacknowledged,
  synReset,
  icmpErrors,
  firstData,
  requestUnanswered,
  midConnection,
  attemptsLost,
  resetTimeToLive,
  resetDelay,
  resetRepeatsSyn,
  resetOneBox,
  resetFromServerMac,
  quicUnanswered,
  udpUnanswered,
  answered,
  surroundings,
  listLimits,
  captureLimits,
  leftOut,
];

/** Everything that the detectors see about one endpoint. */
export function observe(endpoint: EndpointFacts, context: DetectContext): Observation[] {
  return DETECTORS.flatMap((detector) => detector.detect(endpoint, context) ?? []);
}

/** Codes that name what happened on the wire, for the report's `patterns`. */
export const PATTERN_CODES: ReadonlySet<string> = new Set(
  DETECTORS.flatMap((detector) => detector.codes)
    .filter((explanation) => explanation.isPattern === true)
    .map((explanation) => explanation.code),
);
