import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { pcapVerdictProcess } from '../../../support/cli.ts';
import { distinctCaptures, runFleet, startFleet } from '../../../support/fleet.ts';
import { startPostgres } from '../../../support/postgres.ts';

const server = await startPostgres();
const folder = mkdtempSync(join(tmpdir(), 'fleet-killed-'));
afterAll(() => {
  server?.stop();
  rmSync(folder, { recursive: true });
});

const CAPTURES = 2_000;
const WORKERS = 4;
/** Of which so many are killed, one after the other. */
const KILLED = 2;
/** Reports that are held against those of the single command. */
const COMPARED = 200;
/** Bytes of a capture that takes seconds. */
const LARGE = 600e6;
const LOST_AFTER = ['--lost-after', '3'];

/** Who began what, and gave it up, as the server saw it. */
const WATCH = `
  CREATE TABLE public.begun (capture uuid, worker uuid, at timestamptz DEFAULT clock_timestamp());
  CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO public.begun VALUES (NEW.id, NEW.worker); RETURN NULL; END $$;
  CREATE TRIGGER note AFTER UPDATE OF started_at ON fleet.capture FOR EACH ROW
    WHEN (OLD.started_at IS NULL AND NEW.started_at IS NOT NULL) EXECUTE FUNCTION public.note();`;

describe.skipIf(server === null)('2,000 captures on PostgreSQL', () => {
  test('4 workers, 2 killed, the server restarted: each has one result, begun twice only by the killed', async () => {
    const address = server!.createDatabase('killed');
    const number = (query: string) => Number(server!.ask(address, query));
    const done = () => number('SELECT count(*) FROM fleet.capture WHERE outcome IS NOT NULL');
    const until = async (least: number) => {
      while (done() < least) await sleep(100);
    };
    const paths = distinctCaptures(join(folder, 'killed'), CAPTURES);
    await runFleet(['init', '--database', address]);
    server!.ask(address, WATCH);
    expect((await runFleet(['enqueue', join(folder, 'killed'), '--database', address])).out).toBe(
      '2,000 captures enqueued\n',
    );
    const workers = Array.from({ length: WORKERS }, () =>
      startFleet(['work', '--until-empty', '--jobs', '1', ...LOST_AFTER, '--database', address]),
    );
    const killed: string[] = [];
    const kill = async ({ process }: (typeof workers)[number]) => {
      const { pid } = process;
      killed.push(server!.ask(address, `SELECT id FROM fleet.worker WHERE process = ${pid}`));
      process.kill('SIGKILL');
    };
    await until(CAPTURES * 0.2);
    await kill(workers[0]);
    await until(CAPTURES * 0.4);
    server!.restart('immediate');
    await until(CAPTURES * 0.6);
    await kill(workers[1]);
    const ended = await Promise.all(workers.map((worker) => worker.ended));
    expect(ended.slice(KILLED).map(({ status }) => status)).toEqual([0, 0]);
    const lines = ended.slice(KILLED).flatMap(({ errors }) => errors);
    expect(lines.filter((line) => line.includes('is away'))).toHaveLength(2);
    expect(lines.filter((line) => line.includes('is back'))).toHaveLength(2);

    expect(
      server!.ask(
        address,
        'SELECT outcome, count(*), sum(attempts) >= 2000 FROM fleet.capture GROUP BY 1',
      ),
    ).toBe('judged|2000|t');
    expect(number('SELECT count(*) FROM fleet.report')).toBe(CAPTURES);
    expect(number("SELECT count(*) FROM fleet_queue.job WHERE state <> 'completed'")).toBe(0);
    expect(number("SELECT count(*) FROM fleet_queue.job WHERE state = 'completed'")).toBe(CAPTURES);
    // What was begun a second time, its first worker was killed: nobody else's was taken from him.
    const again = server!.ask(
      address,
      `SELECT DISTINCT b.worker FROM public.begun b WHERE EXISTS
         (SELECT FROM public.begun l WHERE l.capture = b.capture AND l.at > b.at)`,
    );
    const owners = again === '' ? [] : again.split('\n');
    expect(killed.every((worker) => worker !== '')).toBe(true);
    expect(owners.every((worker) => killed.includes(worker))).toBe(true);
    console.info(
      `fleet: ${number('SELECT count(*) FROM public.begun') - CAPTURES} captures were begun twice, of ${owners.length} killed workers`,
    );

    const compared = paths.filter((_, index) => index % (CAPTURES / COMPARED) === 0);
    const list = join(folder, 'compared');
    writeFileSync(list, compared.join('\0'));
    const single = pcapVerdictProcess(['--files-from', list, '-f', 'ndjson', '-q']).out.trimEnd();
    const kept = server!.ask(address, 'SELECT report::text FROM fleet.report').split('\n');
    const all = new Set(kept);
    expect(single.split('\n').length).toBe(COMPARED);
    expect(single.split('\n').filter((line) => !all.has(line))).toEqual([]);
  }, 600_000);

  test('a worker that was given up for lost, and comes back, writes nothing and goes on', async () => {
    const address = server!.createDatabase('suspended');
    const number = (query: string) => Number(server!.ask(address, query));
    const done = () => number('SELECT count(*) FROM fleet.capture WHERE outcome IS NOT NULL');
    distinctCaptures(join(folder, 'suspended'), 400);
    await runFleet(['init', '--database', address]);
    server!.ask(address, WATCH);
    await runFleet(['enqueue', join(folder, 'suspended'), '--database', address]);
    const start = () =>
      startFleet(['work', '--until-empty', '--jobs', '1', ...LOST_AFTER, '--database', address]);
    const suspended = start();
    while (done() < 40) await sleep(50);
    // Within a transaction, whose rows nobody else may touch.
    const isWithin = () =>
      number(`SELECT count(*) FROM pg_stat_activity WHERE datname = 'suspended'
        AND state = 'idle in transaction' AND application_name = 'pcap-verdict'`) === 1;
    for (suspended.process.kill('SIGSTOP'); !isWithin(); suspended.process.kill('SIGSTOP')) {
      suspended.process.kill('SIGCONT');
      await sleep(Math.random() * 20);
      expect(done()).toBeLessThan(380);
    }
    const held = number('SELECT count(*) FROM fleet.capture WHERE worker IS NOT NULL');
    const other = start();
    expect((await other.ended).status).toBe(0);
    expect(done()).toBe(400);
    suspended.process.kill('SIGCONT');
    const { status, errors } = await suspended.ended;
    expect(status).toBe(0);
    // The server has ended its transaction. What it held it asks for before it begins it.
    expect(errors.at(-1)).toMatch(/^pcap-verdict: \d+ captures done(?:, 1 result that [a-z ]+)?$/);
    expect(held).toBeGreaterThan(0);
    expect(number('SELECT count(*) FROM fleet.report')).toBe(400);
    expect(number('SELECT sum(attempts) FROM fleet.capture')).toBeLessThanOrEqual(401);
    // What it held and had not begun is nobody's second time.
    expect(number('SELECT count(*) FROM public.begun')).toBeLessThanOrEqual(401);
  }, 120_000);

  test('what takes too long, or too long to end, is given back or fails', async () => {
    const address = server!.createDatabase('slow');
    const large = join(folder, 'large.pcap');
    const packets = readFileSync('captures/healthy-nanosecond.pcap');
    const [header, body] = [packets.subarray(0, 24), packets.subarray(24)];
    const count = Math.ceil(LARGE / body.length);
    writeFileSync(large, Buffer.concat([header, ...Array.from({ length: count }, () => body)]));
    await runFleet(['init', '--database', address]);
    await runFleet(['enqueue', large, '--attempts', '1', '--database', address]);
    const worker = startFleet(['work', '--grace', '0', '--database', address]);
    const row = () =>
      server!.ask(address, 'SELECT attempts, worker IS NULL, outcome FROM fleet.capture');
    while (row() !== '1|f|') await sleep(20);
    worker.process.kill('SIGTERM');
    const { status, errors } = await worker.ended;
    expect([status, errors]).toEqual([0, ['pcap-verdict: 0 captures done, 1 capture given back']]);
    // It was no attempt.
    expect(row()).toBe('0|t|');
    const limited = await runFleet([
      'work',
      '--until-empty',
      '--time-limit',
      '1',
      '--database',
      address,
    ]);
    expect(limited.errors).toEqual(['pcap-verdict: 0 captures done, 1 attempt failed']);
    expect(server!.ask(address, 'SELECT outcome, error FROM fleet.capture')).toBe(
      'failed|it took longer than 1 s (--time-limit)',
    );
  }, 120_000);
});
