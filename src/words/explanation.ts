/** A code in plain words: what `explain` prints of it. */
export interface Explanation {
  /** A few words, for a heading. */
  readonly title: string;
  /** What it is and why it happens. */
  readonly meaning: string;
  /** What to do about it. */
  readonly advice: string;
}

/** One with its code. */
export interface CodeExplanation extends Explanation {
  readonly code: string;
}
