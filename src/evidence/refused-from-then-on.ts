import { Aspect } from '../track/facts/endpoint-facts.ts';
import { clue, detector } from './evidence.ts';
import { refusalsOf } from './icmp-errors.ts';
import { lacksPackets } from './left-out.ts';

/** Refusals from which on it is no single accident. */
const ENOUGH_REFUSALS = 3;

export interface RefusedFromThenOn {
  readonly answers: number;
  readonly errors: number;
  /** Frame of the last answer. */
  readonly last: number;
}

/**
 * All that was answered came before the first refusal, and nothing after it: the service was stopped,
 * a rule changed, or the address was banned. That it worked before says nothing of now.
 */
export const refusedFromThenOn = detector({
  codes: {
    'refused-from-then-on': clue<RefusedFromThenOn>({ weights: { answered: -6 } }),
  },
  about: Aspect.ICMP_ERRORS | Aspect.RESETS,
  detect(endpoint, context) {
    const { answered: answers, lastAnswerFrame: last, resets } = endpoint;
    if (answers === 0) return null;
    const samples = refusalsOf(endpoint).map((error) => error.frames);
    if (resets !== null) samples.push(resets.resetFrames);
    const frames = samples.flatMap((sample) => sample.frames).sort((a, b) => a - b);
    if (frames.length === 0 || frames[0] < last) return null;
    const errors = samples.reduce((sum, { total }) => sum + total, 0);
    return {
      code: 'refused-from-then-on',
      values: { answers, errors, last },
      frames: [last, ...frames].slice(0, 8),
      // Of a capture that lacks packets these are the fewest that there were.
      strength: lacksPackets(context) ? 1 : Math.min(1, (errors / ENOUGH_REFUSALS) ** 2),
    };
  },
});
