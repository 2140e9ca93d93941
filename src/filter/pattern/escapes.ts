import { type Cursor, fold } from './cursor.ts';
import { type ByteSet, CLASSES, PatternError, setOf } from './syntax.ts';

const SIMPLE_ESCAPES: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };

/** What the escape at `at` (past the backslash) stands for. */
export function escapedSet(cursor: Cursor, isInBrackets: boolean): ByteSet {
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

export function escapedByte(cursor: Cursor, isInBrackets: boolean): number {
  const rest = cursor.text.slice(cursor.at, cursor.at + 24);
  const braced = /^([xo])\{([^}]*)(\})?/.exec(rest);
  if (braced !== null) {
    const [all, letter, digits, end] = braced;
    const isRight = letter === 'x' ? /^[0-9A-Fa-f]+$/ : /^[0-7]+$/;
    if (digits === '') throw new PatternError('digits missing in \\x{} or \\o{}');
    if (!isRight.test(digits) || end === undefined) {
      throw new PatternError(`non-${letter === 'x' ? 'hex' : 'octal'} character in \\${letter}{}`);
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
  if (character === 'o') throw new PatternError('missing opening brace after \\o');
  if (/[FLlUu]/.test(character)) throw new PatternError(`PCRE2 does not support \\${character}`);
  if (/[A-Za-z0-9]/.test(character)) throw new PatternError('unrecognized character follows \\');
  return character.charCodeAt(0);
}

function control(cursor: Cursor, character: string | undefined): number {
  if (character === undefined) throw new PatternError('\\c at end of pattern');
  if (!/[ -~]/.test(character)) {
    throw new PatternError('\\c must be followed by a printable ASCII character');
  }
  cursor.at += 2;
  return character.toUpperCase().charCodeAt(0) ^ 0x40;
}

function byteValue(value: number): number {
  if (value > 0xff) throw new PatternError('character code point value is too large');
  return value;
}
