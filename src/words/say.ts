import { en } from './en/en.ts';
import type { SentenceOf, Unspoken } from './sentence.ts';
import type { Words } from './words.ts';

/** All sentences of reports in a language, by key. */
function sentencesOf(words: Words) {
  return {
    /** Words that are not ours: a profile's, a reader's. */
    verbatim: ({ text }: { text: string }) => words.products(text),
    ...words.placeSentences,
    ...words.judgement,
    ...words.cases,
    ...words.comparison,
    ...words.sides,
    ...words.findings,
    ...words.remedies,
    ...words.knownBy,
    ...words.quality,
    ...words.readerNotes,
    ...words.caseFiles,
    ...words.summary,
  };
}

/** What a diagnosis says somewhere: a key with typed values. Nothing is judged from its words. */
export type Sentence = SentenceOf<ReturnType<typeof sentencesOf>>;

/** Who says sentences in a language; handed down to who writes a report, so that each may have its own. */
export interface Speaker {
  readonly words: Words;
  /** A sentence in words. @param sentence a `Sentence`, or part of one */
  say(sentence: Unspoken): string;
  /** Several sentences in a row, as one text. */
  sayAll(sentences: readonly Sentence[]): string;
}

export function speakerOf(words: Words): Speaker {
  const sentences = sentencesOf(words);
  const say = (sentence: Unspoken): string => {
    const speak = sentences[sentence.code as keyof typeof sentences] as (
      values: Unspoken,
      within: typeof say,
    ) => string;
    return speak(sentence, say);
  };
  return { words, say, sayAll: (all) => words.phrases.sentences(all.map(say)) };
}

/** English: what programs read, and everybody who asks for nothing else. */
export const english: Speaker = speakerOf(en);

/** In English: comments in captures, and what is only compared. */
export const { words, say, sayAll } = english;

/** Words that are not ours, as sentences: none for ''. */
export function verbatim(text: string): Sentence[] {
  return text === '' ? [] : [{ code: 'verbatim', text }];
}
