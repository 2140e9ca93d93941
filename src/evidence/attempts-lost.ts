import { Protocol } from '../protocols/protocol.ts';
import type { Attempt } from '../track/attempt-log.ts';
import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import { clue, detector, pattern, type Seen } from './evidence.ts';
import { lossShare, silentShare, unexplainedByLoss } from './loss.ts';

/** Windows in which a rate limit may count, in microseconds. */
const WINDOWS = [1_000_000, 10_000_000, 60_000_000];
/** Attempts, and those of them on either side, that show whether there is a rate limit. */
const ENOUGH_ATTEMPTS = 12;
const ENOUGH_OF_EACH = 4;
/** Changes between passing and failing: one is an outage, more are a rule. */
const ENOUGH_CHANGES = 3;
/** Share of attempts that the limit must foretell, and how much better than by guessing. */
const FORETOLD = 0.9;
const BETTER_THAN_GUESSING = 0.15;
/** Attempts of one endpoint that are looked at, so that the search for a limit stays short. */
const MOST_ATTEMPTS = 500;

export interface AttemptsLost {
  readonly attempts: number;
  /** How often each was sent, on average. */
  readonly sends: number;
  readonly answered: number;
  /** Share of all requests that get lost, and whether that explains it; null where no share is known. */
  readonly loss: { readonly share: number; readonly isExplanation: boolean } | null;
}

const codes = {
  // Loss by chance takes packets, not attempts: what is left of it points at a rule, weakly.
  'attempts-lost': pattern<AttemptsLost>({
    weights: { drop: 3, unreachable: -1, answered: -4 },
    stage: 'after-syn',
    remedy: 'limit',
    isNotable: true,
  }),
  // A program that hangs: its host goes on accepting until the queue of the port is full, and is silent then.
  'accepted-never-served': clue<{ connections: number }>({
    weights: { drop: -7 },
    tooLittle: 'this',
  }),
  // A client that stays below the limit works: no case against a service that mostly answers.
  'rate-limited': pattern<RateLimit>({
    weights: { drop: 1 },
    stage: 'after-syn',
    remedy: 'limit',
    isNotable: true,
  }),
};

/**
 * Some attempts at a service are answered, others stay silent through several retransmissions: one of
 * several servers or ways is broken, or a rule lets only some pass. Where the first of each burst pass
 * and the rest does not, something counts them.
 */
export const attemptsLost = detector({
  codes,
  about: Aspect.REPEATS,
  detect(endpoint, context) {
    if (endpoint.protocol !== Protocol.TCP && !endpoint.isDns) return null;
    if (endpoint.retransmissions === 0) return null;
    const found: Seen<typeof codes>[] = [];
    const { attempts, retransmissions } = endpoint.silence;
    const { frames } = endpoint.silence.packets;
    const limit = endpoint.answered > 0 ? findRateLimit(context.attemptsOf(endpoint)) : null;
    const connections = attempts > 0 && retransmissions > 0 ? neverServed(endpoint) : 0;
    // A queue that is full stays so; what passes in turns is counted by something.
    if (connections > 0 && limit === null) {
      found.push({ code: 'accepted-never-served', values: { connections }, frames: [] });
    }
    if (endpoint.answered === 0) return found;
    if (attempts > 0 && retransmissions > 0) {
      const share = lossShare(context, endpoint);
      const unexplained = unexplainedByLoss(context, endpoint);
      found.push({
        code: 'attempts-lost',
        values: {
          attempts,
          sends: 1 + retransmissions / attempts,
          answered: endpoint.answered,
          // Of what went to several ports no share tells anything.
          loss: endpoint.isPortAssumed ? null : { share, isExplanation: unexplained < 0.5 },
        },
        frames,
        strength: silentShare(endpoint) * unexplained,
      });
    }
    if (limit !== null) found.push({ code: 'rate-limited', values: limit, frames });
    return found;
  },
});

/**
 * Connections that were accepted, and on which the client's host was heard and the client was not: it got not a
 * byte, on none of them. 0 where one was served, or where data vanishes, as a filter has it.
 */
function neverServed(endpoint: EndpointFacts): number {
  const { exchanges, firstData, handshake, later, pending, protocol, unanswered } = endpoint;
  const served = exchanges - pending.takenOnly;
  if (protocol !== Protocol.TCP || served + firstData.stalled > 0) return 0;
  if (later !== null) return 0;
  const ended = (unanswered?.ended.total ?? 0) - (unanswered?.endedLate ?? 0);
  const unserved = (unanswered?.silentConnections ?? 0) + ended;
  const half = handshake.halfOpen - handshake.unacknowledged;
  return (
    unserved + half + handshake.nothingAsked.total + pending.unfinished.total + pending.takenOnly
  );
}

export interface RateLimit {
  readonly attempts: number;
  /** Microseconds. */
  readonly window: number;
  /** Attempts in that time that the limit lets through. */
  readonly most: number;
  /** Share of the attempts of which the limit says rightly whether they pass. */
  readonly foretold: number;
}

/**
 * The limit that best foretells which attempts pass at once, where one does so clearly. A packet
 * that is sent again may pass later, so only the first of each attempt counts.
 */
export function findRateLimit(all: readonly Attempt[]): RateLimit | null {
  const attempts = all.slice(0, MOST_ATTEMPTS);
  const passes = attempts.map(({ isAnswered, sends }) => isAnswered && sends === 1);
  const passing = passes.filter(Boolean).length;
  const failing = passes.length - passing;
  if (passes.length < ENOUGH_ATTEMPTS || Math.min(passing, failing) < ENOUGH_OF_EACH) return null;
  const changes = passes.filter((pass, i) => i > 0 && pass !== passes[i - 1]).length;
  if (changes < ENOUGH_CHANGES || failsInTurn(passes)) return null;
  let best: RateLimit | null = null;
  for (const window of WINDOWS) {
    const before = attemptsBefore(attempts, window);
    for (const most of new Set(before)) {
      if (most < 2) continue;
      const right = passes.filter((pass, i) => pass === before[i] < most).length;
      const foretold = right / passes.length;
      if (best === null || foretold > best.foretold) {
        best = { attempts: passes.length, window, most, foretold };
      }
    }
  }
  if (best === null) return null;
  const guessed = Math.max(passing, failing) / passes.length;
  return best.foretold >= FORETOLD && best.foretold >= guessed + BETTER_THAN_GUESSING ? best : null;
}

/**
 * Whether each failing attempt is the nth, whatever the time between them: a balancer asks its servers in turn, and
 * one of them is dead. A client that hangs there is quick at those between, so a limit would foretell the same.
 */
function failsInTurn(passes: readonly boolean[]): boolean {
  const first = passes.indexOf(false);
  const turn = passes.indexOf(false, first + 1) - first;
  return turn > 1 && passes.every((pass, i) => pass !== ((i - first) % turn === 0));
}

/** For each attempt, how many began within the window before it. */
function attemptsBefore(attempts: readonly Attempt[], window: number): number[] {
  let first = 0;
  return attempts.map(({ at }, i) => {
    while (at - attempts[first].at >= window) first++;
    return i - first;
  });
}
