import { Protocol } from '../protocols/protocol.ts';
import type { Attempt } from '../track/attempt-log.ts';
import { count, duration } from '../words/en/phrases.ts';
import type { Detector, Observation } from './observation.ts';
import { lossShare, silentShare, unexplainedByLoss } from './packet-loss.ts';

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

/** Some attempts at a service are answered, others stay silent through several retransmissions. */
export const attemptsLost: Detector = {
  codes: [
    {
      code: 'attempts-lost',
      title: 'Some attempts are answered, others never',
      meaning:
        'The service answers, yet some attempts had no answer however often they were sent. Random loss takes single packets, not all of one attempt while others pass: one of several servers behind the address may be down, one of several ways may be broken, or a rule lets only some pass.',
      advice:
        'Compare the attempts that fail with those that work: source port, time, and how many were made at once.',
      isPattern: true,
    },
    {
      code: 'rate-limited',
      title: 'Attempts fail as soon as there are too many in a short time',
      meaning:
        'The first attempts of each burst are answered, the rest of it is not, and after a pause they are again: something counts them and drops what is above a limit.',
      advice:
        'Look for a rate limit (connections or queries per second) on the firewall and on the server, or make fewer attempts at once.',
      isPattern: true,
    },
  ],
  detect(endpoint, context) {
    if (endpoint.protocol !== Protocol.TCP && !endpoint.isDns) return null;
    if (endpoint.answered === 0 || endpoint.retransmissions === 0) return null;
    const found: Observation[] = [];
    if (endpoint.silentAttempts > 0 && endpoint.silentRetransmissions > 0) {
      const loss = lossShare(context, endpoint);
      const unexplained = unexplainedByLoss(context, endpoint);
      const sends = Number(
        (1 + endpoint.silentRetransmissions / endpoint.silentAttempts).toPrecision(2),
      );
      found.push({
        code: 'attempts-lost',
        text: `${count(endpoint.silentAttempts, 'attempt')} had no answer, though sent ${sends} times each; ${endpoint.answered} ${endpoint.answered === 1 ? 'was' : 'were'} answered.${
          // Of what went to several ports no share tells anything.
          endpoint.isPortAssumed
            ? ''
            : loss < 0.02
              ? ' Others hardly lose a packet.'
              : ` About ${Math.round(loss * 100)} % of all requests get lost${unexplained < 0.5 ? ', which explains it.' : ', which does not explain it.'}`
        }`,
        frames: endpoint.silent.frames,
        strength: silentShare(endpoint) * unexplained,
      });
    }
    const limit = findRateLimit(context.attemptsOf(endpoint));
    if (limit !== null) {
      found.push({
        code: 'rate-limited',
        text: `Of ${count(limit.attempts, 'attempt')}, those that fail are those with ${limit.most} or more others in the ${duration(limit.window)} before (true of ${Math.round(limit.foretold * 100)} %).`,
        frames: endpoint.silent.frames,
        strength: 1,
      });
    }
    return found;
  },
};

interface RateLimit {
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
  if (changes < ENOUGH_CHANGES) return null;
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

/** For each attempt, how many began within the window before it. */
function attemptsBefore(attempts: readonly Attempt[], window: number): number[] {
  let first = 0;
  return attempts.map(({ at }, i) => {
    while (at - attempts[first].at >= window) first++;
    return i - first;
  });
}
