import type { Speaker } from '../words/say.ts';
import type { Words } from '../words/words.ts';

/** A report has sentences, not what its headings are called: that is kept beside it. */
const WORDS = new WeakMap<object, Words>();

/** The report, whose documents speak its language from now on. */
export function spoken<R extends object>(report: R, { words }: Speaker): R {
  WORDS.set(report, words);
  return report;
}

/** Those that the report was made with; undefined of a copy, or of one that was read from JSON. */
export function wordsOf(report: object): Words | undefined {
  return WORDS.get(report);
}
