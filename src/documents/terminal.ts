import stringWidth from 'string-width';
import type { Verdict } from '../evidence/verdict.ts';
import { escapeText } from '../protocols/escape.ts';
import type { RenderOptions } from './format.ts';

const NARROWEST = 60;
const WIDEST = 100;

/** ANSI colours (ECMA-48 SGR) of verdicts; the words say the same without them. */
export const VERDICT_COLORS: Readonly<Record<Verdict, number>> = {
  answered: 32,
  drop: 31,
  reject: 31,
  closed: 33,
  intercepted: 35,
  unreachable: 33,
  inconclusive: 36,
};

/** Columns that paragraphs keep to. */
export function textWidth({ width }: RenderOptions): number {
  return Math.min(WIDEST, Math.max(NARROWEST, width));
}

/** Text of a capture or a name, safe for a terminal and on one line. */
export function clean(value: string): string {
  return escapeText(value);
}

/** Text with a graphic rendition (ECMA-48 SGR) where colours are wanted. */
export function sgr(value: string, rendition: string, { color }: RenderOptions): string {
  return color ? `\u001b[${rendition}m${value}\u001b[0m` : value;
}

/** A verdict for a table, coloured where colours are wanted. */
export function verdictCell(verdict: Verdict, options: RenderOptions): string {
  return sgr(verdict, String(VERDICT_COLORS[verdict]), options);
}

/** Printable characters of a column each. */
const ASCII = /^[\x20-\x7e]*$/;

/** Columns of a terminal that a text takes: Chinese, Japanese and Korean characters take two, colours none. */
export function columnsOf(text: string): number {
  return ASCII.test(text) ? text.length : stringWidth(text);
}

/** A text with spaces behind it, up to so many columns. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columnsOf(text)));
}

/** The part of a text that fits into so many columns; one character at least. */
export function fitting(text: string, width: number): string {
  let columns = 0;
  let end = 0;
  for (const character of text) {
    columns += columnsOf(character);
    if (columns > width && end > 0) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/**
 * What may stand on a line of its own: Chinese and Japanese characters one by one, without spaces, but for
 * what must not begin a line (closing brackets, stops, small kana) or end it (opening ones), as JIS X 4051
 * and CLREQ have it; of all else what no space parts. Korean is parted at its spaces.
 */
const PIECE =
  /[（「『【《〈〔“‘]*(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff01-\uff60]|[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff01-\uff60（「『【《〈〔]+)[、。，．：；！？）」』】》〉〕”’…ー～・々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ％]*/gu;

function piecesOf(word: string): readonly string[] {
  return ASCII.test(word) ? [word] : (word.match(PIECE) ?? [word]);
}

/** Cuts a paragraph into lines of at most `width` columns; further lines are indented. */
export function wrap(paragraph: string, width: number, indent = 0): string[] {
  const lead = /^ */.exec(paragraph)?.[0] ?? '';
  const lines: string[] = [];
  let line = lead;
  let columns = lead.length;
  let isEmpty = true;
  for (const word of paragraph.trim().split(' ')) {
    let between = isEmpty ? '' : ' ';
    for (const piece of piecesOf(word)) {
      const size = columnsOf(piece);
      if (!isEmpty && columns + between.length + size > width) {
        lines.push(line);
        line = ' '.repeat(indent);
        columns = indent;
        between = '';
      }
      line += between + piece;
      columns += between.length + size;
      between = '';
      isEmpty = false;
    }
  }
  lines.push(line);
  return lines;
}
