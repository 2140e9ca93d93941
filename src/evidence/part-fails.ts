import { Protocol } from '../protocols/protocol.ts';
import type { Attempt } from '../track/attempt-log.ts';
import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import { firstFrames } from '../track/frame-sample.ts';
import { exchangesOf } from './answered.ts';
import { type Differences, isRule, isSure } from './differences.ts';
import { clue, type DetectContext, detector } from './evidence.ts';
import { isFiltered } from './first-data.ts';
import { lacksPackets } from './left-out.ts';
import { captureLoss, lossShare, stallUnexplainedByLoss } from './loss.ts';
import { LOSSY, laterRule } from './mid-connection.ts';
import { hasRecovered } from './recovered.ts';
import type { OfConnections } from './request-unanswered.ts';

/** Share of the connections from which on the others say nothing any more. */
const FULL_STRENGTH_SHARE = 0.34;
/** Below this share the failures are scattered among successes. */
const SCATTERED = 0.05;
/** Share of loss at which even four retransmissions in a row are everyday. */
const VERY_LOSSY = 0.35;
/** How far a pattern must hold to be enough against an answer by itself. */
const IS_RULE = 0.5;
/** Share of packets that the capture lost from which on a hole says nothing. */
const LOSSY_CAPTURE = 0.02;

export interface PartFails extends OfConnections {
  /** What tells those that fail from those that work; null where nothing does. */
  readonly differences: Differences | null;
  readonly isTcp: boolean;
}

/**
 * Connections that were accepted and then failed, or those that have something that is never answered:
 * whatever others of the same service do, it did not simply answer. What it was instead, the patterns say.
 */
export const partFails = detector({
  codes: {
    'part-fails': clue<PartFails>({ weights: { answered: -6 }, tooLittle: 'part-fails' }),
  },
  about:
    Aspect.SILENCE |
    Aspect.FIRST_DATA |
    Aspect.LATER |
    Aspect.UNANSWERED |
    Aspect.ODD_ENDS |
    Aspect.ODD_RESETS,
  detect(endpoint, context) {
    const isLossy = (captureLoss(context)?.share ?? 0) >= LOSSY_CAPTURE;
    const differences = context.differencesOf(endpoint);
    const silent = isRule(differences, true) ? (differences?.failing ?? 0) : 0;
    const odd = lacksPackets(context) ? oddOf(endpoint, context, silent > 0) : 0;
    const anew = silent > 0 ? 0 : neverAnew(endpoint);
    const known = failuresOf(endpoint, context, isLossy) + silent + anew;
    const failures = odd > 0 ? Math.max(known, odd + silent + endpoint.firstData.reset) : known;
    const connections = Math.round(failures);
    const exchanges = exchangesOf(endpoint, context);
    // Where none went on, nothing speaks for an answer.
    if (connections === 0 || exchanges === 0) return null;
    // Those that failed later went on before.
    const of = Math.max(
      connections,
      exchanges + endpoint.firstData.stalled + endpoint.firstData.reset + silent,
    );
    const share = failures / of;
    if (share < SCATTERED && !isSure(differences)) return null;
    return {
      code: 'part-fails',
      values: { connections, of, differences, isTcp: endpoint.protocol === Protocol.TCP },
      frames: framesOf(endpoint, silent + anew > 0, odd > 0),
      // Of a capture that lost packets, the failures that are there are the fewest that there were.
      strength:
        isLossy || odd > 0 || isSure(differences) ? 1 : Math.min(1, share / FULL_STRENGTH_SHARE),
    };
  },
});

/** Times that a SYN is sent in vain from which on it is no accident. */
const SENT_IN_VAIN = 3;

/**
 * Connections that the client wants to begin, and none of which is accepted though it asks again and again:
 * those that work began before the capture, and say nothing of what begins now.
 */
function neverAnew({ attempts, exchanges, partial, protocol, silence }: EndpointFacts): number {
  if (protocol !== Protocol.TCP || attempts === 0 || silence.attempts < attempts) return 0;
  if (exchanges > partial.midstreamExchanges) return 0;
  return silence.attempts + silence.retransmissions < SENT_IN_VAIN * attempts ? 0 : attempts;
}

/**
 * What may be nothing in a whole capture, and where packets are missing is what is left of a failure: odd
 * ends of connections, those that stall on a bad line, a side that goes on after its reset, and SYNs sent
 * again to the end, as nobody does who has an answer.
 */
function oddOf(endpoint: EndpointFacts, context: DetectContext, isCounted: boolean): number {
  const { later, oddEnds, oddResets, protocol, silence } = endpoint;
  const contradicted = oddResets?.serverGoesOn.total ?? 0;
  const stalled = later === null ? 0 : later.stalledConnections + later.unsure.total;
  const odd = oddEnds.total + contradicted + stalled;
  if (isCounted || protocol !== Protocol.TCP || silence.retransmissions === 0) return odd;
  if (hasRecovered(endpoint)) return odd;
  return odd + context.attemptsOf(endpoint).filter(isInVain).length;
}

function isInVain({ isAnswered, sends }: Attempt): boolean {
  return !isAnswered && sends > 1;
}

/** Failures that chance does not account for, and that no pattern holds against an answer already. */
function failuresOf(endpoint: EndpointFacts, context: DetectContext, isLossy: boolean): number {
  const { firstData, later, tls, unanswered } = endpoint;
  const stalled = firstData.stalled * stallUnexplainedByLoss(context, endpoint);
  const isByName = tls.serverNames.some(({ works }) => works) && tls.serverNames.some(isFiltered);
  const loss = lossShare(context, endpoint);
  const { stalls, resets } = laterRule(endpoint, context, loss);
  // Even on a bad line few connections end in four losses in a row.
  const broken =
    stalls >= IS_RULE
      ? 0
      : (loss < VERY_LOSSY ? (later?.stalledConnections ?? 0) : 0) +
        (loss < LOSSY ? (later?.unsure.total ?? 0) : 0);
  // Two of them are a pattern of their own; and a hole may be the capture's.
  const holes = !isLossy && unanswered?.holedConnections === 1 ? 1 : 0;
  return (
    holes +
    (unanswered?.silentConnections ?? 0) +
    (isByName ? 0 : stalled + firstData.reset) +
    broken +
    (resets < IS_RULE ? (later?.resetConnections ?? 0) : 0)
  );
}

function framesOf(
  { firstData, later, oddEnds, silence, unanswered }: EndpointFacts,
  isSilent: boolean,
  isOdd: boolean,
): number[] {
  return firstFrames([
    ...(isSilent ? silence.packets.frames : []),
    ...firstData.stalledPackets.frames,
    ...firstData.resetPackets.frames,
    ...(later?.stalled.frames ?? []),
    ...(later?.unsure.frames ?? []),
    ...(unanswered?.holes.frames ?? []),
    ...(unanswered?.requests.frames ?? []),
    ...(later?.resets.frames ?? []),
    ...(isOdd ? oddEnds.frames : []),
  ]);
}
