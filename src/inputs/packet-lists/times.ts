import type { CaptureNote } from '../../capture/note.ts';
/**
 * Times as Wireshark's packet list writes them: "View → Time Display Format", fields such as
 * `frame.time`, and what spreadsheets make of these.
 */

/** What a time counts from. */
export enum TimeForm {
  /** Seconds since the beginning of the capture, or since another packet. */
  RELATIVE = 0,
  /** A time of day without its date. */
  TIME_OF_DAY,
  /** Minutes and seconds: what spreadsheets leave of a time with fractions. */
  TIME_OF_HOUR,
  /** Date and time, or seconds since 1970. */
  ABSOLUTE,
  /** `*REF*`: the packet that later relative times count from. */
  REFERENCE,
}

/** A time that was read; the same object again and again. */
export class ListTime {
  form: TimeForm = TimeForm.RELATIVE;
  /** Whole seconds: since the reference, since midnight, or since 1970 (UTC where `hasZone`). */
  seconds = 0;
  /** Nanoseconds within the second. */
  nanoseconds = 0;
  /** The text says how far from UTC it is. */
  hasZone = false;
  /** The two numbers of a date that is day and month, or month and day; 0 where it is clear. */
  firstOfDate = 0;
  secondOfDate = 0;
}

const DAY = 86_400;
const HOUR = 3_600;
/** Seconds from here on are since 1970 (this is 2001-09-09), not since the beginning of a capture. */
const EPOCH_FROM = 1_000_000_000;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Hours from UTC of zones whose abbreviation means one thing in practice. */
const ZONES: ReadonlyMap<string, number> = new Map(
  Array.from(
    `Z 0 UTC 0 GMT 0 WET 0 CET 1 BST 1 WEST 1 MEZ 1 CEST 2 EET 2 SAST 2 MESZ 2 EEST 3 MSK 3 JST 9 KST 9
     AEST 10 AEDT 11 NZST 12 NZDT 13 EDT -4 EST -5 CDT -5 MDT -6 MST -7 PDT -7 PST -8`.matchAll(
      /([A-Z]+) (-?\d+)/g,
    ),
    ([, name, hours]): [string, number] => [name, Number(hours)],
  ),
);

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isLetter(code: number): boolean {
  return (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
}

/** Takes the parts of a time out of a text, one after the other. */
class TimeScanner {
  text = '';
  at = 0;
  /** Digits of the number taken last. */
  digits = 0;

  /** A number of at most `most` digits, or -1. */
  number(most: number): number {
    let value = 0;
    this.digits = 0;
    while (this.digits <= most && isDigit(this.text.charCodeAt(this.at + this.digits))) {
      value = value * 10 + this.text.charCodeAt(this.at + this.digits) - 0x30;
      this.digits++;
    }
    if (this.digits === 0 || this.digits > most) return -1;
    this.at += this.digits;
    return value;
  }

  /** Takes that character if it is next. */
  take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  /** Nanoseconds behind a decimal mark, of which further digits are left out; 0 without. */
  fraction(): number {
    const mark = this.text[this.at];
    if ((mark !== '.' && mark !== ',') || !isDigit(this.text.charCodeAt(this.at + 1))) return 0;
    this.at++;
    let value = 0;
    let digits = 0;
    for (; isDigit(this.text.charCodeAt(this.at)); this.at++) {
      if (digits++ < 9) value = value * 10 + this.text.charCodeAt(this.at) - 0x30;
    }
    return value * 10 ** Math.max(0, 9 - digits);
  }

  spaces(): void {
    while (this.text[this.at] === ' ') this.at++;
  }

  /** The letters that come next, at most twelve. */
  word(): string {
    const start = this.at;
    let end = start;
    while (end < start + 12 && isLetter(this.text.charCodeAt(end))) end++;
    return this.text.slice(start, end);
  }
}

const scanner = new TimeScanner();

function daysOf(year: number, month: number, day: number): number {
  if (year < 1970 || year > 2500 || month < 1 || month > 12 || day < 1) return -1;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 ? date.getTime() / (DAY * 1000) : -1;
}

/** A date; days since 1970, or -1. `dayFirst` decides about 01/02/2024. */
function scanDate(time: ListTime, dayFirst: boolean): number {
  const name = scanner.word();
  if (name !== '') {
    // Aug 27, 2024
    const month = MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
    if (month === 0) return -1;
    scanner.at += name.length;
    scanner.take('.');
    scanner.spaces();
    const day = scanner.number(2);
    scanner.take(',');
    scanner.spaces();
    return daysOf(scanner.number(4), month, day);
  }
  const first = scanner.number(4);
  const digits = scanner.digits;
  const mark = scanner.text[scanner.at];
  if (
    first < 0 ||
    digits === 3 ||
    !(mark === '-' || mark === '/' || mark === '.' || mark === ' ')
  ) {
    return -1;
  }
  scanner.at++;
  if (digits < 4 && isLetter(scanner.text.charCodeAt(scanner.at))) {
    // 27 Aug 2024
    const month = MONTHS.indexOf(scanner.word().slice(0, 3).toLowerCase()) + 1;
    scanner.at += scanner.word().length;
    scanner.at++;
    return month === 0 ? -1 : daysOf(scanner.number(4), month, first);
  }
  const second = scanner.number(3);
  if (digits === 4 && scanner.digits === 3) {
    // 2024/240, the day of the year
    const start = daysOf(first, 1, 1);
    return start < 0 || second < 1 || second > 366 ? -1 : start + second - 1;
  }
  if (second < 0 || mark === ' ' || !scanner.take(mark)) return -1;
  const third = scanner.number(4);
  if (digits === 4) return daysOf(first, second, third);
  if (scanner.digits !== 4) return -1;
  // A point stands between day and month, in this order; a slash or dash says nothing.
  if (mark === '.') return daysOf(third, second, first);
  time.firstOfDate = first;
  time.secondOfDate = second;
  const isDayFirst = first > 12 || (second <= 12 && dayFirst);
  return isDayFirst ? daysOf(third, second, first) : daysOf(third, first, second);
}

/**
 * Hours, minutes and seconds with AM or PM; seconds since midnight, or -1. Without a date minutes and
 * seconds with a fraction are a time too.
 */
function scanTimeOfDay(time: ListTime): number {
  let hours = scanner.number(2);
  if (hours < 0 || !scanner.take(':')) return -1;
  const minutes = scanner.number(2);
  if (minutes < 0 || scanner.digits !== 2) return -1;
  let seconds = 0;
  if (scanner.take(':')) {
    seconds = scanner.number(2);
    if (seconds < 0 || scanner.digits !== 2) return -1;
    time.nanoseconds = scanner.fraction();
  } else if (time.form === TimeForm.TIME_OF_DAY) {
    const start = scanner.at;
    time.nanoseconds = scanner.fraction();
    if (scanner.at > start) {
      time.form = TimeForm.TIME_OF_HOUR;
      return hours > 59 || minutes > 59 ? -1 : hours * 60 + minutes;
    }
  }
  const behind = scanner.at;
  scanner.spaces();
  const half = scanner.word().toUpperCase();
  if (half === 'AM' || half === 'PM') {
    scanner.at += 2;
    if (hours < 1 || hours > 12) return -1;
    hours = (hours % 12) + (half === 'PM' ? 12 : 0);
  } else scanner.at = behind;
  // A leap second is the 60th.
  if (hours > 23 || minutes > 59 || seconds > 60) return -1;
  return hours * 3600 + minutes * 60 + seconds;
}

/** A time zone; seconds east of UTC, or null where none is known. What is no zone is left alone. */
function scanZone(): number | null {
  const behind = scanner.at;
  scanner.spaces();
  const sign = scanner.text[scanner.at];
  if (sign === '+' || sign === '-') {
    scanner.at++;
    const hours = scanner.number(4);
    const digits = scanner.digits;
    if (digits === 4)
      return (sign === '-' ? -1 : 1) * (Math.floor(hours / 100) * 60 + (hours % 100)) * 60;
    if (digits === 2) {
      const minutes = scanner.take(':') ? scanner.number(2) : 0;
      if (minutes >= 0) return (sign === '-' ? -1 : 1) * (hours * 60 + minutes) * 60;
    }
    scanner.at = behind;
    return null;
  }
  const name = scanner.word();
  const hours = ZONES.get(name);
  if (hours === undefined) {
    scanner.at = behind;
    return null;
  }
  scanner.at += name.length;
  return hours * 3600;
}

/** Relative seconds or seconds since 1970: `0.000280`, `1724740847,118206`, `10m 50.917181s`. */
function scanSeconds(time: ListTime): boolean {
  const isNegative = scanner.take('-');
  let whole = scanner.number(15);
  if (whole < 0) return false;
  for (const unit of ['h', 'm']) {
    if (!scanner.take(unit)) continue;
    scanner.spaces();
    const next = scanner.number(6);
    if (next < 0) return false;
    // Hours are told in minutes here, then in seconds.
    whole = whole * 60 + next;
    if (unit === 'h' && scanner.text[scanner.at] !== 'm') return false;
  }
  time.nanoseconds = scanner.fraction();
  scanner.take('s');
  time.form = whole >= EPOCH_FROM ? TimeForm.ABSOLUTE : TimeForm.RELATIVE;
  time.hasZone = true;
  time.seconds = whole;
  if (isNegative) {
    time.seconds = time.nanoseconds === 0 ? -whole : -whole - 1;
    time.nanoseconds = time.nanoseconds === 0 ? 0 : 1_000_000_000 - time.nanoseconds;
  }
  return true;
}

/**
 * Reads the time that begins at a place in a text.
 * @param dayFirst whether 01/02/2024 is in February
 * @returns where it ends, or -1 where there is no time
 */
export function scanTime(text: string, at: number, time: ListTime, dayFirst: boolean): number {
  scanner.text = text;
  scanner.at = at;
  time.nanoseconds = 0;
  time.hasZone = false;
  time.firstOfDate = 0;
  time.secondOfDate = 0;
  if (text.startsWith('*REF*', at)) {
    time.form = TimeForm.REFERENCE;
    return at + 5;
  }
  let days = scanDate(time, dayFirst);
  if (days >= 0) {
    time.form = TimeForm.ABSOLUTE;
    if (!scanner.take('T')) scanner.take(',');
    scanner.spaces();
  } else {
    days = 0;
    time.firstOfDate = 0;
    scanner.at = at;
    time.form = TimeForm.TIME_OF_DAY;
  }
  const seconds = scanTimeOfDay(time);
  if (seconds >= 0) {
    const zone = scanZone();
    time.hasZone = zone !== null;
    time.seconds = days * DAY + seconds - (zone ?? 0);
    return scanner.at;
  }
  if (time.form === TimeForm.ABSOLUTE) return -1;
  scanner.at = at;
  return scanSeconds(time) ? scanner.at : -1;
}

/** Tells the times of one list. Begin with `learn`. */
export class ListClock {
  /** The last time told: whole seconds since 1970, or since an unknown day's start. */
  seconds = 0;
  nanoseconds = 0;

  readonly #time = new ListTime();
  #dayFirst = false;
  #isAmbiguous = false;
  /** The column has the time since the packet before: the times add up. */
  #isDelta = false;
  /** Seconds that the reference of relative times, or the days of times of day, add. */
  #base = 0;
  #baseNanoseconds = 0;
  #lacksDate = false;
  #lacksHour = false;
  #lacksZone = false;

  /**
   * Learns from the first rows what the times of a list mean.
   * @param times the texts of the time column, in order
   * @param rises whether the numbers of these rows rise
   * @param isDelta the column's heading says that it has differences
   */
  learn(times: readonly string[], rises: boolean, isDelta: boolean): void {
    let falls = 0;
    let previous = 0;
    let relative = 0;
    for (const text of times) {
      if (scanTime(text.trim(), 0, this.#time, false) < 0) continue;
      if (this.#time.firstOfDate > 12) this.#dayFirst = true;
      if (this.#time.form !== TimeForm.RELATIVE) continue;
      const value = this.#time.seconds + this.#time.nanoseconds / 1e9;
      if (relative++ > 0 && value < previous) falls++;
      previous = value;
    }
    // Time that runs backwards again and again while the numbers rise is no time since the beginning.
    this.#isDelta = isDelta || (rises && falls >= 3 && falls * 10 > relative);
  }

  /** Reads a time. @returns false where the text is none; the last time then stays */
  read(text: string): boolean {
    const time = this.#time;
    const trimmed = text.trim();
    const end = scanTime(trimmed, 0, time, this.#dayFirst);
    if (end < 0) return false;
    // What follows may be the name of a zone in the system's language; nothing else.
    if (end < trimmed.length && (trimmed[end] !== ' ' || time.form === TimeForm.RELATIVE))
      return false;
    const dayOrMonth = time.firstOfDate !== 0 && time.firstOfDate <= 12 && time.secondOfDate <= 12;
    if (dayOrMonth && !this.#dayFirst && time.firstOfDate !== time.secondOfDate)
      this.#isAmbiguous = true;
    switch (time.form) {
      case TimeForm.ABSOLUTE:
        this.#lacksZone ||= !time.hasZone;
        this.#set(time.seconds, time.nanoseconds);
        break;
      case TimeForm.TIME_OF_DAY:
      case TimeForm.TIME_OF_HOUR: {
        this.#lacksDate = true;
        this.#lacksHour ||= time.form === TimeForm.TIME_OF_HOUR;
        // What goes back by more than half is of the next day, or hour.
        const period = time.form === TimeForm.TIME_OF_HOUR ? HOUR : DAY;
        if (this.seconds - this.#base - time.seconds > period / 2) this.#base += period;
        this.#set(this.#base + time.seconds, time.nanoseconds);
        break;
      }
      case TimeForm.RELATIVE:
        this.#lacksDate = true;
        if (this.#isDelta) {
          this.#base = this.seconds;
          this.#baseNanoseconds = this.nanoseconds;
        }
        this.#set(this.#base + time.seconds, this.#baseNanoseconds + time.nanoseconds);
        break;
      default:
        this.#base = this.seconds;
        this.#baseNanoseconds = this.nanoseconds;
    }
    return true;
  }

  #set(seconds: number, nanoseconds: number): void {
    const carry = nanoseconds >= 1_000_000_000 ? 1 : 0;
    // A packet from before the reference of a relative time stands at the beginning.
    this.seconds = Math.max(0, seconds + carry);
    this.nanoseconds = seconds + carry < 0 ? 0 : nanoseconds - carry * 1_000_000_000;
  }

  /** What to tell of the times as a whole. */
  notes(): CaptureNote[] {
    const notes: CaptureNote[] = [];
    if (this.#lacksDate) {
      const [lacksHour, isDelta] = [this.#lacksHour, this.#isDelta];
      const code = 'times-without-date';
      notes.push({ code: 'no-date', sentence: { code, input: 'list', lacksHour, isDelta } });
    } else if (this.#lacksZone) {
      notes.push({ code: 'no-time-zone', sentence: { code: 'times-without-zone', input: 'list' } });
    }
    if (this.#isAmbiguous) {
      notes.push({ code: 'ambiguous-date', sentence: { code: 'times-with-doubtful-date' } });
    }
    return notes;
  }
}
