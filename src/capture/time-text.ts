/* How the times of captures are written. */

/**
 * A capture time as ISO 8601 in UTC: `2024-08-27T03:06:36.491417Z`.
 * @param digits of the fraction: 6, or 9 where the capture has nanoseconds
 */
export function isoTime(seconds: number, nanoseconds: number, digits: 6 | 9): string {
  return `${wholeSeconds(seconds, 'T')}${fraction(nanoseconds, digits)}Z`;
}

/** The same time as lists show it: `2024-08-27 03:06:36.491417`. */
export function listTime(seconds: number, nanoseconds: number, digits: 6 | 9): string {
  return wholeSeconds(seconds, ' ') + fraction(nanoseconds, digits);
}

/** Digits of a second's fraction that a capture's times have: nanoseconds where an interface does. */
export function captureTimeDigits(
  interfaces: readonly {
    readonly timestampUnit: { readonly base: number; readonly exponent: number };
  }[],
): 6 | 9 {
  return interfaces.some(({ timestampUnit: { base, exponent } }) => base === 2 || exponent > 6)
    ? 9
    : 6;
}

/** Latest second that JavaScript's calendar has; later ones are a damaged capture's. */
const LAST_SECOND = 8_640_000_000_000;

/** The day that was written last: a report has thousands of times of few days. */
let lastDay = Number.NaN;
let lastDate = '';

/** Date and time of day in UTC, `2024-08-27 03:06:36`, with `separator` between the two. */
export function wholeSeconds(seconds: number, separator: string): string {
  const clamped = Math.floor(Math.min(Math.max(seconds, 0), LAST_SECOND));
  const day = Math.floor(clamped / SECONDS_PER_DAY);
  if (day !== lastDay) {
    [lastDate] = new Date(day * SECONDS_PER_DAY * 1000).toISOString().split('T');
    lastDay = day;
  }
  const ofDay = clamped - day * SECONDS_PER_DAY;
  const two = (value: number) => (value < 10 ? `0${value}` : `${value}`);
  const minute = Math.floor(ofDay / 60);
  return `${lastDate}${separator}${two(Math.floor(minute / 60))}:${two(minute % 60)}:${two(ofDay % 60)}`;
}

// ---------------------------------------------------------------- the packet list

/** `-t`: how the Time column is written; the names are those of tshark's help. */
export type TimeFormat = 'utc' | 'epoch' | 'relative';

/** All formats, for help texts and checks of arguments. */
export const TIME_FORMATS: readonly TimeFormat[] = ['utc', 'epoch', 'relative'];

const SECONDS_PER_DAY = 86400;
/** Days of 400 years of the Gregorian calendar, after which it repeats. */
const DAYS_PER_ERA = 146097;

/** A date of the Gregorian calendar in UTC; the month is 1 to 12. */
export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/**
 * The date of a day, however far: a damaged capture's years are past those that `Date` has.
 * @param day days since 1970-01-01
 */
export function calendarDate(day: number): CalendarDate {
  const era = Math.floor(day / DAYS_PER_ERA);
  const date = new Date((day - era * DAYS_PER_ERA) * SECONDS_PER_DAY * 1000);
  return {
    year: date.getUTCFullYear() + era * 400,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
  };
}

/** `08:15:30`: the time of day of a second since 1970-01-01 UTC. */
export function clockText(seconds: number): string {
  const second = seconds - Math.floor(seconds / SECONDS_PER_DAY) * SECONDS_PER_DAY;
  return [second / 3600, (second / 60) % 60, second % 60]
    .map((value) => String(Math.floor(value)).padStart(2, '0'))
    .join(':');
}

/** `.491417`, or with nine digits where the capture has them. */
function fraction(nanoseconds: number, digits: number): string {
  return `.${String(nanoseconds).padStart(9, '0').slice(0, digits)}`;
}

/** Writes the times of packets in one format. */
export class TimeWriter {
  readonly #format: TimeFormat;
  /** The day last written, as most packets of a capture share it. */
  #day = Number.NaN;
  #dayText = '';
  #firstSeconds = Number.NaN;
  #firstNanoseconds = 0;

  constructor(format: TimeFormat) {
    this.#format = format;
  }

  /** Takes in the time of a packet, shown or not: relative times count from the first. */
  observe(seconds: number, nanoseconds: number): void {
    if (!Number.isNaN(this.#firstSeconds)) return;
    this.#firstSeconds = seconds;
    this.#firstNanoseconds = nanoseconds;
  }

  /**
   * A time as text.
   * @param seconds whole seconds since 1970-01-01 UTC
   * @param nanoseconds nanoseconds within the second
   * @param digits digits of the fraction: 6, or 9 where the capture has nanoseconds
   */
  text(seconds: number, nanoseconds: number, digits: number): string {
    switch (this.#format) {
      case 'epoch':
        return `${seconds}${fraction(nanoseconds, digits)}`;
      case 'relative':
        return this.#relative(seconds, nanoseconds, digits);
      default:
        return this.#utc(seconds) + fraction(nanoseconds, digits);
    }
  }

  #relative(seconds: number, nanoseconds: number, digits: number): string {
    let wholes = seconds - this.#firstSeconds;
    let rest = nanoseconds - this.#firstNanoseconds;
    // Clocks go back: both parts get one sign.
    const isNegative = wholes < 0 || (wholes === 0 && rest < 0);
    if (isNegative) {
      wholes = -wholes;
      rest = -rest;
    }
    if (rest < 0) {
      wholes--;
      rest += 1e9;
    }
    return `${isNegative ? '-' : ''}${wholes}${fraction(rest, digits)}`;
  }

  #utc(seconds: number): string {
    const day = Math.floor(seconds / SECONDS_PER_DAY);
    if (day !== this.#day) {
      this.#day = day;
      const date = calendarDate(day);
      const [year, month, ofMonth] = [date.year, date.month, date.day].map(String);
      this.#dayText = `${year.padStart(4, '0')}-${month.padStart(2, '0')}-${ofMonth.padStart(2, '0')}`;
    }
    return `${this.#dayText} ${clockText(seconds)}`;
  }
}
