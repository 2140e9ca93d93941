import { readUint16 } from '../byte-order.ts';
import { type Decompressor, Step, UnpackError } from './decompressor.ts';

/*
 * The compression within captures of Sniffer for DOS (wiretap's ngsniffer.c), little-endian: magic text, version record
 * and header records stand as they are; then come pieces, each behind its length (2). A length below 0 is that of a
 * piece which is not compressed. In others 16 bits, the highest first, tell of each of the items behind them whether it is
 * a byte (0) or a code (1):
 *
 *  high half   low half and what follows            stands for
 * +----------+------------------------------------+-------------------------------------------
 * | 0        | length - 3, byte                   | that byte again and again
 * | 1        | (length - 19) low, high, byte      | the same
 * | 2        | (distance - 3) low, high, length-16| what stands so far back
 * | 3 to 15  | (distance - 3) low, high           | the same, as long as the high half says
 */
const MAGIC = 'TRSNIFF data    \x1a';
const RECORD_HEADER = 6;
const VERSION_LENGTH = 18;
const FORMAT_AT = MAGIC.length + RECORD_HEADER + 10;
const FORMAT_UNCOMPRESSED = 1;
/** What stands before the pieces: header records, and a description in the oldest. */
const HEADER_TYPES: ReadonlySet<number> = new Set([6, 7, 13, 14, 15, 16, 17]);
const DESCRIPTION_TYPE = 8;
const LAST_WITH_DESCRIPTION = 2;
/** The most that Wireshark makes of a piece. */
const MOST_OF_PIECE = 65_536;

/** Whether bytes are a capture of Sniffer for DOS that is compressed. */
export function isCompressedSniffer(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start <= FORMAT_AT) return false;
  for (let i = 0; i < MAGIC.length; i++) {
    if (bytes[start + i] !== MAGIC.charCodeAt(i)) return false;
  }
  return bytes[start + FORMAT_AT] !== FORMAT_UNCOMPRESSED;
}

/** Gives the capture as it is where it is not compressed. */
export class Sniffer implements Decompressor {
  output = new Uint8Array(MOST_OF_PIECE);
  outputStart = 0;
  outputEnd = 0;
  consumed = 0;
  #isBegun = false;
  #isInPieces = false;
  #hasDescription = false;
  /** Bytes of a header record that are given out as they are. */
  #rest = 0;

  step(input: Uint8Array, start: number, end: number): Step {
    this.consumed = 0;
    this.outputStart = 0;
    this.outputEnd = 0;
    if (!this.#isBegun) return this.#begin(input, start, end);
    if (this.#rest > 0) {
      const length = Math.min(this.#rest, end - start, MOST_OF_PIECE);
      this.#rest -= length;
      return this.#give(input, start, length);
    }
    if (start === end && this.#isInPieces) return Step.COMPLETE;
    if (end - start < 2) return Step.STARVED;
    return this.#isInPieces ? this.#piece(input, start, end) : this.#header(input, start, end);
  }

  #begin(input: Uint8Array, start: number, end: number): Step {
    const length = MAGIC.length + RECORD_HEADER + VERSION_LENGTH;
    if (end - start < length) return Step.STARVED;
    const record = start + MAGIC.length;
    this.#hasDescription =
      readUint16(input, record + RECORD_HEADER, false) <= LAST_WITH_DESCRIPTION;
    this.#isBegun = true;
    this.#rest = Math.max(0, readUint16(input, record + 2, false) - VERSION_LENGTH);
    this.#give(input, start, length);
    this.output[FORMAT_AT] = FORMAT_UNCOMPRESSED;
    return Step.PROGRESS;
  }

  #header(input: Uint8Array, start: number, end: number): Step {
    const type = readUint16(input, start, false);
    const isHeader = HEADER_TYPES.has(type) || (type === DESCRIPTION_TYPE && this.#hasDescription);
    if (!isHeader) {
      this.#isInPieces = true;
      return Step.PROGRESS;
    }
    if (end - start < RECORD_HEADER) return Step.STARVED;
    this.#rest = readUint16(input, start + 2, false);
    return this.#give(input, start, RECORD_HEADER);
  }

  /** Gives out bytes as they are. */
  #give(input: Uint8Array, start: number, length: number): Step {
    this.output.set(input.subarray(start, start + length));
    this.outputEnd = length;
    this.consumed = length;
    return length > 0 ? Step.PROGRESS : Step.STARVED;
  }

  #piece(input: Uint8Array, start: number, end: number): Step {
    const word = (readUint16(input, start, false) << 16) >> 16;
    const length = Math.abs(word);
    if (end - start < 2 + length) return Step.STARVED;
    if (word < 0) this.#give(input, start + 2, length);
    else this.#unpack(input, start + 2, start + 2 + length);
    this.consumed = 2 + length;
    return Step.PROGRESS;
  }

  #unpack(input: Uint8Array, start: number, end: number): void {
    const { output } = this;
    let at = start;
    let out = 0;
    let bits = 0;
    let bit = 0;
    while (at < end) {
      bit >>>= 1;
      if (bit === 0) {
        if (end - at < 3) throw new UnpackError({ code: 'piece-damaged' });
        bits = readUint16(input, at, false);
        bit = 0x8000;
        at += 2;
      }
      if ((bits & bit) === 0) {
        if (out >= MOST_OF_PIECE) throw new UnpackError({ code: 'piece-too-long' });
        output[out++] = input[at++];
        continue;
      }
      const code = input[at] >> 4;
      const low = input[at++] & 15;
      // A run's byte, or what else a code needs.
      const needed = code === 0 || code > 2 ? 1 : 2;
      if (end - at < needed) throw new UnpackError({ code: 'piece-damaged' });
      let length: number;
      if (code <= 1) {
        length = code === 0 ? low + 3 : low + (input[at++] << 4) + 19;
        const byte = input[at++];
        if (out + length > MOST_OF_PIECE) throw new UnpackError({ code: 'piece-too-long' });
        output.fill(byte, out, out + length);
        out += length;
        continue;
      }
      const distance = low + (input[at++] << 4) + 3;
      length = code === 2 ? input[at++] + 16 : code;
      if (distance > out) throw new UnpackError({ code: 'piece-damaged' });
      if (out + length > MOST_OF_PIECE) throw new UnpackError({ code: 'piece-too-long' });
      for (let from = out - distance, stop = out + length; out < stop; )
        output[out++] = output[from++];
    }
    this.outputEnd = out;
  }
}
