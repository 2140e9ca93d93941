import { afterSpaces, isDigit, readClock, readDate } from './local-time.ts';
import type { Bytes, LinePlace, LogCollector } from './log-collector.ts';
import { MESSAGE_BYTES } from './message-text.ts';

const COLON = 0x3a;
const SPACE = 0x20;
/** As many equal signs in a row are a ruling between two records. */
const RULING = 8;
const RULING_SIGNS = [0x2a, 0x2d, 0x3d, 0x5f];

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
 *     Source : csc_swgagent
 *
 *     Description : WARN | Thread 27cc | TCP handshake …
 *
 * The description may go on for lines, until the next record or a ruling (`*****`).
 */
export class EventBlocks {
  readonly #collector: LogCollector;
  #state: 'none' | 'header' | 'description' = 'none';
  #line = 0;
  #monthFirst = Number.NaN;
  #dayFirst = Number.NaN;
  #clock = Number.NaN;
  #level = '';
  /** The begin of the description, lines joined by spaces. */
  readonly #message: Bytes = { bytes: new Uint8Array(MESSAGE_BYTES), start: 0, end: 0 };
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
    if (this.#state === 'description') {
      if (isRuling(bytes, at, end)) this.finish();
      else if (!this.#startsRecord(bytes, at, end, place)) this.#describe(bytes, at, end);
      return;
    }
    if (this.#startsRecord(bytes, at, end, place)) return;
    if (isRuling(bytes, at, end)) this.finish();
    else if (this.#state === 'none' || !this.#header(bytes, at, end)) {
      this.#collector.other(bytes, at, end, place);
    }
  }

  /** Ends the record that is open, as the log's end does. */
  finish(): void {
    if (this.#state === 'none') return;
    this.#state = 'none';
    this.#collector.record(
      this.#line,
      this.#monthFirst + this.#clock,
      this.#dayFirst + this.#clock,
      this.#level,
      this.#message,
    );
  }

  /** Begins a record if the line is `Date :` and a date. */
  #startsRecord(bytes: Uint8Array, at: number, end: number, place: LinePlace): boolean {
    if ((bytes[at] | 0x20) !== 0x64 || this.#keyAt(bytes, at, end) !== 'date') return false;
    if (!isDigit(bytes[this.#valueStart])) return false;
    const date = readDate(bytes, this.#valueStart, end);
    if (date === null) return false;
    this.finish();
    this.#state = 'header';
    this.#line = place.number;
    this.#monthFirst = date.monthFirst;
    this.#dayFirst = date.dayFirst;
    this.#clock = Number.NaN;
    this.#level = '';
    this.#message.end = 0;
    this.#collector.date(date, place);
    this.#collector.matcher.start();
    return true;
  }

  /** Takes a line between the date and the description; @returns whether it is one */
  #header(bytes: Uint8Array, at: number, end: number): boolean {
    const key = this.#keyAt(bytes, at, end);
    if (key === null) return false;
    const value = this.#valueStart;
    if (key === 'time') this.#clock = readClock(bytes, value, end);
    if (key === 'type') this.#level = this.#collector.level({ bytes, start: value, end });
    if (key === 'description') {
      this.#state = 'description';
      this.#describe(bytes, value, end);
    }
    return true;
  }

  #describe(bytes: Uint8Array, start: number, end: number): void {
    this.#collector.matcher.scan(bytes, start, end);
    const message = this.#message;
    const room = MESSAGE_BYTES - message.end;
    if (room <= 1 || start === end) return;
    if (message.end > 0) message.bytes[message.end++] = SPACE;
    const part = bytes.subarray(start, Math.min(end, start + MESSAGE_BYTES - message.end));
    message.bytes.set(part, message.end);
    message.end += part.length;
  }

  /** The key of a line `Key : value`; `other` for one that is not used here, null for no such line. */
  #keyAt(bytes: Uint8Array, at: number, end: number): Key | 'other' | null {
    let colon = at;
    const until = Math.min(end, at + KEY_LENGTH);
    while (colon < until && isKeyByte(bytes[colon])) colon++;
    if (colon === at || colon >= end || bytes[colon] !== COLON) return null;
    this.#valueStart = afterSpaces(bytes, colon + 1, end);
    let keyEnd = colon;
    while (keyEnd > at && (bytes[keyEnd - 1] === SPACE || bytes[keyEnd - 1] === 0x09)) keyEnd--;
    for (let index = 0; index < KEYS.length; index++) {
      if (isKey(bytes, at, keyEnd, KEY_BYTES[index])) return KEYS[index];
    }
    return 'other';
  }
}

function isKeyByte(byte: number): boolean {
  const letter = byte | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || byte === SPACE || byte === 0x09;
}

function isKey(bytes: Uint8Array, at: number, end: number, key: Uint8Array): boolean {
  if (end - at !== key.length) return false;
  for (let index = 0; index < key.length; index++) {
    if ((bytes[at + index] | 0x20) !== key[index]) return false;
  }
  return true;
}

function isRuling(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < RULING || !RULING_SIGNS.includes(bytes[at])) return false;
  for (let place = at + 1; place < end; place++) if (bytes[place] !== bytes[at]) return false;
  return true;
}
