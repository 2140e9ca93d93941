import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { storable } from '../../../src/cli/fleet/database.ts';
import { labelValue } from '../../../src/cli/fleet/status.ts';
import { Watcher } from '../../../src/cli/fleet/watch.ts';
import fleetSchema from '../../../src/documents/schemas/fleet.schema.json' with { type: 'json' };
import reportSchema from '../../../src/documents/schemas/report.schema.json' with { type: 'json' };
import { pcapVerdictProcess } from '../../../support/cli.ts';
import { askFleet, distinctCaptures, runFleet, startFleet } from '../../../support/fleet.ts';
import { startPostgres } from '../../../support/postgres.ts';
import { expectDescribed } from '../../documents/schema-checks.ts';

// Each command on the embedded database takes seconds to start.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });
const folder = mkdtempSync(join(tmpdir(), 'fleet-upkeep-'));
const server = await startPostgres();
afterAll(() => {
  server?.stop();
  rmSync(folder, { recursive: true });
});

const address = server?.createDatabase('upkeep') ?? join(folder, 'embedded');
const fleet = (...args: string[]) => runFleet([...args, '--database', address]);
const ask = (query: string) => askFleet(server, address, query);
const done = async () =>
  Number((await ask('SELECT count(*) FROM fleet.capture WHERE outcome IS NOT NULL'))[0][0]);
const captures = distinctCaptures(join(folder, 'captures'), 24);
/** A folder's name, and a file's, as an attacker writes them. */
const HOSTILE = ['=HYPERLINK("http:x")', `<script>alert(1)\u001b[31m"|,.pcapng`] as const;

beforeAll(async () => {
  mkdirSync(join(folder, HOSTILE[0]));
  const hostile = join(folder, HOSTILE[0], HOSTILE[1]);
  writeFileSync(hostile, readFileSync('captures/syn-drop.pcapng'));
  await fleet('init');
  await fleet('enqueue', join(folder, 'captures'), hostile);
  expect((await fleet('work', '--until-empty')).status).toBe(0);
});

test('the same finding in many captures is one row with a count', async () => {
  const report = JSON.parse((await fleet('report', '-f', 'json')).out);
  const single = pcapVerdictProcess([
    ...captures,
    'captures/syn-drop.pcapng',
    '-f',
    'ndjson',
    '-q',
  ]);
  const reports = single.out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(report.captures.judged).toBe(reports.length);
  // By hand: captures in which 203.0.113.55 tcp 8443 is dropped after the SYN, alone in its finding.
  const dropped = reports.filter(({ findings, endpoints }) =>
    findings.some(
      (finding: { id: string; endpoints: number[] }) =>
        finding.id === 'drop/203.0.113.55' &&
        finding.endpoints.every(
          (index) => endpoints[index].stage === 'after-syn' && endpoints[index].port === 8443,
        ),
    ),
  );
  const row = report.findings.find(
    ({ services }: { services: string[] }) => services.join() === '203.0.113.55 tcp/8443',
  );
  expect(dropped.length).toBeGreaterThan(0);
  expect(row).toMatchObject({
    verdict: 'drop',
    captures: dropped.length,
    since: '2024-09-03T10:00:01.214530Z',
    networks: [{ name: '192.168.1.0/24', captures: dropped.length }],
  });
  for (const { captures: n, sensors } of report.findings) {
    expect(sensors.reduce((sum: number, one: { captures: number }) => sum + one.captures, 0)).toBe(
      n,
    );
  }
});

test('the report keeps to its schema', async () => {
  const ajv = new Ajv2020({ strict: true, strictTypes: false });
  ajv.addSchema(reportSchema, 'report.schema.json');
  const isValid = ajv.compile(fleetSchema);
  const { out } = await fleet('report', '-f', 'json', '--top', '3');
  const report = JSON.parse(out);
  expect(isValid(report), JSON.stringify(isValid.errors)).toBe(true);
  expect([report.findings.length, report.moreFindings > 0]).toEqual([3, true]);
  expectDescribed(fleetSchema, 'fleet');
  const lines = (await fleet('report', '-f', 'ndjson', '--top', '3')).out.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(report.findings);
});

test('captures, their reports and what has none are listed', async () => {
  const lines = (await fleet('report', '--captures', '-f', 'ndjson')).out.trimEnd().split('\n');
  const single = pcapVerdictProcess([...captures, '-f', 'ndjson', '-q'])
    .out.trimEnd()
    .split('\n');
  expect(lines.length).toBe(single.length + 1);
  expect(single.every((line) => lines.includes(line))).toBe(true);
  const table = (await fleet('report', '--captures')).out.trimEnd().split('\n');
  expect(table.length).toBe(lines.length + 1);
  const none = await fleet('report', '--since', '1h', '-f', 'json');
  expect(JSON.parse(none.out).captures.judged).toBe(0);
  const text = (await fleet('report', '--since', '1h')).out;
  expect(text).toMatch(/^No capture with a report is in this scope\n/);
  expect(text).not.toMatch(/nothing/);
});

test('nothing in a name acts on a page, a spreadsheet or a terminal', async () => {
  const html = (await fleet('report', '-f', 'html')).out;
  expect(html).not.toContain('<script>');
  expect(html).toContain('&lt;script&gt;');
  for (const args of [
    ['-f', 'csv'],
    ['--captures', '-f', 'csv'],
  ]) {
    const csv = (await fleet('report', ...args)).out;
    expect(csv).not.toMatch(/(?:^|,|\n|; )"?[=+@]/);
    expect(csv).not.toContain('\u001b');
  }
  expect((await fleet('report', '--captures', '-f', 'csv')).out).toContain(
    `"'=HYPERLINK(""http:x"")"`,
  );
  const text = (await fleet('report', '--captures')).out + (await fleet('report')).out;
  expect(text).not.toContain('\u001b');
  expect(labelValue('a"b\\c\nd')).toBe('a\\"b\\\\c d');
  expect(storable('a\0b\ud800c\u{1f600}')).toBe('a\ufffdb\ufffdc\u{1f600}');
});

test('what fails again and again ends in the dead letters, with its reason, and can be retried', async () => {
  await fleet(
    'enqueue',
    captures[0],
    '--target',
    '203.0.113.55',
    '--profile',
    'web-and-dns',
    '--attempts',
    '2',
  );
  await ask("UPDATE fleet.option_set SET profile_name = 'no-such' WHERE profile_name IS NOT NULL");
  const { errors } = await fleet('work', '--until-empty');
  expect(errors).toEqual(['pcap-verdict: 0 captures done, 2 attempts failed']);
  const status = JSON.parse((await fleet('status', '-f', 'json')).out);
  expect(status.captures.failed).toBe(1);
  expect(status.deadReasons).toEqual([{ reason: 'no shipped profile "no-such"', captures: 1 }]);
  expect(await ask("SELECT count(*) FROM fleet_queue.job WHERE name = 'captures-dead'")).toEqual([
    ['1'],
  ]);
  await ask(
    "UPDATE fleet.option_set SET profile_name = 'web-and-dns' WHERE profile_name IS NOT NULL",
  );
  expect((await fleet('retry')).out).toBe('1 capture enqueued again\n');
  expect((await fleet('work', '--until-empty')).errors).toEqual(['pcap-verdict: 1 capture done']);
  expect(await ask("SELECT count(*) FROM fleet_queue.job WHERE name = 'captures-dead'")).toEqual([
    ['0'],
  ]);
});

test('a result and the end of its job are one transaction', async () => {
  await fleet(
    'enqueue',
    captures[1],
    '--target',
    '203.0.113.56',
    '--attempts',
    '1',
    '--sensor',
    'whole',
  );
  const its = "(SELECT id FROM fleet.capture WHERE sensor = 'whole')";
  const rows = async () =>
    (
      await ask(
        `SELECT outcome, (SELECT count(*) FROM fleet.report WHERE capture = ${its}),
           (SELECT count(*) > 0 FROM fleet.endpoint WHERE capture = ${its}),
           (SELECT state FROM fleet_queue.job WHERE id = ${its})
         FROM fleet.capture WHERE id = ${its}`,
      )
    )[0].join();
  // The job cannot be ended: then there is no result either.
  await ask(`CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF NEW.state = 'completed' THEN RAISE EXCEPTION 'refused'; END IF; RETURN NEW; END $$;
    CREATE TRIGGER refuse BEFORE UPDATE ON fleet_queue.job FOR EACH ROW EXECUTE FUNCTION public.refuse()`);
  expect((await fleet('work', '--until-empty')).errors).toEqual([
    'pcap-verdict: 0 captures done, 1 attempt failed',
  ]);
  expect((await rows()).replace(/true|false/, (is) => is[0])).toBe('failed,0,f,failed');
  expect(await ask(`SELECT error FROM fleet.capture WHERE id = ${its}`)).toEqual([
    ['its result cannot be written: refused'],
  ]);
  // The result is refused when all is committed: then the job has not ended.
  await ask(`DROP TRIGGER refuse ON fleet_queue.job;
    CREATE FUNCTION public.reject() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'rejected'; END $$;
    CREATE CONSTRAINT TRIGGER reject AFTER INSERT ON fleet.endpoint DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION public.reject()`);
  await fleet('retry');
  await fleet('work', '--until-empty');
  expect((await rows()).replace(/true|false/, (is) => is[0])).toBe('failed,0,f,failed');
  await ask('DROP TRIGGER reject ON fleet.endpoint');
  await fleet('retry');
  await fleet('work', '--until-empty');
  expect((await rows()).replace(/true|false/, (is) => is[0])).toBe('judged,1,t,completed');
});

test('a new version does its own, and replaces what the old one said', async () => {
  const other = join(folder, 'other-version');
  cpSync('dist', join(other, 'dist'), { recursive: true });
  cpSync('package.json', join(other, 'package.json'));
  symlinkSync(resolve('node_modules'), join(other, 'node_modules'));
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  for (const name of readdirSync(join(other, 'dist'), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.js')) continue;
    const path = join(other, 'dist', name);
    const text = readFileSync(path, 'utf8');
    if (text.includes(`"${version}"`))
      writeFileSync(path, text.replaceAll(`"${version}"`, '"99.0.0"'));
  }
  const newer = (...args: string[]) =>
    startFleet([...args, '--database', address], {}, [], join(other, 'dist', 'cli', 'main.js'))
      .ended;
  const before = JSON.parse((await fleet('report', '-f', 'json')).out);
  expect((await newer('enqueue', ...captures.slice(0, 5))).out).toBe('5 captures enqueued\n');
  // Whoever is of the old version leaves them alone.
  expect((await fleet('work', '--until-empty')).errors).toEqual(['pcap-verdict: 0 captures done']);
  expect((await fleet('status')).out).toMatch(/waiting +5 {2}for workers of version 99\.0\.0/);
  expect((await newer('work', '--until-empty')).errors).toEqual(['pcap-verdict: 5 captures done']);
  const after = JSON.parse((await fleet('report', '-f', 'json')).out);
  expect(after.captures).toEqual(before.captures);
  expect(after.findings).toEqual(before.findings);
  expect((await fleet('purge', '--superseded')).out).toBe('5 captures forgotten\n');
  const versions = await ask(
    'SELECT tool_version, count(*) FROM fleet.capture GROUP BY 1 ORDER BY 1',
  );
  expect(versions[1]).toEqual(['99.0.0', '5']);
});

if (server !== null) {
  test('several may set up the same database at once', async () => {
    const fresh = server.createDatabase('at_once');
    const all = await Promise.all(
      Array.from({ length: 4 }, () => runFleet(['init', '--database', fresh])),
    );
    expect(all.map(({ errors, status }) => [status, errors])).toEqual(all.map(() => [0, []]));
    expect(all.filter(({ out }) => out.startsWith('The tables are made')).length).toBe(1);
  });

  test('a reader of the views can read them, and nothing else, and change nothing', async () => {
    // docs/fleet.md has these words.
    const page = readFileSync('docs/fleet.md', 'utf8');
    const [, grants] = /```sql\n(CREATE ROLE[\s\S]*?)```/.exec(page) ?? [];
    server.ask(address, grants);
    const reader = address.replace('tests@', 'grafana@');
    expect(server.ask(reader, 'SELECT count(*) > 20 FROM fleet_views.captures')).toBe('t');
    for (const statement of [
      'SELECT count(*) FROM fleet.capture',
      'DELETE FROM fleet_views.captures',
      'SELECT count(*) FROM fleet_queue.job',
    ]) {
      expect(() => server.ask(reader, statement), statement).toThrow(
        /permission denied|cannot delete/,
      );
    }
    // The example dashboard asks what the views answer.
    const dashboard = JSON.parse(readFileSync('examples/grafana/fleet.json', 'utf8'));
    const queries: string[] = dashboard.panels.flatMap(
      ({ targets }: { targets: { rawSql: string }[] }) => targets.map(({ rawSql }) => rawSql),
    );
    expect(queries.length).toBeGreaterThan(4);
    for (const query of queries) {
      const asked = query.replace(/\$__timeFilter\((\w+)\)/g, "$1 > now() - interval '10 years'");
      expect(asked).not.toContain('$');
      expect(server.ask(reader, asked), query).not.toBe('');
    }
  });

  test('a signal ends the worker: what has begun is done, what is not is given back', async () => {
    const more = join(folder, 'more');
    distinctCaptures(more, 300);
    await fleet('enqueue', more, '--sensor', 'more');
    const before = await done();
    const worker = startFleet(['work', '--database', address]);
    while ((await done()) < before + 20) await sleep(50);
    worker.process.kill('SIGTERM');
    const { status, errors } = await worker.ended;
    expect(status).toBe(0);
    expect(errors.join()).toMatch(/^pcap-verdict: \d+ captures done/);
    expect(await ask('SELECT count(*) FROM fleet.worker')).toEqual([['0']]);
    expect(
      await ask(
        'SELECT count(*) FROM fleet.capture WHERE outcome IS NULL AND (worker IS NOT NULL OR attempts > 0)',
      ),
    ).toEqual([['0']]);
    const left = Number(
      (await ask('SELECT count(*) FROM fleet.capture WHERE outcome IS NULL'))[0][0],
    );
    expect(left).toBeGreaterThan(0);
    expect((await fleet('purge', '--waiting')).out).toBe(`${left} captures forgotten\n`);
    expect(await ask("SELECT count(*) FROM fleet_queue.job WHERE state < 'completed'")).toEqual([
      ['0'],
    ]);
  });

  test('closed files of a ring buffer are enqueued as they appear', async () => {
    const ring = join(folder, 'ring');
    mkdirSync(ring);
    const put = (name: string, index: number) =>
      writeFileSync(
        join(ring, name),
        Buffer.concat([readFileSync(captures[index]), Buffer.from('ring')]),
      );
    const names = () => ask("SELECT name FROM fleet.capture WHERE sensor = 'ring' ORDER BY name");
    const watching = startFleet(['watch', ring, '--idle', '600', '--database', address]);
    put('ring_00001.pcapng', 6);
    await sleep(200);
    put('ring_00002.pcapng', 7);
    for (let tries = 0; (await names()).length < 1 && tries < 100; tries++) await sleep(200);
    expect(await names()).toEqual([['ring_00001.pcapng']]);
    watching.process.kill('SIGTERM');
    const { status, errors } = await watching.ended;
    expect([status, errors.at(-1)]).toEqual([
      0,
      'pcap-verdict: 1 capture enqueued, 0 known already',
    ]);
  });
}

test('tables of a newer program are left alone', async () => {
  await ask('INSERT INTO fleet.migration (version) VALUES (99)');
  for (const action of ['status', 'init']) {
    const { status, errors } = await fleet(action);
    expect([status, errors]).toEqual([
      2,
      [
        'pcap-verdict: the tables are of version 99; this program knows 1: a newer one has made them',
        'Update pcap-verdict.',
      ],
    ]);
  }
  await ask('DELETE FROM fleet.migration WHERE version = 99');
});

test('old results are forgotten with all that hangs on them', async () => {
  await ask(
    "UPDATE fleet.capture SET finished_at = now() - interval '40 days' WHERE outcome IS NOT NULL",
  );
  const all = await done();
  expect((await fleet('purge', '--older-than', '41d')).out).toBe('0 captures forgotten\n');
  expect((await fleet('purge', '--older-than', '30d')).out).toBe(`${all} captures forgotten\n`);
  expect(
    await ask(
      'SELECT (SELECT count(*) FROM fleet.endpoint), (SELECT count(*) FROM fleet.finding), (SELECT count(*) FROM fleet.report), (SELECT count(*) FROM fleet.source)',
    ),
  ).toEqual([[...(server === null ? ['0', '0', '0', '0'] : ['0', '0', '0', '1'])]]);
});

test('which files of a ring buffer are closed', async () => {
  const ring = join(folder, 'buffers');
  mkdirSync(ring);
  const put = (name: string, text: string) => writeFileSync(join(ring, name), text);
  const watcher = new Watcher([ring], 60_000);
  const closed = async (now: number) =>
    (await watcher.closed(now)).map((path) => path.slice(ring.length + 1));
  put('a_1.pcap', 'one');
  await sleep(20);
  put('a_2.pcap', 'two');
  put('b_1.pcap', 'other');
  put('notes.txt', 'no capture');
  expect(await closed(0)).toEqual([]);
  // The writer has gone on to the next one.
  expect(await closed(2_000)).toEqual(['a_1.pcap']);
  watcher.taken(join(ring, 'a_1.pcap'));
  put('a_2.pcap', 'two, more of it');
  expect(await closed(4_000)).toEqual([]);
  // The newest of each buffer, when nobody has written to it for long.
  expect(await closed(60_000)).toEqual(['b_1.pcap']);
  expect(await closed(64_000)).toEqual(['a_2.pcap', 'b_1.pcap']);
});
