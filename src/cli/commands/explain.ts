import { wrap } from '../../documents/terminal.ts';
import { EVIDENCE, EVIDENCE_CODES } from '../../evidence/table.ts';
import { explainWords } from '../../words/command-line/explain.ts';
import type { Explanation } from '../../words/explanation.ts';
import { LANGUAGES } from '../../words/languages.ts';
import { english } from '../../words/say.ts';
import type { Words } from '../../words/words.ts';
import { command, optionalArgument } from '../command.ts';
import { didYouMean, nearWords } from '../command-line/did-you-mean.ts';
import { UsageError } from '../errors.ts';
import * as option from '../options.ts';

const WIDTH = 80;
/** Codes that share a word with the one that was asked for. */
const MOST_NEAR = 5;

type Kind = keyof Words['explain']['kinds'];

interface Entry extends Explanation {
  readonly code: string;
  readonly kind: Kind;
}

/** What can be explained, in the order of the list. */
function entries(words: Words): Entry[] {
  const topics: readonly (readonly [Kind, Readonly<Record<string, Explanation>>])[] = [
    ['verdict', words.verdicts],
    ['confidence', words.confidences],
    ['place', words.places],
    ['observation', words.evidence],
    ['observation', words.lookups],
    ['observation', words.caseFindings],
    ['note', words.notes],
  ];
  return topics.flatMap(([kind, topic]) =>
    Object.entries(topic).map(([code, { title, meaning, advice }]) => ({
      ...{ code, kind, title, meaning, advice },
    })),
  );
}

/** All that can be explained, for completion. */
export function codes(): string[] {
  return entries(english.words).map(({ code }) => code);
}

/** `pcap-verdict explain [CODE]`. */
export const explain = command({
  positionals: {
    code: optionalArgument(explainWords.positionals.code, 'code'),
  },
  options: [option.language],
  async run({ code, language }, session) {
    const { words } = await LANGUAGES[language].load();
    session.stdout.write(explainCommand(code, words));
    return 0;
  },
});

/** A code in plain words, or the list of all. @throws UsageError where there is no such code */
export function explainCommand(code: string | undefined, words = english.words): string {
  const all = entries(words);
  if (code === undefined) {
    const width = Math.max(...all.map((entry) => entry.code.length));
    const lines = (kind: Entry['kind']) =>
      all
        .filter((entry) => entry.kind === kind)
        .map((entry) => `  ${entry.code.padEnd(width)}  ${entry.title}`);
    const kinds = Object.entries(words.explain.kinds) as [Kind, string][];
    return kinds.flatMap(([kind, title]) => [title, ...lines(kind), '']).join('\n');
  }
  // As it stands in a report: `DROP:`, `[syn-reset]`; and as one remembers it: `syn_reset`.
  const asked = code
    .toLowerCase()
    .replace(/^["'`[(]+|["'`\]):.,]+$/g, '')
    .replace(/[\s_]+/g, '-');
  const entry = all.find((candidate) => candidate.code === asked);
  if (entry === undefined) {
    const known = all.map((candidate) => candidate.code);
    const alike = nearWords(asked, known);
    const near =
      alike.length > 0 ? alike : known.filter((one) => isNear(one, code)).slice(0, MOST_NEAR);
    throw new UsageError(
      explainWords.unknownCode(code),
      near.length > 0 ? didYouMean(near) : explainWords.unknownCodeAdvice,
    );
  }
  const known = EVIDENCE_CODES.find((evidence) => evidence === entry.code);
  const weighed = Object.entries(known === undefined ? {} : EVIDENCE[known].weights).map(
    ([verdict, weight]) => `${verdict} ${weight > 0 ? '+' : ''}${weight}`,
  );
  return [
    `${entry.code}: ${entry.title}`,
    '',
    ...wrap(entry.meaning, WIDTH),
    '',
    ...wrap(words.explain.whatToDo(entry.advice), WIDTH),
    ...(weighed.length > 0 ? ['', words.explain.weighs(weighed.join(', '))] : []),
    '',
  ].join('\n');
}

/** Codes are made of words: one that shares a word was probably meant. */
function isNear(known: string, asked: string): boolean {
  const words = asked
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word.length > 2);
  return words.some((word) => known.includes(word));
}
