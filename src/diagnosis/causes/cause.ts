import type { Confidence } from '../../evidence/verdict.ts';
import type { Sentence } from '../../words/say.ts';
import type { FindingCause } from '../diagnosis.ts';
import type { JudgedEndpoint } from '../judged-endpoint.ts';

/** Endpoints that failed for one reason, to be told as one finding. */
export interface CauseGroup {
  /** What is common to them; with the verdict it makes the finding's stable id. */
  readonly key: string;
  readonly members: readonly JudgedEndpoint[];
  /** The finding's title where the verdict's own does not say it. */
  readonly title?: (confidence: Confidence) => Sentence;
  /** What the endpoints have in common. */
  readonly note?: Sentence;
  /** What to do, where it is not what the verdict alone would say. */
  readonly remedy?: readonly Sentence[];
}

/** One way in which failures belong together: a file in this folder and a row in `causes.ts`. */
export interface Cause {
  readonly code: FindingCause;
  /**
   * Groups of endpoints that this explains.
   * @param failing endpoints without an answer that no earlier cause has taken
   * @param all every endpoint, those that answered too
   */
  find(failing: readonly JudgedEndpoint[], all: readonly JudgedEndpoint[]): readonly CauseGroup[];
}
