import type { RecordReader } from './formats.ts';
import type { LinePlace, LogCollector } from './log-collector.ts';
import type { TextPart } from './text-window.ts';

/** Bytes of a line that are looked at; what a longer one has behind them is skipped. */
const MAXIMUM_LINE = 65_536;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

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
    this.at = this.#window.start;
    while (this.at < end) {
      const found = bytes.indexOf(this.#lineEnd, this.at);
      const lineEnd = found < 0 || found > end ? end : found;
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

  /** Gives the begin of a line that is too long, and forgets what was seen of the rest. */
  #skipLongLine(end: number): void {
    if (end - this.at <= MAXIMUM_LINE && !this.#isSkipping) return;
    if (!this.#isSkipping) {
      const { bytes } = this.#window;
      const text = `This line is longer than ${MAXIMUM_LINE} bytes; only its begin was read.`;
      this.#collector.problem(this, text);
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
    this.#reader.line(bytes, this.at, hasReturn ? lineEnd - 1 : lineEnd, this);
  }
}
