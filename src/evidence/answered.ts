import * as dns from '../protocols/dns/codec.ts';
import { Protocol } from '../protocols/protocol.ts';
import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import type { Frames } from '../track/frame-sample.ts';
import { MUCH_LOSS } from './capture-limits.ts';
import { clue, type DetectContext, detector, pattern, type Seen } from './evidence.ts';
import { type Handshakes, handshakesOf } from './first-data.ts';
import { isOneWay } from './left-out.ts';
import { captureLoss, mostLost } from './loss.ts';
import { hasRecovered } from './recovered.ts';
import { hasUnclearRoles } from './roles-unclear.ts';

/** Share of answered attempts from which on the unanswered ones count as ordinary loss. */
const FULL_STRENGTH_SHARE = 0.5;

/** Connections of which nothing is known, for each that went on, from which on they may be another story. */
const UNCLEAR_SHARE = 0.5;

/** How much of a handshake is known where the capture has none, and nothing but resets. */
const UNSEEN_HANDSHAKE = 0.5;
/** How much a SYN/ACK that the client resets says of an open port where many packets are missing. */
const TURNED_DOWN = 0.3;
/** Share of a capture's packets from which on it has lost many a connection's only request. */
const HEAVY_LOSS = 0.2;

export interface ServiceAnswered {
  /** Attempts that were answered and went on, of those that the capture has. */
  readonly answered: number;
  readonly attempts: number;
  readonly isTcp: boolean;
  /** Microseconds of the fastest answer; null where none is known. */
  readonly fastest: number | null;
}

const codes = {
  // It worked: nothing weighs more.
  'service-answered': clue<ServiceAnswered>({ weights: { answered: 7 } }),
  // Whoever asks nothing gets no answer; that the port is open is what a probe wants to know.
  'port-open': clue<{ connections: number }>({ weights: { answered: 4.5, unreachable: -4 } }),
  'handshake-completed': clue<{ connections: number; handshakes: Handshakes }>({
    weights: { unreachable: -4, closed: -1 },
  }),
  // Not enough for a verdict: what came then is not in the capture.
  'exchange-unfinished': clue<{ connections: number }>({
    weights: { answered: 0.5, unreachable: -1 },
    atMost: { answered: 'medium' },
    tooLittle: 'exchange-unfinished',
  }),
  // What comes back is not in the capture, and what does not come back neither.
  'client-acknowledges': clue<{ connections: number }>({
    weights: { answered: 0.5, drop: -4, unreachable: -4 },
    atMost: { answered: 'medium' },
    tooLittle: 'one-direction',
    better: 'both-ways',
  }),
  'server-half-only': clue<{ connections: number }>({
    weights: { answered: 0.5, drop: -4, unreachable: -4 },
    atMost: { answered: 'medium' },
    tooLittle: 'one-direction',
    better: 'both-ways',
  }),
  'dns-servfail': pattern<{ responses: number }>({
    weights: { answered: 1 },
    stage: null,
    remedy: null,
    isNotable: true,
  }),
  'dns-refused': pattern<{ responses: number }>({
    weights: { answered: 1 },
    stage: null,
    remedy: null,
    isNotable: true,
  }),
  // It is over: nothing to weigh.
  'works-again': clue<{ from: number; to: number; isAfterAnswers: boolean }>({
    weights: {},
    isNotable: true,
  }),
  'late-answers': clue<{ answers: number }>({
    weights: { answered: 4, drop: -4 },
    isNotable: true,
  }),
};

/** Response codes of DNS servers that do not do what they are asked. */
const BAD_CODES = [
  [dns.RCODE_SERVER_FAILURE, 'dns-servfail'],
  [dns.RCODE_REFUSED, 'dns-refused'],
] as const;

/**
 * The service answered: requests were answered and the exchange went on. Where the handshake is all
 * that went through, address and port are open, and no more than that.
 */
export const answered = detector({
  codes,
  detect(endpoint, context) {
    if (hasUnclearRoles(endpoint)) return null;
    const found: Seen<typeof codes>[] = [];
    const { attempts, fastestAnswer, firstData, handshake, partial, pending } = endpoint;
    const frames = endpoint.answers.first(8);
    const stopped = firstData.stalled + firstData.reset;
    const good = exchangesOf(endpoint, context);
    const bad = hasRecovered(endpoint)
      ? stopped
      : stopped +
        endpoint.silence.attempts +
        endpoint.refused +
        handshake.unacknowledged +
        handshake.misnumbered;
    if (good > 0) {
      found.push({
        code: 'service-answered',
        values: {
          answered: Math.min(good, attempts),
          attempts,
          isTcp: endpoint.protocol === Protocol.TCP,
          fastest: fastestAnswer >= 0 ? fastestAnswer : null,
        },
        frames,
        strength: Math.min(1, good / (good + bad) / FULL_STRENGTH_SHARE),
      });
    } else if (handshake.nothingAsked.total > 0) {
      const connections = handshake.nothingAsked.total;
      found.push({
        code: 'port-open',
        values: { connections },
        frames: handshake.nothingAsked.frames,
        strength:
          Math.min(1, connections / (connections + bad) / FULL_STRENGTH_SHARE) *
          // A host resets, too, what its program was refused before: where that may be missing, it says
          // little; nor where the request itself may well be.
          ((handshake.turnedDown > 0 && (captureLoss(context)?.share ?? 0) >= MUCH_LOSS) ||
          mostLost(context) >= HEAVY_LOSS
            ? TURNED_DOWN
            : 1),
      });
    } else if (stopped > 0) {
      const handshakes = handshakesOf(endpoint);
      // A RST alone, of a connection without its handshake, may be a host's that has no such port.
      const strength = handshakes === 'none' && firstData.stalled === 0 ? UNSEEN_HANDSHAKE : 1;
      const values = { connections: stopped, handshakes };
      found.push({ code: 'handshake-completed', values, frames, strength });
    }
    const half = handshake.halfOpen - handshake.unacknowledged;
    // Responses of which the capture has no query, not one of them.
    const unasked = endpoint.isDns && attempts === 0 && good === 0 ? partial.midstreamExchanges : 0;
    const add = (
      code: 'exchange-unfinished' | 'client-acknowledges' | 'server-half-only',
      connections: number,
      sample: Frames,
    ) => {
      // Where others of its connections went on, nothing hangs on a few of these.
      if (connections <= 0 || connections < UNCLEAR_SHARE * good) return;
      found.push({ code, values: { connections }, frames: sample.frames });
    };
    add('exchange-unfinished', pending.unfinished.total + half, pending.unfinished);
    add('client-acknowledges', partial.oneWay.total, partial.oneWay);
    add(
      'server-half-only',
      partial.serverOnly.total + unasked,
      unasked > 0 ? endpoint.answers : partial.serverOnly,
    );
    const mayRecover = endpoint.aspects & (Aspect.SILENCE | Aspect.ICMP_ERRORS | Aspect.RESETS);
    const down =
      good > 0 && mayRecover !== 0 && hasRecovered(endpoint) ? failedFrames(endpoint) : [];
    if (down.length > 0) {
      const [from] = down;
      const to = down[down.length - 1];
      const isAfterAnswers = endpoint.answers.frames[0] < from;
      found.push({ code: 'works-again', values: { from, to, isAfterAnswers }, frames: [from, to] });
    }
    if (endpoint.lateAnswers.total > 0) {
      found.push({
        code: 'late-answers',
        values: { answers: endpoint.lateAnswers.total },
        frames: endpoint.lateAnswers.frames,
        strength: lateShare(endpoint),
      });
    }
    for (const [rcode, code] of BAD_CODES) {
      const responses = endpoint.dns.responseCodes.get(rcode);
      if (responses === undefined) continue;
      found.push({ code, values: { responses: responses.total }, frames: responses.frames });
    }
    return found;
  },
});

/**
 * Whether `answered` says of an endpoint that it answered, in full, and no more than that.
 * @param endpoint one without silence, refusals, failures, late answers and DNS answers of note
 */
export function answersInFull(endpoint: EndpointFacts, context: DetectContext): boolean {
  const { attempts, handshake, isDns, partial, pending } = endpoint;
  const good = exchangesOf(endpoint, context);
  if (good === 0 || hasUnclearRoles(endpoint)) return false;
  if (handshake.unacknowledged + handshake.misnumbered > 0) return false;
  const unclear = Math.max(
    pending.unfinished.total + handshake.halfOpen,
    partial.oneWay.total,
    partial.serverOnly.total,
  );
  return (unclear === 0 || unclear < UNCLEAR_SHARE * good) && !(isDns && attempts === 0);
}

/** How many of what had no answer in time had a late one at the most. */
function lateShare({ lateAnswers, answered, silence }: EndpointFacts): number {
  return answered > 0 ? 1 : Math.min(1, lateAnswers.total / Math.max(1, silence.attempts));
}

/** Frames of attempts that had no answer, or were refused, in rising order. */
function failedFrames({ silence, resets, icmpErrors }: EndpointFacts): number[] {
  const samples = [silence.packets, ...icmpErrors.map(({ frames }) => frames)];
  if (resets !== null) samples.push(resets.resetFrames);
  return samples.flatMap(({ frames }) => frames).sort((a, b) => a - b);
}

/** Connections or requests of an endpoint that were answered and went on, in packets that are there. */
export function exchangesOf(endpoint: EndpointFacts, { capture }: DetectContext): number {
  const { attempts, answered, exchanges, partial } = endpoint;
  if (endpoint.protocol === Protocol.TCP || !endpoint.isDns) return exchanges;
  // Of a capture of one direction, responses say nothing of the queries that had none.
  const hasBoth = attempts > 0 || (capture.twoWayConnections > 0 && !isOneWay(capture));
  return answered + (hasBoth ? partial.midstreamExchanges : 0) || exchanges;
}
