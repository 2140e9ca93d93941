import { byGravityOfSure } from '../evidence/verdict.ts';
import type { JudgedEndpoint } from './judged-endpoint.ts';

/** Endpoints that a report lists: so many that answered, and so many others. */
const MAXIMUM_LISTED = 10_000;
/** Beyond that so many are gathered before the least important go. */
const SURPLUS = 2_000;

/** What says how important an endpoint is; all else of it is found out for those that are kept. */
export type Judged = Pick<JudgedEndpoint, 'facts' | 'judgement' | 'match' | 'target'>;

/**
 * First what the user names, then what the product needs or was looked up, then the surest failures, of
 * these the gravest, then the first in the capture.
 */
function byImportance(one: Judged, other: Judged): number {
  return (
    rankOf(other) - rankOf(one) ||
    byGravityOfSure(one.judgement, other.judgement) ||
    one.facts.firstFrame - other.facts.firstFrame
  );
}

function rankOf({ match, target }: Judged): number {
  if (target?.source === 'user') return 2;
  return match !== null || target !== null ? 1 : 0;
}

/** The most important of those that are added; what a verdict says of the others is not kept. */
class MostImportant {
  leftOut = 0;
  readonly #kept: Judged[] = [];

  add(endpoint: Judged): void {
    this.#kept.push(endpoint);
    if (this.#kept.length === MAXIMUM_LISTED + SURPLUS) this.#trim();
  }

  get kept(): readonly Judged[] {
    if (this.#kept.length > MAXIMUM_LISTED) this.#trim();
    return this.#kept;
  }

  #trim(): void {
    this.#kept.sort(byImportance);
    this.leftOut += this.#kept.length - MAXIMUM_LISTED;
    this.#kept.length = MAXIMUM_LISTED;
  }
}

/**
 * The endpoints that a diagnosis lists. A scan may fail by tens of thousands: nobody reads these,
 * and they must not take the room of what answered, which tells how far a failure reaches.
 */
export class ListedEndpoints {
  readonly answered = new MostImportant();
  readonly others = new MostImportant();

  add(endpoint: Judged): void {
    const kind = endpoint.judgement.verdict === 'answered' ? this.answered : this.others;
    kind.add(endpoint);
  }

  /** Those that are kept, the most important first. */
  sorted(): readonly Judged[] {
    return [...this.others.kept, ...this.answered.kept].sort(byImportance);
  }
}
