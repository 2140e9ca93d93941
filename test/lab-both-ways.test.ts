// docs/accuracy.md has the errors both ways as they are, over every capture and all that is derived from
// it. Takes minutes: `npm run test:exhaustive`; a sample is in lab-derived.test.ts.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { judgeLab, LAB_CAPTURES, truths } from '../support/lab/accuracy.ts';
import {
  DerivedMeasure,
  derivedTable,
  healthyCaptures,
  keptTable,
} from '../support/lab/derived-accuracy.ts';
import { HAND_WRITTEN, handWrittenTruths } from '../support/lab/hand-written.ts';

test('errors both ways are those of the page', { timeout: 1_200_000 }, async () => {
  const measure = new DerivedMeasure();
  const healthy = await healthyCaptures();
  for (const [folder, all] of [
    [HAND_WRITTEN, handWrittenTruths()],
    [LAB_CAPTURES, truths()],
  ] as const) {
    for (const truth of all) {
      await measure.add(truth, await judgeLab(truth, folder), healthy, folder);
    }
  }
  const page = readFileSync('docs/accuracy.md', 'utf8');
  expect(page).toContain(`<!-- derived -->\n\n${derivedTable(measure.rows)}\n\n<!-- end -->`);
  expect(page).toContain(`<!-- kept -->\n\n${keptTable(measure.rows)}\n\n<!-- end -->`);
});
