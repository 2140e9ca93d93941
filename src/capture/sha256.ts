import { firstPrimes } from '../data/primes.ts';

/** Bytes in a block. */
export const BLOCK = 64;
/** Where the length of the message stands in the last block. */
const LENGTH_AT = 56;

/** The first 32 bits of a number's fraction. */
const fraction = (value: number) => Math.floor((value - Math.floor(value)) * 2 ** 32) | 0;

let rounds: Int32Array | null = null;

/** FIPS 180-4 §4.2.2: of the cube roots of the first 64 primes. */
function roundConstants(): Int32Array {
  rounds ??= Int32Array.from(firstPrimes(64), (prime) => fraction(Math.cbrt(prime)));
  return rounds;
}

/** FIPS 180-4 §5.3.3: of the square roots of the first eight primes. */
const START = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

/**
 * SHA-256 (FIPS 180-4), piece by piece and at once: a browser's own takes a message whole, and answers
 * later, where a redaction has no time to wait.
 */
export class Sha256 {
  readonly #state = Int32Array.from(START);
  readonly #words = new Int32Array(BLOCK);
  readonly #rest = new Uint8Array(BLOCK);
  #restLength = 0;
  #length = 0;

  update(bytes: Uint8Array): this {
    this.#length += bytes.length;
    let at = 0;
    if (this.#restLength > 0) {
      at = Math.min(BLOCK - this.#restLength, bytes.length);
      this.#rest.set(bytes.subarray(0, at), this.#restLength);
      this.#restLength += at;
      if (this.#restLength < BLOCK) return this;
      this.#block(this.#rest, 0);
      this.#restLength = 0;
    }
    for (; at + BLOCK <= bytes.length; at += BLOCK) this.#block(bytes, at);
    this.#rest.set(bytes.subarray(at));
    this.#restLength = bytes.length - at;
    return this;
  }

  /** The hash of all that came; nothing may come after it. */
  digest(): Uint8Array {
    const length = this.#length;
    const padding = new Uint8Array((length % BLOCK < LENGTH_AT ? 1 : 2) * BLOCK - (length % BLOCK));
    padding[0] = 0x80;
    const view = new DataView(padding.buffer);
    view.setUint32(padding.length - 8, Math.floor(length / 2 ** 29));
    view.setUint32(padding.length - 4, (length % 2 ** 29) * 8);
    this.update(padding);
    const digest = new Uint8Array(32);
    const out = new DataView(digest.buffer);
    for (const [index, word] of this.#state.entries()) out.setInt32(4 * index, word);
    return digest;
  }

  #block(bytes: Uint8Array, at: number): void {
    const words = this.#words;
    const state = this.#state;
    const constants = roundConstants();
    for (let i = 0; i < 16; i++, at += 4) {
      words[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
    }
    for (let i = 16; i < 64; i++) {
      const x = words[i - 15];
      const y = words[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      words[i] = (((words[i - 16] + s0) | 0) + ((words[i - 7] + s1) | 0)) | 0;
    }
    let a = state[0];
    let b = state[1];
    let c = state[2];
    let d = state[3];
    let e = state[4];
    let f = state[5];
    let g = state[6];
    let h = state[7];
    for (let i = 0; i < 64; i++) {
      const S1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      // Sums of more than two are cut in between: beyond 32 bits they would not be integers.
      const one =
        (((((h + S1) | 0) + ((e & f) ^ (~e & g))) | 0) + ((constants[i] + words[i]) | 0)) | 0;
      const S0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const two = (S0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
  }
}
