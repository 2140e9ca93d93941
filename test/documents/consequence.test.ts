import { expect, test } from 'vitest';
import { ciscoSecureAccess } from '../../src/profiles/cisco-secure-access.ts';
import type { ProfileFunction } from '../../src/profiles/profile.ts';
import { withoutWords } from '../../src/rewrite/redaction/profile.ts';
import { consequenceText, failText } from '../../src/words/en/summary.ts';

const [dns, web, registration, checks]: readonly ProfileFunction[] = ciscoSecureAccess.functions;
const failing = (...functions: readonly (typeof dns)[]) =>
  consequenceText(functions.map((fn) => ({ function: fn, isPartial: false })));

test('a verb for every title', () => {
  expect(failing()).toBe('');
  expect(failing(web)).toBe(': Web protection fails');
  expect(failing(checks)).toBe(': Certificate checks fail');
  expect(failing(registration)).toBe(': Registration and synchronisation fail');
  expect(failing(dns, web)).toBe(': DNS protection and Web protection fail');
  expect(
    consequenceText([
      { function: web, isPartial: false },
      { function: checks, isPartial: true },
    ]),
  ).toBe(': Web protection fails, Certificate checks fail in part');
});

test('a title in place of its own has its own verb', () => {
  const { functions } = withoutWords(ciscoSecureAccess);
  expect(failText([functions[3]])).toBe('Function 4 fails');
});
