import { Decompress } from 'fzstd';
import { failureOf } from '../input-sentence.ts';
import { ZSTD_MAGIC } from './compression.ts';
import { FrameDecompressor, Step, UnpackError } from './decompressor.ts';

/*
 * Zstandard frames (RFC 8878). fzstd unpacks; the frame and block headers are read here as well,
 * so that it gets one block at a time (at most 128 KiB of output) and never a window that would
 * take all memory. Content checksums are passed over.
 */
const MAXIMUM_BLOCK = 131_072;
/** RFC 8878 §3.1.1.1.2 recommends 8 MiB; `zstd --ultra -20` takes 32 MiB. */
const MAXIMUM_WINDOW = 1 << 25;

enum BlockKind {
  RAW,
  RLE,
  COMPRESSED,
  RESERVED,
}

export class Zstd extends FrameDecompressor {
  protected readonly format = 'Zstandard';
  protected readonly magic = ZSTD_MAGIC;
  protected readonly longestHeader = 18;
  #checksum = false;
  #largestBlock = MAXIMUM_BLOCK;
  /** Shorter input than this fzstd holds back, so the first pieces may come out together. */
  #pieces: Uint8Array[] = [];
  #decompress = new Decompress();

  protected header(input: Uint8Array, start: number, end: number): number {
    const descriptor = input[start + 4];
    const single = (descriptor & 0x20) !== 0;
    const dictionary = [0, 1, 2, 4][descriptor & 3];
    const sizeLength = [single ? 1 : 0, 2, 4, 8][descriptor >> 6];
    const length = 5 + (single ? 0 : 1) + dictionary + sizeLength;
    if (end - start < length) return 0;
    if ((descriptor & 8) !== 0) throw new UnpackError({ code: 'frame-header-damaged' });
    if (
      dictionary > 0 &&
      input
        .subarray(start + length - sizeLength - dictionary, start + length - sizeLength)
        .some((byte) => byte !== 0)
    ) {
      throw new UnpackError({ code: 'dictionary-needed' });
    }
    let window = 0;
    if (single) {
      for (let i = sizeLength - 1; i >= 0; i--) {
        window = window * 256 + input[start + length - sizeLength + i];
      }
      if (sizeLength === 2) window += 256;
    } else {
      const base = 2 ** (10 + (input[start + 5] >> 3));
      window = base + (base / 8) * (input[start + 5] & 7);
    }
    if (window > MAXIMUM_WINDOW) {
      throw new UnpackError({
        code: 'window-too-large',
        window,
        maximumWindow: MAXIMUM_WINDOW,
      });
    }
    this.#checksum = (descriptor & 4) !== 0;
    this.#largestBlock = Math.min(MAXIMUM_BLOCK, Math.max(window, 1));
    this.#pieces = [];
    this.#decompress = new Decompress((piece) => {
      if (piece.length > 0) this.#pieces.push(piece);
    });
    this.#push(input.slice(start, start + length), false);
    return length;
  }

  protected block(input: Uint8Array, start: number, end: number): Step {
    if (end - start < 3) return Step.STARVED;
    const header = input[start] | (input[start + 1] << 8) | (input[start + 2] << 16);
    const last = (header & 1) !== 0;
    const kind: BlockKind = (header >> 1) & 3;
    const size = header >> 3;
    if (kind === BlockKind.RESERVED || size > this.#largestBlock) {
      throw new UnpackError({ code: 'block-header-damaged' });
    }
    const length = 3 + (kind === BlockKind.RLE ? 1 : size) + (last && this.#checksum ? 4 : 0);
    if (end - start < length) return Step.STARVED;
    // A copy: fzstd may hold on to it, and the window's bytes move.
    this.#push(input.slice(start, start + length), last);
    this.consumed = length;
    return last ? Step.COMPLETE : Step.PROGRESS;
  }

  #push(bytes: Uint8Array, last: boolean): void {
    this.#pieces.length = 0;
    let failure: unknown = null;
    try {
      this.#decompress.push(bytes, last);
    } catch (error) {
      failure = error;
    }
    let total = 0;
    for (const piece of this.#pieces) total += piece.length;
    if (this.#pieces.length === 1) {
      this.output = this.#pieces[0];
    } else if (total > 0) {
      this.output = new Uint8Array(total);
      let at = 0;
      for (const piece of this.#pieces) {
        this.output.set(piece, at);
        at += piece.length;
      }
    }
    this.outputStart = 0;
    this.outputEnd = total;
    if (failure !== null) {
      throw new UnpackError(failureOf(failure));
    }
  }
}
