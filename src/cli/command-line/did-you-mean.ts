import { editDistance } from '../../protocols/fields/edit-distance.ts';
import { usageWords } from '../../words/command-line/usage.ts';

const MAXIMUM_EDITS = 2;
const MAXIMUM_SUGGESTIONS = 3;
/** Of a shorter word nearly everything is a near one. */
const SHORTEST = 3;

/** Those of `known` that may have been meant: few letters apart, or the same beginning; best first. */
export function nearWords(typed: string, known: readonly string[]): string[] {
  const wanted = typed.toLowerCase().slice(0, 64);
  const plain = (word: string) => word.toLowerCase().replace(/[-_ ]/g, '');
  const ranked: [number, string][] = [];
  for (const word of known) {
    const edits = editDistance(plain(wanted), plain(word));
    if (edits <= MAXIMUM_EDITS && lettersOf(plain(wanted)) === lettersOf(plain(word))) {
      // Two letters changed places.
      ranked.push([1, word]);
    } else if (edits <= Math.min(MAXIMUM_EDITS, Math.floor(wanted.length / SHORTEST))) {
      ranked.push([edits, word]);
    } else if (wanted.length >= SHORTEST && plain(word).startsWith(plain(wanted))) {
      ranked.push([MAXIMUM_EDITS + word.length / 1000, word]);
    }
  }
  ranked.sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1));
  return ranked.slice(0, MAXIMUM_SUGGESTIONS).map(([, word]) => word);
}

/** `Did you mean a or b?`; '' for nothing. */
export function didYouMean(near: readonly string[]): string {
  if (near.length === 0) return '';
  const last = near[near.length - 1];
  const first = near.slice(0, -1).join(', ');
  return usageWords.didYouMean(first, last);
}

/** The letters of a word, in the order of the alphabet. */
function lettersOf(word: string): string {
  return [...word].sort().join('');
}
