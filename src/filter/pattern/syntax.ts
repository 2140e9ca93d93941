/** A pattern that is refused. `isUnsupported` tells what PCRE2 takes from what is plainly wrong. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
  constructor(
    message: string,
    readonly isUnsupported = false,
  ) {
    super(message);
  }
}

/** A set of bytes: 256 flags. */
export type ByteSet = Uint8Array;

export type Assertion =
  | 'start'
  | 'end'
  | 'endBeforeNewline'
  | 'lineStart'
  | 'lineEnd'
  | 'word'
  | 'notWord';

export type Node =
  | { readonly kind: 'set'; readonly set: ByteSet }
  | { readonly kind: 'assert'; readonly what: Assertion }
  | { readonly kind: 'sequence'; readonly of: readonly Node[] }
  | { readonly kind: 'either'; readonly of: readonly Node[] }
  | {
      readonly kind: 'repeat';
      readonly of: Node;
      readonly minimum: number;
      readonly maximum: number;
      readonly isLazy: boolean;
    }
  /** Group `number`, from 1, that back references name. */
  | { readonly kind: 'capture'; readonly number: number; readonly of: Node }
  /** `(?=…)`, `(?!…)`, and, where `isBehind`, `(?<=…)`, `(?<!…)`. */
  | {
      readonly kind: 'look';
      readonly of: Node;
      readonly isBehind: boolean;
      readonly isNegated: boolean;
    }
  /** `(?>…)`: what it matched is not tried otherwise. */
  | { readonly kind: 'atomic'; readonly of: Node }
  /** What one of the groups matched, the first of them that did. */
  | { readonly kind: 'reference'; readonly groups: readonly number[]; readonly caseless: boolean };

export function setOf(test: (byte: number) => boolean): ByteSet {
  return Uint8Array.from({ length: 256 }, (_, byte) => (test(byte) ? 1 : 0));
}

const within = (low: number, high: number) => (byte: number) => byte >= low && byte <= high;
const isDigit = within(0x30, 0x39);
const isUpper = within(0x41, 0x5a);
const isLower = within(0x61, 0x7a);
const isAlpha = (byte: number) => isUpper(byte) || isLower(byte);
const isSpace = (byte: number) => byte === 0x20 || (byte >= 9 && byte <= 13);
const isPrintable = within(0x21, 0x7e);

/** What `\b` calls part of a word. */
export const isWordByte = (byte: number) => isAlpha(byte) || isDigit(byte) || byte === 0x5f;

/** `\d`, `\w`…; the capital is the contrary. */
export const CLASSES: Readonly<Record<string, (byte: number) => boolean>> = {
  d: isDigit,
  w: isWordByte,
  s: isSpace,
  h: (byte) => byte === 0x20 || byte === 9 || byte === 0xa0,
  v: (byte) => (byte >= 10 && byte <= 13) || byte === 0x85,
};

export const POSIX_CLASSES: Readonly<Record<string, (byte: number) => boolean>> = {
  alpha: isAlpha,
  digit: isDigit,
  alnum: (byte) => isAlpha(byte) || isDigit(byte),
  upper: isUpper,
  lower: isLower,
  space: isSpace,
  blank: (byte) => byte === 0x20 || byte === 9,
  cntrl: (byte) => byte < 0x20 || byte === 0x7f,
  print: within(0x20, 0x7e),
  graph: isPrintable,
  punct: (byte) => isPrintable(byte) && !isAlpha(byte) && !isDigit(byte),
  xdigit: (byte) => isDigit(byte) || within(0x41, 0x46)(byte) || within(0x61, 0x66)(byte),
  word: isWordByte,
  ascii: within(0, 0x7f),
};
