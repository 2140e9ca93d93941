import { isDigit, TimestampReader } from './local-time.ts';
import type { Bytes, LinePlace, LogCollector } from './log-collector.ts';

const OPEN = 0x5b;
const CLOSE = 0x5d;
const LESS = 0x3c;
const GREATER = 0x3e;
const SPACE = 0x20;
/** Marks in front of a message that are looked at. */
const MARKS = 8;

/**
 * A record a line: `2024-08-27 03:07:43 [8880] [DEBUG] < 12> message`.
 * Of the marks in brackets the first that is no number is the level.
 */
export class BracketedLines {
  readonly #collector: LogCollector;
  readonly #timestamp = new TimestampReader();
  #levelStart = 0;
  #levelEnd = 0;
  readonly #message: Bytes = { bytes: new Uint8Array(0), start: 0, end: 0 };

  constructor(collector: LogCollector) {
    this.#collector = collector;
  }

  line(bytes: Uint8Array, start: number, end: number, place: LinePlace): void {
    const time = this.#timestamp.read(bytes, start, end);
    if (Number.isNaN(time)) {
      this.#collector.other(bytes, start, end, place);
      return;
    }
    const from = this.#readMarks(bytes, this.#timestamp.end, end);
    this.#message.bytes = bytes;
    this.#message.start = from;
    this.#message.end = end;
    if (this.#collector.record(time, time, this.#message)) {
      const level = this.#collector.level(bytes, this.#levelStart, this.#levelEnd);
      this.#collector.keep(place.number, level, this.#message);
    }
  }

  release(): void {}

  finish(): void {}

  /** Finds the level; @returns where the message begins */
  #readMarks(bytes: Uint8Array, from: number, end: number): number {
    this.#levelStart = from;
    this.#levelEnd = from;
    let at = from;
    for (let mark = 0; mark < MARKS; mark++) {
      while (at < end && bytes[at] === SPACE) at++;
      const isBracketed = bytes[at] === OPEN;
      if (at >= end || !(isBracketed || bytes[at] === LESS)) return at;
      const close = isBracketed ? CLOSE : GREATER;
      let to = at + 1;
      while (to < end && bytes[to] !== close) to++;
      // The line was cut within the mark, or it is the message's.
      if (to === end) return at;
      if (isBracketed && this.#levelStart === this.#levelEnd) {
        let first = at + 1;
        let last = to;
        while (first < last && bytes[first] === SPACE) first++;
        while (first < last && bytes[last - 1] === SPACE) last--;
        if (first < last && !isDigit(bytes[first])) {
          this.#levelStart = first;
          this.#levelEnd = last;
        }
      }
      at = to + 1;
    }
    return at;
  }
}
