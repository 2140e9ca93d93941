import { CaptureInterface } from '../../capture/capture-interface.ts';
import type { InputWindow } from '../../capture/input-window.ts';
import type { CaptureNote, LogKind } from '../../capture/note.ts';
import type { PacketRecord } from '../../capture/packet-record.ts';
import type { CaptureReader, Origin } from '../../capture/reader.ts';
import { TimeKind } from '../../capture/statement.ts';
import { timestampUnit } from '../../capture/timestamp.ts';
import { TextReader } from '../text-reader.ts';
import { type StatementFormat, type StatementParser, Taken } from './format.ts';
import { HeaderWriter, MAXIMUM_HEADER } from './header.ts';
import type { LineSource } from './line-source.ts';
import { LogLine } from './log-line.ts';

/** Bytes that headers are written to between two refills. */
const ROOM = 1 << 20;
const RAW = 101;
const NANOSECONDS = timestampUnit(9);

/**
 * A log of a firewall: each record is the header of a packet as far as its line tells of it, with the
 * statement beside it. The window must hold the first chunk.
 */
export class StatementReader extends TextReader implements CaptureReader {
  readonly format: LogKind;
  readonly isLog = true;
  readonly #parser: StatementParser;
  readonly #source: LineSource;
  readonly #line = new LogLine();
  readonly #header = new HeaderWriter();
  readonly #room = new Uint8Array(ROOM);
  readonly #interface = new CaptureInterface(RAW, 0);
  #isEnded = false;
  readonly #kinds = new Array<number>(TimeKind.UTC + 1).fill(0);

  constructor(window: InputWindow, origin: Origin, format: StatementFormat, source: LineSource) {
    super(window, origin);
    this.format = format.name;
    this.#parser = format.open();
    this.#source = source;
    this.interfaces.push(this.#interface);
  }

  next(record: PacketRecord): boolean {
    if (this.isFull(this.#room, MAXIMUM_HEADER)) return false;
    const parser = this.#parser;
    while (!parser.next()) if (!this.#takeLine()) return false;
    const { statement } = parser;
    this.place(record, this.#room, this.#header.write(statement, this.#room, this.used));
    this.#interface.packets++;
    this.#kinds[statement.timeKind]++;
    if (statement.nanoseconds % 1000 !== 0) this.#interface.timestampUnit = NANOSECONDS;
    record.originalLength = this.#header.originalLength;
    record.unknown = this.#header.unknown;
    record.linkType = RAW;
    record.interfaceIndex = 0;
    record.frameNumber = this.packets;
    record.seconds = statement.seconds;
    record.nanoseconds = statement.nanoseconds;
    record.hasTime = statement.timeKind !== TimeKind.NONE;
    record.fileOffset = statement.offset;
    record.statement = statement;
    return true;
  }

  /** Hands the next line to the parser. @returns false where more is needed, or nothing is left */
  #takeLine(): boolean {
    const line = this.#line;
    const { text } = this;
    const isLine = this.#source.next(text, line);
    this.at = text.at;
    if (!isLine) {
      if (!text.ended || this.#isEnded) return this.#finishAtEnd();
      this.#isEnded = true;
      this.#parser.end();
      return true;
    }
    this.taken++;
    if (this.#parser.take(line) === Taken.NOT_UNDERSTOOD) {
      this.refuse(line.line, line.offset, this.#parser.reason);
    }
    return true;
  }

  #finishAtEnd(): false {
    if (this.#isEnded && !this.done) {
      this.finishText('lines');
      this.finish();
    }
    return false;
  }

  override get isSelection(): boolean {
    return true;
  }

  override get notes(): readonly CaptureNote[] {
    const notes: CaptureNote[] = [
      { code: 'log', sentence: { code: 'read-log', kind: this.format } },
    ];
    if (this.notUnderstood > 0) {
      const code = 'rows-not-understood';
      notes.push({ code, sentence: { code, input: 'log', number: this.notUnderstood } });
    }
    notes.push(...this.#timeNotes());
    return notes;
  }

  #timeNotes(): CaptureNote[] {
    const kinds = this.#kinds;
    if (kinds[TimeKind.NO_YEAR] > 0) {
      return [{ code: 'no-year', sentence: { code: 'times-without-year' } }];
    }
    if (kinds[TimeKind.LOCAL] > 0) {
      return [{ code: 'no-time-zone', sentence: { code: 'times-without-zone', input: 'log' } }];
    }
    if (kinds[TimeKind.OF_DAY] > 0) {
      const code = 'times-without-date';
      return [
        { code: 'no-date', sentence: { code, input: 'log', lacksHour: false, isDelta: false } },
      ];
    }
    if (kinds[TimeKind.NONE] > 0) {
      return [{ code: 'no-times', sentence: { code: 'no-times', input: 'log' } }];
    }
    return [];
  }
}
