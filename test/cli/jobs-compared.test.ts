import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { writePcap } from '../../support/capture-writer.ts';
import { NSLOOKUP } from '../../support/case-folder.ts';
import { CLI, pcapVerdictProcess } from '../../support/cli.ts';
import { ethernet, etherType } from '../../support/packet-builder.ts';
import { underKey } from '../../support/redaction-key.ts';
import { inThreadsHere } from '../../support/threads-here.ts';
import { SYN, segmentBytes } from '../../support/tracked.ts';
import { syn, TwoSides } from '../../support/two-sides.ts';

const folder = mkdtempSync(join(tmpdir(), 'jobs-compared-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

const BLOCKED = 'captures/secure-access-dns-unprotected.pcapng';
const OPEN = 'captures/secure-access-open-network.pcapng';
/** Nothing of the product in it. */
const OTHER = 'captures/lab/healthy.pcapng';
const OWN_PROFILE = at('own.json');
writeFileSync(
  OWN_PROFILE,
  JSON.stringify({
    ...{ name: 'own', title: 'Own service' },
    functions: [
      {
        ...{ id: 'gate', title: 'Gate', serverTitle: 'the gate', marksProduct: true },
        ...{
          impact: 'Nobody gets in.',
          servers: [{ names: ['*.opendns.com'], ports: [{ protocol: 'udp', port: 53 }] }],
        },
      },
    ],
  }),
);
const MACS = { source: '00:00:5e:00:53:01', destination: '00:00:5e:00:53:02' };
/** One packet that a firewall dropped. */
const LOG_LINE =
  '2024-09-03T16:13:21Z fw1 kernel: DROP IN=eth0 OUT=eth1 SRC=192.0.2.20 DST=203.0.113.80 LEN=60 TTL=63 ID=1 PROTO=TCP SPT=50000 DPT=8443 WINDOW=64240 RES=0x00 SYN URGP=0\n';
const LOOKUP = at('nslookup.txt');
writeFileSync(LOOKUP, NSLOOKUP);

/** The same way seen from the client, from the middle, from the server. */
const [CLIENT, MIDDLE, SERVER] = ['client.pcapng', 'middle.pcapng', 'server.pcapng'].map(at);
const sides = new TwoSides({}, { offset: 3, drift: 0 });
for (let index = 0; index < 10; index++) sides.works(2 * index, 41_000 + index);
sides.neighbors(1);
for (const time of [5, 6, 8, 12]) {
  const ports = [50_000, 8443] as const;
  sides.send({ at: time, ports, from: 'client', flags: syn, sequence: 7e8, seen: 0 });
}
writeFileSync(CLIENT, sides.bytes(0));
cpSync(CLIENT, MIDDLE);
writeFileSync(SERVER, sides.bytes(1));

/** Cut within a packet: it is judged up to there. */
const DAMAGED = at('damaged.pcapng');
cpSync(OPEN, DAMAGED);
truncateSync(DAMAGED, readFileSync(OPEN).length - 100);
const NO_CAPTURE = at('bad.pcapng');
writeFileSync(NO_CAPTURE, 'no capture');
const KEY = underKey(folder);

/** What is printed one after the other and in threads, which there were. */
async function bothWays(args: readonly string[], threads: number) {
  const one = await inThreadsHere([...args, '--jobs', '1']);
  expect(one.threads.started).toBe(0);
  const several = await inThreadsHere([...args, '--jobs', `${threads}`]);
  expect(several.threads.started).toBe(threads);
  expect(several.printed).toEqual(one.printed);
  return { ...one.printed, jobs: several.threads.jobs as { kind: string; capture: number }[] };
}

const kinds = (jobs: readonly { kind: string; capture: number }[]) =>
  jobs.map(({ kind, capture }) => `${kind} ${capture}`);

describe('compare --jobs', () => {
  test.each([
    ['text', BLOCKED, OPEN],
    ['json', BLOCKED, OPEN, '-Y', 'udp.port == 443', '--exit-code'],
    ['json', BLOCKED, OPEN, '--nslookup', LOOKUP, '--target', '203.0.113.55:8443'],
    ['json', BLOCKED, OPEN, '--profile', OWN_PROFILE, ...KEY],
    ['json', BLOCKED, OPEN, ...KEY],
    ['junit', OPEN, DAMAGED],
  ])('-f %s %s %s %j: two threads print what none prints', async (format, ...args) => {
    const { status, out, jobs } = await bothWays(['compare', ...args, '-f', format], 2);
    expect(status).toBe(args.includes('--exit-code') ? 1 : 0);
    expect(out.length).toBeGreaterThan(500);
    expect(kinds(jobs).slice(0, 2)).toEqual(['judge 0', 'judge 1']);
  });

  test('what only one has is what both are judged by, with one more look at the other', async () => {
    const first = await bothWays(['compare', BLOCKED, OTHER, '-f', 'json'], 2);
    expect(kinds(first.jobs)).toEqual(['judge 0', 'judge 1', 'judge 1']);
    const second = await bothWays(['compare', OTHER, OPEN, '-f', 'json', ...KEY], 2);
    expect(kinds(second.jobs)).toEqual(['judge 0', 'judge 1', 'judge 0']);
  });

  test('the same packets in both are found', async () => {
    const { out, jobs } = await bothWays(['compare', CLIENT, SERVER, '-f', 'json'], 2);
    expect(JSON.parse(out).sides.segments[0].matched).toBeGreaterThan(50);
    expect(kinds(jobs)).toEqual(['judge 0', 'judge 1', 'journal 0', 'journal 1']);
  });

  test.each([
    [NO_CAPTURE, OPEN],
    [OPEN, NO_CAPTURE],
    [NO_CAPTURE, NO_CAPTURE.replace('bad', 'absent')],
  ])('%s %s: what cannot be read is told as without threads', async (first, second) => {
    const args = ['compare', first, second, '-f', 'json'];
    const one = await inThreadsHere([...args, '--jobs', '1']);
    expect(one.printed).toMatchObject({ status: 2, out: '' });
    expect(one.printed.errors).toMatch(/bad\.pcapng|absent\.pcapng/);
    expect((await inThreadsHere([...args, '--jobs', '2'])).printed).toEqual(one.printed);
  });

  test('a thread that breaks is told of with its capture', async () => {
    const { threadsHere } = await import('../../support/threads-here.ts');
    const { capturedSession } = await import('../../support/session.ts');
    const { main } = await import('../../src/cli/program.ts');
    const { startThread } = threadsHere();
    const args = ['compare', BLOCKED, OPEN, '--jobs', '2'];
    const { session, errors } = capturedSession({
      args,
      startThread: async (same, paths) => ({
        ...(await startThread(same, paths)),
        judge: () => Promise.reject(new Error('its thread ended')),
      }),
    });
    expect(await main(args, session)).toBe(2);
    expect(errors()).toMatch(new RegExp(`^pcap-verdict: ${BLOCKED}: .*its thread ended`));
  });

  test('in threads of their own, what is printed is the same; a pipe is read once', () => {
    const args = ['compare', BLOCKED, OPEN, '-f', 'json', ...KEY];
    const one = pcapVerdictProcess([...args, '--jobs', '1']);
    expect(one.status).toBe(0);
    expect(pcapVerdictProcess([...args, '--jobs', '2'])).toEqual(one);
    const way = ['compare', '--sides', CLIENT, SERVER, '-f', 'json'];
    expect(pcapVerdictProcess([...way, '--jobs', '2'])).toEqual(pcapVerdictProcess(way));
    const piped = ['compare', BLOCKED, '-', '-f', 'json', '--jobs'];
    const input = readFileSync(OPEN);
    const onePiped = pcapVerdictProcess([...piped, '1'], { input });
    expect(onePiped.status).toBe(0);
    expect(pcapVerdictProcess([...piped, '2'], { input })).toEqual(onePiped);
  });

  test.skipIf(process.platform === 'win32')('Ctrl-C ends it at once, threads and all', async () => {
    // Records without a byte, for minutes of work.
    const [one, other] = [at('long-1.pcap'), at('long-2.pcap')];
    const header = Buffer.alloc(24);
    header.writeUInt32LE(0xa1b2c3d4);
    header.writeUInt16LE(2, 4);
    header.writeUInt16LE(4, 6);
    header.writeUInt32LE(65_535, 16);
    header.writeUInt32LE(1, 20);
    for (const path of [one, other]) {
      writeFileSync(path, header);
      truncateSync(path, 2 ** 35);
    }
    const args = [CLI, 'compare', one, other, '--jobs', '2'];
    const child = spawn(process.execPath, args, { stdio: 'ignore' });
    await pause(700);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([null, 'SIGINT']);
  });
});

describe('compare --sides --jobs', () => {
  test.each([
    ['text', CLIENT, SERVER],
    ['json', SERVER, CLIENT],
    ['json', CLIENT, SERVER, ...KEY],
    ['html', CLIENT, SERVER, '--evidence', at('proof.pcapng')],
  ])('-f %s %s %s %j: two threads print what none prints', async (format, ...args) => {
    const { status, out } = await bothWays(['compare', '--sides', ...args, '-f', format], 2);
    expect(status).toBe(0);
    expect(out.length).toBeGreaterThan(500);
  });

  test('more places than threads: each thread does what comes', async () => {
    const args = ['compare', '--sides', CLIENT, MIDDLE, SERVER, '-f', 'json', ...KEY];
    const { out, jobs } = await bothWays(args, 2);
    expect(JSON.parse(out).sides.places).toHaveLength(3);
    expect(jobs).toHaveLength(6);
  });

  test('the first decides by which profile all are judged', async () => {
    const { jobs } = await bothWays(['compare', '--sides', OTHER, OPEN, '-f', 'json'], 2);
    expect(kinds(jobs)).toEqual(['judge 0', 'judge 1', 'judge 1', 'journal 0', 'journal 1']);
  });

  test("a firewall's log among them is refused before anything is read", async () => {
    const log = at('fw.log');
    writeFileSync(log, LOG_LINE);
    const args = ['compare', '--sides', CLIENT, log, '-f', 'json'];
    const one = await inThreadsHere([...args, '--jobs', '1']);
    expect(one.printed.errors).toMatch(/fw\.log is a log of a firewall/);
    expect((await inThreadsHere([...args, '--jobs', '2'])).printed).toEqual(one.printed);
  });
});

describe('case --redact --jobs', () => {
  const all = at('case');
  mkdirSync(all);
  const named = [BLOCKED, OPEN, OTHER, CLIENT, SERVER, NO_CAPTURE].entries();
  for (const [index, path] of named) cpSync(path, join(all, `${index}-${basename(path)}`));
  cpSync(OPEN, join(all, '9-twice.pcapng'));
  cpSync(LOOKUP, join(all, 'nslookup.txt'));

  test.each([['json'], ['json', '--profile', OWN_PROFILE]])(
    '-f %s %j: threads redact as one after the other does',
    async (...args) => {
      const { status, out, jobs } = await bothWays(['case', all, '-f', ...args, ...KEY], 3);
      expect(status).toBe(0);
      expect(out).not.toMatch(/192\.0\.2\.20|client\.pcapng/);
      expect(kinds(jobs)).toContain('journal 3');
      const { sides, reports } = JSON.parse(out);
      expect(sides).toHaveLength(1);
      expect(reports).toHaveLength(5);
    },
  );

  test('of many captures the last ones may be of one way, too', async () => {
    const many = at('many');
    mkdirSync(many);
    for (let index = 0; index < 9; index++) {
      const [client, server] = [`192.0.2.${100 + index}`, `198.51.100.${index}`];
      const bytes = segmentBytes(
        { address: client, port: 40_000 },
        { address: server, port: 443 },
        { flags: SYN, sequence: index },
      );
      const [seconds, nanoseconds] = [1_700_000_000, 0];
      writeFileSync(
        join(many, `${index}.pcap`),
        writePcap([
          { bytes: ethernet({ ...MACS, etherType: etherType.ipv4 }, bytes), seconds, nanoseconds },
        ]),
      );
    }
    cpSync(CLIENT, join(many, 'client.pcapng'));
    cpSync(SERVER, join(many, 'server.pcapng'));
    const { out } = await bothWays(['case', many, '-f', 'json', ...KEY], 2);
    expect(JSON.parse(out).sides).toHaveLength(1);
  });
});
