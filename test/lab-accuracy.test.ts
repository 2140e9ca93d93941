// The verdicts against traffic of a real kernel with real firewall rules (captures/lab): the truth
// is the rule that was set.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { accuracyOf, accuracyTable, labReport, truths } from '../support/lab/accuracy.ts';
import { disagreements, isHeldOut } from '../support/lab/truth.ts';

const all = truths();

describe('every lab scenario is judged right, or abstains where the capture cannot tell', () => {
  test.each(all.map((truth) => [truth.name, truth] as const))('%s', async (_, truth) => {
    expect(disagreements(truth, await labReport(truth))).toEqual([]);
  });
});

test('a third is held out, by name alone', () => {
  for (const { name, heldOut } of all) expect(heldOut, name).toBe(isHeldOut(name));
});

describe('docs/accuracy.md has the figures as they are', () => {
  const page = readFileSync('docs/accuracy.md', 'utf8');
  test.each([
    ['tuned', false],
    ['held-out', true],
  ] as const)('%s', async (name, heldOut) => {
    const scenarios = all.filter((truth) => truth.heldOut === heldOut);
    const accuracy = accuracyOf(
      scenarios,
      await Promise.all(scenarios.map((truth) => labReport(truth))),
    );
    expect(accuracy.falseAlarms).toBe(0);
    expect(page).toContain(`<!-- ${name} -->\n\n${accuracyTable(accuracy)}\n\n<!-- end -->`);
  });
});
