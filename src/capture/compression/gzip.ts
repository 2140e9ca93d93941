import { readUint16, readUint32 } from '../byte-order.ts';
import { crc32 } from './checksums.ts';
import { type Decompressor, Step, UnpackError } from './decompressor.ts';
import { Inflate } from './inflate.ts';

/* A gzip file (RFC 1952) is members one after the other: header, DEFLATE data, CRC-32 and length. */
const HEADER_LENGTH = 10;
const TRAILER_LENGTH = 8;
/** Longest optional part of a header (extra field, names, comments) that is waited for. */
const MAXIMUM_HEADER = 1 << 18;

enum Flag {
  HEADER_CRC = 2,
  EXTRA = 4,
  NAME = 8,
  COMMENT = 16,
}

export class Gzip implements Decompressor {
  readonly #inflate = new Inflate();
  #crc = 0;
  #length = 0;
  #state: 'header' | 'data' | 'trailer' = 'header';
  #members = 0;
  consumed = 0;

  get output(): Uint8Array {
    return this.#inflate.output;
  }
  get outputStart(): number {
    return this.#inflate.outputStart;
  }
  set outputStart(value: number) {
    this.#inflate.outputStart = value;
  }
  get outputEnd(): number {
    return this.#inflate.outputEnd;
  }

  step(input: Uint8Array, start: number, end: number, ended: boolean): Step {
    this.consumed = 0;
    if (this.#state === 'header') {
      if (start === end && this.#members > 0) return Step.COMPLETE;
      // Zero padding behind the last member is common (tape blocks); other bytes are not ours.
      if (this.#members > 0 && input[start] === 0) {
        this.consumed = end - start;
        return input.subarray(start, end).every((byte) => byte === 0)
          ? Step.PROGRESS
          : this.#trailing();
      }
      const length = headerLength(input, start, end);
      if (length === 0) {
        if (end - start > MAXIMUM_HEADER) throw new UnpackError({ code: 'endless-gzip-header' });
        return Step.STARVED;
      }
      if (length < 0) return this.#trailing();
      this.consumed = length;
      this.#inflate.reset();
      this.#crc = 0;
      this.#length = 0;
      this.#state = 'data';
      return Step.PROGRESS;
    }
    if (this.#state === 'data') {
      const inflate = this.#inflate;
      const result = inflate.step(input, start, end, ended);
      this.consumed = inflate.consumed;
      this.#crc = crc32(this.#crc, inflate.output, inflate.madeFrom, inflate.outputEnd);
      this.#length = (this.#length + inflate.outputEnd - inflate.madeFrom) >>> 0;
      if (result !== Step.COMPLETE) return result;
      this.#state = 'trailer';
      return Step.PROGRESS;
    }
    if (end - start < TRAILER_LENGTH) return Step.STARVED;
    if (
      readUint32(input, start, false) !== this.#crc >>> 0 ||
      readUint32(input, start + 4, false) !== this.#length
    ) {
      throw new UnpackError({ code: 'unpacked-checksum-wrong' });
    }
    this.consumed = TRAILER_LENGTH;
    this.#members++;
    this.#state = 'header';
    return Step.PROGRESS;
  }

  #trailing(): never {
    throw new UnpackError(
      this.#members > 0 ? { code: 'bytes-behind-last-member' } : { code: 'gzip-header-damaged' },
    );
  }
}

/** Length of the member header at `start`; 0 where it goes on past `end`, -1 where it is none. */
function headerLength(bytes: Uint8Array, start: number, end: number): number {
  const present = Math.min(3, end - start);
  for (let i = 0; i < present; i++) {
    if (bytes[start + i] !== [0x1f, 0x8b, 8][i]) return -1;
  }
  if (end - start < HEADER_LENGTH) return 0;
  const flags = bytes[start + 3];
  if ((flags & 0xe0) !== 0) return -1;
  let at = start + HEADER_LENGTH;
  if (flags & Flag.EXTRA) {
    if (at + 2 > end) return 0;
    at += 2 + readUint16(bytes, at, false);
  }
  for (const flag of [Flag.NAME, Flag.COMMENT]) {
    if ((flags & flag) === 0) continue;
    const nul = bytes.subarray(0, end).indexOf(0, at);
    if (nul < 0) return 0;
    at = nul + 1;
  }
  if (flags & Flag.HEADER_CRC) at += 2;
  return at > end ? 0 : at - start;
}
