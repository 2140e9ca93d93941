import type { FilterSentence } from '../filter-sentence.ts';
import {
  type Assertion,
  type ByteSet,
  CLASSES,
  checkLengths,
  type Node,
  PatternError,
  POSIX_CLASSES,
  setOf,
} from './tree.ts';

const MAXIMUM_NESTING = 100;
/** Repetitions are written out. */
const MAXIMUM_REPEAT = 1000;
/** More would not fit into a program anyway, unless they are white space and comments. */
const MAXIMUM_ITEMS = 20_000;
/** PCRE2's own bound, above which it refuses. */
const LARGEST_NUMBER = 65_535;
const MAXIMUM_NAME = 32;

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  A: 'start',
  G: 'start',
  z: 'end',
  Z: 'endBeforeNewline',
  b: 'word',
  B: 'notWord',
};
/** Nothing comes of it: an option, a comment. No quantifier may follow. */
const NOTHING: Node = { kind: 'sequence', of: [] };

interface Options {
  readonly caseless: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly extended: boolean;
  readonly extendedMore: boolean;
  readonly ungreedy: boolean;
  readonly noCapture: boolean;
}

/** As `matches` begins: upper and lower case are alike. */
const DEFAULT: Options = {
  caseless: true,
  multiline: false,
  dotAll: false,
  extended: false,
  extendedMore: false,
  ungreedy: false,
  noCapture: false,
};
const OPTION_LETTERS: Readonly<Record<string, readonly (keyof Options)[]>> = {
  i: ['caseless'],
  m: ['multiline'],
  s: ['dotAll'],
  x: ['extended'],
  U: ['ungreedy'],
  n: ['noCapture'],
  J: [],
};

/** A back reference, whose groups are known at the end of the pattern. */
interface Reference {
  readonly node: { kind: 'reference'; groups: number[]; caseless: boolean };
  readonly name: string | number;
}

/** The tree of a pattern in PCRE2's syntax (pcre2pattern), over bytes. @throws PatternError */
export function parsePattern(text: string): Node {
  return new PatternParser(text).parse();
}

class PatternParser implements Cursor {
  at = 0;
  private depth = 0;
  private groups = 0;
  options = DEFAULT;
  /** Look-arounds around this place. */
  private looks = 0;
  isQuoted = false;
  private allowsSameNames = false;
  private items = 0;
  private readonly names = new Map<string, number[]>();
  private readonly references: Reference[] = [];

  constructor(readonly text: string) {}

  parse(): Node {
    const node = this.alternatives(false);
    if (this.at < this.text.length)
      throw new PatternError({ code: 'unmatched-closing-parenthesis' });
    for (const { node: reference, name } of this.references) {
      const groups =
        typeof name === 'string'
          ? this.names.get(name)
          : name >= 1 && name <= this.groups
            ? [name]
            : undefined;
      if (groups === undefined) throw new PatternError({ code: 'nonexistent-subpattern' });
      reference.groups.push(...groups);
    }
    return node;
  }

  private get next(): string | undefined {
    return this.text[this.at];
  }

  private unsupported(what: FilterSentence): never {
    throw new PatternError({ code: 'not-supported', what }, true);
  }

  /** @param sharesNumbers whether every alternative counts its groups from the same number */
  private alternatives(sharesNumbers: boolean): Node {
    if (++this.depth > MAXIMUM_NESTING)
      throw new PatternError({ code: 'parentheses-too-deeply-nested' });
    const first = this.groups;
    let last = first;
    const of = [this.sequence()];
    while (this.next === '|') {
      this.at++;
      last = Math.max(last, this.groups);
      if (sharesNumbers) this.groups = first;
      of.push(this.sequence());
    }
    this.groups = Math.max(last, this.groups);
    this.depth--;
    return of.length === 1 ? of[0] : { kind: 'either', of };
  }

  private sequence(): Node {
    const of: Node[] = [];
    while (this.at < this.text.length) {
      if (!this.isQuoted && (this.next === '|' || this.next === ')')) break;
      this.item(of);
    }
    return { kind: 'sequence', of };
  }

  /** Reads one item, or a quantifier for the item before. */
  private item(of: Node[]): void {
    if (++this.items > MAXIMUM_ITEMS)
      throw new PatternError({ code: 'expression-too-large' }, true);
    if (this.isQuoted) {
      if (this.text.startsWith('\\E', this.at)) {
        this.at += 2;
        this.isQuoted = false;
      } else of.push(this.byte(this.text.charCodeAt(this.at++)));
      return;
    }
    if (this.text.startsWith('\\Q', this.at)) {
      this.at += 2;
      this.isQuoted = true;
      return;
    }
    if (this.skipIgnored()) return;
    const range = this.quantifier();
    if (range === null) {
      of.push(this.atom());
      return;
    }
    const node = of.pop();
    const isRepeatable = node !== undefined && node.kind !== 'assert' && node !== NOTHING;
    if (!isRepeatable || this.repeated.has(node)) {
      throw new PatternError({ code: 'nothing-to-repeat' });
    }
    of.push(this.repeat(node, range));
  }

  private readonly repeated = new WeakSet<Node>();

  private repeat(of: Node, [minimum, maximum]: readonly [number, number]): Node {
    while (this.skipIgnored());
    const suffix = this.next;
    if (suffix === '?' || suffix === '+') this.at++;
    const isLazy = (suffix === '?') !== (this.options.ungreedy && suffix !== '+');
    let node: Node = { kind: 'repeat', of, minimum, maximum, isLazy };
    if (suffix === '+') node = { kind: 'atomic', of: { ...node, isLazy: false } };
    this.repeated.add(node);
    return node;
  }

  /** Skips what means nothing: a comment, the end of a quotation. @returns whether there was any */
  private skipIgnored(): boolean {
    if (this.text.startsWith('\\E', this.at)) {
      this.at += 2;
      return true;
    }
    if (this.text.startsWith('(?#', this.at)) {
      const end = this.text.indexOf(')', this.at);
      if (end < 0) throw new PatternError({ code: 'comment-not-closed' });
      this.at = end + 1;
      return true;
    }
    return this.options.extended && this.at < this.text.length && this.skipExtended();
  }

  /** White space and comments of `(?x)`. @returns whether there was any */
  private skipExtended(): boolean {
    if (this.next === '#') {
      const end = this.text.indexOf('\n', this.at);
      this.at = end < 0 ? this.text.length : end + 1;
      return true;
    }
    if (!/[ \t\n\v\f\r]/.test(this.next as string)) return false;
    this.at++;
    return true;
  }

  private quantifier(): [number, number] | null {
    const character = this.next;
    if (character === '*' || character === '+' || character === '?') {
      this.at++;
      return [character === '+' ? 1 : 0, character === '?' ? 1 : Number.POSITIVE_INFINITY];
    }
    if (character !== '{') return null;
    const braces = /^\{(\d+)(,(\d*))?\}/.exec(this.text.slice(this.at, this.at + 24));
    if (braces === null) return null;
    this.at += braces[0].length;
    const minimum = Number(braces[1]);
    const upper = braces[2] === undefined ? braces[1] : braces[3];
    const maximum = upper === '' ? Number.POSITIVE_INFINITY : Number(upper);
    if (minimum > LARGEST_NUMBER || (maximum > LARGEST_NUMBER && upper !== '')) {
      throw new PatternError({ code: 'quantifier-too-big' });
    }
    if (maximum < minimum) throw new PatternError({ code: 'quantifier-out-of-order' });
    if (minimum > MAXIMUM_REPEAT || (maximum > MAXIMUM_REPEAT && upper !== '')) {
      this.unsupported({ code: 'too-many-repetitions', maximumRepeat: MAXIMUM_REPEAT });
    }
    return [minimum, maximum];
  }

  private atom(): Node {
    const character = this.text[this.at++];
    switch (character) {
      case '(':
        return this.group();
      case '[':
        return readBracket(this);
      case '.':
        return { kind: 'set', set: setOf((byte) => this.options.dotAll || byte !== 10) };
      case '^':
        return { kind: 'assert', what: this.options.multiline ? 'lineStart' : 'start' };
      case '$':
        return { kind: 'assert', what: this.options.multiline ? 'lineEnd' : 'endBeforeNewline' };
      case '\\':
        return this.escape();
      default:
        return this.byte(character.charCodeAt(0));
    }
  }

  private byte(value: number): Node {
    const set = new Uint8Array(256);
    set[value] = 1;
    return { kind: 'set', set: fold(this, set) };
  }

  // -------------------------------------------------------------- groups

  private group(): Node {
    const saved = this.options;
    const rest = this.text.slice(this.at, this.at + 80);
    if (rest[0] === '*' && /^\*[A-Za-z_]/.test(rest)) return this.verb(rest);
    if (rest[0] !== '?') {
      return this.options.noCapture ? this.body(saved, false) : this.capture(saved, null);
    }
    if (rest[1] === undefined) throw new PatternError({ code: 'missing-closing-parenthesis' });
    const look = /^\?(<?)([=!])/.exec(rest);
    if (look !== null) {
      this.at += look[0].length;
      this.looks++;
      const of = this.body(saved, false);
      this.looks--;
      const isBehind = look[1] === '<';
      if (isBehind) checkLengths(of);
      return { kind: 'look', of, isBehind, isNegated: look[2] === '!' };
    }
    const name = /^\?(?:P?<|')/.exec(rest);
    if (name !== null) {
      this.at += name[0].length;
      return this.capture(saved, this.name(name[0].endsWith("'") ? "'" : '>'));
    }
    if (rest.startsWith('?P=')) {
      this.at += 3;
      return this.reference(this.name(')'));
    }
    if (rest.startsWith('?>')) {
      this.at += 2;
      return { kind: 'atomic', of: this.body(saved, false) };
    }
    if (rest.startsWith('?|')) {
      this.at += 2;
      return this.body(saved, true);
    }
    if (/^\?(?:\(|R\)|&|P>|[+-]?\d)/.test(rest)) {
      this.unsupported({ code: 'conditions-and-calls' });
    }
    if (/^\?C(?:\d*\)|["'`^%#${])/.test(rest)) this.unsupported({ code: 'callouts' });
    return this.optionSetting(rest, saved);
  }

  private verb(rest: string): Node {
    if (/^\*F(?:AIL)?\)/.test(rest)) {
      this.at += rest.indexOf(')') + 1;
      return { kind: 'set', set: setOf(() => false) };
    }
    if (/^\*UTF\)/.test(rest)) throw new PatternError({ code: 'utf-disabled' });
    this.unsupported({ code: 'verbs' });
  }

  /** `(?i)`, `(?i-s:…)`: on to the end of the group that it stands in, or of its own. */
  private optionSetting(rest: string, saved: Options): Node {
    const setting = /^\?(\^)?([imsxUnJ]*)(-[imsxUnJ]*)?/.exec(rest) as RegExpExecArray;
    const end = rest[setting[0].length];
    if (end === '-') throw new PatternError({ code: 'bad-option-hyphen' });
    if (end !== ')' && end !== ':') {
      if (end === undefined) throw new PatternError({ code: 'missing-closing-parenthesis' });
      throw new PatternError({ code: 'bad-group-character' });
    }
    if (setting[1] !== undefined && setting[3] !== undefined) {
      throw new PatternError({ code: 'bad-option-hyphen' });
    }
    this.at += setting[0].length + 1;
    const options: Record<keyof Options, boolean> = { ...saved };
    if (setting[1] !== undefined) {
      for (const key of [
        'caseless',
        'multiline',
        'dotAll',
        'extended',
        'extendedMore',
        'noCapture',
      ] as const) {
        options[key] = false;
      }
    }
    const on = setting[2];
    const off = setting[3] ?? '';
    for (const letter of on) for (const key of OPTION_LETTERS[letter]) options[key] = true;
    if (on.includes('x')) options.extendedMore = on.includes('xx');
    for (const letter of off.slice(1))
      for (const key of OPTION_LETTERS[letter]) options[key] = false;
    if (off.includes('x')) options.extendedMore = false;
    if (on.includes('J')) this.allowsSameNames = true;
    this.options = options;
    return end === ')' ? NOTHING : this.body(saved, false);
  }

  /** The rest of a group, up to and with its closing parenthesis. */
  private body(saved: Options, sharesNumbers: boolean): Node {
    const inner = this.alternatives(sharesNumbers);
    if (this.next !== ')') throw new PatternError({ code: 'missing-closing-parenthesis' });
    this.at++;
    this.options = saved;
    // A node of its own: a quantifier may follow whatever the group ends with.
    return { kind: 'sequence', of: [inner] };
  }

  private capture(saved: Options, name: string | null): Node {
    const number = ++this.groups;
    if (name !== null) {
      const numbers = this.names.get(name) ?? [];
      if (numbers.length > 0 && !numbers.includes(number) && !this.allowsSameNames) {
        throw new PatternError({ code: 'duplicate-subpattern-name' });
      }
      this.names.set(name, [...numbers, number]);
    }
    return { kind: 'capture', number, of: this.body(saved, false) };
  }

  private name(end: string): string {
    const name = /^\w*/.exec(this.text.slice(this.at, this.at + MAXIMUM_NAME + 1))?.[0] ?? '';
    if (/^\d/.test(name)) throw new PatternError({ code: 'subpattern-name-starts-with-digit' });
    if (name === '') throw new PatternError({ code: 'subpattern-name-expected' });
    if (name.length > MAXIMUM_NAME) throw new PatternError({ code: 'subpattern-name-too-long' });
    this.at += name.length;
    if (this.next !== end) throw new PatternError({ code: 'bad-subpattern-name' });
    this.at++;
    return name;
  }

  private reference(name: string | number): Node {
    const node: Reference['node'] = {
      kind: 'reference',
      groups: [],
      caseless: this.options.caseless,
    };
    this.references.push({ node, name });
    return node;
  }

  // -------------------------------------------------------------- escapes

  private escape(): Node {
    const character = this.next;
    if (character === undefined) throw new PatternError({ code: 'backslash-at-end' });
    if (Object.hasOwn(ASSERTIONS, character)) {
      this.at++;
      return { kind: 'assert', what: ASSERTIONS[character] };
    }
    switch (character) {
      case 'K':
        // It moves the beginning of the match, which nobody sees here.
        this.at++;
        if (this.looks > 0) throw new PatternError({ code: 'match-reset-in-lookaround' });
        return NOTHING;
      case 'N':
        this.at++;
        if (/^\{U\+/.test(this.text.slice(this.at, this.at + 3))) {
          throw new PatternError({ code: 'unicode-escape-without-utf' });
        }
        if (
          this.next === '{' &&
          !/^\{\d+(?:,\d*)?\}/.test(this.text.slice(this.at, this.at + 14))
        ) {
          throw new PatternError({ code: 'named-character' });
        }
        return { kind: 'set', set: setOf((byte) => byte !== 10) };
      case 'C':
        this.at++;
        return { kind: 'set', set: setOf(() => true) };
      case 'R':
        this.at++;
        return { kind: 'atomic', of: LINE_END };
      case 'X':
      case 'p':
      case 'P':
        return this.unsupported({ code: 'is', character });
      case 'g':
      case 'k':
        this.at++;
        return this.namedReference(character);
    }
    const digits = /^[1-9]\d*/.exec(this.text.slice(this.at, this.at + 10))?.[0];
    if (digits !== undefined) {
      const number = Number(digits);
      if (number < 10 || /^[89]/.test(digits) || number <= this.groups) {
        this.at += digits.length;
        return this.reference(number);
      }
    }
    return { kind: 'set', set: escapedSet(this, false) };
  }

  private namedReference(letter: 'g' | 'k'): Node {
    const rest = this.text.slice(this.at, this.at + 12);
    if (letter === 'g') {
      if (/^[<']/.test(rest)) this.unsupported({ code: 'calls-of-groups' });
      const number = /^(?:\{([+-]?)(\d+)\}|([+-]?)(\d+))/.exec(rest);
      if (number !== null) {
        this.at += number[0].length;
        const value = Number(number[2] ?? number[4]);
        const sign = number[1] || number[3];
        if (sign === '') return this.reference(value);
        return this.reference(sign === '-' ? this.groups + 1 - value || -1 : this.groups + value);
      }
      if (rest[0] !== '{') throw new PatternError({ code: 'group-reference-missing' });
    }
    const end = { '{': '}', '<': '>', "'": "'" }[rest[0] ?? ''];
    if (end === undefined) {
      throw new PatternError({ code: 'named-reference-missing' });
    }
    this.at++;
    return this.reference(this.name(end));
  }
}

/** `\R`: a line end of any kind, two bytes of CRLF taken together. */
const LINE_END: Node = {
  kind: 'either',
  of: [
    {
      kind: 'sequence',
      of: [
        { kind: 'set', set: setOf((byte) => byte === 13) },
        { kind: 'set', set: setOf((byte) => byte === 10) },
      ],
    },
    { kind: 'set', set: setOf((byte) => (byte >= 10 && byte <= 13) || byte === 0x85) },
  ],
};

// ---------------------------------------------------------------- brackets and escapes

/** Where a pattern is read, and how. */
interface Cursor {
  readonly text: string;
  at: number;
  /** Between `\\Q` and `\\E`, where every character stands for itself. */
  isQuoted: boolean;
  options: Options;
}

/** The set, with both cases of its letters where case does not matter. */
function fold(cursor: Cursor, set: ByteSet): ByteSet {
  if (!cursor.options.caseless) return set;
  for (let upper = 0x41; upper <= 0x5a; upper++) {
    if (set[upper] || set[upper | 0x20]) set[upper] = set[upper | 0x20] = 1;
  }
  return set;
}

/** Reads `[…]`, from after its opening bracket. @throws PatternError */
function readBracket(cursor: Cursor): Node {
  if (/^([:.=])[^\]]*\1\]/.test(cursor.text.slice(cursor.at, cursor.at + 64))) {
    throw new PatternError({ code: 'posix-class-outside-class' });
  }
  const set = new Uint8Array(256);
  const isNegated = cursor.text[cursor.at] === '^';
  if (isNegated) cursor.at++;
  let isFirst = true;
  while (true) {
    if (cursor.text[cursor.at] === undefined) {
      throw new PatternError({ code: 'class-not-closed' });
    }
    if (cursor.isQuoted) {
      if (skipQuote(cursor, '\\E', false)) continue;
    } else if (skipQuote(cursor, '\\Q', true) || skipQuote(cursor, '\\E', false)) continue;
    if (!cursor.isQuoted) {
      if (cursor.text[cursor.at] === ']' && !isFirst) break;
      if (
        cursor.options.extendedMore &&
        (cursor.text[cursor.at] === ' ' || cursor.text[cursor.at] === '\t')
      ) {
        cursor.at++;
        continue;
      }
    }
    isFirst = false;
    const low = readItem(cursor, set);
    if (cursor.isQuoted || cursor.text[cursor.at] !== '-') continue;
    const after = cursor.text[cursor.at + 1];
    if (after === ']' || after === undefined) continue;
    if (low < 0) throw new PatternError({ code: 'bad-class-range' });
    cursor.at++;
    const high = readItem(cursor, set);
    if (high < 0) throw new PatternError({ code: 'bad-class-range' });
    if (high < low) throw new PatternError({ code: 'class-range-out-of-order' });
    for (let byte = low; byte <= high; byte++) set[byte] = 1;
  }
  cursor.at++;
  fold(cursor, set);
  return { kind: 'set', set: isNegated ? setOf((byte) => set[byte] === 0) : set };
}

function skipQuote(cursor: Cursor, mark: string, isQuoted: boolean): boolean {
  if (!cursor.text.startsWith(mark, cursor.at)) return false;
  cursor.at += mark.length;
  cursor.isQuoted = isQuoted;
  return true;
}

/** Adds one item to the set. @returns its byte, or -1 for a class of several */
function readItem(cursor: Cursor, set: ByteSet): number {
  if (!cursor.isQuoted) {
    const posix = /^\[([:.=])(\^?)([^\]]*?)\1\]/.exec(cursor.text.slice(cursor.at, cursor.at + 32));
    if (posix !== null) return posixClass(cursor, set, posix);
  }
  const character = cursor.text[cursor.at++];
  let value = character.charCodeAt(0);
  if (character === '\\' && !cursor.isQuoted) {
    const escaped = cursor.text[cursor.at];
    if (escaped === undefined) throw new PatternError({ code: 'backslash-at-end' });
    if (Object.hasOwn(CLASSES, escaped.toLowerCase())) {
      const several = escapedSet(cursor, true);
      for (let byte = 0; byte < 256; byte++) if (several[byte]) set[byte] = 1;
      return -1;
    }
    if (escaped === 'b') {
      cursor.at++;
      value = 8;
    } else if (/[ABCGKRXZkz]/.test(escaped)) {
      throw new PatternError({ code: 'bad-escape-in-class' });
    } else if (escaped === 'N') throw new PatternError({ code: 'no-newline-escape-in-class' });
    else if (/[pP]/.test(escaped))
      throw new PatternError({ code: 'escape-not-supported', escaped }, true);
    else value = escapedByte(cursor, true);
  }
  set[value] = 1;
  return value;
}

function posixClass(cursor: Cursor, set: ByteSet, posix: RegExpExecArray): number {
  const [all, mark, negation, name] = posix;
  if (mark !== ':') throw new PatternError({ code: 'posix-collating-elements' });
  const test = Object.hasOwn(POSIX_CLASSES, name) ? POSIX_CLASSES[name] : undefined;
  if (test === undefined) throw new PatternError({ code: 'unknown-posix-class' });
  cursor.at += all.length;
  for (let byte = 0; byte < 256; byte++) if (test(byte) === (negation === '')) set[byte] = 1;
  return -1;
}

const SIMPLE_ESCAPES: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };

/** What the escape at `at` (past the backslash) stands for. */
function escapedSet(cursor: Cursor, isInBrackets: boolean): ByteSet {
  const character = cursor.text[cursor.at];
  const lower = character.toLowerCase();
  if (Object.hasOwn(CLASSES, lower)) {
    cursor.at++;
    const test = CLASSES[lower];
    return setOf((byte) => test(byte) === (character === lower));
  }
  const value = escapedByte(cursor, isInBrackets);
  return fold(
    cursor,
    setOf((byte) => byte === value),
  );
}

function escapedByte(cursor: Cursor, isInBrackets: boolean): number {
  const rest = cursor.text.slice(cursor.at, cursor.at + 24);
  const braced = /^([xo])\{([^}]*)(\})?/.exec(rest);
  if (braced !== null) {
    const [all, letter, digits, end] = braced;
    const isRight = letter === 'x' ? /^[0-9A-Fa-f]+$/ : /^[0-7]+$/;
    if (digits === '') throw new PatternError({ code: 'digits-missing' });
    if (!isRight.test(digits) || end === undefined) {
      throw new PatternError({ code: 'bad-digit', letter });
    }
    cursor.at += all.length;
    return byteValue(Number.parseInt(digits, letter === 'x' ? 16 : 8));
  }
  const hexadecimal = /^x([0-9A-Fa-f]{0,2})/.exec(rest);
  if (hexadecimal !== null) {
    cursor.at += hexadecimal[0].length;
    return Number.parseInt(hexadecimal[1] || '0', 16);
  }
  const octal = (isInBrackets ? /^[0-7]{1,3}/ : /^(?:0[0-7]{0,2}|[1-7][0-7]{0,2})/).exec(rest);
  if (octal !== null) {
    cursor.at += octal[0].length;
    return byteValue(Number.parseInt(octal[0], 8));
  }
  if (rest[0] === 'c') return control(cursor, rest[1]);
  const character = cursor.text[cursor.at++];
  if (Object.hasOwn(SIMPLE_ESCAPES, character)) return SIMPLE_ESCAPES[character];
  if (isInBrackets && /[89g]/.test(character)) return character.charCodeAt(0);
  if (character === 'o') throw new PatternError({ code: 'octal-brace-missing' });
  if (/[FLlUu]/.test(character)) throw new PatternError({ code: 'not-in-pcre2', character });
  if (/[A-Za-z0-9]/.test(character)) throw new PatternError({ code: 'unrecognized-escape' });
  return character.charCodeAt(0);
}

function control(cursor: Cursor, character: string | undefined): number {
  if (character === undefined) throw new PatternError({ code: 'control-at-end' });
  if (!/[ -~]/.test(character)) {
    throw new PatternError({ code: 'control-not-printable' });
  }
  cursor.at += 2;
  return character.toUpperCase().charCodeAt(0) ^ 0x40;
}

function byteValue(value: number): number {
  if (value > 0xff) throw new PatternError({ code: 'code-point-too-large' });
  return value;
}
