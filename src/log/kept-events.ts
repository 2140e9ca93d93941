import type { ProfileLog } from '../profile/profile-log.ts';
import type { LocalTimeSpan, LogEvent } from './log-event.ts';
import { copyBytes, MESSAGE_BYTES, type MessageDecoder } from './message-text.ts';

/** Events that a reading keeps one by one. */
const MAXIMUM_EVENTS = 20_000;
/** Of these, when there are more: the log's first, and its last; the others are those asked for. */
const FIRST = MAXIMUM_EVENTS / 4;
const LAST = MAXIMUM_EVENTS / 4;
const AROUND = MAXIMUM_EVENTS - FIRST - LAST;

/** A known record as its reader found it; `KeptEvents` may fill it anew. */
export interface FoundEvent {
  line: number;
  /** Local milliseconds if dates have the month first, and if they have the day first. */
  monthFirst: number;
  dayFirst: number;
  event: number;
  level: string;
  message: string;
}

/** One of the ring; its message is decoded only if it stays one of the last. */
interface LastEvent extends FoundEvent {
  /** Where the message's bytes are: borrowed until `release`, then in `own`. */
  bytes: Uint8Array;
  start: number;
  /** DECODED where `message` has it already. */
  length: number;
  readonly own: Uint8Array;
}

const DECODED = -1;

/**
 * Keeps all of a log's events while there are few; of more, the first, the last, and those near the
 * times that were asked for.
 */
export class KeptEvents {
  #kept: FoundEvent[] = [];
  #around = 0;
  #total = 0;
  /** A ring: the oldest makes room. */
  readonly #last: LastEvent[] = [];
  #lastTotal = 0;
  /** Those of the ring whose bytes are borrowed. */
  readonly #borrowing: LastEvent[] = [];
  readonly #spans: readonly LocalTimeSpan[];
  readonly #decoder: MessageDecoder;

  constructor(spans: readonly LocalTimeSpan[], decoder: MessageDecoder) {
    this.#spans = spans;
    this.#decoder = decoder;
  }

  /** @param bytes have the message at `[start…end)`, borrowed until `release` */
  add(found: Omit<FoundEvent, 'message'>, bytes: Uint8Array, start: number, end: number): void {
    this.#total++;
    if (this.#total === MAXIMUM_EVENTS + 1) this.#thin();
    if (this.#total <= MAXIMUM_EVENTS) {
      this.#kept.push({ ...found, message: this.#decoder.decode(bytes, start, end) });
    } else if (this.#around < AROUND && this.#isAskedFor(found)) {
      this.#around++;
      this.#kept.push({ ...found, message: this.#decoder.decode(bytes, start, end) });
    } else {
      this.#addLast(found, bytes, start, end);
    }
  }

  #isAskedFor({ monthFirst, dayFirst }: Omit<FoundEvent, 'message'>): boolean {
    return this.#spans.some(
      ({ from, to }) =>
        (monthFirst >= from && monthFirst <= to) || (dayFirst >= from && dayFirst <= to),
    );
  }

  /** There are more than fit: lets go of what is neither first, nor asked for, nor among the last. */
  #thin(): void {
    const all = this.#kept;
    this.#kept = all.slice(0, FIRST);
    for (const found of all.slice(FIRST)) {
      if (this.#around < AROUND && this.#isAskedFor(found)) {
        this.#around++;
        this.#kept.push(found);
      } else {
        const entry = this.#nextLast(found);
        entry.message = found.message;
        entry.length = DECODED;
      }
    }
  }

  #addLast(
    found: Omit<FoundEvent, 'message'>,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    const entry = this.#nextLast(found);
    if (entry.bytes === entry.own) this.#borrowing.push(entry);
    entry.bytes = bytes;
    entry.start = start;
    entry.length = Math.min(end - start, MESSAGE_BYTES);
  }

  /** The entry of the ring that is the found one's, all but its message. */
  #nextLast(found: Omit<FoundEvent, 'message'>): LastEvent {
    const place = this.#lastTotal++ % LAST;
    if (place === this.#last.length) {
      const own = new Uint8Array(MESSAGE_BYTES);
      this.#last.push({ ...found, message: '', bytes: own, own, start: 0, length: 0 });
    }
    const entry = this.#last[place];
    entry.line = found.line;
    entry.monthFirst = found.monthFirst;
    entry.dayFirst = found.dayFirst;
    entry.event = found.event;
    entry.level = found.level;
    return entry;
  }

  /** The bytes of messages that were added may change after this: what is needed of them is copied. */
  release(): void {
    for (const entry of this.#borrowing) {
      const { bytes, start, length, own } = entry;
      if (length > 0) copyBytes(bytes, start, start + length, own, 0);
      entry.bytes = own;
      entry.start = 0;
    }
    this.#borrowing.length = 0;
  }

  /** @param isDayFirst the order that the whole log's dates told */
  finish(log: ProfileLog, isDayFirst: boolean): { events: LogEvent[]; leftOut: number } {
    for (const entry of this.#last) {
      if (entry.length === DECODED) continue;
      entry.message = this.#decoder.decode(entry.bytes, entry.start, entry.start + entry.length);
    }
    const events = [...this.#kept, ...this.#last]
      .sort((one, other) => one.line - other.line)
      .map(
        (found): LogEvent => ({
          line: found.line,
          localTime: resolvedTime(found.monthFirst, found.dayFirst, isDayFirst),
          log,
          event: log.events[found.event],
          addressFamily: addressFamilyOf(found.message, log),
          level: found.level,
          message: found.message,
        }),
      );
    return { events, leftOut: this.#total - events.length };
  }
}

/** The time in the log's order; in the other where only that gives a date. */
export function resolvedTime(monthFirst: number, dayFirst: number, isDayFirst: boolean): number {
  const [first, second] = isDayFirst ? [dayFirst, monthFirst] : [monthFirst, dayFirst];
  return Number.isNaN(first) ? second : first;
}

/** The address family that a message names, null where it names none or both. */
function addressFamilyOf(
  message: string,
  { addressFamilies }: ProfileLog,
): LogEvent['addressFamily'] {
  if (addressFamilies === undefined) return null;
  const isIpv4 = message.includes(addressFamilies.ipv4);
  if (isIpv4 === message.includes(addressFamilies.ipv6)) return null;
  return isIpv4 ? 'ipv4' : 'ipv6';
}
