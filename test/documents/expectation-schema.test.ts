import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseExpectation } from '../../src/cli/expectation.ts';
import schema from '../../src/documents/schemas/expectation.schema.json' with { type: 'json' };
import { GRAVITY } from '../../src/evidence/verdict.ts';

const validate = new Ajv2020({ strict: false }).compile(schema);

/** The keys that the reader names when one is wrong. */
function knownKeys(text: string): string[] {
  try {
    parseExpectation(text);
  } catch (error) {
    return /known here: (.*)$/
      .exec((error as Error).message)![1]
      .split(', ')
      .sort();
  }
  throw new Error('no key is wrong there');
}

describe('the schema of expectation files', () => {
  test("has the reader's keys, and the verdicts", () => {
    expect(Object.keys(schema.properties).sort()).toEqual(knownKeys('nonsense: 1'));
    expect(Object.keys(schema.$defs.endpoint.properties).sort()).toEqual(
      knownKeys('endpoints: { 1.2.3.4 tcp 5: { nonsense: 1 } }'),
    );
    expect(schema.$defs.verdict.enum).toEqual(GRAVITY);
  });

  test('fits what is shipped', () => {
    const files = readdirSync('captures').filter((name) => name.includes('.expect.'));
    expect(files.length).toBeGreaterThan(40);
    for (const file of files) {
      validate(parse(readFileSync(`captures/${file}`, 'utf8')));
      expect(validate.errors, file).toBeNull();
    }
  });

  test.each([
    'summary: dropped',
    'nonsense: 1',
    'endpoints: { 1.2.3.4 tcp: drop }',
    'endpoints: { 1.2.3.4 tcp 5: { verdict: no } }',
    'endpoints: { 1.2.3.4 tcp 5: { frames: [one] } }',
    'problems: -1',
    'others: nobody',
    '[]',
  ])('refuses what the reader refuses: %s', (text) => {
    expect(() => parseExpectation(text)).toThrow();
    expect(validate(parse(text))).toBe(false);
  });
});
