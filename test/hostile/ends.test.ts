import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { CLI } from '../../support/cli.ts';
import {
  COMMAND_NAMES,
  endOf,
  Files,
  faultOf,
  GOOD,
  KINDS,
  SIZES,
  WAYS,
} from '../../support/hostile/ends.ts';
import { runMeasured } from '../../support/hostile/run.ts';

const files = new Files();
afterAll(() => files.remove());

describe('every command ends on what it cannot read, with status 2 and a line or two', () => {
  // Each command meets every way, size and kind in some combination; ends-all.test.ts has them all.
  test.each(COMMAND_NAMES)('%s', async (command) => {
    const at = COMMAND_NAMES.indexOf(command);
    const cases = [0, 1].flatMap((turn) =>
      WAYS.map((way, index) => ({
        way,
        // 50 MB now and then only: they are what takes long.
        size: SIZES[turn === 1 && index === at % 4 && at % 3 === 0 ? 3 : (turn + index + at) % 3],
        kind: KINDS[(at + 3 * turn + index) % KINDS.length],
      })),
    );
    const faults = await Promise.all(
      cases.map(async ({ way, size, kind }) => {
        const ended = await endOf(files, command, kind, size, way);
        const fault = ended === null ? '' : faultOf(ended, command, way);
        return fault === '' ? [] : [`${kind}, ${size} bytes, ${way}: ${fault}`];
      }),
    );
    expect(faults.flat()).toEqual([]);
  });
});

describe('every way out', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s while a pipe has nothing yet', async (signal) => {
    for (const command of [[], ['packets'], ['flows']]) {
      const child = spawn(process.execPath, [CLI, ...command, '-'], { stdio: 'pipe' });
      child.stdin.write(readFileSync(GOOD).subarray(0, 5_000));
      // Two: the first may only end the reading, so that a report can be made.
      const timers = [900, 1_800].map((after) => setTimeout(() => child.kill(signal), after));
      const [status, killed] = await once(child, 'exit');
      timers.forEach(clearTimeout);
      expect([status ?? killed], command.join()).toHaveLength(1);
      child.stdin.destroy();
    }
  });

  test('the reader of the output goes', async () => {
    for (const args of [[GOOD], ['packets', GOOD], ['flows', GOOD]]) {
      const { status, errors } = await runMeasured(args, { closesOutput: true });
      expect([status, errors], args.join(' ')).toEqual([0, '']);
    }
  });

  test.skipIf(!existsSync('/dev/full'))('the disk is full', async () => {
    for (const args of [[GOOD], ['packets', GOOD], ['flows', GOOD], ['case', GOOD, '-f', 'html']]) {
      const { status, errors } = await runMeasured(args, { output: '/dev/full' });
      expect([status, errors.trimEnd()], args.join(' ')).toEqual([
        2,
        'pcap-verdict: standard output cannot be written: ENOSPC',
      ]);
    }
    for (const args of [
      [GOOD, '-o', '/dev/full'],
      ['evidence', GOOD, '-o', '/dev/full'],
    ]) {
      const { status, errors } = await runMeasured(args);
      expect(status, args.join(' ')).toBe(2);
      expect(errors).toMatch(/^pcap-verdict: cannot write .* ENOSPC\n$/);
    }
  });
});
