/*
 * AES (FIPS 197). Counter mode, GCM and QUIC's header protection need encryption alone, CBC decryption.
 * Tables instead of constant time: the keys that are used here are public, or somebody's own log.
 */

let substitutes: Uint8Array | null = null;
/** Of each byte: what SubBytes and MixColumns make of it, as a column; others are its rotations. */
let mixed = new Int32Array(0);

let originals: Uint8Array | null = null;
/** The same of InvSubBytes and InvMixColumns. */
let unmixed = new Int32Array(0);

/** x · a in the field of AES. */
const double = (value: number) => ((value << 1) ^ ((value >> 7) * 0x11b)) & 0xff;

function makeTables(): Uint8Array {
  const substitute = new Uint8Array(256);
  mixed = new Int32Array(256);
  // p goes through all of the field by powers of 3, q through their inverses.
  let p = 1;
  let q = 1;
  do {
    p ^= double(p);
    q ^= q << 1;
    q ^= q << 2;
    q ^= q << 4;
    q &= 0xff;
    if ((q & 0x80) !== 0) q ^= 0x09;
    const rotated = q * 0x101;
    substitute[p] =
      (q ^ (rotated >> 7) ^ (rotated >> 6) ^ (rotated >> 5) ^ (rotated >> 4) ^ 0x63) & 0xff;
  } while (p !== 1);
  substitute[0] = 0x63;
  for (let i = 0; i < 256; i++) {
    const s = substitute[i];
    mixed[i] = (double(s) << 24) | (s << 16) | (s << 8) | (double(s) ^ s);
  }
  return substitute;
}

function makeInverseTables(substitute: Uint8Array): Uint8Array {
  const original = new Uint8Array(256);
  unmixed = new Int32Array(256);
  for (let i = 0; i < 256; i++) original[substitute[i]] = i;
  for (let i = 0; i < 256; i++) {
    // 14, 9, 13 and 11 times the byte (FIPS 197 §5.3.3).
    const s1 = original[i];
    const s2 = double(s1);
    const s4 = double(s2);
    const s8 = double(s4);
    unmixed[i] =
      ((s8 ^ s4 ^ s2) << 24) | ((s8 ^ s1) << 16) | ((s8 ^ s4 ^ s1) << 8) | (s8 ^ s2 ^ s1);
  }
  return original;
}

/** A key of 16 or 32 bytes, ready to encrypt and decrypt blocks. */
export class Aes {
  readonly #schedule: Int32Array;
  /** That of the equivalent inverse cipher (FIPS 197 §5.3.5); made when it is asked for. */
  #inverse: Int32Array | null = null;
  readonly #rounds: number;
  readonly #substitutes: Uint8Array;

  constructor(key: Uint8Array) {
    substitutes ??= makeTables();
    this.#substitutes = substitutes;
    const length = key.length / 4;
    this.#rounds = length + 6;
    const schedule = new Int32Array(4 * (this.#rounds + 1));
    const view = new DataView(key.buffer, key.byteOffset, key.length);
    for (let i = 0; i < length; i++) schedule[i] = view.getInt32(4 * i);
    let constant = 1;
    for (let i = length; i < schedule.length; i++) {
      let word = schedule[i - 1];
      if (i % length === 0) {
        word = this.#substituted((word << 8) | (word >>> 24)) ^ (constant << 24);
        constant = double(constant);
      } else if (length === 8 && i % length === 4) word = this.#substituted(word);
      schedule[i] = schedule[i - length] ^ word;
    }
    this.#schedule = schedule;
  }

  #substituted(word: number): number {
    return lastColumn(this.#substitutes, word, word, word, word);
  }

  /** Encrypts the block of four words in `block`, in its place. */
  encrypt(block: Int32Array): void {
    transform(block, this.#schedule, this.#substitutes, mixed);
  }

  /** Decrypts the block of four words in `block`, in its place. */
  decrypt(block: Int32Array): void {
    originals ??= makeInverseTables(this.#substitutes);
    this.#inverse ??= this.#inverseSchedule();
    // InvShiftRows goes the other way round: it is ShiftRows of columns whose second and last are swapped.
    swapColumns(block);
    transform(block, this.#inverse, originals, unmixed);
    swapColumns(block);
  }

  /** The rounds' keys backwards, their columns swapped, InvMixColumns of all but the first and the last. */
  #inverseSchedule(): Int32Array {
    const last = 4 * this.#rounds;
    const inverse = new Int32Array(last + 4);
    for (let i = 0; i < inverse.length; i++) {
      const column = i & 3;
      const word = this.#schedule[last - (i - column) + (-column & 3)];
      const s = this.#substituted(word);
      inverse[i] = i < 4 || i >= last ? word : mixedColumn(unmixed, s, s, s, s);
    }
    return inverse;
  }
}

/** The cipher (FIPS 197 §5.1) or, by the tables of the inverse one, that. */
function transform(block: Int32Array, k: Int32Array, s: Uint8Array, t: Int32Array): void {
  let a = block[0] ^ k[0];
  let b = block[1] ^ k[1];
  let c = block[2] ^ k[2];
  let d = block[3] ^ k[3];
  const last = k.length - 4;
  for (let i = 4; i < last; i += 4) {
    const e = mixedColumn(t, a, b, c, d) ^ k[i];
    const f = mixedColumn(t, b, c, d, a) ^ k[i + 1];
    const g = mixedColumn(t, c, d, a, b) ^ k[i + 2];
    d = mixedColumn(t, d, a, b, c) ^ k[i + 3];
    a = e;
    b = f;
    c = g;
  }
  block[0] = lastColumn(s, a, b, c, d) ^ k[last];
  block[1] = lastColumn(s, b, c, d, a) ^ k[last + 1];
  block[2] = lastColumn(s, c, d, a, b) ^ k[last + 2];
  block[3] = lastColumn(s, d, a, b, c) ^ k[last + 3];
}

function swapColumns(block: Int32Array): void {
  const second = block[1];
  block[1] = block[3];
  block[3] = second;
}

function mixedColumn(t: Int32Array, a: number, b: number, c: number, d: number): number {
  const w1 = t[(b >>> 16) & 0xff];
  const w2 = t[(c >>> 8) & 0xff];
  const w3 = t[d & 0xff];
  return (
    t[a >>> 24] ^ ((w1 >>> 8) | (w1 << 24)) ^ ((w2 >>> 16) | (w2 << 16)) ^ ((w3 >>> 24) | (w3 << 8))
  );
}

function lastColumn(s: Uint8Array, a: number, b: number, c: number, d: number): number {
  return (
    (s[a >>> 24] << 24) | (s[(b >>> 16) & 0xff] << 16) | (s[(c >>> 8) & 0xff] << 8) | s[d & 0xff]
  );
}
