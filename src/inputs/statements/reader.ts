import { CaptureInterface } from '../../capture/capture-interface.ts';
import { ContainerReader } from '../../capture/container-reader.ts';
import type { InputWindow } from '../../capture/input-window.ts';
import type { PacketRecord } from '../../capture/packet-record.ts';
import type { CaptureNote, CaptureReader, Origin } from '../../capture/reader.ts';
import { TimeKind } from '../../capture/statement.ts';
import { timestampUnit } from '../../capture/timestamp.ts';
import type { ListText } from '../packet-lists/format.ts';
import { type StatementFormat, type StatementParser, Taken } from './format.ts';
import { HeaderWriter, MAXIMUM_HEADER } from './header.ts';
import type { LineSource } from './line-source.ts';
import { LogLine } from './log-line.ts';

/** Bytes that headers are written to between two refills. */
const ROOM = 1 << 20;
const RAW = 101;
/** Lines not understood that are named one by one; further ones are counted. */
const NAMED_LINES = 5;
const NANOSECONDS = timestampUnit(9);

/**
 * A log of a firewall: each record is the header of a packet as far as its line tells of it, with the
 * statement beside it. The window must hold the first chunk.
 */
export class StatementReader extends ContainerReader implements CaptureReader {
  readonly format;
  readonly names = [];
  readonly tlsKeyLogs = [];
  readonly isLog = true;
  readonly #title: string;
  readonly #parser: StatementParser;
  readonly #source: LineSource;
  readonly #line = new LogLine();
  readonly #header = new HeaderWriter();
  readonly #text: Mutable<ListText>;
  readonly #room = new Uint8Array(ROOM);
  readonly #interface = new CaptureInterface(RAW, 0);
  #used = 0;
  /** The room is used up, the chunk is not. */
  #isRoomFull = false;
  #isEnded = false;
  #lines = 0;
  #notUnderstood = 0;
  readonly #kinds = new Array<number>(TimeKind.UTC + 1).fill(0);

  constructor(window: InputWindow, origin: Origin, format: StatementFormat, source: LineSource) {
    super(window, origin);
    this.format = format.name;
    this.#title = format.title;
    this.#parser = format.open();
    this.#source = source;
    this.#text = { bytes: this.bytes, at: this.at, end: this.end, base: this.base, ended: false };
    this.interfaces.push(this.#interface);
  }

  override async refill(): Promise<boolean> {
    this.#used = 0;
    if (this.#isRoomFull) {
      this.#isRoomFull = false;
      return true;
    }
    const more = await super.refill();
    const text = this.#text;
    text.bytes = this.bytes;
    text.at = this.at;
    text.end = this.end;
    text.base = this.base;
    text.ended = this.window.ended;
    return more;
  }

  next(record: PacketRecord): boolean {
    if (this.#used + MAXIMUM_HEADER > ROOM) {
      this.#isRoomFull = true;
      return false;
    }
    const parser = this.#parser;
    while (!parser.next()) if (!this.#takeLine()) return false;
    const { statement } = parser;
    const start = this.#used;
    const length = this.#header.write(statement, this.#room, start);
    this.#used += length;
    this.packets++;
    this.#interface.packets++;
    this.#kinds[statement.timeKind]++;
    if (statement.nanoseconds % 1000 !== 0) this.#interface.timestampUnit = NANOSECONDS;
    record.bytes = this.#room;
    record.start = start;
    record.end = start + length;
    record.capturedLength = length;
    record.originalLength = this.#header.originalLength;
    record.unknown = this.#header.unknown;
    record.linkType = RAW;
    record.interfaceIndex = 0;
    record.frameNumber = this.packets;
    record.seconds = statement.seconds;
    record.nanoseconds = statement.nanoseconds;
    record.hasTime = statement.timeKind !== TimeKind.NONE;
    record.fcsLength = 0;
    record.fileOffset = statement.offset;
    record.optionsStart = record.end;
    record.optionsEnd = record.end;
    record.statement = statement;
    return true;
  }

  /** Hands the next line to the parser. @returns false where more is needed, or nothing is left */
  #takeLine(): boolean {
    const line = this.#line;
    const text = this.#text;
    const isLine = this.#source.next(text, line);
    this.at = text.at;
    if (!isLine) {
      if (!text.ended || this.#isEnded) return this.#finishAtEnd();
      this.#isEnded = true;
      this.#parser.end();
      return true;
    }
    this.#lines++;
    if (this.#parser.take(line) === Taken.NOT_UNDERSTOOD) this.#refuse(line);
    return true;
  }

  #finishAtEnd(): false {
    if (this.#isEnded && !this.done) {
      this.at = this.end;
      this.#text.at = this.end;
      if (this.#notUnderstood > NAMED_LINES) {
        this.problemList.add(
          'bad-value',
          this.base + this.end,
          `${this.#notUnderstood} of ${this.#lines} lines were not understood; the first ${NAMED_LINES} are named above`,
        );
      }
      this.finish();
    }
    return false;
  }

  #refuse(line: LogLine): void {
    this.#notUnderstood++;
    if (this.#notUnderstood > NAMED_LINES) return;
    const text = `line ${line.line} was not understood: ${this.#parser.reason}`;
    this.problemList.add('bad-value', line.offset, text);
  }

  override get isSelection(): boolean {
    return true;
  }

  override get notes(): readonly CaptureNote[] {
    const notes: CaptureNote[] = [
      {
        code: 'log',
        text: `This is a log (${this.#title}), not a capture: it says what that device did with packets, and shows none of them. What it does not log is not seen.`,
      },
    ];
    if (this.#notUnderstood > 0) {
      const lines = this.#notUnderstood === 1 ? 'line was' : 'lines were';
      const text = `${this.#notUnderstood} ${lines} not understood and left out.`;
      notes.push({ code: 'rows-not-understood', text });
    }
    notes.push(...this.#timeNotes());
    return notes;
  }

  #timeNotes(): CaptureNote[] {
    const kinds = this.#kinds;
    if (kinds[TimeKind.NO_YEAR] > 0) {
      const text =
        'The times of the log have no year and no time zone: they are shown as of 1972, and as UTC.';
      return [{ code: 'no-year', text }];
    }
    if (kinds[TimeKind.LOCAL] > 0) {
      const text =
        'The times of the log do not say of which time zone they are: they are shown as UTC.';
      return [{ code: 'no-time-zone', text }];
    }
    if (kinds[TimeKind.OF_DAY] > 0) {
      const text = 'The times of the log have no date: they are shown as of 1970-01-01.';
      return [{ code: 'no-date', text }];
    }
    if (kinds[TimeKind.NONE] > 0) {
      return [{ code: 'no-times', text: 'The log has lines without a time.' }];
    }
    return [];
  }
}

type Mutable<T> = { -readonly [key in keyof T]: T[key] };
