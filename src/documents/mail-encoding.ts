import { escapeText } from '../protocols/escape.ts';

/** Characters of a line of quoted-printable, its "=" included (RFC 2045 6.7). */
const LINE = 76;
/** Characters of an encoded word, and of a line that has one (RFC 2047 2). */
const ENCODED_WORD = 75;
const BEFORE_WORD = '=?UTF-8?B?';
const BEHIND_WORD = '?=';

const UTF_8 = new TextEncoder();
const ASCII = /^[\x20-\x7e]*$/;

/** Octets as they are written; "." and "From " at a line's beginning mean something to mail servers. */
const OCTETS = Array.from({ length: 256 }, (_, octet) =>
  octet >= 0x20 && octet <= 0x7e && octet !== 0x3d ? String.fromCharCode(octet) : quoted(octet),
);

function quoted(octet: number): string {
  return `=${octet.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** UTF-8 in quoted-printable (RFC 2045 6.7); lines end in CRLF. */
export function quotedPrintable(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map(quotedLine)
    .join('\r\n');
}

function quotedLine(text: string): string {
  const octets = UTF_8.encode(text);
  const lines: string[] = [];
  let line = '';
  octets.forEach((octet, index) => {
    const isLast = index === octets.length - 1;
    let next = OCTETS[octet];
    if ((isLast && next === ' ') || (line === '' && (next === '.' || next === 'F'))) {
      next = quoted(octet);
    }
    // Room for the "=" that breaks the line.
    if (line.length + next.length > LINE - (isLast ? 0 : 1)) {
      lines.push(`${line}=`);
      line = '';
      if (next === '.' || next === 'F') next = quoted(octet);
    }
    line += next;
  });
  return [...lines, line].join('\r\n');
}

/**
 * Anybody's text as a header has it: ASCII that fits as it is, else in encoded words (RFC 2047), a line
 * each. It cannot end the header: control characters are escaped.
 * @param before characters of the line before it
 */
export function encodedHeader(text: string, before: number): string {
  const shown = escapeText(text);
  if (ASCII.test(shown) && !shown.includes('=?') && before + shown.length <= LINE) {
    return shown;
  }
  const words: string[] = [];
  let word = '';
  for (const character of shown) {
    const room = ENCODED_WORD - (words.length === 0 ? before : 1);
    if (encodedWord(word + character).length > room) {
      words.push(encodedWord(word));
      word = '';
    }
    word += character;
  }
  return [...words, encodedWord(word)].join('\r\n ');
}

function encodedWord(text: string): string {
  const base64 = btoa(String.fromCharCode(...UTF_8.encode(text)));
  return `${BEFORE_WORD}${base64}${BEHIND_WORD}`;
}
