import { firstPrimes } from '../../data/primes.ts';
import { type Hash, padded } from './hash.ts';

/*
 * SHA-384 (FIPS 180-4 §6.5). Words have 64 bits: two of 32 here, the upper one first.
 */

const BLOCK_LENGTH = 128;
const DIGEST_LENGTH = 48;
const ROUNDS = 80;

/** The first 64 bits of the fraction of an n-th root, by Newton's method on integers. */
function fractionOfRoot(value: number, n: bigint): bigint {
  const scaled = BigInt(value) << (64n * n);
  let root = 1n << 72n;
  for (;;) {
    const next = ((n - 1n) * root + scaled / root ** (n - 1n)) / n;
    if (next >= root) return BigInt.asUintN(64, root);
    root = next;
  }
}

/** Two words for each number. */
function halves(values: readonly bigint[]): Int32Array {
  return Int32Array.from(
    values.flatMap((value) => [
      Number(BigInt.asIntN(32, value >> 32n)),
      Number(BigInt.asIntN(32, value)),
    ]),
  );
}

let constants: Int32Array | null = null;
let start: Int32Array = new Int32Array(0);
const words = new Int32Array(2 * ROUNDS);

function makeConstants(): Int32Array {
  // §5.3.4: of the square roots of the ninth to sixteenth prime; §4.2.3: of cube roots.
  start = halves(
    firstPrimes(16)
      .slice(8)
      .map((prime) => fractionOfRoot(prime, 2n)),
  );
  return halves(firstPrimes(ROUNDS).map((prime) => fractionOfRoot(prime, 3n)));
}

/** One block into the state. */
function compress(state: Int32Array, message: DataView, at: number, k: Int32Array): void {
  for (let i = 0; i < 32; i++) words[i] = message.getInt32(at + 4 * i);
  for (let i = 32; i < 2 * ROUNDS; i += 2) {
    // Of 15 words before: rotated by 1 and 8, shifted by 7; of 2 before: by 19, 61 and 6.
    const eh = words[i - 30];
    const el = words[i - 29];
    const lh = words[i - 4];
    const ll = words[i - 3];
    const s0h = ((eh >>> 1) | (el << 31)) ^ ((eh >>> 8) | (el << 24)) ^ (eh >>> 7);
    const s0l = ((el >>> 1) | (eh << 31)) ^ ((el >>> 8) | (eh << 24)) ^ ((el >>> 7) | (eh << 25));
    const s1h = ((lh >>> 19) | (ll << 13)) ^ ((ll >>> 29) | (lh << 3)) ^ (lh >>> 6);
    const s1l = ((ll >>> 19) | (lh << 13)) ^ ((lh >>> 29) | (ll << 3)) ^ ((ll >>> 6) | (lh << 26));
    const low = (words[i - 31] >>> 0) + (s0l >>> 0) + (words[i - 13] >>> 0) + (s1l >>> 0);
    words[i + 1] = low;
    words[i] = words[i - 32] + s0h + words[i - 14] + s1h + carry(low);
  }
  let [ah, al, bh, bl, ch, cl, dh, dl, eh, el, fh, fl, gh, gl, hh, hl] = state;
  for (let i = 0; i < 2 * ROUNDS; i += 2) {
    const s1h = ((eh >>> 14) | (el << 18)) ^ ((eh >>> 18) | (el << 14)) ^ ((el >>> 9) | (eh << 23));
    const s1l = ((el >>> 14) | (eh << 18)) ^ ((el >>> 18) | (eh << 14)) ^ ((eh >>> 9) | (el << 23));
    const choiceHigh = (eh & fh) ^ (~eh & gh);
    const choiceLow = (el & fl) ^ (~el & gl);
    const firstLow =
      (hl >>> 0) + (s1l >>> 0) + (choiceLow >>> 0) + (k[i + 1] >>> 0) + (words[i + 1] >>> 0);
    const firstHigh = (hh + s1h + choiceHigh + k[i] + words[i] + carry(firstLow)) | 0;
    const s0h = ((ah >>> 28) | (al << 4)) ^ ((al >>> 2) | (ah << 30)) ^ ((al >>> 7) | (ah << 25));
    const s0l = ((al >>> 28) | (ah << 4)) ^ ((ah >>> 2) | (al << 30)) ^ ((ah >>> 7) | (al << 25));
    const majorityHigh = (ah & bh) ^ (ah & ch) ^ (bh & ch);
    const majorityLow = (al & bl) ^ (al & cl) ^ (bl & cl);
    const secondLow = (s0l >>> 0) + (majorityLow >>> 0);
    const secondHigh = (s0h + majorityHigh + carry(secondLow)) | 0;
    [hh, hl, gh, gl, fh, fl] = [gh, gl, fh, fl, eh, el];
    const e = (dl >>> 0) + (firstLow % 2 ** 32);
    [eh, el] = [(dh + firstHigh + carry(e)) | 0, e | 0];
    [dh, dl, ch, cl, bh, bl] = [ch, cl, bh, bl, ah, al];
    const a = (firstLow % 2 ** 32) + (secondLow % 2 ** 32);
    [ah, al] = [(firstHigh + secondHigh + carry(a)) | 0, a | 0];
  }
  const sums = [ah, al, bh, bl, ch, cl, dh, dl, eh, el, fh, fl, gh, gl, hh, hl];
  for (let i = 0; i < 16; i += 2) {
    const low = (state[i + 1] >>> 0) + (sums[i + 1] >>> 0);
    state[i + 1] = low;
    state[i] = state[i] + sums[i] + carry(low);
  }
}

/** What a sum of lower words gives to the upper ones. */
function carry(sum: number): number {
  return Math.floor(sum / 2 ** 32);
}

/** SHA-384. */
export const SHA_384: Hash = {
  blockLength: BLOCK_LENGTH,
  digestLength: DIGEST_LENGTH,
  digest(bytes) {
    constants ??= makeConstants();
    const message = padded(bytes, BLOCK_LENGTH, 16);
    const state = start.slice();
    for (let at = 0; at < message.byteLength; at += BLOCK_LENGTH) {
      compress(state, message, at, constants);
    }
    const result = new DataView(new ArrayBuffer(DIGEST_LENGTH));
    for (let i = 0; i < DIGEST_LENGTH / 4; i++) result.setInt32(4 * i, state[i]);
    return new Uint8Array(result.buffer);
  },
};
