import { TimeKind } from '../../capture/statement.ts';
import { ListTime, scanTime, TimeForm } from '../packet-lists/times.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** `Jul  1 12:00:39`, with a year before or behind the time, a fraction, `*` or `.` as a clock not set. */
const BSD_TIME =
  /^[*.]?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (?:(\d{4}) )?(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?: (\d{4})(?= |\]|$))?/;
/** `Fri ` before a date, as journalctl and dmesg -T print it. */
const WEEKDAY = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? /;
/** `host program[pid]: `, and `program[pid]: ` alone. */
const ORIGIN = /^([\w.:@/-]{1,255}) ([\w./@()-]{1,64})(?:\[[\w.-]{1,32}\])?: ?/;
const PROGRAM = /^([A-Za-z][\w./@()-]{0,63})(?:\[[\w.-]{1,32}\])?: /;
/** RFC 5424 §6: host, program, process, message identifier, then structured data. */
const RFC5424 = /^(\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) (?:- ?|(?=\[))/;
/** The kernel's clock since it started, which is no time of day. */
const UPTIME = /^\[ {0,12}\d{1,12}\.\d{1,9}\] ?/;
/** `flows.json:{`, with a line's number, and `[pod/cilium-x/agent] {`. */
const NAMED = /^(?:[\w./-]{1,255}\.\w{1,8}:(?:\d{1,10}:)?|\[[\w./-]{1,255}\] )(?=\{)/;
/** Characters of a line that its beginning takes at most. */
const MAXIMUM_PREFIX = 1024;

const time = new ListTime();

/**
 * A line of a log, what it begins with taken off: priority, time, host, program, in the forms of
 * RFC 3164, RFC 5424, journalctl and dmesg. One object, filled again and again.
 */
export class LogLine {
  /** The whole line, without its end. */
  text = '';
  /** What follows the beginning; the whole line where it has none that is known. */
  message = '';
  host = '';
  program = '';
  /** What the line is as JSON, where it is an object of it; else null. */
  object: Readonly<Record<string, unknown>> | null = null;
  seconds = 0;
  nanoseconds = 0;
  timeKind = TimeKind.NONE;
  /** Line, from 1, and byte offset in the log; the line is longer than what is looked at. */
  line = 0;
  offset = 0;
  isCut = false;

  /** Takes in a line, or an object of JSON. */
  read(whole: string): void {
    // What grep and kubectl put before a line of JSON.
    const named = whole.charCodeAt(0) === OPEN_BRACE ? null : NAMED.exec(whole.slice(0, 512));
    const text = named === null ? whole : whole.slice(named[0].length);
    this.text = text;
    this.host = '';
    this.program = '';
    this.timeKind = TimeKind.NONE;
    this.seconds = 0;
    this.nanoseconds = 0;
    this.object = null;
    this.message = text;
    const first = text.charCodeAt(0);
    if (first === OPEN_BRACE) this.object = parseObject(text);
    if (this.object === null) this.#readPrefix(text);
  }

  #readPrefix(text: string): void {
    let at = 0;
    let isRfc5424 = false;
    const head = text.length > MAXIMUM_PREFIX ? text.slice(0, MAXIMUM_PREFIX) : text;
    const priority = /^<\d{1,3}>(1 )?/.exec(head);
    if (priority !== null) {
      at = priority[0].length;
      isRfc5424 = priority[1] !== undefined;
    }
    at = this.#readTime(head, at);
    if (isRfc5424) {
      const found = RFC5424.exec(head.slice(at));
      if (found !== null) {
        at += found[0].length;
        if (found[1] !== '-') this.host = found[1];
        if (found[2] !== '-') this.program = found[2];
        at = behindData(text, at);
      }
    } else if (this.timeKind !== TimeKind.NONE || priority !== null) {
      const rest = head.slice(at);
      const found = ORIGIN.exec(rest);
      if (found !== null) {
        at += found[0].length;
        this.host = found[1];
        this.program = found[2];
      } else at = this.#readProgram(rest, at);
    } else at = this.#readProgram(head.slice(at), at);
    const uptime = UPTIME.exec(text.slice(at, at + 40));
    if (uptime !== null) at += uptime[0].length;
    this.message = at === 0 ? text : text.slice(at);
  }

  #readProgram(rest: string, at: number): number {
    const found = PROGRAM.exec(rest);
    // A word and a colon may as well begin a message: `kernel:` is what lines without a time have.
    if (found === null || (found[1] !== 'kernel' && this.timeKind === TimeKind.NONE)) return at;
    this.program = found[1];
    return at + found[0].length;
  }

  /** The time at a place of the line's beginning; @returns where it ends, `at` where there is none. */
  #readTime(head: string, at: number): number {
    const uptime = UPTIME.exec(head.slice(at, at + 40));
    if (uptime !== null) return at + uptime[0].length;
    const isBracketed = head[at] === '[';
    let start = isBracketed ? at + 1 : at;
    const weekday = WEEKDAY.exec(head.slice(start, start + 6));
    if (weekday !== null) start += weekday[0].length;
    let end = this.#readBsdTime(head, start);
    if (end < 0) {
      end = readTime(this, head, start);
      // A number alone is a time only where it is one since 1970.
      if (end > 0 && this.timeKind === TimeKind.OF_DAY) end = -1;
      const follows = head[end];
      if (end > 0 && follows !== undefined && !' ]:,;\t'.includes(follows)) end = -1;
    }
    if (end < 0) {
      this.timeKind = TimeKind.NONE;
      return at;
    }
    if (head[end] === ':') end++;
    if (isBracketed && head[end] === ']') end++;
    while (head[end] === ' ' || head[end] === '\t') end++;
    return end;
  }

  #readBsdTime(head: string, at: number): number {
    const found = BSD_TIME.exec(head.slice(at, at + 48));
    if (found === null) return -1;
    const month = MONTHS.indexOf(found[1].toLowerCase());
    if (month < 0) return -1;
    const year = found[3] ?? found[8];
    const day = Number(found[2]);
    const milliseconds = Date.UTC(
      year === undefined ? YEAR : Number(year),
      month,
      day,
      Number(found[4]),
      Number(found[5]),
      Number(found[6]),
    );
    if (Number.isNaN(milliseconds) || day > 31) return -1;
    this.seconds = milliseconds / 1000;
    this.nanoseconds = Number((found[7] ?? '').padEnd(9, '0'));
    this.timeKind = year === undefined ? TimeKind.NO_YEAR : TimeKind.LOCAL;
    return at + found[0].length;
  }
}

const OPEN_BRACE = 0x7b;
/** The year that times without one are put into: it has a 29th of February. */
const YEAR = 1972;

/** What holds a time. */
interface Timed {
  seconds: number;
  nanoseconds: number;
  timeKind: TimeKind;
}

/** Reads a time with its date, or since 1970, at a place. @returns where it ends, or -1 */
export function readTime(into: Timed, text: string, at: number): number {
  const end = scanTime(text, at, time, false);
  if (end < 0 || time.form === TimeForm.REFERENCE || time.form === TimeForm.TIME_OF_HOUR) return -1;
  if (time.form === TimeForm.RELATIVE) return -1;
  into.seconds = time.seconds;
  into.nanoseconds = time.nanoseconds;
  into.timeKind =
    time.form === TimeForm.TIME_OF_DAY
      ? TimeKind.OF_DAY
      : time.hasZone
        ? TimeKind.UTC
        : TimeKind.LOCAL;
  return end;
}

/** Behind structured data of RFC 5424 §6.3: elements in brackets, whose values may have brackets. */
function behindData(text: string, from: number): number {
  let at = from;
  while (text[at] === '[') {
    let isQuoted = false;
    for (at++; at < text.length; at++) {
      const letter = text[at];
      if (letter === '\\') at++;
      else if (letter === '"') isQuoted = !isQuoted;
      else if (letter === ']' && !isQuoted) break;
    }
    at++;
  }
  while (text[at] === ' ' || text[at] === '\ufeff') at++;
  return Math.min(at, text.length);
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
}
