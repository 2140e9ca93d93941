/** What a decompressor did in one step. */
export enum Step {
  /** Took input, or made output, or both: call again. */
  PROGRESS,
  /** Needs more input than there is in the window. */
  STARVED,
  /** A member or frame is complete and nothing has begun after it. */
  COMPLETE,
}

/** Compressed data that cannot be unpacked further. */
export class UnpackError extends Error {}

/**
 * Unpacks step by step: each step makes a bounded amount of output, which must be taken before the
 * next. So the size of what is unpacked costs time, never memory.
 */
export interface Decompressor {
  /** Unread output is `output[outputStart…outputEnd)`. */
  output: Uint8Array;
  outputStart: number;
  outputEnd: number;
  /** Bytes of input that the last step used up. */
  consumed: number;
  /**
   * Works on `input[start…end)`.
   * @param ended no input follows `end`
   * @throws UnpackError when the data is damaged; output made before it stays valid
   */
  step(input: Uint8Array, start: number, end: number, ended: boolean): Step;
}
