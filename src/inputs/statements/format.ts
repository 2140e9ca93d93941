import type { InputSentence } from '../../capture/input-sentence.ts';
import type { LogKind } from '../../capture/note.ts';
import { Statement } from '../../capture/statement.ts';
import { isAboutPacket } from './fields.ts';
import type { LogLine } from './log-line.ts';

/** What came of a line. */
export enum Taken {
  /** It says something of a packet or connection; `next` gives it, and perhaps more. */
  STATEMENT = 0,
  /** It says nothing of a packet: another program's line, a heading, the first part of more. */
  NOTHING,
  /** It is of the format, and was not understood; `reason` says why. */
  NOT_UNDERSTOOD,
}

/** A form of log in which a device says what it did with packets. */
export interface StatementFormat {
  /** As the report has it: `netfilter-log`. */
  readonly name: LogKind;
  /**
   * Whether a line is certainly of it; the first 64 lines are asked. `line.object` is there where the
   * line is JSON and whole; of a long one only the beginning may be here, as text.
   */
  isCertain(line: LogLine): boolean;
  open(): StatementParser;
}

/** Reads one log, from its start. */
export interface StatementParser {
  /** The statement that `next` moved to; borrowed. */
  readonly statement: Statement;
  /** Why the last line was not understood: few words. */
  readonly reason: InputSentence | null;
  /** Takes in a line. */
  take(line: LogLine): Taken;
  /** Moves to the next statement of what was taken in. @returns false where there is none */
  next(): boolean;
  /** Nothing follows: what was waited for is given out by `next`. */
  end(): void;
}

/** Reads logs in which a line says one thing. */
export abstract class LineParser implements StatementParser {
  readonly statement = new Statement();
  reason: InputSentence | null = null;
  #isFilled = false;

  /** Fills the statement, which was reset and has the line's time and host. */
  protected abstract read(line: LogLine, statement: Statement): Taken;

  take(line: LogLine): Taken {
    const { statement } = this;
    begin(statement, line);
    const taken = this.read(line, statement);
    this.#isFilled = taken === Taken.STATEMENT;
    return taken;
  }

  next(): boolean {
    const isFilled = this.#isFilled;
    this.#isFilled = false;
    return isFilled;
  }

  end(): void {}
}

/**
 * Reads logs in which several lines say one thing: what they say is gathered in `open`, and given out when
 * it is whole: where the next begins, or at the end.
 */
export abstract class BlockParser implements StatementParser {
  readonly statement = new Statement();
  reason: InputSentence | null = null;
  protected readonly open = new Statement();
  protected isOpen = false;
  #isReady = false;

  /** Takes a line into what is open; `begin` and `give` say where that begins and is whole. */
  protected abstract read(line: LogLine): void;

  /** Whether what is open says enough to be given out. */
  protected isWhole(): boolean {
    return isAboutPacket(this.open);
  }

  /** Gives out what is open, and begins another with a line. */
  protected begin(line: LogLine): void {
    this.give();
    begin(this.open, line);
    this.isOpen = true;
  }

  /** Gives out what is open, where it says enough. */
  protected give(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    if (!this.isWhole()) return;
    Object.assign(this.statement, this.open);
    this.#isReady = true;
  }

  take(line: LogLine): Taken {
    this.#isReady = false;
    this.read(line);
    return this.#isReady ? Taken.STATEMENT : Taken.NOTHING;
  }

  next(): boolean {
    const isReady = this.#isReady;
    this.#isReady = false;
    return isReady;
  }

  end(): void {
    this.give();
  }
}

/** Makes a statement ready for what a line says: its place, time and host. */
export function begin(statement: Statement, line: LogLine): void {
  statement.reset();
  statement.line = line.line;
  statement.offset = line.offset;
  statement.seconds = line.seconds;
  statement.nanoseconds = line.nanoseconds;
  statement.timeKind = line.timeKind;
  statement.device = line.host;
}
