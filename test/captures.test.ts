import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  CAPTURES,
  captureNames,
  expectedPath,
  labCaptureNames,
  reportFile,
  reportOf,
} from './support/expected-report.ts';

// Adding a capture is adding two files: it, and the report of it that somebody has read.
describe('every capture has the expected report', () => {
  test.each([...captureNames(), ...labCaptureNames()])('%s', async (name) => {
    const path = expectedPath(name);
    expect(existsSync(path), `${path} is missing: npm run update-expected, then read it`).toBe(
      true,
    );
    const expected = JSON.parse(readFileSync(path, 'utf8'));
    const report = await reportOf(name);
    expect(report).toEqual(expected);
    // The order of the fields is part of the report.
    expect(reportFile(report)).toBe(readFileSync(path, 'utf8'));
  });
});

test('no expected report is left without its capture', () => {
  const names = [...captureNames(), ...labCaptureNames()];
  const orphans = readdirSync(CAPTURES, { recursive: true, encoding: 'utf8' }).filter(
    (name) =>
      name.endsWith('.expected.json') && !names.includes(name.replace('.expected.json', '')),
  );
  expect(orphans).toEqual([]);
});
