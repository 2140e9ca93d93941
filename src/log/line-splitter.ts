import type { RecordReader } from './formats.ts';
import type { LinePlace, LogCollector } from './log-collector.ts';
import type { TextPart } from './text-window.ts';

/** Bytes of a line that are looked at; what a longer one has behind them is skipped. */
const MAXIMUM_LINE = 65_536;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Gives a window's lines to a reader; they end with LF, CR LF or CR. */
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
  /** The line before ended with CR: an LF now is a part of that end. */
  #isAfterReturn = false;

  constructor(window: TextPart, reader: RecordReader, collector: LogCollector) {
    this.#window = window;
    this.#reader = reader;
    this.#collector = collector;
    this.at = window.start;
  }

  offset(): number {
    return this.#window.offsetOf(this.at);
  }

  /** Gives all lines that end in the window. */
  splitWindow(): void {
    const { bytes, end } = this.#window;
    this.at = this.#window.start;
    while (this.at < end) {
      if (this.#isAfterReturn) {
        this.#isAfterReturn = false;
        if (bytes[this.at] === LINE_FEED) this.at++;
        if (this.at === end) return;
      }
      let lineEnd = this.at;
      while (lineEnd < end && bytes[lineEnd] !== LINE_FEED && bytes[lineEnd] !== CARRIAGE_RETURN) {
        lineEnd++;
      }
      if (lineEnd === end) {
        this.#skipLongLine(end);
        return;
      }
      if (lineEnd - this.at > MAXIMUM_LINE) this.#skipLongLine(lineEnd);
      if (!this.#isSkipping) this.#reader.line(bytes, this.at, lineEnd, this);
      this.#isSkipping = false;
      this.#isAfterReturn = bytes[lineEnd] === CARRIAGE_RETURN;
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
    const { bytes, end } = this.#window;
    if (this.at < end && !this.#isSkipping) this.#reader.line(bytes, this.at, end, this);
    this.#reader.finish();
  }
}
