import type { SentenceOf, Unspoken } from './sentence.ts';
import { words } from './words.ts';

/** All sentences of reports, by key. */
const SENTENCES = {
  /** Words that are not ours: a profile's, a reader's. */
  verbatim: ({ text }: { text: string }) => text,
  ...words.placeSentences,
  ...words.judgement,
  ...words.cases,
  ...words.comparison,
  ...words.sides,
  ...words.findings,
  ...words.remedies,
  ...words.knownBy,
  ...words.quality,
  ...words.summary,
};

/** What a diagnosis says somewhere: a key with typed values. Nothing is judged from its words. */
export type Sentence = SentenceOf<typeof SENTENCES>;

/** A sentence in words. @param sentence a `Sentence`, or part of one */
export function say(sentence: Unspoken): string {
  const speak = SENTENCES[sentence.code as keyof typeof SENTENCES] as (
    values: Unspoken,
    within: typeof say,
  ) => string;
  return speak(sentence, say);
}

/** Several sentences in a row, as one text. */
export function sayAll(sentences: readonly Sentence[]): string {
  return sentences.map(say).join(' ');
}

/** Words that are not ours, as sentences: none for ''. */
export function verbatim(text: string): Sentence[] {
  return text === '' ? [] : [{ code: 'verbatim', text }];
}
