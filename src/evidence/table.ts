import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import { isPart } from '../track/frame-sample.ts';
import { answerStops } from './answer-stops.ts';
import { answered, answersInFull } from './answered.ts';
import { answeredByOther } from './answered-by-other.ts';
import { attemptsLost } from './attempts-lost.ts';
import { blockPage } from './block-page.ts';
import { captivePortal } from './captive-portal.ts';
import { captureLimits } from './capture-limits.ts';
import { certificate } from './certificate.ts';
import { dnsBlocked } from './dns-blocked.ts';
import { dnsIntercepted } from './dns-intercepted.ts';
import { dnsUnanswered } from './dns-unanswered.ts';
import type { DetectContext, Detector, EvidenceRecord, LogPlace } from './evidence.ts';
import { firewallSays } from './firewall-says.ts';
import { firstData } from './first-data.ts';
import { httpRefused } from './http-refused.ts';
import { icmpErrors } from './icmp-errors.ts';
import { leftOut } from './left-out.ts';
import { listLimits } from './list-limits.ts';
import { mailRefused } from './mail-refused.ts';
import { mediaOneWay } from './media-one-way.ts';
import { midConnection } from './mid-connection.ts';
import { neighborThere } from './neighbor-there.ts';
import { nextHop } from './next-hop.ts';
import { notShown } from './not-shown.ts';
import { oddResets } from './odd-resets.ts';
import { otherVersion } from './other-version.ts';
import { outsideSilent } from './outside-silent.ts';
import { partFails } from './part-fails.ts';
import { probesDie } from './probes-die.ts';
import { proxy } from './proxy.ts';
import { quicHandshakes } from './quic-handshakes.ts';
import { refusalsLimited } from './refusals-limited.ts';
import { refusedFromThenOn } from './refused-from-then-on.ts';
import { requestUnanswered } from './request-unanswered.ts';
import { resetOrigin } from './reset-origin.ts';
import { rolesUnclear } from './roles-unclear.ts';
import { sameHost } from './same-host.ts';
import { signedSyns } from './signed-syns.ts';
import { smbOverTcp } from './smb-over-tcp.ts';
import { socksLogin } from './socks-login.ts';
import { surroundings } from './surroundings.ts';
import { synReset } from './syn-reset.ts';
import { synAckUnacknowledged, synUnanswered } from './syn-unanswered.ts';
import { tlsRefused } from './tls-refused.ts';
import { udpRequests } from './udp-requests.ts';
import { udpUnanswered } from './udp-unanswered.ts';

/** All detectors, in the order in which a report names what they see. */
export const DETECTORS = [
  firewallSays,
  dnsUnanswered,
  dnsIntercepted,
  dnsBlocked,
  captivePortal,
  blockPage,
  certificate,
  tlsRefused,
  httpRefused,
  mailRefused,
  proxy,
  socksLogin,
  synUnanswered,
  synAckUnacknowledged,
  answeredByOther,
  signedSyns,
  nextHop,
  probesDie,
  synReset,
  icmpErrors,
  refusedFromThenOn,
  firstData,
  requestUnanswered,
  answerStops,
  midConnection,
  partFails,
  attemptsLost,
  resetOrigin,
  oddResets,
  sameHost,
  udpRequests,
  mediaOneWay,
  udpUnanswered,
  refusalsLimited,
  quicHandshakes,
  rolesUnclear,
  answered,
  surroundings,
  otherVersion,
  smbOverTcp,
  outsideSilent,
  neighborThere,
  listLimits,
  notShown,
  captureLimits,
  leftOut,
] as const;

type Intersection<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;
/** All records, by their code. */
type Records = Intersection<(typeof DETECTORS)[number]['codes']>;

/** A stable code of evidence; `explain CODE` tells more. */
export type EvidenceCode = keyof Records;

/** The values of a code, of which its sentence is made. */
export type ValuesOf<Code extends EvidenceCode> =
  Records[Code] extends EvidenceRecord<infer Values> ? Values : never;

/** What was seen of one endpoint: what is there, not what it means. */
export type Observation<Code extends EvidenceCode = EvidenceCode> = {
  [One in Code]: {
    readonly code: One;
    readonly values: ValuesOf<One>;
    /** Frames that show it, in rising order; empty where it is about what is not there. */
    readonly frames: readonly number[];
    /** There are more of them than these. */
    readonly hasMoreFrames?: true;
    /** The line of a log that says it; absent where packets do. */
    readonly source?: LogPlace;
    /** How fully it applies, 0 to 1; scales the record's weights. */
    readonly strength: number;
  };
}[Code];

/** Everything that is known of each code but its words, in the order of the detectors. */
export const EVIDENCE: Readonly<Record<EvidenceCode, EvidenceRecord>> = Object.assign(
  {},
  ...DETECTORS.map(({ codes }) => codes),
);

export const EVIDENCE_CODES = Object.keys(EVIDENCE) as readonly EvidenceCode[];

/** Whether it names what happened on the wire, for a report's `patterns`. */
export function isPattern(code: EvidenceCode): boolean {
  return EVIDENCE[code].kind === 'pattern';
}

/** What looks at something that a server was asked for by name: of its own it has what its tunnel shows. */
const OF_ASKED = [proxy, answered, certificate, notShown] as const;

/** What looks at what only a log tells of. */
const OF_LOG = [firewallSays] as const;

/** Of an endpoint's aspects the detectors that may have something to say: most endpoints have the same few. */
const BY_ASPECTS = new Map<number, readonly Looks[]>();
/** Combinations that are kept: a hostile capture may have very many. */
const MAXIMUM_COMBINATIONS = 4_096;

function detectorsAbout(aspects: number): readonly Looks[] {
  let found = BY_ASPECTS.get(aspects);
  if (found === undefined) {
    found = DETECTORS.filter(
      ({ about, ofLists }: Looks) =>
        ofLists !== true && (about === undefined || (about & aspects) !== 0),
    );
    if (BY_ASPECTS.size === MAXIMUM_COMBINATIONS) BY_ASPECTS.clear();
    BY_ASPECTS.set(aspects, found);
  }
  return found;
}

const NONE: readonly number[] = [];

/** Everything that the detectors see about one endpoint. */
export function observe(endpoint: EndpointFacts, context: DetectContext): Observation[] {
  return observeBy(detectorsOf(endpoint, context), endpoint, context);
}

/** A detector without its codes. */
type Looks = Pick<Detector, 'detect' | 'about' | 'ofLists'>;

function detectorsOf(endpoint: EndpointFacts, context: DetectContext): readonly Looks[] {
  if (endpoint.packets === 0 && endpoint.statements !== null) return OF_LOG;
  if (endpoint.asked !== null) return OF_ASKED;
  return context.capture.isPacketList ? DETECTORS : detectorsAbout(endpoint.aspects);
}

/** What there may be of an endpoint that answered in full: what else it is about is seen by detectors. */
const BESIDE_ANSWERS = Aspect.TLS | Aspect.PARTIAL | Aspect.PENDING | Aspect.HANDSHAKE | Aspect.DNS;

/**
 * Whether an endpoint answered in full, and nothing that the detectors see of it beside weighs anything: so
 * most endpoints are judged without a row of evidence, which is made for those that a report lists.
 */
export function isPlainlyAnswered(endpoint: EndpointFacts, context: DetectContext): boolean {
  const { aspects, asked } = endpoint;
  if ((aspects & ~BESIDE_ANSWERS) !== 0 || asked !== null || context.capture.isPacketList) {
    return false;
  }
  if (!answersInFull(endpoint, context)) return false;
  for (const detector of detectorsAbout(aspects)) {
    if (detector === answered) continue;
    const seen = detector.detect(endpoint, context);
    if (seen === null) continue;
    if (Array.isArray(seen) ? !seen.every(isWeightless) : !isWeightless(seen as CodeSeen)) {
      return false;
    }
  }
  return true;
}

type CodeSeen = { readonly code: string };

function isWeightless({ code }: CodeSeen): boolean {
  const { weights, atMost, isOwnWords } = EVIDENCE[code as EvidenceCode];
  return Object.keys(weights).length === 0 && atMost === undefined && isOwnWords !== true;
}

/** What some detectors see, in their order. */
export function observeBy(
  detectors: readonly Looks[],
  endpoint: EndpointFacts,
  context: DetectContext,
): Observation[] {
  const all: Observation[] = [];
  for (const detector of detectors) {
    const found = detector.detect(endpoint, context);
    if (found === null) continue;
    for (const seen of Array.isArray(found) ? found : [found]) {
      const { frames = NONE } = seen as { frames?: readonly number[] };
      const more = isPart(frames) ? { hasMoreFrames: true } : null;
      all.push({ frames, strength: 1, ...seen, ...more } as Observation);
    }
  }
  return all;
}
