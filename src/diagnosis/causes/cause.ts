import type { JudgedEndpoint } from '../judged-endpoint.ts';

/** Endpoints that failed for one reason, to be told as one finding. */
export interface CauseGroup {
  /** What is common to them; with the verdict it makes the finding's stable id. */
  readonly key: string;
  readonly members: readonly JudgedEndpoint[];
  /** The finding's title where the verdict's own does not say it; `hedge` is "", "probably " … */
  readonly title?: (hedge: string) => string;
  /** A sentence on what the endpoints have in common. */
  readonly note?: string;
  /** What to do, where it is not what the verdict alone would say. */
  readonly remedy?: readonly string[];
}

/** One way in which failures belong together: a file in this folder and a row in `causes.ts`. */
export interface Cause {
  /**
   * Groups of endpoints that this explains.
   * @param failing endpoints without an answer that no earlier cause has taken
   * @param all every endpoint, those that answered too
   */
  find(failing: readonly JudgedEndpoint[], all: readonly JudgedEndpoint[]): readonly CauseGroup[];
}
