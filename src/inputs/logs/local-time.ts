import type { InputSentence } from '../../capture/input-sentence.ts';

const ZERO = 0x30;

export function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= 0x39;
}

/** The number that `count` digits at `at` write, or NaN where there are not that many. */
export function digits(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let place = at; place < at + count; place++) {
    const digit = bytes[place] - ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

const DAY = 86_400_000;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Milliseconds of a day's begin as if it were UTC; NaN where no calendar has that day. Arithmetic of the
 * Gregorian calendar: objects for dates cost more than all else of a record.
 */
export function dayTime(writtenYear: number, month: number, day: number): number {
  const year = writtenYear < 100 ? writtenYear + 2000 : writtenYear;
  if (!(month >= 1 && month <= 12 && day >= 1 && year >= 0 && year <= 9999)) return Number.NaN;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (day > MONTH_DAYS[month - 1] + (isLeap && month === 2 ? 1 : 0)) return Number.NaN;
  // Years that begin in March have the leap day last.
  const years = month > 2 ? year : year - 1;
  const months = (month + 9) % 12;
  const days = Math.floor((153 * months + 2) / 5) + day - 1;
  const leaps = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  return (365 * years + leaps + days - 719_468) * DAY;
}

/** Milliseconds since midnight; NaN where no clock shows that. 23:59:60 is a leap second. */
export function clockTime(hour: number, minute: number, second: number): number {
  if (!(hour < 24 && minute < 60 && second <= 60)) return Number.NaN;
  return (hour * 3600 + minute * 60 + second) * 1000;
}

/** Where a number that was read ends; it and the value are of the call before. */
let numberEnd = 0;

/** The number of at most nine digits at `at`, NaN where there is none; `numberEnd` is behind it. */
function numberAt(bytes: Uint8Array, at: number, end: number): number {
  numberEnd = at;
  while (numberEnd < end && numberEnd < at + 9 && isDigit(bytes[numberEnd])) numberEnd++;
  return numberEnd === at ? Number.NaN : digits(bytes, at, numberEnd - at);
}

/** Milliseconds of the fraction's digits at `at`; `numberEnd` is behind it. */
function fractionAt(bytes: Uint8Array, at: number, end: number): number {
  const fraction = numberAt(bytes, at, end);
  return Number.isNaN(fraction) ? 0 : Math.floor((fraction / 10 ** (numberEnd - at)) * 1000);
}

/** Reads `2024-08-27 03:07:43`, also with `T` between, and with a fraction behind `.` or `,`. */
export class TimestampReader {
  /** Behind the time that was read last. */
  end = 0;
  #date = Number.NaN;
  #day = Number.NaN;

  /** The local time in milliseconds as if it were UTC; NaN where none begins at `at`. */
  read(bytes: Uint8Array, at: number, end: number): number {
    if (at + 19 > end) return Number.NaN;
    const separator = bytes[at + 10];
    if (bytes[at + 4] !== 0x2d || bytes[at + 7] !== 0x2d) return Number.NaN;
    if (bytes[at + 13] !== 0x3a || bytes[at + 16] !== 0x3a) return Number.NaN;
    if (separator !== 0x20 && separator !== 0x54) return Number.NaN;
    const year = digits(bytes, at, 4);
    const month = digits(bytes, at + 5, 2);
    const day = digits(bytes, at + 8, 2);
    const date = (year * 100 + month) * 100 + day;
    // Most lines are of the same day as the one before.
    if (date !== this.#date) {
      this.#date = date;
      this.#day = dayTime(year, month, day);
    }
    const hour = digits(bytes, at + 11, 2);
    const time = clockTime(hour, digits(bytes, at + 14, 2), digits(bytes, at + 17, 2));
    this.end = at + 19;
    const hasFraction = bytes[at + 19] === 0x2e || bytes[at + 19] === 0x2c;
    if (!hasFraction || at + 20 >= end) return this.#day + time;
    const fraction = fractionAt(bytes, at + 20, end);
    this.end = numberEnd;
    return this.#day + time + fraction;
  }
}

const DATE_LENGTH = 16;

/** Reads dates whose order of day and month may be unknown. */
export class DateReader {
  /** Milliseconds of the day that was read, if the month is first; NaN where it cannot be. */
  monthFirst = Number.NaN;
  /** The same if the day is first. */
  dayFirst = Number.NaN;
  /** The date before, as written: most records are of the same day. */
  readonly #bytes = new Uint8Array(DATE_LENGTH);
  #length = 0;

  /**
   * Reads `08/27/2024`, `27.08.2024`, `27/8/24` or `2024-08-27`. Points mean day first, as wherever
   * dates are written with points; a year in front is followed by the month.
   * @returns false where it is no date; then the one before is still here
   */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#isSame(bytes, start, end)) return true;
    const first = numberAt(bytes, start, end);
    const isYearFirst = numberEnd - start === 4;
    const separator = bytes[numberEnd];
    if (separator !== 0x2f && separator !== 0x2e && separator !== 0x2d) return false;
    const second = numberAt(bytes, afterSpaces(bytes, numberEnd + 1, end), end);
    if (bytes[numberEnd] !== separator) return false;
    const third = numberAt(bytes, afterSpaces(bytes, numberEnd + 1, end), end);
    const dayFirst = isYearFirst ? dayTime(first, second, third) : dayTime(third, second, first);
    const isKnown = isYearFirst || separator === 0x2e;
    const monthFirst = isKnown ? dayFirst : dayTime(third, first, second);
    if (Number.isNaN(dayFirst) && Number.isNaN(monthFirst)) return false;
    this.monthFirst = monthFirst;
    this.dayFirst = dayFirst;
    this.#length = end - start <= DATE_LENGTH ? end - start : 0;
    for (let at = 0; at < this.#length; at++) this.#bytes[at] = bytes[start + at];
    return true;
  }

  #isSame(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#length === 0 || end - start !== this.#length) return false;
    for (let at = 0; at < this.#length; at++) {
      if (bytes[start + at] !== this.#bytes[at]) return false;
    }
    return true;
  }
}

/** Reads `06:41:22`, `6:41:22 PM`, `06.41.22`, `06:41`: milliseconds since midnight, or NaN. */
export function readClock(bytes: Uint8Array, start: number, end: number): number {
  const isPlain = end - start === 8 && bytes[start + 2] === 0x3a && bytes[start + 5] === 0x3a;
  if (isPlain) {
    const minute = digits(bytes, start + 3, 2);
    return clockTime(digits(bytes, start, 2), minute, digits(bytes, start + 6, 2));
  }
  let hour = numberAt(bytes, start, end);
  const separator = bytes[numberEnd];
  if (separator !== 0x3a && separator !== 0x2e) return Number.NaN;
  const minute = numberAt(bytes, numberEnd + 1, end);
  let second = 0;
  let fraction = 0;
  if (numberEnd < end && bytes[numberEnd] === separator) {
    second = numberAt(bytes, numberEnd + 1, end);
    if (numberEnd < end && (bytes[numberEnd] === 0x2e || bytes[numberEnd] === 0x2c)) {
      fraction = fractionAt(bytes, numberEnd + 1, end);
    }
  }
  // Between the time and AM or PM stands a space, in newer versions of Windows U+202F.
  let at = numberEnd;
  while (at < end && (bytes[at] === 0x20 || bytes[at] >= 0x80)) at++;
  const half = at < end ? bytes[at] | 0x20 : 0;
  const isTwelveHours = hour >= 1 && hour <= 12;
  if (half === 0x70 && isTwelveHours) hour = (hour % 12) + 12;
  else if (half === 0x61 && isTwelveHours) hour %= 12;
  return clockTime(hour, minute, second) + fraction;
}

export function afterSpaces(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x09)) at++;
  return at;
}

/**
 * What a log's dates say about the order of day and month, where their separator does not tell: one
 * date that only one order can write tells it for all.
 */
export class DateOrder {
  #monthFirst = 0;
  #dayFirst = 0;
  #ambiguous = 0;
  readonly #dayFirstIfUnknown: boolean;

  /** @param dayFirstIfUnknown what to take where no date tells: only so is one of a capture's time */
  constructor(dayFirstIfUnknown: boolean) {
    this.#dayFirstIfUnknown = dayFirstIfUnknown;
  }

  /** @returns whether this date alone could be either */
  add({ monthFirst, dayFirst }: DateReader): boolean {
    if (monthFirst === dayFirst) return false;
    if (Number.isNaN(monthFirst)) this.#dayFirst++;
    else if (Number.isNaN(dayFirst)) this.#monthFirst++;
    else this.#ambiguous++;
    return !Number.isNaN(monthFirst + dayFirst);
  }

  /** Month first unless the log's dates say otherwise: the product's own examples are American. */
  get isDayFirst(): boolean {
    return this.isUnknown ? this.#dayFirstIfUnknown : this.#dayFirst > this.#monthFirst;
  }

  /** Whether no date tells the order. */
  get isUnknown(): boolean {
    return this.#ambiguous > 0 && this.#dayFirst + this.#monthFirst === 0;
  }

  /** What its reader should know of how the dates were read; null where there is no doubt. */
  get doubt(): InputSentence | null {
    if (this.#ambiguous === 0) return null;
    const read = this.isDayFirst ? 'day/month' : 'month/day';
    if (this.#dayFirst > 0 && this.#monthFirst > 0) {
      return { code: 'dates-both-ways', read };
    }
    if (!this.isUnknown) return null;
    const { isDayFirst } = this;
    return { code: 'dates-ambiguous', read, isDayFirst };
  }
}
