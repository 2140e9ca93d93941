import { readInt32 } from '../bytes.ts';
import { type Aead, TAG_LENGTH } from './aead.ts';
import type { Aes } from './aes.ts';

/** What four bits that leave at the lower end put back at the upper (Shoup's tables). */
const REDUCTIONS = Int32Array.of(
  ...[0x0000, 0x1c20, 0x3840, 0x2460, 0x7080, 0x6ca0, 0x48c0, 0x54e0],
  ...[0xe100, 0xfd20, 0xd940, 0xc560, 0x9180, 0x8da0, 0xa9c0, 0xb5e0],
);

const block = new Int32Array(4);
const counter = new Int32Array(4);

/** AES in Galois/Counter mode (NIST SP 800-38D), with a nonce of 12 bytes: decryption alone. */
export class Gcm implements Aead {
  /** Multiples of the hash key by all polynomials of four bits, four words each. */
  readonly #table = new Int32Array(64);
  readonly #hash = new Int32Array(4);

  constructor(readonly aes: Aes) {
    const table = this.#table;
    block.fill(0);
    aes.encrypt(block);
    let [a, b, c, d] = block;
    for (let i = 8; i > 0; i >>= 1) {
      table.set([a, b, c, d], 4 * i);
      const carry = d & 1;
      d = (d >>> 1) | (c << 31);
      c = (c >>> 1) | (b << 31);
      b = (b >>> 1) | (a << 31);
      a = (a >>> 1) ^ (carry === 0 ? 0 : 0xe1000000);
    }
    for (let i = 2; i < 16; i <<= 1) {
      for (let j = 1; j < i; j++) {
        for (let word = 0; word < 4; word++) {
          table[4 * (i + j) + word] = table[4 * i + word] ^ table[4 * j + word];
        }
      }
    }
  }

  open(
    nonce: Uint8Array,
    associated: Uint8Array,
    bytes: Uint8Array,
    start: number,
    end: number,
    out: Uint8Array,
  ): boolean {
    const stop = end - TAG_LENGTH;
    if (stop < start) return false;
    const hash = this.#hash.fill(0);
    this.#absorb(associated, 0, associated.length);
    this.#absorb(bytes, start, stop);
    hash[0] ^= Math.floor(associated.length / 2 ** 29);
    hash[1] ^= associated.length << 3;
    hash[2] ^= Math.floor((stop - start) / 2 ** 29);
    hash[3] ^= (stop - start) << 3;
    this.#multiply();
    for (let i = 0; i < 3; i++) counter[i] = readInt32(nonce, 4 * i);
    counter[3] = 1;
    block.set(counter);
    this.aes.encrypt(block);
    for (let i = 0; i < 4; i++) {
      if ((hash[i] ^ block[i]) !== readInt32(bytes, stop + 4 * i)) return false;
    }
    for (let at = start; at < stop; at += 16) {
      counter[3]++;
      block.set(counter);
      this.aes.encrypt(block);
      const count = Math.min(16, stop - at);
      for (let i = 0; i < count; i++) {
        out[at - start + i] = bytes[at + i] ^ (block[i >> 2] >>> (24 - 8 * (i & 3)));
      }
    }
    return true;
  }

  #absorb(bytes: Uint8Array, start: number, end: number): void {
    const hash = this.#hash;
    let at = start;
    for (; at + 16 <= end; at += 16) {
      for (let i = 0; i < 4; i++) hash[i] ^= readInt32(bytes, at + 4 * i);
      this.#multiply();
    }
    if (at === end) return;
    for (let i = 0; at + i < end; i++) hash[i >> 2] ^= bytes[at + i] << (24 - 8 * (i & 3));
    this.#multiply();
  }

  /** Multiplies by the hash key, four bits at a time. */
  #multiply(): void {
    const hash = this.#hash;
    const table = this.#table;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let word = 3; word >= 0; word--) {
      const value = hash[word];
      for (let shift = 0; shift < 32; shift += 4) {
        const left = d & 15;
        d = (d >>> 4) | (c << 28);
        c = (c >>> 4) | (b << 28);
        b = (b >>> 4) | (a << 28);
        a = (a >>> 4) ^ (REDUCTIONS[left] << 16);
        const row = ((value >>> shift) & 15) << 2;
        a ^= table[row];
        b ^= table[row + 1];
        c ^= table[row + 2];
        d ^= table[row + 3];
      }
    }
    hash[0] = a;
    hash[1] = b;
    hash[2] = c;
    hash[3] = d;
  }
}
