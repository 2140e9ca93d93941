import type { Confidence, Verdict } from '../evidence/verdict.ts';
import type { Judged } from './listed-endpoints.ts';

/** A verdict and how sure it is. */
export interface ShownVerdict {
  readonly verdict: Verdict;
  readonly confidence: Confidence;
}

/** An endpoint as it stands now. */
export interface InterimVerdict {
  readonly endpoint: Judged;
  /** Null where nothing is to be shown yet: an answer may come any moment. */
  readonly shown: ShownVerdict | null;
  /** What was shown before; null where that is the first. */
  readonly previous: ShownVerdict | null;
  /** Whether that is another verdict, or as sure as it was not, than at the look before. */
  readonly isChange: boolean;
  /** Second of the capture's time since when the verdict holds. */
  readonly since: number;
}

/**
 * Seconds for which a verdict that rests on silence must hold to be more than `low`. It comes some 5 s
 * after the first try; resolvers give up after 15 to 20 s, Windows' TCP after 21 s: until then what
 * is merely late may still be answered.
 */
const HOLD = 10;

/** What is known of an endpoint from one look to the next. */
interface Known {
  shown: ShownVerdict | null;
  since: number;
}

/**
 * What to tell of endpoints while a capture goes on. A verdict so far may be taken back, so it is
 * told late, and as sure only when it has held: a false alarm is worse than a wait.
 */
export class InterimVerdicts {
  /** By the endpoint's reference; as many as the last look had. */
  #known = new Map<number, Known>();

  /**
   * Takes in a look at all endpoints.
   * @param seconds the capture's time of it
   * @returns all of them, in the same order
   */
  update(endpoints: readonly Judged[], seconds: number): InterimVerdict[] {
    const known = new Map<number, Known>();
    const all = endpoints.map((endpoint) => {
      const before = this.#known.get(endpoint.facts.reference);
      const now = next(endpoint, before, seconds);
      known.set(endpoint.facts.reference, now);
      const previous = before?.shown ?? null;
      const isChange =
        now.shown !== null &&
        (now.shown.verdict !== previous?.verdict || now.shown.confidence !== previous.confidence);
      return { endpoint, shown: now.shown, previous, isChange, since: now.since };
    });
    this.#known = known;
    return all;
  }
}

function next({ facts, judgement }: Judged, before: Known | undefined, seconds: number): Known {
  const { verdict, confidence } = judgement;
  // What is under way says nothing new.
  if (verdict === 'inconclusive' && facts.pending.attempts > 0) {
    return before ?? { shown: null, since: seconds };
  }
  const isSame = before?.shown?.verdict === verdict;
  // A clock that was set back starts it anew.
  const since = isSame ? Math.min(before.since, seconds) : seconds;
  const isSilence = verdict === 'drop' || verdict === 'unreachable';
  const isYoung = isSilence && seconds - since < HOLD;
  return { shown: { verdict, confidence: isYoung ? 'low' : confidence }, since };
}
