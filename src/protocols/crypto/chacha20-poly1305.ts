import { type Aead, TAG_LENGTH } from './aead.ts';

/*
 * ChaCha20 and Poly1305 together (RFC 8439). Big integers instead of limbs: no more is decrypted than the
 * few kilobytes of a handshake.
 */

/** "expand 32-byte k" */
const CONSTANTS = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574];
const BLOCK_LENGTH = 64;
/** Steps of a double round (§2.3): columns, then diagonals. */
const QUARTERS = [
  ...[0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
  ...[0, 5, 10, 15, 1, 6, 11, 12, 2, 7, 8, 13, 3, 4, 9, 14],
];
const DOUBLE_ROUNDS = 10;

const PRIME = (1n << 130n) - 5n;
const CLAMP = 0x0ffffffc0ffffffc0ffffffc0fffffffn;

const state = new Int32Array(16);
const mixed = new Int32Array(16);
const block = new Uint8Array(BLOCK_LENGTH);
const blockView = new DataView(block.buffer);

/** ChaCha20-Poly1305 with a key of 32 bytes. */
export class ChaCha20Poly1305 implements Aead {
  readonly #key = new Int32Array(8);

  constructor(key: Uint8Array) {
    const view = new DataView(key.buffer, key.byteOffset, key.length);
    for (let i = 0; i < 8; i++) this.#key[i] = view.getInt32(4 * i, true);
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
    this.#keystream(nonce, 0);
    const r = littleEndian(block, 0, 16) & CLAMP;
    const s = littleEndian(block, 16, 32);
    let sum = absorbed(0n, r, associated, 0, associated.length);
    sum = absorbed(sum, r, bytes, start, stop);
    const lengths = BigInt(associated.length) | (BigInt(stop - start) << 64n);
    sum = ((sum + lengths + (1n << 128n)) * r) % PRIME;
    if (BigInt.asUintN(128, sum + s) !== littleEndian(bytes, stop, end)) return false;
    for (let at = start, count = 1; at < stop; at += BLOCK_LENGTH, count++) {
      this.#keystream(nonce, count);
      const length = Math.min(BLOCK_LENGTH, stop - at);
      for (let i = 0; i < length; i++) out[at - start + i] = bytes[at + i] ^ block[i];
    }
    return true;
  }

  /** The block of that number (§2.3) into `block`. */
  #keystream(nonce: Uint8Array, count: number): void {
    state.set(CONSTANTS);
    state.set(this.#key, 4);
    state[12] = count;
    const view = new DataView(nonce.buffer, nonce.byteOffset, nonce.length);
    for (let i = 0; i < 3; i++) state[13 + i] = view.getInt32(4 * i, true);
    mixed.set(state);
    for (let round = 0; round < DOUBLE_ROUNDS; round++) {
      for (let i = 0; i < QUARTERS.length; i += 4) {
        quarter(QUARTERS[i], QUARTERS[i + 1], QUARTERS[i + 2], QUARTERS[i + 3]);
      }
    }
    for (let i = 0; i < 16; i++) blockView.setInt32(4 * i, mixed[i] + state[i], true);
  }
}

function quarter(a: number, b: number, c: number, d: number): void {
  mixed[a] += mixed[b];
  rotate(d, a, 16);
  mixed[c] += mixed[d];
  rotate(b, c, 12);
  mixed[a] += mixed[b];
  rotate(d, a, 8);
  mixed[c] += mixed[d];
  rotate(b, c, 7);
}

function rotate(to: number, by: number, bits: number): void {
  const value = mixed[to] ^ mixed[by];
  mixed[to] = (value << bits) | (value >>> (32 - bits));
}

/** Poly1305 (§2.5) over [start, end), padded to 16 bytes (§2.8). */
function absorbed(sum: bigint, r: bigint, bytes: Uint8Array, start: number, end: number): bigint {
  let result = sum;
  for (let at = start; at < end; at += 16) {
    const part = littleEndian(bytes, at, Math.min(at + 16, end)) | (1n << 128n);
    result = ((result + part) * r) % PRIME;
  }
  return result;
}

/** The number in [start, end), its lowest byte first. */
function littleEndian(bytes: Uint8Array, start: number, end: number): bigint {
  let value = 0n;
  for (let at = end; at > start; ) {
    const from = Math.max(start, at - 4);
    let word = 0;
    for (let i = at - 1; i >= from; i--) word = word * 256 + bytes[i];
    value = (value << BigInt(8 * (at - from))) | BigInt(word);
    at = from;
  }
  return value;
}
