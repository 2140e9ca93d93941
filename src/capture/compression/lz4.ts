import { readUint32 } from '../byte-order.ts';
import { XxHash32 } from './checksums.ts';
import { LZ4_MAGIC } from './compression.ts';
import { FrameDecompressor, Step, UnpackError } from './decompressor.ts';

/* LZ4 frames (LZ4 Frame Format 1.6.4): header, blocks of at most 4 MiB, end mark, checksum. */
const HISTORY = 65_536;
const MINIMUM_MATCH = 4;
const STORED = 0x8000_0000;

enum Flag {
  DICTIONARY = 1,
  CONTENT_CHECKSUM = 4,
  CONTENT_SIZE = 8,
  BLOCK_CHECKSUM = 16,
  INDEPENDENT = 32,
}

export class Lz4 extends FrameDecompressor {
  protected readonly format = 'LZ4';
  protected readonly magic = LZ4_MAGIC;
  protected readonly longestHeader = 8;
  #flags = 0;
  #blockLength = 0;
  /** Where the output of the current frame begins: blocks may not refer to what is before. */
  #frameStart = 0;
  readonly #contentHash = new XxHash32();
  readonly #blockHash = new XxHash32();

  protected block(input: Uint8Array, start: number, end: number): Step {
    if (end - start < 4) return Step.STARVED;
    const word = readUint32(input, start, false);
    if (word === 0) {
      const hashed = (this.#flags & Flag.CONTENT_CHECKSUM) !== 0;
      if (end - start < (hashed ? 8 : 4)) return Step.STARVED;
      if (hashed && readUint32(input, start + 4, false) !== this.#contentHash.digest()) {
        throw new UnpackError({ code: 'unpacked-checksum-wrong' });
      }
      this.consumed = hashed ? 8 : 4;
      return Step.COMPLETE;
    }
    const length = word & ~STORED;
    if (length > this.#blockLength) throw new UnpackError({ code: 'block-too-long' });
    const blockAt = start + 4;
    const blockEnd = blockAt + length;
    const hashed = (this.#flags & Flag.BLOCK_CHECKSUM) !== 0;
    const next = blockEnd + (hashed ? 4 : 0);
    if (next > end) return Step.STARVED;
    if (hashed) {
      const hash = this.#blockHash.reset().update(input, blockAt, blockEnd).digest();
      if (hash !== readUint32(input, blockEnd, false)) {
        throw new UnpackError({ code: 'block-checksum-wrong' });
      }
    }
    this.#makeRoom();
    const before = this.outputEnd;
    if ((word & STORED) !== 0) {
      this.output.set(input.subarray(blockAt, blockEnd), before);
      this.outputEnd += length;
    } else {
      const floor = (this.#flags & Flag.INDEPENDENT) !== 0 ? before : this.#frameStart;
      this.#unpack(input, blockAt, blockEnd, floor);
    }
    if ((this.#flags & Flag.CONTENT_CHECKSUM) !== 0) {
      this.#contentHash.update(this.output, before, this.outputEnd);
    }
    this.consumed = next - start;
    return Step.PROGRESS;
  }

  protected header(input: Uint8Array, start: number, end: number): number {
    const flags = input[start + 4];
    const sizeCode = (input[start + 5] >> 4) & 7;
    let length = 4 + 2;
    if ((flags & Flag.CONTENT_SIZE) !== 0) length += 8;
    if ((flags & Flag.DICTIONARY) !== 0) length += 4;
    if (end - start < length + 1) return 0;
    const hash = this.#blockHash
      .reset()
      .update(input, start + 4, start + length)
      .digest();
    if (flags >> 6 !== 1 || sizeCode < 4 || input[start + length] !== ((hash >>> 8) & 0xff)) {
      throw new UnpackError({ code: 'frame-header-damaged' });
    }
    if ((flags & Flag.DICTIONARY) !== 0) throw new UnpackError({ code: 'dictionary-needed' });
    this.#flags = flags;
    this.#blockLength = 1 << (8 + 2 * sizeCode);
    const needed = HISTORY + 2 * this.#blockLength;
    if (this.output.length < needed) {
      const larger = new Uint8Array(needed);
      larger.set(this.output.subarray(0, this.outputEnd));
      this.output = larger;
    }
    this.#frameStart = this.outputEnd;
    this.#contentHash.reset();
    return length + 1;
  }

  /** Slides the output so that a whole block fits behind the history. */
  #makeRoom(): void {
    if (this.outputEnd + this.#blockLength <= this.output.length) return;
    const shift = this.outputEnd - HISTORY;
    this.output.copyWithin(0, shift, this.outputEnd);
    this.outputEnd = HISTORY;
    this.outputStart = HISTORY;
    this.#frameStart = Math.max(0, this.#frameStart - shift);
  }

  #unpack(input: Uint8Array, start: number, end: number, floor: number): void {
    const output = this.output;
    const limit = this.outputEnd + this.#blockLength;
    let at = start;
    let out = this.outputEnd;
    for (;;) {
      if (at >= end) break;
      const token = input[at++];
      let count = token >> 4;
      if (count === 15) {
        let more = 255;
        while (more === 255 && at < end) {
          more = input[at++];
          count += more;
        }
      }
      if (at + count > end || out + count > limit) this.#fail(out);
      if (count > 24) {
        output.set(input.subarray(at, at + count), out);
        out += count;
        at += count;
      } else {
        for (const stop = at + count; at < stop; ) output[out++] = input[at++];
      }
      // The last sequence has literals only.
      if (at === end) break;
      if (at + 2 > end) this.#fail(out);
      const distance = input[at] | (input[at + 1] << 8);
      at += 2;
      count = (token & 15) + MINIMUM_MATCH;
      if (count === 15 + MINIMUM_MATCH) {
        let more = 255;
        while (more === 255 && at < end) {
          more = input[at++];
          count += more;
        }
      }
      let from = out - distance;
      if (distance === 0 || from < floor || out + count > limit) this.#fail(out);
      for (const stop = out + count; out < stop; ) output[out++] = output[from++];
    }
    this.outputEnd = out;
  }

  #fail(out: number): never {
    this.outputEnd = out;
    throw new UnpackError({ code: 'block-damaged' });
  }
}
