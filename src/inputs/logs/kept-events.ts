import type { LocalTimeSpan, LogEvent } from './log-event.ts';
import type { MessageDecoder } from './message-text.ts';
import type { ProfileLog } from './profile-log.ts';
import { RecentEvents } from './recent-events.ts';

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
