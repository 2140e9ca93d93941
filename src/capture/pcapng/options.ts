import { readUint16, readUint32 } from '../byte-order.ts';
import type { KeptTexts } from '../kept-texts.ts';

/** Option codes that every block may have. */
export const END_OF_OPTIONS = 0;
export const COMMENT = 1;

const HEADER_LENGTH = 4;
const decoder = new TextDecoder();

/**
 * Walks the options of a block: `while (options.next()) switch (options.code) …`. A length that
 * passes the end of the block ends the walk.
 */
export class OptionsReader {
  code = 0;
  /** Value at `bytes[valueAt…valueAt + length)`. */
  valueAt = 0;
  length = 0;
  /** A length passed the end. */
  damaged = false;
  bytes: Uint8Array = new Uint8Array(0);
  bigEndian = false;
  #at = 0;
  #end = 0;

  /** Starts on the options at [at, end). */
  open(bytes: Uint8Array, at: number, end: number, bigEndian: boolean): this {
    this.bytes = bytes;
    this.#at = at;
    this.#end = end;
    this.bigEndian = bigEndian;
    this.damaged = false;
    return this;
  }

  next(): boolean {
    const at = this.#at;
    if (at + HEADER_LENGTH > this.#end) return false;
    this.code = readUint16(this.bytes, at, this.bigEndian);
    this.length = readUint16(this.bytes, at + 2, this.bigEndian);
    this.valueAt = at + HEADER_LENGTH;
    if (this.code === END_OF_OPTIONS) return false;
    if (this.valueAt + this.length > this.#end) {
      this.damaged = true;
      return false;
    }
    // Values are padded to four bytes, which the length does not count.
    this.#at = this.valueAt + ((this.length + 3) & ~3);
    return true;
  }

  /** The value from byte `skip` on as UTF-8 text, up to a NUL where a writer put one. */
  text(skip = 0): string {
    const at = this.valueAt + skip;
    // A copy: the decoder refuses shared memory.
    const value = this.bytes.slice(at, this.valueAt + this.length);
    const nul = value.indexOf(0);
    return decoder.decode(nul < 0 ? value : value.subarray(0, nul));
  }

  /** The same where it is kept for as long as the file is open; null where the file has too much of it. */
  keptText(texts: KeptTexts, skip = 0): string | null {
    return texts.keeps(this.length) ? this.text(skip) : null;
  }

  uint32(): number {
    return readUint32(this.bytes, this.valueAt, this.bigEndian);
  }

  /** A 64-bit count; above 2^53 it is rounded. */
  uint64(): number {
    const first = readUint32(this.bytes, this.valueAt, this.bigEndian);
    const second = readUint32(this.bytes, this.valueAt + 4, this.bigEndian);
    return this.bigEndian ? first * 2 ** 32 + second : second * 2 ** 32 + first;
  }

  /** A signed 64-bit count. */
  int64(): number {
    const value = this.uint64();
    return value >= 2 ** 63 ? value - 2 ** 64 : value;
  }
}
