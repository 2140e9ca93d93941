// Whether confidence means what it says: of the verdicts called so, how many are right.

import type { Confidence } from '../../src/index.ts';
import type { Labelled } from './label.ts';

/** Percent that are to be right, by what they are called; `low` promises nothing. */
export const PROMISED: Readonly<Record<Confidence, number>> = {
  certain: 99,
  high: 98,
  medium: 85,
  low: 0,
};

const CONFIDENCES: readonly Confidence[] = ['certain', 'high', 'medium', 'low'];

interface Count {
  right: number;
  all: number;
}

/** Verdicts (but `inconclusive`) by confidence: all, and those that say that something fails. */
export function confidenceOf(
  labelled: readonly Labelled[],
): Record<Confidence, { readonly all: Count; readonly failures: Count }> {
  const counts = Object.fromEntries(
    CONFIDENCES.map((level) => [
      level,
      { all: { right: 0, all: 0 }, failures: { right: 0, all: 0 } },
    ]),
  ) as Record<Confidence, { all: Count; failures: Count }>;
  for (const { label, verdict, confidence } of labelled) {
    if (verdict === 'inconclusive') continue;
    const { all, failures } = counts[confidence];
    const isRight = label.accepted.includes(verdict);
    for (const count of verdict === 'answered' ? [all] : [all, failures]) {
      count.all++;
      if (isRight) count.right++;
    }
  }
  return counts;
}

function text({ right, all }: Count): string {
  return all === 0 ? '–' : `${right} of ${all} (${((100 * right) / all).toFixed(1)} %)`;
}

/** A table with one row for each source of labels and confidence. */
export function confidenceTable(
  sources: readonly (readonly [name: string, labelled: readonly Labelled[]])[],
): string {
  return [
    '| labels | called | right | of those that are no `answered` |',
    '| --- | --- | ---: | ---: |',
    ...sources.flatMap(([name, labelled]) => {
      const counts = confidenceOf(labelled);
      // Only logs and captures of both sides have what is certain.
      return CONFIDENCES.filter((level) => level !== 'certain' || counts[level].all.all > 0).map(
        (level) =>
          `| ${name} | \`${level}\` | ${text(counts[level].all)} | ${text(counts[level].failures)} |`,
      );
    }),
  ].join('\n');
}
