import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { pcapVerdictProcess } from '../../../support/cli.ts';
import { askFleet, distinctCaptures, runFleet } from '../../../support/fleet.ts';
import { type PostgresServer, startPostgres } from '../../../support/postgres.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });
const folder = mkdtempSync(join(tmpdir(), 'fleet-'));
const captures = distinctCaptures(join(folder, 'captures'), 45);
const server: PostgresServer | null = await startPostgres();
afterAll(() => {
  server?.stop();
  rmSync(folder, { recursive: true });
});

const places = [
  ...(server === null ? [] : [`PostgreSQL ${server.version}`]),
  'PGlite, in a folder',
] as const;

/** A command on the embedded one takes seconds to start: where there is a server, it shows the rest. */
const isBrief = (place: string) => server !== null && !place.startsWith('PostgreSQL');

describe.each(places)('%s', (place) => {
  const isServer = place.startsWith('PostgreSQL');
  let address = '';
  const fleet = (...args: string[]) => runFleet([...args, '--database', address]);
  const outcomes = () =>
    askFleet(server, address, 'SELECT outcome, count(*) FROM fleet.capture GROUP BY 1 ORDER BY 1');
  beforeAll(() => {
    address = isServer ? server!.createDatabase('short') : join(folder, 'embedded');
  });

  test('the tables are made once', async () => {
    if (isServer) {
      const early = await fleet('status');
      expect(early.status).toBe(2);
      expect(early.errors[1]).toBe('Once: pcap-verdict fleet init');
    }
    const first = await fleet('init');
    expect([first.status, first.out]).toEqual([0, expect.stringMatching(/^The tables are made/)]);
    if (isBrief(place)) return;
    const second = await fleet('init');
    expect([second.status, second.out]).toEqual([
      0,
      expect.stringMatching(/nothing was to be done/),
    ]);
  });

  test('each capture is enqueued once, whatever it is called', async () => {
    expect(await fleet('enqueue', join(folder, 'captures'))).toMatchObject({
      status: 0,
      out: '45 captures enqueued\n',
    });
    if (isBrief(place)) return;
    const copy = join(folder, 'another-name.pcapng');
    copyFileSync(captures[0], copy);
    expect(await fleet('enqueue', ...captures.slice(0, 3), copy)).toMatchObject({
      out: '0 captures enqueued, 4 known already\n',
    });
  });

  test('every result is that of the single command, byte for byte', async () => {
    const { status, errors } = await fleet('work', '--until-empty');
    expect([status, errors]).toEqual([0, ['pcap-verdict: 45 captures done']]);
    const kept = await askFleet(server, address, 'SELECT report::text FROM fleet.report');
    const single = pcapVerdictProcess([...captures, '-f', 'ndjson', '-q']);
    expect(single.status).toBe(0);
    const lines = single.out.trimEnd().split('\n');
    expect(lines.length).toBe(45);
    // psql parts columns by |, which reports may have.
    expect(kept.map((row) => row.join('|')).sort()).toEqual(lines.sort());
    expect(await outcomes()).toEqual([['judged', '45']]);
  });

  if (!isBrief(place)) {
    test('the tables say what the reports say', async () => {
      const reports = pcapVerdictProcess([...captures, '-f', 'ndjson', '-q'])
        .out.trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      const sum = (of: (report: { endpoints: unknown[]; findings: unknown[] }) => unknown[]) =>
        String(reports.reduce((total, report) => total + of(report).length, 0));
      expect(
        await askFleet(
          server,
          address,
          'SELECT (SELECT count(*) FROM fleet.endpoint), (SELECT count(*) FROM fleet.finding)',
        ),
      ).toEqual([[sum(({ endpoints }) => endpoints), sum(({ findings }) => findings)]]);
      const verdicts = new Map<string, number>();
      for (const { summary } of reports) {
        verdicts.set(summary.verdict, (verdicts.get(summary.verdict) ?? 0) + 1);
      }
      expect(
        await askFleet(
          server,
          address,
          'SELECT verdict, count(*) FROM fleet.capture GROUP BY 1 ORDER BY 1',
        ),
      ).toEqual([...verdicts].map(([verdict, n]) => [verdict, String(n)]).sort());
    });

    test('a file that vanishes, changes, breaks or is none has a result that says so', async () => {
      const odd = join(folder, `odd-${isServer}`);
      mkdirSync(odd);
      const make = (name: string, from: string) => {
        copyFileSync(from, join(odd, name));
        appendFileSync(join(odd, name), isServer ? 'server' : 'folder');
        return join(odd, name);
      };
      const vanishing = make('vanishing.pcapng', captures[1]);
      const growing = make('growing.pcapng', captures[2]);
      const broken = join(odd, 'broken.pcapng');
      writeFileSync(
        broken,
        readFileSync('captures/syn-drop.pcapng').subarray(0, isServer ? 9_001 : 9_002),
      );
      const none = join(odd, 'none.pcap');
      writeFileSync(none, `no capture ${place}\0\u0001\u0002`);
      expect((await fleet('enqueue', odd)).out).toBe('4 captures enqueued\n');
      renameSync(vanishing, join(folder, `vanished-${isServer}.pcapng`));
      appendFileSync(growing, 'more');
      expect((await fleet('work', '--until-empty')).status).toBe(0);
      const rows = await askFleet(
        server,
        address,
        "SELECT name, outcome, coalesce(error, '') FROM fleet.capture WHERE sensor LIKE 'odd-%' ORDER BY name",
      );
      expect(rows).toEqual([
        ['broken.pcapng', 'damaged', ''],
        ['growing.pcapng', 'changed', expect.stringContaining('is not what was enqueued')],
        ['none.pcap', 'unreadable', expect.stringContaining('no known capture format')],
        ['vanishing.pcapng', 'missing', `${vanishing} is not there any more`],
      ]);
      // What may be otherwise next time is done again; what is as it was is not.
      renameSync(join(folder, `vanished-${isServer}.pcapng`), vanishing);
      expect((await fleet('enqueue', vanishing, broken, none)).out).toBe(
        '1 capture enqueued, 2 known already\n',
      );
      expect((await fleet('work', '--until-empty')).status).toBe(0);
      expect(
        await askFleet(
          server,
          address,
          "SELECT outcome FROM fleet.capture WHERE name = 'vanishing.pcapng'",
        ),
      ).toEqual([['damaged']]);
    });

    test('files of one sensor are judged as one', async () => {
      const ring = join(folder, `ring-${isServer}`);
      mkdirSync(ring);
      const parts = ['ring_2.pcapng', 'ring_10.pcapng'].map((name) => join(ring, name));
      copyFileSync(captures[3], parts[0]);
      copyFileSync(captures[4], parts[1]);
      expect((await fleet('enqueue', ring, '--sequence', '--sensor', 'gate')).out).toBe(
        '1 capture enqueued\n',
      );
      await fleet('work', '--until-empty');
      const [[report]] = await askFleet(
        server,
        address,
        "SELECT r.report::text FROM fleet.report r JOIN fleet.capture c ON c.id = r.capture WHERE c.sensor = 'gate'",
      ).then((rows) => rows.map((row) => [row.join('|')]));
      expect(`${report}\n`).toBe(pcapVerdictProcess([...parts, '--sequence', '-f', 'ndjson']).out);
    });

    test('other options are another job, and its result is that of the same options', async () => {
      const filter = 'tcp.port == 8443';
      expect(
        (await fleet('enqueue', captures[5], '-Y', filter, '--target', '203.0.113.55')).out,
      ).toBe('1 capture enqueued\n');
      await fleet('work', '--until-empty');
      const rows = await askFleet(
        server,
        address,
        'SELECT r.report::text FROM fleet.report r JOIN fleet.capture c ON c.id = r.capture JOIN fleet.option_set o ON o.id = c.option_set WHERE o.display_filter IS NOT NULL',
      );
      expect(`${rows[0].join('|')}\n`).toBe(
        pcapVerdictProcess([captures[5], '-Y', filter, '--target', '203.0.113.55', '-f', 'ndjson'])
          .out,
      );
    });
  }

  test('a report for tickets and mails, by the extension of its file', async () => {
    for (const [name, begin] of [
      ['report.wiki', /^h1\. \d+ captures/],
      ['report.adf', /^\{"version":1,"type":"doc","content":\[\{"type":"heading"/],
      ['report.adf.json', /^\{"version":1,"type":"doc"/],
      ['report.eml', /^Subject: Fleet of captures\r\n/],
      ['report.html', /^<!doctype html>/],
      ['report.csv', /^verdict,confidence,/],
      ['report.unknown', /^\d+ captures/],
    ] as const) {
      const path = join(folder, name);
      expect(await fleet('report', '-o', path)).toMatchObject({ status: 0 });
      expect(readFileSync(path, 'utf8')).toMatch(begin);
    }
    const { out } = await fleet('report', '-f', 'wiki');
    expect(out).toBe(readFileSync(join(folder, 'report.wiki'), 'utf8'));
  });

  test('status tells the same to people, scripts and Prometheus', async () => {
    const { out } = await fleet('status', '-f', 'json');
    const status = JSON.parse(out);
    expect(status.captures.judged).toBeGreaterThanOrEqual(captures.length);
    if (isBrief(place)) return;
    const counted = Object.fromEntries((await outcomes()).map(([name, n]) => [name, Number(n)]));
    const none = { damaged: 0, unreadable: 0, missing: 0, changed: 0, failed: 0 };
    expect(status.captures).toEqual({ ...none, ...counted });
    const metrics = (await fleet('status', '-f', 'prometheus')).out;
    expect(metrics).toContain(`pcap_verdict_fleet_captures{outcome="judged"} ${counted.judged}\n`);
    for (const line of metrics.trimEnd().split('\n')) {
      expect(line).toMatch(/^(?:# (?:HELP|TYPE) \w+ .+|\w+(?:\{(?:\w+="[^"\n]*",?)+\})? [\d.]+)$/);
    }
    expect((await fleet('status')).out).toMatch(new RegExp(`judged +${counted.judged} `));
  });
});

test('a database in a folder is for one process', async () => {
  const path = join(folder, 'embedded');
  writeFileSync(join(path, 'process'), `${process.pid} ${(await import('node:os')).hostname()}\n`);
  const { status, errors } = await runFleet(['status', '--database', path]);
  expect([status, errors[0]]).toEqual([
    2,
    `pcap-verdict: another process has the database in ${path}: process ${process.pid}`,
  ]);
  rmSync(join(path, 'process'));
});

test('what is wrong is said in a line or two, and a password never', async () => {
  const { status, errors } = await runFleet([
    'status',
    '--database',
    'postgres://me:secret@127.0.0.1:1/x',
  ]);
  expect([status, errors.length]).toEqual([2, 2]);
  expect(errors.join()).not.toContain('secret');
  expect(errors[0]).toContain('postgres://me@127.0.0.1:1/x');
});

test('an option of another action is not passed over', async () => {
  for (const [option, taker] of [
    ['-q', '--quiet; it is for fleet work, fleet watch'],
    ['--top=3', '--top; it is for fleet report'],
  ]) {
    expect(await runFleet(['enqueue', option, 'captures'])).toMatchObject({
      status: 2,
      errors: [`pcap-verdict: fleet enqueue does not take ${taker}`],
    });
  }
});

test('without its packages it says how they are had', () => {
  const bare = join(folder, 'bare');
  cpSync('dist', join(bare, 'dist'), { recursive: true });
  cpSync('package.json', join(bare, 'package.json'));
  for (const [address, name] of [
    [join(folder, 'nowhere'), '@electric-sql/pglite'],
    ['postgres://127.0.0.1/x', 'pg'],
  ]) {
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(bare, 'dist', 'cli', 'main.js'), 'fleet', 'status', '--database', address],
      { encoding: 'utf8' },
    );
    expect([status, stderr.split('\n')[0]]).toEqual([
      2,
      `pcap-verdict: fleet needs the package ${name}, which is not installed`,
    ]);
  }
});
