import type { InputSentence } from '../src/capture/input-sentence.ts';
import { said } from '../src/words/errors/said.ts';

/** Problems of a capture or a log with their text in place of the sentence. */
export function told<At extends { readonly sentence: InputSentence }>(problems: readonly At[]) {
  return problems.map(({ sentence, ...at }) => ({ ...at, text: said(sentence) }));
}
