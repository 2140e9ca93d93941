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

/** Cuts a paragraph into lines of at most `width` columns; further lines are indented. */
export function wrap(paragraph: string, width: number, indent = 0): string[] {
  const lead = /^ */.exec(paragraph)?.[0] ?? '';
  const lines: string[] = [];
  let line = lead;
  let isEmpty = true;
  for (const word of paragraph.trim().split(' ')) {
    if (!isEmpty && visibleLength(line) + 1 + visibleLength(word) > width) {
      lines.push(line);
      line = ' '.repeat(indent);
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  lines.push(line);
  return lines;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: our own colour sequences
const ANSI = /\u001b\[[0-9;]*m/g;

function visibleLength(value: string): number {
  return value.replace(ANSI, '').length;
}
