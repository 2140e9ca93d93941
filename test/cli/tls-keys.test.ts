import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bareCapture } from '../../support/bare-capture.ts';
import { pcapVerdict } from '../../support/cli.ts';
import { text } from '../../support/packet-builder.ts';

const CAPTURE = 'captures/lab/tls13-keys-intercepted-trusted.pcapng.gz';
const FORMATS = ['text', 'markdown', 'html', 'json', 'ndjson', 'junit', 'sarif'];

const folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-keys-'));
let keys: string;
let bare: string;
let secrets: string[];

beforeAll(async () => {
  const { log, ...paths } = await bareCapture(CAPTURE, folder);
  ({ keys, bare } = paths);
  secrets = [...log.matchAll(/ ([0-9a-f]+)$/gm)].map(([, one]) => one);
});
afterAll(() => rmSync(folder, { recursive: true }));

const codes = (...args: string[]) => {
  const { out, errors, status } = pcapVerdict([...args, '-f', 'json', '-q']);
  expect([errors, status]).toEqual([[], 0]);
  const { endpoints } = JSON.parse(out) as { endpoints: { evidence: { code: string }[] }[] };
  return endpoints.flatMap(({ evidence }) => evidence.map(({ code }) => code));
};
const inspected = (found: readonly string[]) =>
  found.filter((one) => one === 'tls-inspected').length;

describe('key logs of TLS', () => {
  it('that the capture brings along are used', () => {
    expect(inspected(codes(CAPTURE))).toBe(22);
    expect(inspected(codes(bare))).toBe(0);
  });

  it("are used from a file, by tshark's spelling too", () => {
    const found = codes(CAPTURE);
    expect(codes(bare, '--tls-keys', keys)).toEqual(found);
    expect(codes(bare, '-o', `tls.keylog_file:${keys}`)).toEqual(found);
    expect(codes(`-otls.keylog_file:${keys}`, bare)).toEqual(found);
  });

  it('are wanted as files that are key logs', () => {
    const wrong = (path: string) => pcapVerdict([bare, '--tls-keys', path]);
    expect(wrong(join(folder, 'none')).errors[0]).toMatch(/none: no such file/);
    expect(wrong(folder).errors[0]).toMatch(/cannot be read \(EISDIR\)/);
    expect(wrong(bare).errors[0]).toMatch(/is no key log of TLS/);
    expect(wrong('-').errors[0]).toMatch(/not from standard input/);
    for (const command of ['packets', 'filter', 'flows']) {
      const { errors, status } = pcapVerdict([command, bare, '-o', `tls.keylog_file:${keys}`]);
      expect([errors[0], status]).toEqual([expect.stringMatching(/packets as they are/), 2]);
    }
  });

  it('are in no output', async () => {
    expect(secrets.length).toBeGreaterThan(80);
    const raw = secrets.map((secret) => Buffer.from(secret, 'hex').toString('latin1'));
    const leaks = (found: string) =>
      secrets.filter((one, i) => found.toLowerCase().includes(one) || found.includes(raw[i]));
    for (const format of FORMATS) {
      for (const more of [[], ['--redact']]) {
        const args = [bare, '--tls-keys', keys, '-f', format, ...more];
        const { out, errors } = pcapVerdict(args);
        expect(leaks(`${out}${errors.join()}`), args.join(' ')).toEqual([]);
        expect(out).not.toContain('TRAFFIC_SECRET');
      }
    }
    const { out: list } = pcapVerdict(['packets', CAPTURE, '-V']);
    expect(leaks(list)).toEqual([]);
    for (const more of [[], ['--redact']]) {
      const file = join(folder, `evidence${more.length}.pcapng`);
      expect(pcapVerdict(['evidence', CAPTURE, '-o', file, ...more]).status).toBe(0);
      const written = readFileSync(file);
      expect(leaks(written.toString('latin1'))).toEqual([]);
      expect(written.includes('TRAFFIC_SECRET')).toBe(false);
    }
    // A key log that is not one throughout: what is wrong is told without it.
    const damaged = join(folder, 'damaged.log');
    writeFileSync(damaged, text(secrets.map((secret) => `MY_SECRET ${secret}`).join('\n')));
    const { errors } = pcapVerdict([bare, '--tls-keys', damaged]);
    expect([leaks(errors.join()), errors.length]).toEqual([[], 2]);
  });
});
