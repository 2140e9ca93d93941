import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { pcapVerdict } from '../../support/cli.ts';
import { webRejectRows } from '../../support/secure-access-tables.ts';

const folder = mkdtempSync(join(tmpdir(), 'packet-lists-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'list.tsv');
const HEADING = 'No.\tTime\tSource\tDestination\tProtocol\tLength\tDestination Port\tInfo';
writeFileSync(path, `${[HEADING, ...webRejectRows].join('\n')}\n`);

describe('a packet list where a capture is expected', () => {
  test('as a file and through a pipe', () => {
    const file = pcapVerdict([path, '--no-color']);
    expect(file).toMatchObject({ status: 0, errors: [] });
    expect(file.out).toMatch(/^REJECT: A firewall possibly rejects TCP 443 to 18\.135\.112\.200\./);
    const pipe = pcapVerdict(['-', '--no-color'], { input: readFileSync(path) });
    expect(pipe.out.split('\n')[0]).toBe(file.out.split('\n')[0]);
  });

  test('packets: rows as they came', () => {
    const { out } = pcapVerdict(['packets', path, '-f', 'tsv']);
    const rows = out.trimEnd().split('\n').slice(1);
    const cells = rows.map((row) => row.split('\t'));
    const expected = webRejectRows.map((row) => row.split('\t'));
    // No., Time, Source, Destination, Protocol, Length
    expect(cells.map((row) => row.slice(0, 6))).toEqual(expected.map((row) => row.slice(0, 6)));
    // What stood before the list's first SYN is not in the list.
    expected[0][7] = expected[0][7].replace('[TCP Port numbers reused] ', '');
    expect(cells.map((row) => row[7])).toEqual(expected.map((row) => row[7]));
  });

  test('flows: an attempt each', () => {
    const { out } = pcapVerdict(['flows', path, '-f', 'json']);
    const flows: { conn_state: string }[] = JSON.parse(out);
    const states = flows.map((flow) => flow.conn_state);
    expect(states).toEqual([...Array(6).fill('REJ'), 'S0', 'S0']);
  });

  test('evidence is refused: what was put together again proves nothing', () => {
    const output = join(folder, 'evidence.pcapng');
    const { status, errors, out } = pcapVerdict(['evidence', path, '-o', output]);
    expect([status, out]).toEqual([2, '']);
    expect(errors).toHaveLength(2);
    expect(errors[0]).toMatch(/does not hold the packets themselves/);
    expect(errors[1]).toMatch(/tshark -T json -x/);
    expect(existsSync(output)).toBe(false);
  });

  test('redacted: no address of the client is left', () => {
    const { status, out } = pcapVerdict([path, '--redact', '-f', 'json']);
    expect(status).toBe(0);
    expect(out).not.toContain('192.168.0.204');
    expect(JSON.parse(out).endpoints[0].verdict).toBe('reject');
  });
});
