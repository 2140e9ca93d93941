import type { JudgedEndpoint } from './judged-endpoint.ts';
import { byGravity } from './verdict.ts';

/** Endpoints that a report lists: so many that answered, and so many others. */
const MAXIMUM_TOLD = 10_000;

/** First what the product needs, then the gravest, then the first in the capture. */
function byImportance(one: JudgedEndpoint, other: JudgedEndpoint): number {
  return (
    Number(other.match !== null) - Number(one.match !== null) ||
    byGravity(one.judgement.verdict, other.judgement.verdict) ||
    one.facts.firstFrame - other.facts.firstFrame
  );
}

/** The most important of those that are added; what a verdict says of the others is not kept. */
class Foremost {
  leftOut = 0;
  readonly #kept: JudgedEndpoint[] = [];

  add(endpoint: JudgedEndpoint): void {
    this.#kept.push(endpoint);
    if (this.#kept.length === 2 * MAXIMUM_TOLD) this.#trim();
  }

  get kept(): readonly JudgedEndpoint[] {
    if (this.#kept.length > MAXIMUM_TOLD) this.#trim();
    return this.#kept;
  }

  #trim(): void {
    this.#kept.sort(byImportance);
    this.leftOut += this.#kept.length - MAXIMUM_TOLD;
    this.#kept.length = MAXIMUM_TOLD;
  }
}

/**
 * The endpoints that a report tells of. A scan may fail by tens of thousands: nobody reads these,
 * and they must not take the room of what answered, which tells how far a failure reaches.
 */
export class ToldEndpoints {
  readonly answered = new Foremost();
  readonly others = new Foremost();

  add(endpoint: JudgedEndpoint): void {
    const kind = endpoint.judgement.verdict === 'answered' ? this.answered : this.others;
    kind.add(endpoint);
  }

  /** Those that are kept, the most important first. */
  sorted(): readonly JudgedEndpoint[] {
    return [...this.others.kept, ...this.answered.kept].sort(byImportance);
  }
}
