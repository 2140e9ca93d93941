import { UntoldError } from '../../capture/sentence.ts';
import type { FilterSentence } from '../filter-sentence.ts';

/** A pattern that is refused. `isUnsupported` tells what PCRE2 takes from what is plainly wrong. */
export class PatternError extends UntoldError<FilterSentence> {
  override readonly name = 'PatternError';
  constructor(
    sentence: FilterSentence,
    readonly isUnsupported = false,
  ) {
    super(sentence);
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

// ---------------------------------------------------------------- what can be said of a tree

/** Whether a set of states cannot run it. */
export function needsBacktracking(node: Node): boolean {
  switch (node.kind) {
    case 'look':
    case 'atomic':
    case 'reference':
      return true;
    case 'sequence':
    case 'either':
      return node.of.some(needsBacktracking);
    case 'repeat':
    case 'capture':
      return needsBacktracking(node.of);
    default:
      return false;
  }
}

/** The bytes that a match may begin with; null where it may be empty, or begin with anything. */
export function firstBytes(node: Node): ByteSet | null {
  const set = new Uint8Array(256);
  return addFirst(node, set) ? null : set;
}

/** Adds the bytes that a node may begin with. @returns whether it may be passed without a byte */
function addFirst(node: Node, set: ByteSet): boolean {
  switch (node.kind) {
    case 'set':
      for (let byte = 0; byte < 256; byte++) set[byte] |= node.set[byte];
      return false;
    case 'assert':
    case 'look':
      return true;
    case 'sequence':
      return node.of.every((part) => addFirst(part, set));
    case 'either':
      return node.of.map((part) => addFirst(part, set)).some((isPassed) => isPassed);
    case 'repeat':
      // Also where it is written no time at all: bytes too many do no harm.
      return addFirst(node.of, set) || node.minimum === 0;
    case 'capture':
    case 'atomic':
      return addFirst(node.of, set);
    case 'reference':
      // Anything, or nothing.
      set.fill(1);
      return true;
  }
}

/** Every alternative of a lookbehind must have one length. */
export function checkLengths(node: Node): void {
  if (lookbehindLengths(node).some((length) => length === null)) {
    throw new PatternError({ code: 'lookbehind-not-fixed' });
  }
}

/** The lengths of the alternatives of a lookbehind; null for one that has none. */
export function lookbehindLengths(node: Node): (number | null)[] {
  return lookbehindBranches(node).map(fixedLength);
}

/** The alternatives of a lookbehind, which are tried each at its own distance. */
export function lookbehindBranches(node: Node): readonly Node[] {
  if (node.kind === 'sequence' && node.of.length === 1) return lookbehindBranches(node.of[0]);
  return node.kind === 'either' ? node.of : [node];
}

/** Bytes that a node always takes; null where that varies. */
function fixedLength(node: Node): number | null {
  switch (node.kind) {
    case 'set':
      return 1;
    case 'assert':
    case 'look':
      return 0;
    case 'sequence':
      return node.of.reduce<number | null>((sum, part) => {
        const length = fixedLength(part);
        return sum === null || length === null ? null : sum + length;
      }, 0);
    case 'either': {
      const lengths = node.of.map(fixedLength);
      return lengths.every((length) => length === lengths[0]) ? lengths[0] : null;
    }
    case 'repeat': {
      const length = fixedLength(node.of);
      return node.minimum === node.maximum && length !== null ? node.minimum * length : null;
    }
    case 'capture':
    case 'atomic':
      return fixedLength(node.of);
    case 'reference':
      throw new PatternError({ code: 'back-reference-in-lookbehind' }, true);
  }
}
