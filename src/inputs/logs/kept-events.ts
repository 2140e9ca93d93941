import type { LocalTimeSpan, LogEvent } from './log-event.ts';
import { copyBytes, MESSAGE_BYTES, type MessageDecoder } from './message-text.ts';
import type { ProfileLog } from './profile-log.ts';

/** Events that a reading keeps one by one. */
const MAXIMUM_EVENTS = 20_000;
/** Of these, when there are more: the log's first, and its last; the others are those asked for. */
const FIRST = MAXIMUM_EVENTS / 4;
const LAST = MAXIMUM_EVENTS / 4;
const AROUND = MAXIMUM_EVENTS - FIRST - LAST;

/** A known record as its reader found it. */
export interface FoundEvent {
  line: number;
  /** Local milliseconds if dates have the month first, and if they have the day first. */
  monthFirst: number;
  dayFirst: number;
  event: number;
  level: string;
  message: string;
}

/**
 * Keeps all of a log's events while there are few; of more, the first, the last, and those near the
 * times that were asked for.
 */
export class KeptEvents {
  readonly #kept: FoundEvent[] = [];
  #around = 0;
  #total = 0;
  /** Made when there are more than fit. */
  #recent: RecentEvents | null = null;
  readonly #spans: readonly LocalTimeSpan[];
  readonly #decoder: MessageDecoder;

  constructor(spans: readonly LocalTimeSpan[], decoder: MessageDecoder) {
    this.#spans = spans;
    this.#decoder = decoder;
  }

  /** @param bytes have the message at `[start…end)`, borrowed until `release` */
  add(found: Omit<FoundEvent, 'message'>, bytes: Uint8Array, start: number, end: number): void {
    this.#total++;
    if (this.#total > MAXIMUM_EVENTS) this.#recent ??= this.#thin();
    if (this.#recent === null || this.#isAskedFor(found)) {
      this.#kept.push({ ...found, message: this.#decoder.decode(bytes, start, end) });
    } else {
      this.#recent.add(found, bytes, start, end);
    }
  }

  /** Whether a record is within the times asked for, and there is room. */
  #isAskedFor({ monthFirst, dayFirst }: Omit<FoundEvent, 'message'>): boolean {
    if (this.#around === AROUND) return false;
    for (const { from, to } of this.#spans) {
      const isIn = monthFirst >= from && monthFirst <= to;
      if (!isIn && !(dayFirst >= from && dayFirst <= to)) continue;
      this.#around++;
      return true;
    }
    return false;
  }

  /** There are more than fit: lets go of what is neither first, nor asked for, nor among the last. */
  #thin(): RecentEvents {
    const recent = new RecentEvents(LAST);
    const later = this.#kept.splice(FIRST);
    for (const found of later) {
      if (this.#isAskedFor(found)) this.#kept.push(found);
      else recent.addDecoded(found);
    }
    return recent;
  }

  /** The bytes that messages were in may change after this. */
  release(): void {
    this.#recent?.release();
  }

  /** @param isDayFirst the order that the whole log's dates told */
  finish(log: ProfileLog, isDayFirst: boolean): { events: LogEvent[]; leftOut: number } {
    const events = [...this.#kept, ...(this.#recent?.all(this.#decoder) ?? [])]
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
function resolvedTime(monthFirst: number, dayFirst: number, isDayFirst: boolean): number {
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

/**
 * The last known records of a log: a ring, in which the oldest makes room. Nearly all of them pass
 * through, so nothing is decoded, and no message copied, before it is clear that it may stay.
 */
class RecentEvents {
  readonly #capacity: number;
  readonly #lines: Float64Array;
  readonly #monthFirst: Float64Array;
  readonly #dayFirst: Float64Array;
  readonly #events: Int32Array;
  readonly #levels: string[] = [];
  /** Texts of those that were decoded before they came here. */
  readonly #texts: (string | null)[] = [];
  readonly #starts: Uint32Array;
  readonly #lengths: Uint32Array;
  /** The messages, MESSAGE_BYTES for each; those since `#released` are still in `#borrowed`. */
  readonly #messages: Uint8Array;
  #borrowed: Uint8Array = new Uint8Array(0);
  #released = 0;
  #total = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#lines = new Float64Array(capacity);
    this.#monthFirst = new Float64Array(capacity);
    this.#dayFirst = new Float64Array(capacity);
    this.#events = new Int32Array(capacity);
    this.#starts = new Uint32Array(capacity);
    this.#lengths = new Uint32Array(capacity);
    this.#messages = new Uint8Array(capacity * MESSAGE_BYTES);
  }

  /** @param bytes have the message at `[start…end)`, borrowed until `release` */
  add(found: Omit<FoundEvent, 'message'>, bytes: Uint8Array, start: number, end: number): void {
    if (bytes !== this.#borrowed) {
      this.release();
      this.#borrowed = bytes;
    }
    const place = this.#addFound(found);
    this.#texts[place] = null;
    this.#starts[place] = start;
    this.#lengths[place] = Math.min(end - start, MESSAGE_BYTES);
  }

  addDecoded(found: FoundEvent): void {
    const place = this.#addFound(found);
    this.#texts[place] = found.message;
    this.#lengths[place] = 0;
  }

  #addFound(found: Omit<FoundEvent, 'message'>): number {
    const place = this.#total++ % this.#capacity;
    this.#lines[place] = found.line;
    this.#monthFirst[place] = found.monthFirst;
    this.#dayFirst[place] = found.dayFirst;
    this.#events[place] = found.event;
    this.#levels[place] = found.level;
    return place;
  }

  /** The borrowed bytes may change after this: what is still needed of them is copied. */
  release(): void {
    const oldest = Math.max(this.#released, this.#total - this.#capacity);
    for (let number = oldest; number < this.#total; number++) {
      const place = number % this.#capacity;
      const start = this.#starts[place];
      const end = start + this.#lengths[place];
      copyBytes(this.#borrowed, start, end, this.#messages, place * MESSAGE_BYTES);
    }
    this.#released = this.#total;
  }

  /** Those that are here, the oldest first. */
  all(decoder: MessageDecoder): FoundEvent[] {
    this.release();
    const oldest = Math.max(0, this.#total - this.#capacity);
    return Array.from({ length: this.#total - oldest }, (_, index) => {
      const place = (oldest + index) % this.#capacity;
      const start = place * MESSAGE_BYTES;
      const end = start + this.#lengths[place];
      return {
        line: this.#lines[place],
        monthFirst: this.#monthFirst[place],
        dayFirst: this.#dayFirst[place],
        event: this.#events[place],
        level: this.#levels[place],
        message: this.#texts[place] ?? decoder.decode(this.#messages, start, end),
      };
    });
  }
}
