import { wrap } from '../../documents/terminal.ts';
import { EVIDENCE, EVIDENCE_CODES } from '../../evidence/table.ts';
import type { Explanation } from '../../words/explanation.ts';
import { words } from '../../words/words.ts';
import { command, optionalArgument } from '../command.ts';
import { UsageError } from '../errors.ts';

const WIDTH = 80;

/** What can be explained, in the order of the list. */
const TOPICS: readonly (readonly [Entry['kind'], Readonly<Record<string, Explanation>>])[] = [
  ['verdict', words.verdicts],
  ['place', words.places],
  ['observation', words.evidence],
  ['observation', words.lookups],
  ['observation', words.caseFindings],
  ['note', words.notes],
];

interface Entry extends Explanation {
  readonly code: string;
  readonly kind: 'verdict' | 'place' | 'observation' | 'note';
}

function entries(): Entry[] {
  return TOPICS.flatMap(([kind, topic]) =>
    Object.entries(topic).map(([code, { title, meaning, advice }]) => ({
      ...{ code, kind, title, meaning, advice },
    })),
  );
}

/** `pcap-verdict explain [CODE]`. */
export const explain = command({
  positionals: { code: optionalArgument('such as syn-reset; without it, the list of all codes') },
  options: [],
  run({ code }, session) {
    session.stdout.write(explainCommand(code));
    return 0;
  },
});

/** A code in plain words, or the list of all. @throws UsageError where there is no such code */
export function explainCommand(code: string | undefined): string {
  const all = entries();
  if (code === undefined) {
    const width = Math.max(...all.map((entry) => entry.code.length));
    const lines = (kind: Entry['kind']) =>
      all
        .filter((entry) => entry.kind === kind)
        .map((entry) => `  ${entry.code.padEnd(width)}  ${entry.title}`);
    return [
      'Verdicts',
      ...lines('verdict'),
      '',
      'Places (where a refusal was sent, or where silence begins)',
      ...lines('place'),
      '',
      'Observations (evidence codes)',
      ...lines('observation'),
      '',
      'Notes on a capture (what it lacks)',
      ...lines('note'),
      '',
    ].join('\n');
  }
  const entry = all.find((candidate) => candidate.code === code.toLowerCase());
  if (entry === undefined) {
    const near = all.map((candidate) => candidate.code).filter((known) => isNear(known, code));
    throw new UsageError(
      `no verdict, place, observation or note is called "${code}"`,
      near.length > 0
        ? `Did you mean ${near.join(', ')}?`
        : '`pcap-verdict explain` lists all codes.',
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
    ...wrap(`What to do: ${entry.advice}`, WIDTH),
    ...(weighed.length > 0 ? ['', `Weighs: ${weighed.join(', ')}`] : []),
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
