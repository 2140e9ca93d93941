import { UntoldError } from '../capture/sentence.ts';
import type { FilterSentence } from './filter-sentence.ts';

/** What kind of mistake a filter has. */
export type DisplayFilterErrorCode =
  /** The text does not follow the grammar. */
  | 'syntax'
  /** A name that is no field or protocol known here. */
  | 'unknown-field'
  /** A function that does not exist. */
  | 'unknown-function'
  /** An operator that does not fit the field's type. */
  | 'type'
  /** A constant that does not fit the field's type or range. */
  | 'value'
  /** A regular expression that is wrong, or uses what is not supported here. */
  | 'pattern'
  /** Wireshark has it, this program does not. */
  | 'unsupported'
  /** Longer or deeper than the bounds that keep hostile filters harmless. */
  | 'too-large';

/** How much of a long filter `format` shows on either side of the mistake, in characters. */
const CONTEXT = 60;

/** A display filter that is refused. `message` is one line; `format` adds the place. */
export class DisplayFilterError extends UntoldError<FilterSentence> {
  override readonly name = 'DisplayFilterError';
  /** Which names were probably meant, in words; '' before `message` is in words. */
  help = '';
  /**
   * @param code which kind of mistake
   * @param sentence what is wrong, without the place
   * @param filter the whole filter
   * @param start first character of the mistake in `filter`
   * @param end one past its last character
   * @param suggestions names that were probably meant, best first
   */
  constructor(
    readonly code: DisplayFilterErrorCode,
    sentence: FilterSentence,
    readonly filter: string,
    readonly start: number,
    readonly end: number,
    readonly suggestions: readonly string[] = [],
  ) {
    super(sentence);
  }

  /** Three lines: what is wrong, the filter, and a caret under the place. */
  format(): string {
    const from = this.start > CONTEXT ? this.start - CONTEXT : 0;
    const to = Math.min(this.filter.length, this.start + CONTEXT);
    const before = from > 0 ? '…' : '';
    const after = to < this.filter.length ? '…' : '';
    // One character in, one character out, so that the caret stays under its place.
    const shown = this.filter.slice(from, to).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ');
    const indent = ' '.repeat(before.length + this.start - from);
    const width = Math.max(1, Math.min(this.end, to) - this.start);
    return `${this.message}${this.help}\n  ${before}${shown}${after}\n  ${indent}${'^'.repeat(width)}`;
  }
}
