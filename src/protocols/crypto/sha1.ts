import { type Hash, padded } from './hash.ts';

const BLOCK_LENGTH = 64;
const DIGEST_LENGTH = 20;
const ROUNDS = 80;

/** FIPS 180-4 §5.3.1. */
const START = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
/** FIPS 180-4 §4.2.1: one for each twenty rounds. */
const CONSTANTS = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6];

const words = new Int32Array(ROUNDS);

/** One block (FIPS 180-4 §6.1.2) into the state. */
function compress(state: Int32Array, message: DataView, at: number): void {
  for (let i = 0; i < 16; i++) words[i] = message.getInt32(at + 4 * i);
  for (let i = 16; i < ROUNDS; i++) {
    const word = words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16];
    words[i] = (word << 1) | (word >>> 31);
  }
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  for (let i = 0; i < ROUNDS; i++) {
    const part = Math.floor(i / 20);
    const mixed =
      part === 0 ? (b & c) ^ (~b & d) : part === 2 ? (b & c) ^ (b & d) ^ (c & d) : b ^ c ^ d;
    const next = (((a << 5) | (a >>> 27)) + mixed + e + CONSTANTS[part] + words[i]) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
}

/** SHA-1: where older cipher suites authenticate records with it, by HMAC. */
export const SHA_1: Hash = {
  blockLength: BLOCK_LENGTH,
  digestLength: DIGEST_LENGTH,
  digest(bytes) {
    const message = padded(bytes, BLOCK_LENGTH, 8);
    const state = Int32Array.from(START);
    for (let at = 0; at < message.byteLength; at += BLOCK_LENGTH) compress(state, message, at);
    const result = new DataView(new ArrayBuffer(DIGEST_LENGTH));
    for (let i = 0; i < DIGEST_LENGTH / 4; i++) result.setInt32(4 * i, state[i]);
    return new Uint8Array(result.buffer);
  },
};
