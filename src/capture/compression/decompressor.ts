import { readUint32 } from '../byte-order.ts';
import type { InputSentence } from '../input-sentence.ts';
import { UntoldError } from '../sentence.ts';

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
export class UnpackError extends UntoldError<InputSentence> {}

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

/** LZ4's frame format and Zstandard share these frames, which are passed over. */
const SKIPPABLE_MAGIC = 0x184d2a50;

/** A compression whose data is frames one behind the other, each with a magic number first. */
export abstract class FrameDecompressor implements Decompressor {
  output: Uint8Array = new Uint8Array(0);
  outputStart = 0;
  outputEnd = 0;
  consumed = 0;
  #isInFrame = false;
  /** Frames that are complete. */
  #frames = 0;
  /** Bytes of a skippable frame that are still to come. */
  #skip = 0;
  protected abstract readonly format: string;
  protected abstract readonly magic: number;
  /** Bytes of the longest frame header that are waited for while more input may come. */
  protected abstract readonly longestHeader: number;

  /** Reads the header of a frame at `start`. @returns its length; 0 where it goes on past `end` */
  protected abstract header(input: Uint8Array, start: number, end: number): number;
  /** Works on what follows the header, and sets `consumed`; COMPLETE at the end of the frame. */
  protected abstract block(input: Uint8Array, start: number, end: number): Step;

  step(input: Uint8Array, start: number, end: number, ended: boolean): Step {
    this.consumed = 0;
    if (this.#skip > 0) {
      this.consumed = Math.min(this.#skip, end - start);
      this.#skip -= this.consumed;
      return this.consumed > 0 ? Step.PROGRESS : Step.STARVED;
    }
    if (this.#isInFrame) {
      const step = this.block(input, start, end);
      if (step !== Step.COMPLETE) return step;
      this.#isInFrame = false;
      this.#frames++;
      return Step.PROGRESS;
    }
    if (start === end && this.#frames > 0) return Step.COMPLETE;
    if (end - start < 8 || (end - start < this.longestHeader && !ended)) return Step.STARVED;
    const magic = readUint32(input, start, false);
    if ((magic & ~15) >>> 0 === SKIPPABLE_MAGIC) {
      this.#skip = readUint32(input, start + 4, false);
      this.consumed = 8;
      this.#frames++;
      return Step.PROGRESS;
    }
    if (magic !== this.magic) {
      throw new UnpackError(
        this.#frames > 0
          ? { code: 'bytes-behind-last-frame', format: this.format }
          : { code: 'frame-header-damaged' },
      );
    }
    this.consumed = this.header(input, start, end);
    if (this.consumed === 0) return Step.STARVED;
    this.#isInFrame = true;
    return Step.PROGRESS;
  }
}
