import { afterSpaces, DateReader, isDigit, readClock } from './local-time.ts';
import type { Bytes, LinePlace, LogCollector } from './log-collector.ts';
import { copyBytes } from './message-text.ts';

const COLON = 0x3a;
const SPACE = 0x20;
/** Bytes of a record's description that are looked at. */
const MAXIMUM_DESCRIPTION = 65_536;
/** As many of a sign in a row are a ruling between two records. */
const RULING = 8;
const ASTERISK = 0x2a;
const HYPHEN = 0x2d;
const EQUALS = 0x3d;
const UNDERSCORE = 0x5f;

const KEYS = ['date', 'time', 'type', 'source', 'description'] as const;
type Key = (typeof KEYS)[number];
const KEY_BYTES = KEYS.map((key) => new TextEncoder().encode(key));
/** Letters of the longest name that is taken for a key; event logs have others than those above. */
const KEY_LENGTH = 32;

/**
 * A Windows event log as text, a record a block:
 *
 *     Date : 08/27/2024
 *     Time : 06:41:22
 *     Type : Warning
 *     Source : agent
 *
 *     Description : WARN | Thread 27cc | …
 *
 * The description may go on for lines, until the next record or a ruling (`*****`).
 */
export class EventBlocks {
  readonly #collector: LogCollector;
  #state: 'none' | 'header' | 'description' = 'none';
  #line = 0;
  readonly #date = new DateReader();
  #monthFirst = Number.NaN;
  #dayFirst = Number.NaN;
  #clock = Number.NaN;
  #level = '';
  /** The description: borrowed while it is a line, else in `#joined`. */
  readonly #message: Bytes = { bytes: new Uint8Array(0), start: 0, end: 0 };
  readonly #joined = new Uint8Array(MAXIMUM_DESCRIPTION);
  /** Where the value of the key begins that was found last. */
  #valueStart = 0;

  constructor(collector: LogCollector) {
    this.#collector = collector;
  }

  line(bytes: Uint8Array, start: number, lineEnd: number, place: LinePlace): void {
    const at = afterSpaces(bytes, start, lineEnd);
    let end = lineEnd;
    while (end > at && (bytes[end - 1] === SPACE || bytes[end - 1] === 0x09)) end--;
    if (at === end) return;
    if (isRuling(bytes, at, end)) {
      this.finish();
      return;
    }
    // Within a description any line but a date's is a part of it.
    const isDescription = this.#state === 'description';
    const key = isDescription && (bytes[at] | 0x20) !== 0x64 ? null : this.#keyAt(bytes, at, end);
    if (key === 'date' && this.#startsRecord(bytes, end, place)) return;
    if (isDescription) this.#describe(bytes, at, end);
    else if (this.#state === 'header' && key !== null) this.#header(key, bytes, end);
    else this.#collector.other(bytes, at, end, place);
  }

  release(): void {
    if (this.#state === 'description') this.#own();
  }

  /** Ends the record that is open, as the log's end does. */
  finish(): void {
    if (this.#state === 'none') return;
    this.#state = 'none';
    const monthFirst = this.#monthFirst + this.#clock;
    const dayFirst = this.#dayFirst + this.#clock;
    if (!this.#collector.record(monthFirst, dayFirst, this.#message)) return;
    this.#collector.keep(this.#line, this.#level, this.#message);
    if (this.#message.bytes === this.#joined) this.#collector.release();
  }

  /** Begins a record if the value behind the key is a date. */
  #startsRecord(bytes: Uint8Array, end: number, place: LinePlace): boolean {
    if (!isDigit(bytes[this.#valueStart])) return false;
    if (!this.#date.read(bytes, this.#valueStart, end)) return false;
    this.finish();
    this.#state = 'header';
    this.#line = place.number;
    this.#monthFirst = this.#date.monthFirst;
    this.#dayFirst = this.#date.dayFirst;
    this.#clock = Number.NaN;
    this.#level = '';
    this.#message.start = 0;
    this.#message.end = 0;
    this.#collector.date(this.#date, place);
    return true;
  }

  /** Takes a line between the date and the description. */
  #header(key: Key | 'other', bytes: Uint8Array, end: number): void {
    const value = this.#valueStart;
    if (key === 'time') this.#clock = readClock(bytes, value, end);
    else if (key === 'type') this.#level = this.#collector.level(bytes, value, end);
    else if (key === 'description') {
      this.#state = 'description';
      this.#describe(bytes, value, end);
    }
  }

  #describe(bytes: Uint8Array, start: number, end: number): void {
    const message = this.#message;
    if (message.start === message.end) {
      message.bytes = bytes;
      message.start = start;
      message.end = Math.min(end, start + MAXIMUM_DESCRIPTION);
      return;
    }
    this.#own();
    if (message.end < MAXIMUM_DESCRIPTION) message.bytes[message.end++] = SPACE;
    const length = Math.min(end - start, MAXIMUM_DESCRIPTION - message.end);
    copyBytes(bytes, start, start + length, message.bytes, message.end);
    message.end += length;
  }

  /** Copies a description that is of one line so far, as more follow or its bytes will change. */
  #own(): void {
    const message = this.#message;
    if (message.bytes === this.#joined) return;
    copyBytes(message.bytes, message.start, message.end, this.#joined, 0);
    message.end -= message.start;
    message.start = 0;
    message.bytes = this.#joined;
  }

  /** The key of a line `Key : value`; `other` for one that is not used here, null for no such line. */
  #keyAt(bytes: Uint8Array, at: number, end: number): Key | 'other' | null {
    for (let index = 0; index < KEYS.length; index++) {
      if (this.#hasKey(bytes, at, end, KEY_BYTES[index])) return KEYS[index];
    }
    let colon = at;
    const until = Math.min(end, at + KEY_LENGTH);
    while (colon < until && isKeyByte(bytes[colon])) colon++;
    return colon > at && colon < end && bytes[colon] === COLON ? 'other' : null;
  }

  #hasKey(bytes: Uint8Array, at: number, end: number, key: Uint8Array): boolean {
    for (let index = 0; index < key.length; index++) {
      if ((bytes[at + index] | 0x20) !== key[index]) return false;
    }
    const colon = afterSpaces(bytes, at + key.length, end);
    if (colon >= end || bytes[colon] !== COLON) return false;
    this.#valueStart = afterSpaces(bytes, colon + 1, end);
    return true;
  }
}

function isKeyByte(byte: number): boolean {
  const letter = byte | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || byte === SPACE || byte === 0x09;
}

function isRuling(bytes: Uint8Array, at: number, end: number): boolean {
  const sign = bytes[at];
  const isSign = sign === ASTERISK || sign === HYPHEN || sign === EQUALS || sign === UNDERSCORE;
  if (!isSign || end - at < RULING) return false;
  for (let place = at + 1; place < end; place++) if (bytes[place] !== sign) return false;
  return true;
}
