// How a language is held against English: a language whose every text stands in brackets, and what two
// languages must have alike.

import { ko } from '../src/words/ko/ko.ts';
import { english, speakerOf } from '../src/words/say.ts';
import type { Words } from '../src/words/words.ts';

/** Every text of English in brackets, and longer: what is not in them came from elsewhere. */
function bracketed<T>(node: T): T {
  if (typeof node === 'string') return `⟦${node}~⟧` as T;
  if (typeof node === 'function') {
    return ((...values: unknown[]) => bracketed(node(...values))) as T;
  }
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, bracketed(value)]),
  ) as T;
}

/** A language that nobody speaks. What profiles say is in it where another language has it. */
export const pseudo = speakerOf({
  ...bracketed<Words>(english.words),
  tag: 'en',
  products: (text) => (ko.products(text) === text ? text : bracketed(text)),
});

/** What is left of a text when all in brackets is taken out, those within others first. */
export function outside(text: string): string {
  let left = text;
  // A label that is too long for its place is cut, with its bracket.
  for (let before = ''; left !== before; ) {
    before = left;
    left = left.replace(/⟦[^⟦⟧]*(?:⟧|…)/gu, ' ');
  }
  return left;
}

/** A page's text, with what it says to those who cannot see it. */
export function textOf(page: string): string {
  return page
    .replace(/<style>.*?<\/style>|<meta[^>]*>|<!doctype html>/gs, '')
    .replace(/<[^>]*aria-label="([^"]*)"[^>]*>/g, ' $1 ')
    .replace(/<[^>]*>|&\w+;/g, ' ');
}

export const wordsIn = (text: string) => new Set(text.match(/[A-Za-z][a-z]{2,}/g) ?? []);

/** Numbers, addresses and names that a sentence has; "1" may be a word in one language, and a digit in another. */
export function factsIn(text: string): string[] {
  // Korean has its units beside the number.
  const apart = text.replace(/(?<=\d)ms\b/g, ' ms');
  const numbers = apart.match(/(?<![\w.:-])\d[\d,.:]*\d|(?<![\w.:-])[2-9](?![\w-]|[.:]\d)/g) ?? [];
  return [...new Set(numbers.map((one) => one.replaceAll(',', '')))].sort();
}

/** All texts of a report with their paths. */
export function textsOf(
  node: unknown,
  path: string,
  texts: Map<string, string>,
): Map<string, string> {
  if (typeof node === 'string') texts.set(path, node);
  else if (typeof node === 'object' && node !== null) {
    for (const [key, value] of Object.entries(node)) textsOf(value, `${path}.${key}`, texts);
  }
  return texts;
}

/** Keys of a report's members that are said in words, or made of such. */
export const IN_WORDS =
  /^(?:text|title|impact|scope|remedy|reason|reasons|advice|together|function|role|segment|status|notes)$/;

/** Texts of a report in the pseudo-language that have English outside of words. */
export function unspokenIn(report: unknown): string[] {
  return [...textsOf(report, '', new Map())].flatMap(([path, text]) => {
    // Damage, and why a file was not read, are told as errors are; values are what sentences are made of.
    const isNone =
      /\.(?:problems|files|values)\.|\.(?:endpoints|services)\.\d+\.(?:function|\w+\.status)$|\.sides\..*\.segment$/.test(
        path,
      );
    const isSaid = path.split('.').some((key) => IN_WORDS.test(key)) && !isNone;
    return isSaid && wordsIn(outside(text)).size > 0 ? [`${path}: ${text}`] : [];
  });
}

/** What stays English in every language: docs/languages.md. */
export const CODES =
  'verdict pcap answered drop reject closed intercepted unreachable inconclusive certain high medium low ipv6 frame number and port host icmp addr UTC SYN try tries';
