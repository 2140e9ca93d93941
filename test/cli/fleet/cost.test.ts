import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { distinctCaptures, runFleet, startFleet, startMeasured } from '../../../support/fleet.ts';
import { startPostgres } from '../../../support/postgres.ts';

/*
 * What a fleet costs beside the single command, in seconds of processor time. All that is compared runs on one
 * processor, the server on the others: two threads of one core, each of which slows the other, would count as cost.
 */

const server = await startPostgres();
const folder = mkdtempSync(join(tmpdir(), 'fleet-cost-'));
afterAll(() => {
  server?.stop();
  rmSync(folder, { recursive: true });
});

/** Of each worker: what a start costs is paid once by each. */
const CAPTURES = 500;
/** Whatever else the machine does disturbs: the best of these counts, and one that is good enough ends them. */
const TRIES = 8;
const MOST_RATIO = 1.1;
const MOST_OVERHEAD = 10;

describe.skipIf(server === null)('processor time', () => {
  test('of a capture with two workers and with one, and of a job beside its diagnosis', async () => {
    const paths = distinctCaptures(join(folder, 'captures'), 2 * CAPTURES);
    const list = (count: number) => {
      const file = join(folder, `list-${count}`);
      writeFileSync(file, paths.slice(0, count).join('\0'));
      return file;
    };
    let tries = 0;
    /** Seconds of a run with so many workers on captures that are new to it. */
    const measured = async (workers: number, isPinned: boolean) => {
      const address = server!.createDatabase(`cost_${tries++}`);
      await runFleet(['init', '--database', address]);
      const files = ['--files-from', list(workers * CAPTURES)];
      await runFleet(['enqueue', ...files, '--database', address]);
      const before = server!.processorTime();
      const begun = performance.now();
      const all = await Promise.all(
        Array.from({ length: workers }, () =>
          startMeasured(
            ['fleet', 'work', '--until-empty', '--jobs', '1', '--database', address],
            isPinned,
          ),
        ),
      );
      expect(all.map(({ status }) => status)).toEqual(all.map(() => 0));
      const captures = workers * CAPTURES;
      return {
        wall: (performance.now() - begun) / captures,
        worker: (1000 * all.reduce((sum, { seconds }) => sum + seconds, 0)) / captures,
        server: (1000 * (server!.processorTime() - before)) / captures,
      };
    };
    const text = (number: number) => number.toFixed(1);
    let best = { ratio: Number.POSITIVE_INFINITY, overhead: Number.POSITIVE_INFINITY };
    for (let index = 0; index < TRIES; index++) {
      const single = await startMeasured(
        ['--files-from', list(CAPTURES), '-f', 'ndjson', '-q', '--jobs', '1'],
        true,
      );
      const alone = (1000 * single.seconds) / CAPTURES;
      const one = await measured(1, true);
      const two = await measured(2, true);
      const ratio = (two.worker + two.server) / (one.worker + one.server);
      const overhead = one.worker + one.server - alone;
      console.info(
        `fleet: milliseconds of processor time a capture: single command ${text(alone)}; one worker ${text(one.worker)} and server ${text(one.server)}; two workers ${text(two.worker)} and server ${text(two.server)}; ratio ${ratio.toFixed(3)}, overhead of a job ${text(overhead)}`,
      );
      best = {
        ratio: Math.min(best.ratio, ratio),
        overhead: Math.min(best.overhead, overhead),
      };
      if (best.ratio <= MOST_RATIO && best.overhead < MOST_OVERHEAD) break;
    }
    const [one, two] = [await measured(1, false), await measured(2, false)];
    console.info(
      `fleet: milliseconds of the clock a capture, on all processors: one worker ${text(one.wall)}, two ${text(two.wall)}; ratio ${(two.wall / one.wall).toFixed(2)}`,
    );
    expect(best.ratio).toBeLessThanOrEqual(MOST_RATIO);
    expect(best.overhead).toBeLessThan(MOST_OVERHEAD);
  }, 900_000);

  test('a worker that is idle costs next to nothing', async () => {
    const address = server!.createDatabase('idle');
    await runFleet(['init', '--database', address]);
    const before = server!.processorTime();
    const worker = startFleet(['work', '--jobs', '1', '--database', address]);
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    worker.process.kill('SIGTERM');
    expect(await worker.ended).toMatchObject({
      status: 0,
      errors: ['pcap-verdict: 0 captures done'],
    });
    expect(server!.processorTime() - before).toBeLessThan(0.5);
  });
});
