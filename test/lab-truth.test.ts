import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allCommands } from '../support/lab/scenario.ts';
import { allScenarios } from '../support/lab/scenarios/all.ts';
import { fnv1a, isHeldOut, type Truth } from '../support/lab/truth.ts';

const FOLDER = join('captures', 'lab');

test('the hash is FNV-1a, by its authors’ own test vectors', () => {
  expect(fnv1a('')).toBe(0x811c9dc5);
  expect(fnv1a('a')).toBe(0xe40c292c);
  expect(fnv1a('foobar')).toBe(0xbf9cf968);
});

// Those of several places have their own folder and test (lab-sides).
const scenarios = allScenarios().filter(({ sides }) => sides === undefined);
const files = readdirSync(FOLDER).filter((name) => name !== 'sides');

test('every scenario has a name of its own, a capture and a truth, and nothing else lies there', () => {
  const names = scenarios.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const expected = scenarios.flatMap(({ name, capture }) => [
    `${name}.${capture?.format ?? 'pcapng'}`,
    `${name}.truth.json`,
  ]);
  expect([...files].sort()).toEqual(expected.sort());
});

describe('the truth beside a capture is what its scenario says', () => {
  test.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    (name, scenario) => {
      const truth: Truth = JSON.parse(readFileSync(join(FOLDER, `${name}.truth.json`), 'utf8'));
      expect(truth.endpoints).toEqual(scenario.endpoints);
      expect(truth.others).toBe(scenario.others);
      // The first scenarios were made when commands in the middle were told of as clients only.
      expect([allCommands(scenario), scenario.commands ?? []]).toContainEqual(truth.commands);
      expect(truth.heldOut).toBe(isHeldOut(name));
      // Each rule did something, or the run would not have been kept.
      for (const { rule, packets } of truth.counters) expect(packets, rule).toBeGreaterThan(0);
      const counted = truth.commands.filter(({ run }) => / counter |^ip6?tables /.test(run));
      // Counters are read at the end: what was flushed before has none any more.
      const isFlushed = truth.commands.some(({ run }) => run.includes('nft flush'));
      if (!isFlushed) expect(truth.counters).toHaveLength(counted.length);
    },
  );
});
