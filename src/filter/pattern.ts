/*
 * Regular expressions for `matches`: PCRE's common syntax over bytes, run as a set of states, so that
 * time is bounded by pattern length × text length whatever the pattern. That is why JavaScript's own
 * engine, which backtracks, is not used: a filter may come from anyone.
 */

/** A pattern that is refused. `isUnsupported` tells what PCRE takes from what is plainly wrong. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
  constructor(
    message: string,
    readonly isUnsupported = false,
  ) {
    super(message);
  }
}

/** Instructions in the largest program; repetitions are written out. */
const MAXIMUM_PROGRAM = 5000;
const MAXIMUM_NESTING = 100;
const MAXIMUM_REPEAT = 1000;

enum Code {
  SET,
  SPLIT,
  JUMP,
  ASSERT,
  MATCH,
}

/** A set of bytes: 256 flags. */
type ByteSet = Uint8Array;

type Node =
  | { kind: 'set'; set: ByteSet }
  | { kind: 'assert'; what: Assertion }
  | { kind: 'sequence'; of: Node[] }
  | { kind: 'either'; of: Node[] }
  | { kind: 'repeat'; of: Node; minimum: number; maximum: number };

type Assertion =
  | 'start'
  | 'end'
  | 'endBeforeNewline'
  | 'lineStart'
  | 'lineEnd'
  | 'word'
  | 'notWord';

function setOf(test: (byte: number) => boolean): ByteSet {
  return Uint8Array.from({ length: 256 }, (_, byte) => (test(byte) ? 1 : 0));
}
const within = (low: number, high: number) => (byte: number) => byte >= low && byte <= high;
const isDigit = within(0x30, 0x39);
const isUpper = within(0x41, 0x5a);
const isLower = within(0x61, 0x7a);
const isAlpha = (byte: number) => isUpper(byte) || isLower(byte);
const isWordByte = (byte: number) => isAlpha(byte) || isDigit(byte) || byte === 0x5f;
const isSpace = (byte: number) => byte === 0x20 || (byte >= 9 && byte <= 13);
const isPrintable = within(0x21, 0x7e);

const CLASSES: Readonly<Record<string, (byte: number) => boolean>> = {
  d: isDigit,
  w: isWordByte,
  s: isSpace,
  h: (byte) => byte === 0x20 || byte === 9 || byte === 0xa0,
  v: (byte) => (byte >= 10 && byte <= 13) || byte === 0x85,
};
const POSIX_CLASSES: Readonly<Record<string, (byte: number) => boolean>> = {
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
const ESCAPED_BYTES: Readonly<Record<string, number>> = {
  a: 7,
  e: 27,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  '0': 0,
};

interface Options {
  caseless: boolean;
  multiline: boolean;
  dotAll: boolean;
  extended: boolean;
}

class PatternParser {
  private at = 0;
  private depth = 0;
  private options: Options = { caseless: true, multiline: false, dotAll: false, extended: false };

  constructor(private readonly text: string) {}

  parse(): Node {
    const node = this.alternatives();
    if (this.at < this.text.length) throw new PatternError('unmatched closing parenthesis');
    return node;
  }

  private alternatives(): Node {
    if (++this.depth > MAXIMUM_NESTING) throw new PatternError('parentheses are too deeply nested');
    const of = [this.sequence()];
    while (this.text[this.at] === '|') {
      this.at++;
      of.push(this.sequence());
    }
    this.depth--;
    return of.length === 1 ? of[0] : { kind: 'either', of };
  }

  private sequence(): Node {
    const of: Node[] = [];
    while (this.at < this.text.length && this.text[this.at] !== '|' && this.text[this.at] !== ')') {
      const node = this.repeated();
      if (node !== null) of.push(node);
    }
    return { kind: 'sequence', of };
  }

  private repeated(): Node | null {
    const node = this.atom();
    if (node === null) return null;
    let result = node;
    for (let times = 0; ; times++) {
      const range = this.quantifier();
      if (range === null) return result;
      if (times > 0) throw new PatternError('quantifier does not follow a repeatable item');
      // Lazy changes only what is captured, never whether there is a match.
      if (this.text[this.at] === '?') this.at++;
      else if (this.text[this.at] === '+') {
        throw new PatternError('possessive quantifiers are not supported', true);
      }
      result = { kind: 'repeat', of: result, minimum: range[0], maximum: range[1] };
    }
  }

  private quantifier(): [number, number] | null {
    const character = this.text[this.at];
    if (character === '*' || character === '+' || character === '?') {
      this.at++;
      return [character === '+' ? 1 : 0, character === '?' ? 1 : Number.POSITIVE_INFINITY];
    }
    const braces = /^\{(\d+)(,(\d*))?\}/.exec(this.text.slice(this.at, this.at + 24));
    if (braces === null) return null;
    this.at += braces[0].length;
    const minimum = Number(braces[1]);
    const maximum =
      braces[2] === undefined
        ? minimum
        : braces[3] === ''
          ? Number.POSITIVE_INFINITY
          : Number(braces[3]);
    if (maximum < minimum) throw new PatternError('numbers out of order in {} quantifier');
    if (minimum > MAXIMUM_REPEAT || (maximum > MAXIMUM_REPEAT && Number.isFinite(maximum))) {
      throw new PatternError(`repetitions above ${MAXIMUM_REPEAT} are not supported`, true);
    }
    return [minimum, maximum];
  }

  private atom(): Node | null {
    const character = this.text[this.at++];
    if (this.options.extended && /\s/.test(character)) return null;
    switch (character) {
      case '(':
        return this.group();
      case '[':
        return this.bracket();
      case '.':
        return { kind: 'set', set: setOf((byte) => this.options.dotAll || byte !== 10) };
      case '^':
        return { kind: 'assert', what: this.options.multiline ? 'lineStart' : 'start' };
      case '$':
        return { kind: 'assert', what: this.options.multiline ? 'lineEnd' : 'endBeforeNewline' };
      case '\\':
        return this.escape();
      case '*':
      case '+':
      case '?':
        throw new PatternError('quantifier does not follow a repeatable item');
      default:
        return this.byte(character.charCodeAt(0));
    }
  }

  private byte(value: number): Node {
    return { kind: 'set', set: this.fold(setOf((byte) => byte === value)) };
  }

  private fold(set: ByteSet): ByteSet {
    if (!this.options.caseless) return set;
    for (let upper = 0x41; upper <= 0x5a; upper++) {
      if (set[upper] || set[upper | 0x20]) set[upper] = set[upper | 0x20] = 1;
    }
    return set;
  }

  private group(): Node | null {
    const saved = this.options;
    if (this.text[this.at] === '?') {
      const head = /^\?(?:(:)|(?:P?<([A-Za-z_]\w*)>)|([imsx]*(?:-[imsx]*)?)([:)])|#[^)]*\))/.exec(
        this.text.slice(this.at, this.at + 200),
      );
      if (head === null) throw new PatternError('this kind of group is not supported', true);
      this.at += head[0].length;
      if (head[0].startsWith('?#')) return null;
      if (head[3] !== undefined) {
        this.options = { ...saved };
        let on = true;
        for (const letter of head[3]) {
          if (letter === '-') on = false;
          else if (letter === 'i') this.options.caseless = on;
          else if (letter === 'm') this.options.multiline = on;
          else if (letter === 's') this.options.dotAll = on;
          else this.options.extended = on;
        }
        // `(?i)` holds to the end of the group that it stands in.
        if (head[4] === ')') return null;
      }
    } else if (this.text[this.at] === '*') {
      throw new PatternError('verbs are not supported', true);
    }
    const inner = this.alternatives();
    if (this.text[this.at] !== ')') throw new PatternError('missing closing parenthesis');
    this.at++;
    this.options = saved;
    return inner;
  }

  private escape(): Node {
    if (this.at >= this.text.length) throw new PatternError('\\ at end of pattern');
    const character = this.text[this.at];
    switch (character) {
      case 'A':
        this.at++;
        return { kind: 'assert', what: 'start' };
      case 'z':
        this.at++;
        return { kind: 'assert', what: 'end' };
      case 'Z':
        this.at++;
        return { kind: 'assert', what: 'endBeforeNewline' };
      case 'b':
        this.at++;
        return { kind: 'assert', what: 'word' };
      case 'B':
        this.at++;
        return { kind: 'assert', what: 'notWord' };
    }
    return { kind: 'set', set: this.escapedSet() };
  }

  /** What the escape at `at` (past the backslash) stands for, inside and outside of brackets. */
  private escapedSet(): ByteSet {
    const character = this.text[this.at];
    const lower = character.toLowerCase();
    if (Object.hasOwn(CLASSES, lower)) {
      this.at++;
      const test = CLASSES[lower];
      return setOf((byte) => test(byte) === (character === lower));
    }
    return this.fold(
      setOf(
        (
          (value) => (byte: number) =>
            byte === value
        )(this.escapedByte()),
      ),
    );
  }

  private escapedByte(): number {
    const rest = this.text.slice(this.at, this.at + 8);
    const hexadecimal = /^x(?:\{([0-9A-Fa-f]{1,2})\}|([0-9A-Fa-f]{0,2}))/.exec(rest);
    if (hexadecimal !== null) {
      this.at += hexadecimal[0].length;
      return Number.parseInt(hexadecimal[1] ?? (hexadecimal[2] || '0'), 16);
    }
    const octal = /^0[0-7]{0,2}/.exec(rest);
    if (octal !== null) {
      this.at += octal[0].length;
      return Number.parseInt(octal[0], 8);
    }
    const character = this.text[this.at++];
    if (character in ESCAPED_BYTES) return ESCAPED_BYTES[character];
    if (/[A-Za-z0-9]/.test(character)) {
      throw new PatternError(`\\${character} is not supported`, true);
    }
    return character.charCodeAt(0);
  }

  private bracket(): Node {
    const set = new Uint8Array(256);
    const isNegated = this.text[this.at] === '^';
    if (isNegated) this.at++;
    for (let first = true; ; first = false) {
      const character = this.text[this.at];
      if (character === undefined) {
        throw new PatternError('missing terminating ] for character class');
      }
      if (character === ']' && !first) break;
      const posix = /^\[:(\^?)([a-z]+):\]/.exec(this.text.slice(this.at, this.at + 16));
      if (posix !== null) {
        const test = Object.hasOwn(POSIX_CLASSES, posix[2]) ? POSIX_CLASSES[posix[2]] : undefined;
        if (test === undefined) throw new PatternError('unknown POSIX class name');
        this.at += posix[0].length;
        for (let byte = 0; byte < 256; byte++) if (test(byte) === (posix[1] === '')) set[byte] = 1;
        continue;
      }
      const low = this.bracketItem(set);
      if (low < 0 || this.text[this.at] !== '-' || this.text[this.at + 1] === ']') continue;
      if (this.at + 1 >= this.text.length) continue;
      this.at++;
      const high = this.bracketItem(set);
      if (high < 0) throw new PatternError('invalid range in character class');
      if (high < low) throw new PatternError('range out of order in character class');
      for (let byte = low; byte <= high; byte++) set[byte] = 1;
    }
    this.at++;
    this.fold(set);
    return { kind: 'set', set: isNegated ? setOf((byte) => set[byte] === 0) : set };
  }

  /** Adds one item to the set. @returns its byte, or -1 for a class of several */
  private bracketItem(set: ByteSet): number {
    const character = this.text[this.at++];
    let value = character.charCodeAt(0);
    if (character === '\\') {
      const escaped = this.text[this.at];
      if (escaped === undefined) throw new PatternError('\\ at end of pattern');
      if (Object.hasOwn(CLASSES, escaped.toLowerCase())) {
        const several = this.escapedSet();
        for (let byte = 0; byte < 256; byte++) if (several[byte]) set[byte] = 1;
        return -1;
      }
      if (escaped === 'b') {
        this.at++;
        value = 8;
      } else value = this.escapedByte();
    }
    set[value] = 1;
    return value;
  }
}

/** A compiled pattern. */
export class Pattern {
  private readonly codes: Code[] = [];
  private readonly first: number[] = [];
  private readonly second: number[] = [];
  private readonly sets: (ByteSet | null)[] = [];
  private readonly assertions: (Assertion | null)[] = [];
  /** Threads of this and the next place: which instructions, and in which round they were added. */
  private current: Int32Array;
  private following: Int32Array;
  private readonly stack: Int32Array;
  private readonly addedAt: Int32Array;
  private round = 0;
  private count = 0;
  private hasMatched = false;

  /** @param text the pattern, one character per byte @throws PatternError */
  constructor(text: string) {
    this.write(new PatternParser(text).parse());
    this.emit(Code.MATCH);
    this.current = new Int32Array(this.codes.length);
    this.following = new Int32Array(this.codes.length);
    this.stack = new Int32Array(2 * this.codes.length + 2);
    this.addedAt = new Int32Array(this.codes.length);
  }

  private emit(code: Code, set: ByteSet | null = null, assertion: Assertion | null = null): number {
    if (this.codes.length >= MAXIMUM_PROGRAM) {
      throw new PatternError('the expression is too large', true);
    }
    this.codes.push(code);
    this.sets.push(set);
    this.assertions.push(assertion);
    this.first.push(0);
    this.second.push(0);
    return this.codes.length - 1;
  }

  private write(node: Node): void {
    switch (node.kind) {
      case 'set':
        this.emit(Code.SET, node.set);
        return;
      case 'assert':
        this.emit(Code.ASSERT, null, node.what);
        return;
      case 'sequence':
        for (const part of node.of) this.write(part);
        return;
      case 'either': {
        const jumps: number[] = [];
        node.of.forEach((part, i) => {
          const isLast = i === node.of.length - 1;
          const split = isLast ? -1 : this.emit(Code.SPLIT);
          if (split >= 0) this.first[split] = split + 1;
          this.write(part);
          if (!isLast) {
            jumps.push(this.emit(Code.JUMP));
            this.second[split] = this.codes.length;
          }
        });
        for (const jump of jumps) this.first[jump] = this.codes.length;
        return;
      }
      case 'repeat': {
        for (let i = 0; i < node.minimum; i++) {
          const before = this.codes.length;
          this.write(node.of);
          // What writes nothing, written a thousand times within itself, still takes its time.
          if (this.codes.length === before) return;
        }
        if (node.maximum === Number.POSITIVE_INFINITY) {
          const split = this.emit(Code.SPLIT);
          this.first[split] = split + 1;
          this.write(node.of);
          this.first[this.emit(Code.JUMP)] = split;
          this.second[split] = this.codes.length;
          return;
        }
        const splits: number[] = [];
        for (let i = node.minimum; i < node.maximum; i++) {
          const split = this.emit(Code.SPLIT);
          this.first[split] = split + 1;
          splits.push(split);
          this.write(node.of);
        }
        for (const split of splits) this.second[split] = this.codes.length;
      }
    }
  }

  /** Whether the pattern matches anywhere in [start, end). */
  testBytes(bytes: Uint8Array, start: number, end: number): boolean {
    this.count = 0;
    this.hasMatched = false;
    for (let at = start; ; at++) {
      // Threads carried over were added in the round that the last step began.
      if (at === start) this.nextRound();
      this.add(0, this.current, bytes, start, end, at);
      if (this.hasMatched) return true;
      if (at === end) return false;
      this.step(bytes, start, end, at);
      if (this.hasMatched) return true;
    }
  }

  /** Whether the pattern matches anywhere in a text of one character per byte. */
  testText(text: string): boolean {
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    return this.testBytes(bytes, 0, bytes.length);
  }

  private nextRound(): void {
    this.count = 0;
    if (++this.round === 0x7fffffff) {
      this.addedAt.fill(0);
      this.round = 1;
    }
  }

  private step(bytes: Uint8Array, start: number, end: number, at: number): void {
    const threads = this.current;
    const count = this.count;
    const byte = bytes[at];
    this.nextRound();
    for (let i = 0; i < count; i++) {
      const set = this.sets[threads[i]];
      if (set !== null && set[byte] === 1) {
        this.add(threads[i] + 1, this.following, bytes, start, end, at + 1);
      }
    }
    this.current = this.following;
    this.following = threads;
  }

  private add(
    from: number,
    threads: Int32Array,
    bytes: Uint8Array,
    start: number,
    end: number,
    at: number,
  ): void {
    const stack = this.stack;
    let depth = 0;
    stack[depth++] = from;
    while (depth > 0) {
      const instruction = stack[--depth];
      if (this.addedAt[instruction] === this.round) continue;
      this.addedAt[instruction] = this.round;
      switch (this.codes[instruction]) {
        case Code.SET:
          threads[this.count++] = instruction;
          break;
        case Code.JUMP:
          stack[depth++] = this.first[instruction];
          break;
        case Code.SPLIT:
          stack[depth++] = this.second[instruction];
          stack[depth++] = this.first[instruction];
          break;
        case Code.ASSERT:
          if (holds(this.assertions[instruction] as Assertion, bytes, start, end, at)) {
            stack[depth++] = instruction + 1;
          }
          break;
        default:
          this.hasMatched = true;
          return;
      }
    }
  }
}

function holds(
  what: Assertion,
  bytes: Uint8Array,
  start: number,
  end: number,
  at: number,
): boolean {
  switch (what) {
    case 'start':
      return at === start;
    case 'end':
      return at === end;
    case 'endBeforeNewline':
      return at === end || (at === end - 1 && bytes[at] === 10);
    case 'lineStart':
      return at === start || (bytes[at - 1] === 10 && at < end);
    case 'lineEnd':
      return at === end || bytes[at] === 10;
    default: {
      const before = at > start && isWordByte(bytes[at - 1]);
      const after = at < end && isWordByte(bytes[at]);
      return (before !== after) === (what === 'word');
    }
  }
}
