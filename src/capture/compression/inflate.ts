import type { InputSentence } from '../input-sentence.ts';
import { Step, UnpackError } from './decompressor.ts';

/*
 * DEFLATE (RFC 1951). Written here because the platform's streams lose what was unpacked just
 * before damage, do not tell how much input a member took, and the core may not use Node's zlib.
 */
const HISTORY = 32_768;
const OUTPUT = 1 << 18;
/** The longest match may be written past the limit. */
const LONGEST_MATCH = 258;
/** A dynamic block's header has at most 14 + 19·3 + 320·(7 + 7) bits. */
const LONGEST_HEADER = 600;
/** A length and distance take at most 15 + 5 + 15 + 13 bits; eight bytes hold that and more. */
const LONGEST_SYMBOL = 8;

const LENGTH_BASE = new Uint16Array(32);
const LENGTH_EXTRA = new Uint8Array(32);
const DISTANCE_BASE = new Uint16Array(32);
const DISTANCE_EXTRA = new Uint8Array(32);
for (let i = 0, base = 3; i < 28; i++) {
  LENGTH_EXTRA[i] = i < 8 ? 0 : (i - 4) >> 2;
  LENGTH_BASE[i] = base;
  base += 1 << LENGTH_EXTRA[i];
}
LENGTH_BASE[28] = 258;
for (let i = 0, base = 1; i < 30; i++) {
  DISTANCE_EXTRA[i] = i < 4 ? 0 : (i - 2) >> 1;
  DISTANCE_BASE[i] = base;
  base += 1 << DISTANCE_EXTRA[i];
}
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** A Huffman code as one table: index the next `bits` bits, get `symbol << 4 | length`. */
class HuffmanTable {
  readonly entries = new Uint16Array(1 << 15);
  bits = 0;

  build(lengths: Uint8Array, from: number, count: number): void {
    const counts = new Uint16Array(16);
    for (let i = 0; i < count; i++) counts[lengths[from + i]]++;
    counts[0] = 0;
    let bits = 0;
    let codes = 0;
    const next = new Uint16Array(17);
    let left = 1;
    for (let length = 1; length <= 15; length++) {
      next[length + 1] = (next[length] + counts[length]) << 1;
      left = (left << 1) - counts[length];
      if (left < 0) throw new UnpackError({ code: 'huffman-code-oversubscribed' });
      codes += counts[length];
      if (counts[length] !== 0) bits = length;
    }
    // RFC 1951 §3.2.7 allows an incomplete code only where it has one symbol or none.
    if (left > 0 && codes > 1) throw new UnpackError({ code: 'huffman-code-incomplete' });
    this.bits = Math.max(bits, 1);
    const size = 1 << this.bits;
    const entries = this.entries;
    if (left > 0) entries.fill(0, 0, size);
    for (let symbol = 0; symbol < count; symbol++) {
      const length = lengths[from + symbol];
      if (length === 0) continue;
      let code = next[length]++;
      let reversed = 0;
      for (let i = 0; i < length; i++) {
        reversed = (reversed << 1) | (code & 1);
        code >>= 1;
      }
      const entry = (symbol << 4) | length;
      for (let at = reversed; at < size; at += 1 << length) entries[at] = entry;
    }
  }
}

const fixedLiterals = new HuffmanTable();
const fixedDistances = new HuffmanTable();
let fixedBuilt = false;

function buildFixed(): void {
  if (fixedBuilt) return;
  fixedBuilt = true;
  const lengths = new Uint8Array(288).fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280);
  lengths.fill(8, 280, 288);
  fixedLiterals.build(lengths, 0, 288);
  fixedDistances.build(new Uint8Array(32).fill(5), 0, 32);
}

enum State {
  BLOCK_HEADER,
  STORED,
  COMPRESSED,
  COMPLETE,
}

/** One DEFLATE stream after the other; `reset` starts the next. */
export class Inflate {
  readonly output = new Uint8Array(HISTORY + OUTPUT + LONGEST_MATCH);
  outputStart = 0;
  outputEnd = 0;
  consumed = 0;
  /** Where the last step's output begins; what was before has moved if the buffer was full. */
  madeFrom = 0;
  #state = State.BLOCK_HEADER;
  #last = false;
  #stored = 0;
  #bits = 0;
  #bitCount = 0;
  /** Output that the current stream may refer back to begins here. */
  #streamStart = 0;
  #ownLiterals: HuffmanTable | null = null;
  #ownDistances: HuffmanTable | null = null;
  #literals = fixedLiterals;
  #distances = fixedDistances;
  readonly #lengths = new Uint8Array(320 + 138);

  /** Begins a new stream; it cannot refer to the one before. */
  reset(): void {
    this.#state = State.BLOCK_HEADER;
    this.#last = false;
    this.#bits = 0;
    this.#bitCount = 0;
    this.#streamStart = this.outputEnd;
  }

  /** See `Decompressor.step`; COMPLETE at the end of the stream, input then is at a byte border. */
  step(input: Uint8Array, start: number, end: number, ended: boolean): Step {
    this.#slide();
    this.madeFrom = this.outputEnd;
    let at = start;
    this.consumed = 0;
    if (this.#state === State.BLOCK_HEADER) {
      if (end - at < LONGEST_HEADER && !ended) return Step.STARVED;
      at = this.#blockHeader(input, at, end);
      if (at < 0) return Step.STARVED;
      this.consumed = at - start;
      return Step.PROGRESS;
    }
    if (this.#state === State.STORED) {
      const room = HISTORY + OUTPUT - this.outputEnd;
      const count = Math.min(this.#stored, room, end - at);
      if (count === 0 && this.#stored > 0) return Step.STARVED;
      this.output.set(input.subarray(at, at + count), this.outputEnd);
      this.outputEnd += count;
      this.#stored -= count;
      this.consumed = count;
      if (this.#stored === 0) this.#endBlock();
      return Step.PROGRESS;
    }
    if (this.#state === State.COMPRESSED) {
      const before = this.outputEnd;
      at = this.#symbols(input, at, end, ended);
      this.consumed = at - start;
      return at === start && before === this.outputEnd && this.#state === State.COMPRESSED
        ? Step.STARVED
        : Step.PROGRESS;
    }
    return Step.COMPLETE;
  }

  #slide(): void {
    if (this.outputEnd < HISTORY + OUTPUT) return;
    const shift = this.outputEnd - HISTORY;
    this.output.copyWithin(0, shift, this.outputEnd);
    this.outputEnd = HISTORY;
    this.outputStart = HISTORY;
    this.#streamStart = Math.max(0, this.#streamStart - shift);
  }

  #endBlock(): void {
    this.#state = this.#last ? State.COMPLETE : State.BLOCK_HEADER;
  }

  /** @returns where input stands after the header, or -1 when it ends inside */
  #blockHeader(input: Uint8Array, start: number, end: number): number {
    let at = start;
    let bits = this.#bits;
    let count = this.#bitCount;
    let short = false;
    const take = (wanted: number): number => {
      while (count < wanted) {
        if (at >= end) {
          short = true;
          return 0;
        }
        bits |= input[at++] << count;
        count += 8;
      }
      const value = bits & ((1 << wanted) - 1);
      bits >>>= wanted;
      count -= wanted;
      return value;
    };
    const last = take(1) === 1;
    const type = take(2);
    if (type === 0) {
      take(count & 7);
      const length = take(16);
      const complement = take(16);
      if (short) return -1;
      if (length !== (~complement & 0xffff)) {
        throw new UnpackError({ code: 'stored-lengths-differ' });
      }
      // Whole bytes left in the bit buffer belong to the stored data.
      at -= count >> 3;
      bits = 0;
      count = 0;
      this.#stored = length;
      this.#state = State.STORED;
    } else if (type === 1) {
      if (short) return -1;
      buildFixed();
      this.#literals = fixedLiterals;
      this.#distances = fixedDistances;
      this.#state = State.COMPRESSED;
    } else if (type === 2) {
      const literalCount = take(5) + 257;
      const distanceCount = take(5) + 1;
      const codeCount = take(4) + 4;
      const lengths = this.#lengths.fill(0);
      for (let i = 0; i < codeCount; i++) lengths[CODE_LENGTH_ORDER[i]] = take(3);
      if (short) return -1;
      if (literalCount > 286) throw new UnpackError({ code: 'too-many-literal-codes' });
      this.#ownLiterals ??= new HuffmanTable();
      this.#ownDistances ??= new HuffmanTable();
      const codes = this.#ownDistances;
      codes.build(lengths, 0, 19);
      lengths.fill(0);
      const total = literalCount + distanceCount;
      for (let i = 0; i < total; ) {
        while (count < codes.bits && at < end) {
          bits |= input[at++] << count;
          count += 8;
        }
        const entry = codes.entries[bits & ((1 << codes.bits) - 1)];
        const size = entry & 15;
        if (size > count) return -1;
        if (size === 0) throw new UnpackError({ code: 'unknown-code-length' });
        bits >>>= size;
        count -= size;
        const symbol = entry >> 4;
        if (symbol < 16) {
          lengths[i++] = symbol;
          continue;
        }
        if (symbol === 16 && i === 0)
          throw new UnpackError({ code: 'code-length-repeats-nothing' });
        const repeated = symbol === 16 ? lengths[i - 1] : 0;
        const times = symbol === 18 ? take(7) + 11 : symbol === 17 ? take(3) + 3 : take(2) + 3;
        if (short) return -1;
        if (i + times > total) throw new UnpackError({ code: 'too-many-code-lengths' });
        lengths.fill(repeated, i, i + times);
        i += times;
      }
      if (lengths[256] === 0) throw new UnpackError({ code: 'block-cannot-end' });
      this.#ownLiterals.build(lengths, 0, literalCount);
      this.#ownDistances.build(lengths, literalCount, distanceCount);
      this.#literals = this.#ownLiterals;
      this.#distances = this.#ownDistances;
      this.#state = State.COMPRESSED;
    } else {
      if (short) return -1;
      throw new UnpackError({ code: 'unknown-block-kind' });
    }
    this.#last = last;
    return this.#giveBack(at, bits, count);
  }

  /** Keeps less than a byte in the bit buffer: input before the window's start is gone. */
  #giveBack(at: number, bits: number, count: number): number {
    this.#bitCount = count & 7;
    this.#bits = bits & ((1 << this.#bitCount) - 1);
    return at - (count >> 3);
  }

  /** Unpacks symbols until output is full, input is short or the block ends. */
  #symbols(input: Uint8Array, start: number, end: number, ended: boolean): number {
    const output = this.output;
    const limit = HISTORY + OUTPUT;
    const literals = this.#literals.entries;
    const distances = this.#distances.entries;
    const literalMask = (1 << this.#literals.bits) - 1;
    const distanceMask = (1 << this.#distances.bits) - 1;
    const streamStart = this.#streamStart;
    const inputLimit = ended ? end : end - LONGEST_SYMBOL;
    let at = start;
    let bits = this.#bits;
    let count = this.#bitCount;
    let out = this.outputEnd;
    // Near the end of all input, bytes past it read as 0; a symbol that used them is taken back.
    let keptAt = at;
    let keptBits = bits;
    let keptCount = count;
    while (out < limit) {
      if (at > inputLimit || (ended && at >= end && count === 0)) break;
      keptAt = at;
      keptBits = bits;
      keptCount = count;
      while (count <= 24) {
        bits |= (at < end ? input[at] : 0) << count;
        at++;
        count += 8;
      }
      let entry = literals[bits & literalMask];
      let size = entry & 15;
      bits >>>= size;
      count -= size;
      let symbol = entry >> 4;
      if (symbol < 256) {
        if (size === 0 || (at > end && (at - end) * 8 > count)) {
          if (size === 0 && at - (count >> 3) < end)
            this.#fail(out, { code: 'unknown-literal-code' });
          at = keptAt;
          bits = keptBits;
          count = keptCount;
          break;
        }
        output[out++] = symbol;
        continue;
      }
      if (symbol === 256) {
        if (at > end && (at - end) * 8 > count) {
          at = keptAt;
          bits = keptBits;
          count = keptCount;
          break;
        }
        this.outputEnd = out;
        this.#endBlock();
        return this.#giveBack(at, bits, count);
      }
      symbol -= 257;
      if (symbol > 28) this.#fail(out, { code: 'unknown-length-code' });
      let extra = LENGTH_EXTRA[symbol];
      const length = LENGTH_BASE[symbol] + (bits & ((1 << extra) - 1));
      bits >>>= extra;
      count -= extra;
      while (count <= 24) {
        bits |= (at < end ? input[at] : 0) << count;
        at++;
        count += 8;
      }
      entry = distances[bits & distanceMask];
      size = entry & 15;
      bits >>>= size;
      count -= size;
      symbol = entry >> 4;
      const known = size !== 0 && symbol <= 29;
      extra = known ? DISTANCE_EXTRA[symbol] : 0;
      while (count <= 24) {
        bits |= (at < end ? input[at] : 0) << count;
        at++;
        count += 8;
      }
      const distance = known ? DISTANCE_BASE[symbol] + (bits & ((1 << extra) - 1)) : 0;
      bits >>>= extra;
      count -= extra;
      if (at > end && (at - end) * 8 > count) {
        at = keptAt;
        bits = keptBits;
        count = keptCount;
        break;
      }
      if (!known) this.#fail(out, { code: 'unknown-distance-code' });
      let from = out - distance;
      if (from < streamStart) this.#fail(out, { code: 'distance-too-far' });
      const stop = out + length;
      while (out < stop) output[out++] = output[from++];
    }
    this.outputEnd = out;
    return this.#giveBack(at, bits, count);
  }

  #fail(out: number, sentence: InputSentence): never {
    this.outputEnd = out;
    throw new UnpackError(sentence);
  }
}
