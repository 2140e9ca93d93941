import { afterAll, expect, test } from 'vitest';
import {
  COMMAND_NAMES,
  endOf,
  Files,
  faultOf,
  KINDS,
  SIZES,
  WAYS,
} from '../../support/hostile/ends.ts';

// Every combination of what ends.test.ts has a sample of: some 1,100 processes.
const files = new Files();
afterAll(() => files.remove());

test.each(COMMAND_NAMES)(
  '%s ends on every kind, of every size, from everywhere',
  async (command) => {
    const faults: string[] = [];
    for (const kind of KINDS) {
      for (const size of SIZES) {
        const ends = WAYS.map(async (way) => {
          const ended = await endOf(files, command, kind, size, way);
          const fault = ended === null ? '' : faultOf(ended, command, way);
          if (fault !== '') faults.push(`${kind}, ${size} bytes, ${way}: ${fault}`);
        });
        await Promise.all(ends);
      }
    }
    expect(faults).toEqual([]);
  },
  900_000,
);
