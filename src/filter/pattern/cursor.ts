import type { ByteSet } from './syntax.ts';

export interface Options {
  readonly caseless: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly extended: boolean;
  readonly extendedMore: boolean;
  readonly ungreedy: boolean;
  readonly noCapture: boolean;
}

/** Where a pattern is read, and how. */
export interface Cursor {
  readonly text: string;
  at: number;
  /** Between `\\Q` and `\\E`, where every character stands for itself. */
  isQuoted: boolean;
  options: Options;
}

/** The set, with both cases of its letters where case does not matter. */
export function fold(cursor: Cursor, set: ByteSet): ByteSet {
  if (!cursor.options.caseless) return set;
  for (let upper = 0x41; upper <= 0x5a; upper++) {
    if (set[upper] || set[upper | 0x20]) set[upper] = set[upper | 0x20] = 1;
  }
  return set;
}
