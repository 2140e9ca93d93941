import { expect, test } from 'vitest';
import { clue, detector, pattern } from '../../src/evidence/evidence.ts';
import { EVIDENCE, type Observation } from '../../src/evidence/table.ts';
import { words } from '../../src/words/say.ts';

/*
 * What may not be forgotten does not compile: each `@ts-expect-error` is an error itself where the
 * compiler has nothing to complain of.
 */
test('a code without its stage, its remedy key or its words does not compile', () => {
  // @ts-expect-error A pattern says its stage and its remedy key, be they null.
  pattern({ weights: { drop: 1 }, stage: null });
  // @ts-expect-error
  pattern({ weights: { drop: 1 }, remedy: null });
  // @ts-expect-error A verdict that there is not.
  clue({ weights: { dropped: 1 } });

  const { 'syn-reset': ours, ...others } = words.evidence;
  // @ts-expect-error A language must say every code.
  const lacking: typeof words.evidence = others;
  expect(lacking).not.toHaveProperty('syn-reset');
  expect(ours.title).toBe('TCP SYN answered by RST');
});

test('a detector sees its own codes, with values of their types', () => {
  const codes = { seen: clue<{ times: number }>({ weights: {} }) };
  const right = detector({ codes, detect: () => ({ code: 'seen', values: { times: 1 } }) });
  expect(right.codes).toBe(codes);
  // @ts-expect-error Another's code.
  detector({ codes, detect: () => ({ code: 'syn-reset', values: { times: 1 } }) });
  // @ts-expect-error A sentence.
  detector({ codes, detect: () => ({ code: 'seen', values: { times: 'once' } }) });
  // @ts-expect-error A code that is in no record.
  const unknown: Observation['code'] = 'seen';
  expect(EVIDENCE).not.toHaveProperty(unknown);
});

test('what a record of each kind has', () => {
  for (const [code, record] of Object.entries(EVIDENCE)) {
    expect(record.kind === 'limit', code).toBe(code.startsWith('capture-'));
    // What the capture cannot carry speaks for nothing.
    if (record.kind === 'limit') {
      for (const weight of Object.values(record.weights)) expect(weight, code).toBeLessThan(0);
    }
    if (record.kind !== 'pattern') expect(record.stage, code).toBeUndefined();
  }
});
