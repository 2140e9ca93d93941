/** A code in plain words: what `explain` prints of it. */
export interface Explanation {
  /** A few words, for a heading. */
  readonly title: string;
  /** What it is and why it happens. */
  readonly meaning: string;
  /** What to do about it. */
  readonly advice: string;
}

/** An explanation, in the order in which it is read. */
export function explained(title: string, meaning: string, advice: string): Explanation {
  return { title, meaning, advice };
}
