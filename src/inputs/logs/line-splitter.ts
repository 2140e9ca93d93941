import type { InputSentence } from '../../capture/input-sentence.ts';
import type { LinePlace, LogCollector } from './log-collector.ts';
import type { TextPart } from './text-window.ts';

/** Takes a log's lines in their order, and tells the collector what they are. */
export interface RecordReader {
  /** The line `bytes[start…end)`, without its end and never empty; the bytes are borrowed. */
  line(bytes: Uint8Array, start: number, end: number, place: LinePlace): void;
  /** The bytes of the lines so far may change after this. */
  release(): void;
  /** No line follows. */
  finish(): void;
}

/** Bytes of a line that are looked at; what a longer one has behind them is skipped. */
const MAXIMUM_LINE = 65_536;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Bytes of a line that are searched without a call. */
const SHORT = 32;

/** The first place of a byte that is there. */
function firstOf(bytes: Uint8Array, from: number, byte: number): number {
  let at = from;
  while (bytes[at] !== byte) at++;
  return at;
}

/**
 * Gives a window's lines to a reader. They end with LF or CR LF; with CR where the file's begin has CR and
 * no LF, as from old Macs.
 */
export class LineSplitter implements LinePlace {
  /** Number of the line that is given, from 1. */
  number = 1;
  /** Bytes before this one have been used. */
  at: number;
  readonly #window: TextPart;
  readonly #reader: RecordReader;
  readonly #collector: LogCollector;
  /** The line has been given, and goes on. */
  #isSkipping = false;
  readonly #lineEnd: number;

  constructor(window: TextPart, reader: RecordReader, collector: LogCollector) {
    this.#window = window;
    this.#reader = reader;
    this.#collector = collector;
    this.at = window.start;
    const begin = window.bytes.subarray(window.start, window.end);
    const isReturn = !begin.includes(LINE_FEED) && begin.includes(CARRIAGE_RETURN);
    this.#lineEnd = isReturn ? CARRIAGE_RETURN : LINE_FEED;
  }

  offset(): number {
    return this.#window.offsetOf(this.at);
  }

  /** Gives all lines that end in the window; it may change after this. */
  splitWindow(): void {
    this.#splitWindow();
    this.#reader.release();
    this.#collector.release();
  }

  #splitWindow(): void {
    const { bytes, end } = this.#window;
    const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.at = this.#window.start;
    while (this.at < end) {
      const lineEnd = this.#lineEndFrom(bytes, words, end);
      if (lineEnd === end) {
        this.#skipLongLine(end);
        return;
      }
      if (lineEnd - this.at > MAXIMUM_LINE) this.#skipLongLine(lineEnd);
      if (!this.#isSkipping) this.#give(lineEnd);
      this.#isSkipping = false;
      this.at = lineEnd + 1;
      this.number++;
    }
  }

  /** Where the line at `at` ends; `end` where it goes on behind the window. */
  #lineEndFrom(bytes: Uint8Array, words: DataView, end: number): number {
    // Short lines by four bytes at a time; a call of the search would cost more.
    const last = Math.min(end - 4, this.at + SHORT);
    const ends = this.#lineEnd * 0x01010101;
    let at = this.at;
    for (; at <= last; at += 4) {
      const different = words.getInt32(at, true) ^ ends;
      // One of the bytes is zero (Mycroft, 1987).
      if (((different - 0x01010101) & ~different & 0x80808080) !== 0) break;
    }
    const found = at <= last ? firstOf(bytes, at, this.#lineEnd) : bytes.indexOf(this.#lineEnd, at);
    return found < 0 || found > end ? end : found;
  }

  /** Gives the begin of a line that is too long, and forgets what was seen of the rest. */
  #skipLongLine(end: number): void {
    if (end - this.at <= MAXIMUM_LINE && !this.#isSkipping) return;
    if (!this.#isSkipping) {
      const { bytes } = this.#window;
      const sentence: InputSentence = { code: 'line-too-long', maximumLine: MAXIMUM_LINE };
      this.#collector.problem(this, sentence);
      this.#reader.line(bytes, this.at, this.at + MAXIMUM_LINE, this);
      this.#isSkipping = true;
    }
    this.at = end;
  }

  /** Gives a last line without an end. */
  finish(): void {
    const { end } = this.#window;
    if (this.at < end && !this.#isSkipping) this.#give(end);
    this.#reader.finish();
  }

  #give(lineEnd: number): void {
    const { bytes } = this.#window;
    const hasReturn = lineEnd > this.at && bytes[lineEnd - 1] === CARRIAGE_RETURN;
    const to = hasReturn ? lineEnd - 1 : lineEnd;
    if (to > this.at) this.#reader.line(bytes, this.at, to, this);
  }
}
