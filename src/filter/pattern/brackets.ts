import { type Cursor, fold } from './cursor.ts';
import { escapedByte, escapedSet } from './escapes.ts';
import { type ByteSet, CLASSES, type Node, PatternError, POSIX_CLASSES, setOf } from './syntax.ts';

/** Reads `[…]`, from after its opening bracket. @throws PatternError */
export function readBracket(cursor: Cursor): Node {
  if (/^([:.=])[^\]]*\1\]/.test(cursor.text.slice(cursor.at, cursor.at + 64))) {
    throw new PatternError('POSIX named classes are supported only within a class');
  }
  const set = new Uint8Array(256);
  const isNegated = cursor.text[cursor.at] === '^';
  if (isNegated) cursor.at++;
  let isFirst = true;
  while (true) {
    if (cursor.text[cursor.at] === undefined) {
      throw new PatternError('missing terminating ] for character class');
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
    if (low < 0) throw new PatternError('invalid range in character class');
    cursor.at++;
    const high = readItem(cursor, set);
    if (high < 0) throw new PatternError('invalid range in character class');
    if (high < low) throw new PatternError('range out of order in character class');
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
    if (escaped === undefined) throw new PatternError('\\ at end of pattern');
    if (Object.hasOwn(CLASSES, escaped.toLowerCase())) {
      const several = escapedSet(cursor, true);
      for (let byte = 0; byte < 256; byte++) if (several[byte]) set[byte] = 1;
      return -1;
    }
    if (escaped === 'b') {
      cursor.at++;
      value = 8;
    } else if (/[ABCGKRXZkz]/.test(escaped)) {
      throw new PatternError('escape sequence is invalid in character class');
    } else if (escaped === 'N') throw new PatternError('\\N is not supported in a class');
    else if (/[pP]/.test(escaped)) throw new PatternError(`\\${escaped} is not supported`, true);
    else value = escapedByte(cursor, true);
  }
  set[value] = 1;
  return value;
}

function posixClass(cursor: Cursor, set: ByteSet, posix: RegExpExecArray): number {
  const [all, mark, negation, name] = posix;
  if (mark !== ':') throw new PatternError('POSIX collating elements are not supported');
  const test = Object.hasOwn(POSIX_CLASSES, name) ? POSIX_CLASSES[name] : undefined;
  if (test === undefined) throw new PatternError('unknown POSIX class name');
  cursor.at += all.length;
  for (let byte = 0; byte < 256; byte++) if (test(byte) === (negation === '')) set[byte] = 1;
  return -1;
}
