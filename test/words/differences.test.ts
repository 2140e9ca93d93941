// What fails by its time is told in both directions, in every language.
import { expect, test } from 'vitest';
import { failingText as en } from '../../src/words/en/differences.ts';
import { failingText as ja } from '../../src/words/ja/differences.ts';
import { failingText as ko } from '../../src/words/ko/differences.ts';
import { failingText as zh } from '../../src/words/zh-hans/differences.ts';

const told = (of: typeof en) =>
  (['later', 'earlier'] as const).map((fails) => of({ by: 'time', isSure: false, fails }));

test('what failed began later, or earlier', () => {
  expect(told(en)).toEqual(['a later start', 'an earlier start']);
  for (const of of [ja, ko, zh]) expect(new Set(told(of)).size).toBe(2);
});
