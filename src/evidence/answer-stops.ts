import { Aspect } from '../track/facts/endpoint-facts.ts';
import { clue, detector, pattern, type Seen } from './evidence.ts';
import { captureLoss } from './loss.ts';
import { shareFromHalf } from './share.ts';

export interface AnswerStops {
  readonly connections: number;
  /** How many had an exchange. */
  readonly of: number;
  /** Longest silence, in seconds. */
  readonly seconds: number;
}

const codes = {
  // Who stops it is not in the capture: the server, the way back, or a client that does not read.
  'answer-incomplete': pattern<AnswerStops & { missing: number }>({
    weights: { answered: -7, drop: 1 },
    stage: 'later',
    remedy: null,
  }),
  'answer-may-stop': clue<AnswerStops>({ weights: { answered: -7 }, isNotable: true }),
};

/**
 * An answer that stops in the middle, while the client waits for the rest to the end of the capture. Of plain
 * HTTP its length tells. Else the last segments may (`expectsMore`): that an answer ends in a full one is rare.
 */
export const answerStops = detector({
  codes,
  about: Aspect.UNANSWERED,
  detect({ unanswered, exchanges: of }, context) {
    if (unanswered === null || of === 0) return null;
    const { incomplete, missing, unended, longestPause: seconds } = unanswered;
    const found: Seen<typeof codes>[] = [];
    // The rest, and the end of the connection, may be among what was lost.
    const share = 1 - Math.min(1, LOSS * (captureLoss(context)?.share ?? 0));
    if (incomplete.total > 0) {
      found.push({
        code: 'answer-incomplete',
        values: { connections: incomplete.total, of, seconds, missing },
        frames: incomplete.frames,
        strength: share * shareFromHalf(incomplete.total, of),
      });
    }
    if (unended.total > 0) {
      found.push({
        code: 'answer-may-stop',
        values: { connections: unended.total, of, seconds },
        frames: unended.frames,
        strength: share * shareFromHalf(unended.total, of),
      });
    }
    return found;
  },
});

/** Share of lost packets by which it loses all its weight: 1 in 4. */
const LOSS = 4;
