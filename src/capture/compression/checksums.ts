import { readUint32 } from '../byte-order.ts';

// CRC-32 (RFC 1952 §8), four bytes at a time: table k advances a byte by k more zero bytes.
const TABLES = new Int32Array(4 * 256);
for (let byte = 0; byte < 256; byte++) {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  TABLES[byte] = value;
}
for (let i = 256; i < TABLES.length; i++) {
  const before = TABLES[i - 256];
  TABLES[i] = (before >>> 8) ^ TABLES[before & 0xff];
}

/** What a byte adds to a CRC-32, by the byte. */
export const CRC32_TABLE = TABLES.subarray(0, 256);

/** Continues `crc` (0 at the start) over bytes [start, end); int32. */
export function crc32(crc: number, bytes: Uint8Array, start: number, end: number): number {
  let value = ~crc;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    value ^= bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    value =
      TABLES[768 + (value & 0xff)] ^
      TABLES[512 + ((value >>> 8) & 0xff)] ^
      TABLES[256 + ((value >>> 16) & 0xff)] ^
      TABLES[value >>> 24];
  }
  for (; at < end; at++) value = (value >>> 8) ^ TABLES[(value ^ bytes[at]) & 0xff];
  return ~value;
}

const PRIME_1 = 0x9e3779b1 | 0;
const PRIME_2 = 0x85ebca77 | 0;
const PRIME_3 = 0xc2b2ae3d | 0;
const PRIME_4 = 0x27d4eb2f | 0;
const PRIME_5 = 0x165667b1 | 0;

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

/** xxHash32 with seed 0, over pieces: the checksum that LZ4 frames use. */
export class XxHash32 {
  readonly #lanes = new Int32Array(4);
  readonly #rest = new Uint8Array(16);
  #restLength = 0;
  #total = 0;

  constructor() {
    this.reset();
  }

  reset(): this {
    this.#lanes.set([PRIME_1 + PRIME_2, PRIME_2, 0, -PRIME_1]);
    this.#restLength = 0;
    this.#total = 0;
    return this;
  }

  update(bytes: Uint8Array, start: number, end: number): this {
    let at = start;
    this.#total += end - start;
    if (this.#restLength > 0) {
      const count = Math.min(16 - this.#restLength, end - at);
      this.#rest.set(bytes.subarray(at, at + count), this.#restLength);
      this.#restLength += count;
      at += count;
      if (this.#restLength < 16) return this;
      this.#stripes(this.#rest, 0, 16);
      this.#restLength = 0;
    }
    const whole = at + ((end - at) & ~15);
    this.#stripes(bytes, at, whole);
    this.#rest.set(bytes.subarray(whole, end));
    this.#restLength = end - whole;
    return this;
  }

  #stripes(bytes: Uint8Array, start: number, end: number): void {
    let [a, b, c, d] = this.#lanes;
    for (let at = start; at < end; at += 16) {
      a = round(a, readUint32(bytes, at, false));
      b = round(b, readUint32(bytes, at + 4, false));
      c = round(c, readUint32(bytes, at + 8, false));
      d = round(d, readUint32(bytes, at + 12, false));
    }
    this.#lanes.set([a, b, c, d]);
  }

  /** The hash so far, unsigned. */
  digest(): number {
    const [a, b, c, d] = this.#lanes;
    let hash =
      this.#total >= 16
        ? (rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18)) | 0
        : PRIME_5;
    hash = (hash + this.#total) | 0;
    let at = 0;
    for (; at + 4 <= this.#restLength; at += 4) {
      hash = (hash + Math.imul(readUint32(this.#rest, at, false), PRIME_3)) | 0;
      hash = Math.imul(rotate(hash, 17), PRIME_4);
    }
    for (; at < this.#restLength; at++) {
      hash = (hash + Math.imul(this.#rest[at], PRIME_5)) | 0;
      hash = Math.imul(rotate(hash, 11), PRIME_1);
    }
    hash = Math.imul(hash ^ (hash >>> 15), PRIME_2);
    hash = Math.imul(hash ^ (hash >>> 13), PRIME_3);
    return (hash ^ (hash >>> 16)) >>> 0;
  }
}

function round(lane: number, word: number): number {
  return Math.imul(rotate((lane + Math.imul(word, PRIME_2)) | 0, 13), PRIME_1);
}
