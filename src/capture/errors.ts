import type { InputSentence } from './input-sentence.ts';
import { UntoldError } from './sentence.ts';

/**
 * Every way in which input can be refused. The set is closed: the command line turns each into one
 * or two plain lines, and nothing else ever reaches a user.
 */
export type InputErrorCode =
  /** The path does not exist, is a directory, or cannot be read. */
  | 'unreadable'
  /** Nothing at all in the file. */
  | 'empty'
  /** A format that is known but is not read here; the message says how to convert it. */
  | 'foreign-format'
  /** Not a capture in any format known here. */
  | 'unknown-format'
  /** A capture of a readable format whose very start makes no sense. */
  | 'damaged-header'
  /** The compressed data cannot be unpacked from its start. */
  | 'damaged-compression'
  /** Files that were given as those of one capture are not. */
  | 'not-one-capture';

/** Input that cannot be analysed at all. Thrown only while opening, never per packet. */
export class InputError extends UntoldError<InputSentence> {
  override readonly name = 'InputError';
  /** One line: what to do about it; '' where there is nothing to advise, or before it is in words. */
  advice = '';
  /**
   * @param code which of the closed set
   * @param sentence what is wrong and what was expected
   * @param remedy what to do about it; null where there is nothing to advise
   * @param offset byte offset in the (unpacked) input, or -1 where none applies
   */
  constructor(
    readonly code: InputErrorCode,
    sentence: InputSentence,
    readonly remedy: InputSentence | null = null,
    readonly offset = -1,
  ) {
    super(sentence);
  }
}

/** What a source throws that can be read no further. */
export class ReadError extends UntoldError<InputSentence> {}

/** What may go wrong part-way through a capture. What was read before it stays valid. */
export type CaptureProblemCode =
  /** The file ends inside a record. */
  | 'truncated'
  /** A record makes no sense, and no certain next one was found: reading stops here. */
  | 'damaged-record'
  /** A record made no sense; reading went on at the next one that is certain. */
  | 'skipped-damage'
  /** The compressed data breaks off or is damaged. */
  | 'damaged-compression'
  /** A value in a record was out of range and replaced. */
  | 'bad-value';

/** A named problem with its place; ends up in the report's `capture.problems`. */
export interface CaptureProblem {
  readonly code: CaptureProblemCode;
  /** Byte offset in the (unpacked) capture. */
  readonly offset: number;
  /** What is wrong there, and what was done. */
  readonly sentence: InputSentence;
}

/** Problems kept with their sentence; further ones are only counted. */
const KEPT = 100;

/** What went wrong in one capture, in a list that damage cannot make grow without end. */
export class ProblemList {
  readonly kept: CaptureProblem[] = [];
  /** How many more there were. */
  further = 0;
  #values = 0;

  add(code: CaptureProblemCode, offset: number, sentence: InputSentence): void {
    if (this.kept.length < KEPT) this.kept.push({ code, offset, sentence });
    else this.further++;
  }

  /** A value that was replaced: a file with one such value often has thousands, so few are kept. */
  addValue(offset: number, sentence: InputSentence): void {
    if (this.#values++ < 3) this.add('bad-value', offset, sentence);
    else this.further++;
  }
}
