import { firstPrimes, type Hash, padded } from './hash.ts';

/** The first 32 bits of a number's fraction. */
const fraction = (value: number) => Math.floor((value - Math.floor(value)) * 2 ** 32) | 0;

let rounds: Int32Array | null = null;
const words = new Int32Array(64);

/** FIPS 180-4 §5.3.3: of the square roots of the first eight primes. */
const START = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

/** One block (FIPS 180-4 §6.2.2) into the state. */
function compress(state: Int32Array, message: DataView, at: number, constants: Int32Array): void {
  for (let i = 0; i < 16; i++) words[i] = message.getInt32(at + 4 * i);
  for (let i = 16; i < 64; i++) {
    const early = words[i - 15];
    const late = words[i - 2];
    const s0 = ((early >>> 7) | (early << 25)) ^ ((early >>> 18) | (early << 14)) ^ (early >>> 3);
    const s1 = ((late >>> 17) | (late << 15)) ^ ((late >>> 19) | (late << 13)) ^ (late >>> 10);
    words[i] = (words[i - 16] + s0 + words[i - 7] + s1) | 0;
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
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const first = (h + s1 + ((e & f) ^ (~e & g)) + constants[i] + words[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
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

/** SHA-256. */
export const SHA_256: Hash = {
  blockLength: 64,
  digestLength: 32,
  digest(bytes) {
    rounds ??= Int32Array.from(firstPrimes(64), (prime) => fraction(Math.cbrt(prime)));
    const message = padded(bytes, 64, 8);
    const state = Int32Array.from(START);
    for (let at = 0; at < message.byteLength; at += 64) compress(state, message, at, rounds);
    const result = new DataView(new ArrayBuffer(32));
    for (let i = 0; i < 8; i++) result.setInt32(4 * i, state[i]);
    return new Uint8Array(result.buffer);
  },
};
