import { toByteString } from '../protocols/bytes.ts';
import { DisplayFilterError } from './display-filter-error.ts';
import type { FilterSentence } from './filter-sentence.ts';

/** Operators by their canonical spelling; longest first, so that the first that fits is right. */
const OPERATORS = [
  ...(['===', '!==', '==', '!=', '>=', '<=', '..', '>', '<', '&', '(', ')', '{', '}'] as const),
  ...(['[', ']', ',', '+', '-', '*', '/', '%', '#', '$', '@'] as const),
];
const WORD_OPERATORS = [
  ...(['contains', 'matches', 'in', 'and', 'or', 'xor', 'not', 'any', 'all'] as const),
];
export type Operator = (typeof OPERATORS)[number] | (typeof WORD_OPERATORS)[number];

/** Kinds of token; an operator's or a keyword's kind is its canonical spelling. */
export type TokenKind =
  | ('word' | 'literal' | 'fieldName' | 'string' | 'character' | 'range' | 'layer' | 'end')
  | Operator;

export interface Token {
  readonly kind: TokenKind;
  /**
   * As written; for strings the bytes that they stand for, one per character; for characters the
   * character itself.
   */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const KEYWORDS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ...WORD_OPERATORS.map((word): [string, Operator] => [word, word]),
  ['eq', '=='],
  ['any_eq', '=='],
  ['ne', '!='],
  ['all_ne', '!='],
  ['all_eq', '==='],
  ['any_ne', '!=='],
  ['gt', '>'],
  ['ge', '>='],
  ['lt', '<'],
  ['le', '<='],
  ['bitwise_and', '&'],
  ['bitand', '&'],
]);

/** What may stand for an operator, longer spellings first. A lone right bracket is none. */
const SYMBOLS: ReadonlyArray<readonly [string, Operator]> = [
  ['~=', '!=='],
  ['&&', 'and'],
  ['||', 'or'],
  ['^^', 'xor'],
  ...OPERATORS.filter((symbol) => symbol !== ']').map((symbol) => [symbol, symbol] as const),
  ['~', 'matches'],
  ['!', 'not'],
];

/** As in Wireshark, a carriage return is no space. */
const SPACE = /[ \t\n]+/y;
/** Names, numbers, dotted and hyphenated bytes; never two dots in a row. */
const WORD = /[A-Za-z0-9_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*/y;
const FIELD_NAME = /\.[A-Za-z0-9_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*/y;
const OCTET = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9][0-9]|[0-9])';
const IPV4_PREFIX = new RegExp(`(?:${OCTET}\\.){3}${OCTET}/[0-9]{1,2}`, 'y');
const GROUP = '[0-9A-Fa-f]{1,4}';
const LAST = `(?:(?:${OCTET}\\.){3}${OCTET}|${GROUP}:${GROUP})`;
/** The forms of RFC 3986's grammar for IPv6 addresses, by the groups before and after `::`. */
const IPV6_ADDRESSES = [
  `(?:${GROUP}:){6}${LAST}`,
  ...[5, 4, 3, 2, 1, 0].map((after, i) => {
    const before = i === 0 ? '' : `(?:(?:${GROUP}:){0,${i - 1}}${GROUP})?`;
    return `${before}::(?:${GROUP}:){${after}}${LAST}`;
  }),
  `(?:(?:${GROUP}:){0,5}${GROUP})?::${GROUP}`,
  `(?:(?:${GROUP}:){0,6}${GROUP})?::`,
].map((form) => new RegExp(form, 'y'));
const IPV6_START = /[0-9A-Fa-f]{0,4}:/y;
const IPV6_PREFIX = /\/\d{1,3}/y;
const BYTES = /[0-9A-Fa-f]{2}(?:(?::[0-9A-Fa-f]{2})+|(?:-[0-9A-Fa-f]{2})+|(?:\.[0-9A-Fa-f]{2})+)/y;
const COLON_BYTES =
  /:(?:[0-9A-Fa-f]{2}(?:(?::[0-9A-Fa-f]{2})+|(?:-[0-9A-Fa-f]{2})+|(?:\.[0-9A-Fa-f]{2})+)|[0-9A-Fa-f]+)/y;
/** ISO 8601, with the `T`. */
const TIME = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?/y;
const SLICE_RANGE = /[^\],]+/y;
const DIGITS = /\d+/y;

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

/** Splits a filter into tokens, the last of kind `end`. @throws DisplayFilterError */
export function tokenize(filter: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (true) {
    at += matchAt(SPACE, filter, at)?.length ?? 0;
    if (at >= filter.length) {
      tokens.push({ kind: 'end', text: '', start: filter.length, end: filter.length });
      return tokens;
    }
    const token = readToken(filter, at);
    tokens.push(token);
    at = token.end;
    if (token.kind === '#') at = readLayer(filter, at, tokens);
    else if (token.kind === '[') at = readRanges(filter, at, tokens);
  }
}

function readToken(filter: string, at: number): Token {
  const quote = filter[at];
  if (quote === '"') return readString(filter, at, at + 1, false);
  if ((quote === 'r' || quote === 'R') && filter[at + 1] === '"') {
    return readString(filter, at, at + 2, true);
  }
  if (quote === "'") return readCharacter(filter, at);

  // As in a generated scanner the longest match wins.
  let kind: TokenKind = 'word';
  let text = matchAt(WORD, filter, at) ?? '';
  const offer = (candidate: string | null, candidateKind: TokenKind) => {
    if (candidate !== null && candidate.length > text.length) {
      text = candidate;
      kind = candidateKind;
    }
  };
  offer(matchAt(IPV4_PREFIX, filter, at), 'literal');
  offer(matchAt(FIELD_NAME, filter, at), 'fieldName');
  offer(matchAt(BYTES, filter, at), 'literal');
  offer(matchAt(COLON_BYTES, filter, at), 'literal');
  offer(ipv6At(filter, at), 'literal');
  offer(matchAt(TIME, filter, at), 'literal');
  if (text !== '') {
    const end = at + text.length;
    if (kind === 'word') kind = KEYWORDS.get(text) ?? 'word';
    return { kind, text, start: at, end };
  }
  for (const [spelling, operator] of SYMBOLS) {
    if (filter.startsWith(spelling, at)) {
      return { kind: operator, text: spelling, start: at, end: at + spelling.length };
    }
  }
  const character = String.fromCodePoint(filter.codePointAt(at) as number);
  throw new DisplayFilterError(
    'syntax',
    /[!-~]/.test(character)
      ? { code: 'unexpected-character', character }
      : { code: 'characters-need-quotes' },
    filter,
    at,
    at + character.length,
  );
}

/** The longest IPv6 address at the place, with its prefix length if it has one. */
function ipv6At(filter: string, at: number): string | null {
  if (matchAt(IPV6_START, filter, at) === null) return null;
  let address = '';
  for (const form of IPV6_ADDRESSES) {
    const candidate = matchAt(form, filter, at);
    if (candidate !== null && candidate.length > address.length) address = candidate;
  }
  if (address === '') return null;
  return address + (matchAt(IPV6_PREFIX, filter, at + address.length) ?? '');
}

/** Reads what follows `#`: digits at once, or ranges in brackets. @returns the place after it */
function readLayer(filter: string, at: number, tokens: Token[]): number {
  if (filter[at] === '[') {
    tokens.push({ kind: '[', text: '[', start: at, end: at + 1 });
    return readRanges(filter, at + 1, tokens);
  }
  const digits = matchAt(DIGITS, filter, at);
  if (digits === null) {
    throw new DisplayFilterError('syntax', { code: 'bad-layer' }, filter, at, at + 1);
  }
  tokens.push({ kind: 'layer', text: digits, start: at, end: at + digits.length });
  return at + digits.length;
}

/** Reads what stands in brackets up to and with the closing one. @returns the place after it */
function readRanges(filter: string, from: number, tokens: Token[]): number {
  let at = from;
  while (at < filter.length) {
    const range = matchAt(SLICE_RANGE, filter, at);
    if (range !== null) {
      tokens.push({ kind: 'range', text: range, start: at, end: at + range.length });
      at += range.length;
      continue;
    }
    const kind = filter[at] === ',' ? ',' : ']';
    tokens.push({ kind, text: kind, start: at, end: at + 1 });
    at++;
    if (kind === ']') return at;
  }
  throw new DisplayFilterError(
    'syntax',
    { code: 'right-bracket-missing' },
    filter,
    from - 1,
    filter.length,
  );
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/** Characters that \u and \U may name: not those that can be typed, no controls, no surrogates. */
function isUniversalCharacter(value: number): boolean {
  if (value < 0xa0) return value === 0x24 || value === 0x40 || value === 0x60;
  return (value < 0xd800 || value > 0xdfff) && value <= 0x10ffff;
}

/** Reads the escape sequence at `at` (a backslash) as bytes. */
function readEscape(filter: string, at: number): { bytes: string; end: number } {
  const fail = (length: number): never => {
    const text = filter.slice(at, at + length);
    throw new DisplayFilterError('syntax', { code: 'bad-escape', text }, filter, at, at + length);
  };
  const rest = filter.slice(at + 1, at + 10);
  const octal = /^[0-7]{1,3}/.exec(rest);
  if (octal !== null) {
    const value = Number.parseInt(octal[0], 8);
    if (value > 255) fail(1 + octal[0].length);
    return { bytes: String.fromCharCode(value), end: at + 1 + octal[0].length };
  }
  const hexadecimal = /^x[0-9A-Fa-f]{1,2}/.exec(rest);
  if (hexadecimal !== null) {
    const value = Number.parseInt(hexadecimal[0].slice(1), 16);
    return { bytes: String.fromCharCode(value), end: at + 1 + hexadecimal[0].length };
  }
  const universal = /^(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})/.exec(rest);
  if (universal !== null) {
    const value = Number.parseInt(universal[0].slice(1), 16);
    if (!isUniversalCharacter(value)) fail(1 + universal[0].length);
    return {
      bytes: toByteString(String.fromCodePoint(value)),
      end: at + 1 + universal[0].length,
    };
  }
  const simple = SIMPLE_ESCAPES[rest[0] ?? ''];
  if (simple === undefined) fail(2);
  return { bytes: simple, end: at + 2 };
}

function readString(filter: string, start: number, from: number, raw: boolean): Token {
  const parts: string[] = [];
  let at = from;
  while (at < filter.length) {
    const character = filter[at];
    if (character === '"') {
      return { kind: 'string', text: parts.join(''), start, end: at + 1 };
    }
    if (character !== '\\') {
      let end = at + 1;
      while (end < filter.length && filter[end] !== '"' && filter[end] !== '\\') end++;
      parts.push(toByteString(filter.slice(at, end)));
      at = end;
    } else if (raw) {
      parts.push(toByteString(filter.slice(at, at + 2)));
      at += 2;
    } else {
      const escaped = readEscape(filter, at);
      parts.push(escaped.bytes);
      at = escaped.end;
    }
  }
  throw new DisplayFilterError(
    'syntax',
    { code: 'final-quote-missing' },
    filter,
    start,
    filter.length,
  );
}

function readCharacter(filter: string, start: number): Token {
  let at = start + 1;
  while (at < filter.length && filter[at] !== "'") at += filter[at] === '\\' ? 2 : 1;
  const end = Math.min(at + 1, filter.length);
  const fail = (sentence: FilterSentence): never => {
    throw new DisplayFilterError('syntax', sentence, filter, start, end);
  };
  if (at >= filter.length) fail({ code: 'final-character-quote-missing' });
  const body = filter.slice(start + 1, at);
  if (body === '') fail({ code: 'empty-character-constant' });
  return { kind: 'character', text: characterOf(body, fail), start, end };
}

/** The one character that stands between single quotes. */
function characterOf(body: string, fail: (sentence: FilterSentence) => never): string {
  if (body[0] !== '\\') {
    if (body.length > 1) fail({ code: 'character-too-long', body });
    if (!/[ -~]/.test(body)) fail({ code: 'character-not-printable' });
    return body;
  }
  const sequence = body.slice(1);
  const number = /^(?:[xX]([0-9A-Fa-f]{1,2})|([0-7]{1,3}))$/.exec(sequence);
  if (number !== null && sequence[0] !== 'X') {
    const value = Number.parseInt(number[1] ?? number[2], number[1] === undefined ? 8 : 16);
    if (value > 255) fail({ code: 'character-too-large', body });
    return String.fromCharCode(value);
  }
  if (/^(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})$/.test(sequence)) {
    const value = Number.parseInt(sequence.slice(1), 16);
    if (!isUniversalCharacter(value)) fail({ code: 'bad-universal-character', body });
    return String.fromCodePoint(value);
  }
  const simple = Object.hasOwn(SIMPLE_ESCAPES, sequence) ? SIMPLE_ESCAPES[sequence] : undefined;
  return simple ?? fail({ code: 'bad-character-constant', body });
}
