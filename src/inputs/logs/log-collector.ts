import type { InputSentence } from '../../capture/input-sentence.ts';
import { type FoundEvent, KeptEvents } from './kept-events.ts';
import { DateOrder, type DateReader } from './local-time.ts';
import type { LocalTimeSpan, LogProblem, LogReading } from './log-event.ts';
import type { MessageDecoder } from './message-text.ts';
import type { ProfileLog } from './profile-log.ts';
import { TextMatcher } from './text-matcher.ts';

/** Problems of a log that are told one by one; further ones are counted. */
const MAXIMUM_PROBLEMS = 100;
/** Levels that are remembered as text; a product has a handful. */
const LEVELS = 16;
const LEVEL_LENGTH = 32;

/** Where a line is in its file. */
export interface LinePlace {
  readonly number: number;
  /** Where the line begins, in bytes of the file. */
  offset(): number;
}

/** What a format's reader finds in a log, on its way into the reading. */
export class LogCollector {
  readonly #matcher: TextMatcher;
  readonly #log: ProfileLog;
  readonly #decoder: MessageDecoder;
  readonly #kept: KeptEvents;
  readonly #order: DateOrder;
  readonly #counts: number[];
  #records = 0;
  #known = 0;
  #other = 0;
  /** First and last time with the month first, and with the day first. */
  readonly #first = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  readonly #last = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  readonly #problems: LogProblem[] = [];
  #furtherProblems = 0;
  #doubtful: { line: number; offset: number } | null = null;
  #noText: { line: number; offset: number; count: number } | null = null;
  readonly #levels: { bytes: Uint8Array; text: string }[] = [];
  readonly #found: Omit<FoundEvent, 'message'> = {
    line: 0,
    monthFirst: 0,
    dayFirst: 0,
    event: 0,
    level: '',
  };

  /** @param dayFirst the order of dates of which none tells it */
  constructor(
    log: ProfileLog,
    spans: readonly LocalTimeSpan[],
    decoder: MessageDecoder,
    dayFirst: boolean,
  ) {
    this.#log = log;
    this.#order = new DateOrder(dayFirst);
    this.#matcher = new TextMatcher(log);
    this.#decoder = decoder;
    this.#kept = new KeptEvents(spans, decoder);
    this.#counts = log.events.map(() => 0);
  }

  /** A line that is no record and no part of one. */
  other(bytes: Uint8Array, start: number, end: number, place: LinePlace): void {
    this.#other++;
    if (!isText(bytes, start, end)) {
      this.#noText ??= { line: place.number, offset: place.offset(), count: 0 };
      this.#noText.count++;
    }
  }

  /** A date whose order its separator does not tell. */
  date(date: DateReader, place: LinePlace): void {
    if (this.#order.add(date) && this.#doubtful === null) {
      this.#doubtful = { line: place.number, offset: place.offset() };
    }
  }

  /**
   * A record. Times are local milliseconds, if dates have the month first and if they have the day
   * first.
   * @returns whether its event is known: then `keep` it
   */
  record(monthFirst: number, dayFirst: number, message: Bytes): boolean {
    this.#records++;
    this.#time(0, monthFirst, dayFirst);
    this.#time(1, dayFirst, monthFirst);
    const event = this.#matcher.event(message.bytes, message.start, message.end);
    if (event < 0) return false;
    this.#known++;
    this.#counts[event]++;
    this.#found.monthFirst = monthFirst;
    this.#found.dayFirst = dayFirst;
    this.#found.event = event;
    return true;
  }

  /** Keeps the record that was known just now. */
  keep(line: number, level: string, message: Bytes): void {
    this.#found.line = line;
    this.#found.level = level;
    this.#kept.add(this.#found, message.bytes, message.start, message.end);
  }

  #time(order: number, first: number, second: number): void {
    const time = Number.isNaN(first) ? second : first;
    if (time < this.#first[order]) this.#first[order] = time;
    if (time > this.#last[order]) this.#last[order] = time;
  }

  /** A level's text; a log has few, so most are met again. */
  level(bytes: Uint8Array, start: number, whole: number): string {
    const end = Math.min(whole, start + LEVEL_LENGTH);
    for (const known of this.#levels) {
      if (isSame(known.bytes, bytes, start, end)) return known.text;
    }
    const text = this.#decoder.decode(bytes, start, end);
    if (this.#levels.length < LEVELS) this.#levels.push({ bytes: bytes.slice(start, end), text });
    return text;
  }

  /** The bytes that messages were found in may change after this. */
  release(): void {
    this.#kept.release();
  }

  problem(place: LinePlace, sentence: InputSentence): void {
    if (this.#problems.length < MAXIMUM_PROBLEMS) {
      this.#problems.push({ line: place.number, offset: place.offset(), sentence });
    } else {
      this.#furtherProblems++;
    }
  }

  finish(): LogReading {
    const isDayFirst = this.#order.isDayFirst;
    const { events, leftOut } = this.#kept.finish(this.#log, isDayFirst);
    const order = isDayFirst ? 1 : 0;
    const hasTime = this.#first[order] !== Number.POSITIVE_INFINITY;
    return {
      log: this.#log,
      encoding: this.#decoder.encoding,
      records: this.#records,
      known: this.#known,
      unknown: this.#records - this.#known,
      other: this.#other,
      firstTime: hasTime ? this.#first[order] : Number.NaN,
      lastTime: hasTime ? this.#last[order] : Number.NaN,
      isDateAmbiguous: this.#order.isUnknown,
      counts: new Map(
        this.#log.events
          .map(({ id }, event) => [id, this.#counts[event]] as const)
          .filter(([, count]) => count > 0),
      ),
      events,
      eventsLeftOut: leftOut,
      problems: this.#allProblems(),
    };
  }

  #allProblems(): LogProblem[] {
    const problems = [...this.#problems];
    const noText = this.#noText;
    if (noText !== null) {
      const sentence: InputSentence =
        noText.count === 1
          ? { code: 'line-not-text' }
          : { code: 'lines-not-text', number: noText.count };
      problems.push({ line: noText.line, offset: noText.offset, sentence });
    }
    const doubt = this.#order.doubt;
    if (doubt !== null && this.#doubtful !== null)
      problems.push({ ...this.#doubtful, sentence: doubt });
    if (this.#furtherProblems > 0) {
      const { line, offset } = this.#problems[MAXIMUM_PROBLEMS - 1];
      const sentence: InputSentence = {
        code: 'further-problems',
        furtherProblems: this.#furtherProblems,
      };
      problems.push({ line, offset, sentence });
    }
    return problems.sort((one, other) => one.line - other.line);
  }
}

/** A part of borrowed bytes. */
export interface Bytes {
  bytes: Uint8Array;
  start: number;
  end: number;
}

function isSame(one: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (one.length !== end - start) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== bytes[start + at]) return false;
  return true;
}

/** Whether a line's begin has no control characters but tabs, form feeds and escapes. */
function isText(bytes: Uint8Array, start: number, end: number): boolean {
  const until = Math.min(end, start + 64);
  for (let at = start; at < until; at++) {
    const byte = bytes[at];
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0c && byte !== 0x1b) return false;
  }
  return true;
}
