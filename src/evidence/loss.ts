import { Protocol } from '../protocols/protocol.ts';
import type { CaptureFacts } from '../track/facts/capture-facts.ts';
import type { EndpointFacts } from '../track/facts/endpoint-facts.ts';
import type { DetectContext } from './evidence.ts';

/** Packets of answered attempts that make an estimate of loss. */
const ENOUGH_SENDS = 10;
/** The same of TCP packets. */
const ENOUGH_PACKETS = 100;
/** A share of loss that is everyday, and explains nothing. */
const EVERYDAY_LOSS = 0.01;
/** No line on which anything works at all loses more requests or answers. */
const MOST_LOSS = 0.7;

/**
 * The share of requests of which the request or its answer gets lost, 0 to 1, by what had to be sent
 * again to services that answer; the endpoint itself is left out where the others are enough.
 */
export function lossShare(context: DetectContext, endpoint: EndpointFacts): number {
  const { attempts, tcpPackets, dataRetransmissions } = context.capture;
  let sends = attempts.answeredSends;
  let repeats = attempts.answeredRepeats;
  let ownSends = 0;
  let ownRepeats = 0;
  // Where none was sent again, none of its own was.
  const own = endpoint.answered > 0 && repeats > 0 ? context.attemptsOf(endpoint) : [];
  for (const attempt of own) {
    if (!attempt.isAnswered) continue;
    ownSends += attempt.sends;
    ownRepeats += attempt.sends - 1;
  }
  if (sends - ownSends >= ENOUGH_SENDS) {
    sends -= ownSends;
    repeats -= ownRepeats;
  }
  const byAttempts = sends >= ENOUGH_SENDS && repeats > 0 ? upperEnd(repeats, sends) : 0;
  // About every other packet carries data; a lost one is sent again, and so is one whose
  // acknowledgment is lost.
  const byData = tcpPackets >= ENOUGH_PACKETS ? (2 * dataRetransmissions) / tcpPackets : 0;
  return Math.min(MOST_LOSS, Math.max(byAttempts, byData));
}

/** The share of the failures that chance does not account for, at two standard deviations. */
function unexplained(expected: number, seen: number): number {
  return Math.max(0, 1 - (expected + 2 * Math.sqrt(expected)) / Math.max(1, seen));
}

/**
 * The most that a share can well be of which a sample is seen: two standard errors more. Attempts
 * that were lost altogether are not in the sample, and a false alarm is worse than a missed one.
 */
function upperEnd(part: number, total: number): number {
  const share = part / total;
  return share + 2 * Math.sqrt((share * (1 - share)) / total);
}

/** How much silence says in a capture that lost packets, where a service also answers and few ask again. */
const PART_LOST = 0.4;

/**
 * How much of an endpoint's silence random loss leaves unexplained: 1 on a line without loss, 0
 * where as many attempts of the capture had to go unanswered by chance.
 */
export function unexplainedByLoss(context: DetectContext, endpoint: EndpointFacts): number {
  if (endpoint.silence.attempts === 0) return 1;
  const again = endpoint.silence.retransmissions / endpoint.silence.attempts;
  const sends = 1 + Math.round(again);
  // Where it answers some, the capture may have lost its other answers; whose SYN/ACK it lost goes on.
  const mayBeLost = endpoint.answered > 0 && endpoint.protocol !== Protocol.TCP;
  const lost = mayBeLost ? mostLost(context) : 0;
  const unsaid = lost > 0 && again < 1 ? PART_LOST : 1;
  const loss = Math.max(lost, lossShare(context, endpoint));
  if (loss <= EVERYDAY_LOSS) return unsaid;
  const { attempts } = context.capture;
  const expected = (attempts.answered + attempts.silent) * loss ** sends;
  return unsaid * unexplained(expected, attempts.silentFrom(sends));
}

/** The same of connections whose first data was never acknowledged. */
export function stallUnexplainedByLoss(context: DetectContext, endpoint: EndpointFacts): number {
  if (endpoint.firstData.stalled === 0) return 1;
  const loss = lossShare(context, endpoint);
  if (loss <= EVERYDAY_LOSS) return 1;
  const { attempts, stalledConnections } = context.capture;
  const sends = 1 + Math.round(endpoint.firstData.retransmissions / endpoint.firstData.stalled);
  return unexplained(attempts.answered * loss ** sends, stalledConnections);
}

/** QUIC handshakes that are enough to tell how many are lost by chance. */
const ENOUGH_TRIES = 10;

/** The same of QUIC handshakes whose Initials were sent again for long. */
export function handshakesUnexplainedByLoss(
  context: DetectContext,
  endpoint: EndpointFacts,
): number {
  const { quic } = endpoint;
  if (quic === null || quic.patientConnections === 0) return 1;
  const { quicAnswered: answered, quicTries, quicSilent: silent } = context.capture;
  const repeats = quicTries - answered;
  const byTries = quicTries >= ENOUGH_TRIES && repeats > 0 ? upperEnd(repeats, quicTries) : 0;
  const loss = Math.min(MOST_LOSS, Math.max(byTries, lossShare(context, endpoint)));
  if (loss <= EVERYDAY_LOSS) return 1;
  const tries = quic.patientTries / quic.patientConnections;
  return unexplained((answered + silent) * loss ** tries, silent);
}

/** How far silence still speaks for a firewall where the server itself is overloaded. */
const OVERLOADED = 0.2;

/** Share of an endpoint's attempts that had no answer, of all that could have had one. */
export function silentShare(endpoint: EndpointFacts): number {
  const good = endpoint.answered - endpoint.handshake.unacknowledged;
  const share =
    endpoint.silence.attempts / Math.max(1, endpoint.silence.attempts + Math.max(0, good));
  // Who takes a request and never answers it has a full queue: it leaves SYNs out itself (listen(2)).
  // Of one that was under way when the capture began, nobody saw the request.
  const { unanswered, partial, pending, exchanges } = endpoint;
  const isTaken =
    (unanswered?.silentConnections ?? 0) > 0 ||
    (partial.midstream > 0 && pending.unfinished.total > 0);
  const isOverloaded = isTaken && exchanges === 0;
  return isOverloaded ? share * OVERLOADED : share;
}

/**
 * Share of a capture's TCP packets of which an acknowledgment would show that they are missing, in
 * captures that were thinned by a known share (5 %, 30 %).
 */
const SHOWING_LOSS = 0.25;

/** The most that the capture can well have lost of its packets, 0 to 1; 0 where nothing shows any loss. */
export function mostLost(context: DetectContext): number {
  const loss = captureLoss(context);
  if (loss === null) return 0;
  const seen = context.capture.tcpPackets * SHOWING_LOSS;
  const share =
    loss.shownBy === 'statistics' ? loss.share : upperEnd(loss.number, loss.number + seen);
  return Math.min(MOST_LOSS, share);
}

/** Chance of a silence from which on it says nothing. */
const POSSIBLE_CHANCE = 0.02;

/**
 * How far an endpoint's silence is more than answers that the capture lost, 0 to 1. Who asks again had
 * no answer, or one that is none to it: an ICMP error, an answer from another address. Where others on
 * the port get such, each packet sent without one must have lost its own.
 * @param sends packets without an answer
 */
export function unexplainedByLostAnswers(
  context: DetectContext,
  endpoint: EndpointFacts,
  sends: number,
): number {
  const share = mostLost(context);
  if (share === 0) return 1;
  const others = context.unusableAnswersOn(endpoint);
  if (others === 0) return 1;
  const chance = (others + 1) * share ** sends;
  return Math.max(0, 1 - chance / POSSIBLE_CHANCE);
}

/** Packets that had to be sent again before one speaks of a line that loses packets. */
const ENOUGH_REPEATS = 5;
const NOTABLE_LOSS = 0.03;
/** A line does not choose: services that it must hit, at least and of those that answer. */
const ENOUGH_HIT = 3;
const SHARE_HIT = 0.5;

/**
 * Share of what had to be sent again to services that answer, 0 to 1; 0 where it is not worth a word,
 * or where so few services are hit that it is no matter of the line.
 */
export function lineLoss(
  {
    attempts,
    tcpPackets,
    dataRetransmissions,
  }: Pick<CaptureFacts, 'attempts' | 'tcpPackets' | 'dataRetransmissions'>,
  endpoints: readonly EndpointFacts[],
): number {
  const answering = endpoints.filter(({ answered }) => answered > 0);
  const hit = answering.filter(({ retransmissions }) => retransmissions > 0).length;
  if (hit < ENOUGH_HIT || hit < SHARE_HIT * answering.length) return 0;
  const repeats = attempts.answeredRepeats + dataRetransmissions;
  const sends = attempts.answeredSends + tcpPackets;
  const share = sends === 0 ? 0 : repeats / sends;
  return repeats >= ENOUGH_REPEATS && share >= NOTABLE_LOSS ? share : 0;
}

/** What shows that the capture lost packets. */
export interface CaptureLoss {
  /** Share of all packets, 0 to 1; at least. */
  readonly share: number;
  /** The capture's own statistics, or acknowledgments of data that it does not have. */
  readonly shownBy: 'statistics' | 'acknowledgments';
  /** Packets lost by the statistics, or such acknowledgments. */
  readonly number: number;
}

/** What the capture lost, by what tells of more; null where nothing does. */
export function captureLoss({
  capture,
  droppedPackets,
}: Pick<DetectContext, 'capture' | 'droppedPackets'>): CaptureLoss | null {
  // A row of a list that does not show whose it is may be what an acknowledgment is of.
  const unseen = Math.max(
    capture.unseenByWords,
    capture.unseenSegments - capture.packetsWithoutTransport,
  );
  if (droppedPackets === 0 && unseen === 0) return null;
  const stated = droppedPackets / (droppedPackets + capture.packets || 1);
  const shown = unseen / (unseen + capture.packets || 1);
  return stated >= shown
    ? { share: stated, shownBy: 'statistics', number: droppedPackets }
    : { share: shown, shownBy: 'acknowledgments', number: unseen };
}
