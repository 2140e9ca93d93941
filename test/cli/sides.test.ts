import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ComparisonReport } from '../../src/diagnosis/report/comparison.ts';
import { pcapVerdict } from '../../support/cli.ts';
import { syn, TwoSides } from '../../support/two-sides.ts';

let folder = '';
let client = '';
let server = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-'));
  client = join(folder, 'client.pcapng');
  server = join(folder, 'server.pcapng');
  const sides = new TwoSides({}, { offset: 3, drift: 0 });
  for (let index = 0; index < 10; index++) sides.works(2 * index, 41_000 + index);
  sides.neighbors(1);
  const ports = [50_000, 8443] as const;
  for (const at of [5, 6, 8, 12]) {
    sides.send({ at, ports, from: 'client', flags: syn, sequence: 7e8, seen: 0 });
  }
  writeFileSync(client, sides.bytes(0));
  writeFileSync(server, sides.bytes(1));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function compared(...args: string[]): ComparisonReport {
  const { out, errors, status } = pcapVerdict(['compare', ...args, '-f', 'json']);
  expect([errors, status]).toEqual([[], 0]);
  return JSON.parse(out);
}

describe('pcap-verdict compare --sides', () => {
  test.each(['text', 'html', 'json', 'ndjson', 'markdown', 'junit'])(
    '%s says segment and way, the same in two runs',
    (format) => {
      const args = ['compare', '--sides', client, server, '-f', format];
      const { out, errors, status } = pcapVerdict(args);
      expect([errors, status]).toEqual([[], 0]);
      expect(out.replace(/\s+/g, ' ')).toMatch(/between the two captures.*the way to the server/);
      expect(out).not.toContain(folder);
      expect(pcapVerdict(args).out).toBe(out);
    },
  );

  test('is recognized by the packets that are in both', () => {
    expect(compared(client, server).sides?.segments[0].matched).toBeGreaterThan(50);
    const other = 'captures/secure-access-open-network.pcapng';
    expect(compared(client, other).sides).toBeUndefined();
  });

  test('given the other way round, the time to live says so', () => {
    const { sides, conclusion } = compared('--sides', server, client);
    expect(sides?.places.map(({ report }) => report)).toEqual([1, 0]);
    expect(sides?.notes.join(' ')).toContain('other way round');
    expect(conclusion.code).toBe('between-sides');
  });

  test('three places: the segment is between the two that disagree', () => {
    // The first two places see the same; what stands between is behind them.
    const { sides } = compared('--sides', client, client, server);
    const endpoint = sides?.endpoints.find(({ port }) => port === 8443);
    expect(endpoint?.place).toMatchObject({ segment: 'between', from: 1, to: 2 });
    expect(endpoint?.place?.text).toContain("between place 2 and the server's side");
  });

  test('--evidence: one capture of both places, on one clock', () => {
    const file = join(folder, 'proof.pcapng');
    const { status } = pcapVerdict(['compare', '--sides', client, server, '--evidence', file]);
    expect(status).toBe(0);
    const { out } = pcapVerdict([
      'packets',
      file,
      '-T',
      'fields',
      '-e',
      'frame.interface_name',
      '-e',
      'frame.comment',
    ]);
    expect(out).toContain("the client's side: client.pcapng");
    expect(out).toContain('never come to the server');
    expect(pcapVerdict(['compare', client, server, '--evidence', file]).status).toBe(2);
    const own = ['compare', '--sides', client, server, '--evidence', client];
    expect(pcapVerdict(own).errors.join(' ')).toContain('is one of the captures');
  });

  test('redacted, it tells nothing of whose', () => {
    const { out, status } = pcapVerdict(['compare', '--sides', client, server, '--redact']);
    expect(status).toBe(0);
    expect(out.replace(/\s+/g, ' ')).toContain('between the two captures');
    for (const text of ['192.0.2.20', '203.0.113.5', 'client.pcapng']) {
      expect(out).not.toContain(text);
    }
  });

  test('more than two captures without it, and a pipe with it, are refused', () => {
    const many = pcapVerdict(['compare', client, server, client]);
    expect([many.status, many.errors.join(' ')]).toEqual([2, expect.stringContaining('--sides')]);
    const pipe = pcapVerdict(['compare', '--sides', client, '-'], { input: new Uint8Array(0) });
    expect([pipe.status, pipe.errors.join(' ')]).toEqual([2, expect.stringContaining('two looks')]);
  });
});

test('a log of a firewall stands between, and is no side', () => {
  const log = join(folder, 'fw.log');
  writeFileSync(
    log,
    '2024-09-03T16:13:21Z fw1 kernel: DROP IN=eth0 OUT=eth1 SRC=192.0.2.20 DST=203.0.113.80 LEN=60 TTL=63 ID=1 PROTO=TCP SPT=50000 DPT=8443 WINDOW=64240 RES=0x00 SYN URGP=0\n',
  );
  const { errors, status } = pcapVerdict(['compare', '--sides', client, log]);
  expect(status).toBe(2);
  expect(errors.join(' ')).toMatch(/fw\.log is a log of a firewall.*pcap-verdict CAPTURE LOG/);
});
