import { parseIpv6 } from '../wire/address-text.ts';
import { DisplayFilterError } from './error.ts';

/** Kinds of token; an operator's or a keyword's kind is its canonical spelling. */
export type TokenKind =
  | 'word'
  | 'literal'
  | 'fieldName'
  | 'string'
  | 'character'
  | 'range'
  | 'end'
  | Operator;

export type Operator =
  | '=='
  | '!='
  | '==='
  | '!=='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'contains'
  | 'matches'
  | 'in'
  | 'and'
  | 'or'
  | 'xor'
  | 'not'
  | 'any'
  | 'all'
  | '&'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '('
  | ')'
  | '{'
  | '}'
  | '['
  | ']'
  | ','
  | '..'
  | '#'
  | '$'
  | '@';

export interface Token {
  readonly kind: TokenKind;
  /** As written; for strings and characters the bytes that they stand for, one per character. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const KEYWORDS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
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
  ['contains', 'contains'],
  ['matches', 'matches'],
  ['in', 'in'],
  ['and', 'and'],
  ['or', 'or'],
  ['xor', 'xor'],
  ['not', 'not'],
  ['any', 'any'],
  ['all', 'all'],
  ['bitwise_and', '&'],
]);

/** Longest first, so that the first that fits is right. */
const SYMBOLS: ReadonlyArray<readonly [string, Operator]> = [
  ['===', '==='],
  ['!==', '!=='],
  ['==', '=='],
  ['!=', '!='],
  ['~=', '!=='],
  ['>=', '>='],
  ['<=', '<='],
  ['&&', 'and'],
  ['||', 'or'],
  ['^^', 'xor'],
  ['..', '..'],
  ['>', '>'],
  ['<', '<'],
  ['~', 'matches'],
  ['!', 'not'],
  ['&', '&'],
  ['(', '('],
  [')', ')'],
  ['{', '{'],
  ['}', '}'],
  ['[', '['],
  [',', ','],
  ['+', '+'],
  ['-', '-'],
  ['*', '*'],
  ['/', '/'],
  ['%', '%'],
  ['#', '#'],
  ['$', '$'],
  ['@', '@'],
];

const SPACE = /[ \t\r\n]+/y;
/** Names, numbers, dotted and hyphenated bytes; never two dots in a row. */
const WORD = /[A-Za-z0-9_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*/y;
const FIELD_NAME = /\.[A-Za-z0-9_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*/y;
const IPV4_PREFIX = /\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\/\d{1,2}/y;
const IPV6_RUN = /[0-9A-Fa-f:]*:(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]*)/y;
const IPV6_PREFIX = /\/\d{1,3}/y;
const COLON_BYTES = /:?[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2})+:?|:[0-9A-Fa-f]+/y;
const SLICE_RANGE = /[^\],]+/y;

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

/** UTF-8 bytes of a text, one per character: how strings are kept and compared here. */
export function toByteString(text: string): string {
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return bytes;
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
    if (token.kind === '[') at = readRanges(filter, at, tokens);
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
  offer(matchAt(COLON_BYTES, filter, at), 'literal');
  const run = matchAt(IPV6_RUN, filter, at);
  if (run !== null && parseIpv6(run) !== null) {
    offer(run + (matchAt(IPV6_PREFIX, filter, at + run.length) ?? ''), 'literal');
  }
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
  const what = /[!-~]/.test(character) ? `"${character}"` : 'This character';
  const hint = character === '=' ? ' Equality is written ==.' : '';
  throw new DisplayFilterError(
    'syntax',
    `${what} was unexpected in this context.${hint}`,
    filter,
    at,
    at + character.length,
  );
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
    'The right bracket was missing from a slice.',
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
    throw new DisplayFilterError(
      'syntax',
      `${text} is not a valid character escape sequence.`,
      filter,
      at,
      at + length,
    );
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
    'The final quote was missing from a quoted string.',
    filter,
    start,
    filter.length,
  );
}

function readCharacter(filter: string, start: number): Token {
  let at = start + 1;
  while (at < filter.length && filter[at] !== "'") at += filter[at] === '\\' ? 2 : 1;
  const end = Math.min(at + 1, filter.length);
  const fail = (message: string): never => {
    throw new DisplayFilterError('syntax', message, filter, start, end);
  };
  if (at >= filter.length) fail('The final quote was missing from a character constant.');
  const body = filter.slice(start + 1, at);
  if (body === '') fail('Empty character constant.');
  let bytes = body;
  if (body[0] === '\\') {
    const escaped = readEscape(filter, start + 1);
    if (escaped.end !== at) fail(`'${body}' is too long to be a valid character constant.`);
    bytes = escaped.bytes;
  }
  if (bytes.length !== 1) fail(`'${body}' is too long to be a valid character constant.`);
  return { kind: 'character', text: bytes, start, end };
}
