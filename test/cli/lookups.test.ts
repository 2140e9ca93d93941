import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { FORMAT_NAMES } from '../../src/documents/formats.ts';
import { pcapVerdict } from '../../support/cli.ts';
import { underKey } from '../../support/redaction-key.ts';

const CAPTURE = 'captures/secure-access-web-reject.pcapng';
const NAME = 'swg-url-proxy-https-sse.sigproxy.qq.opendns.com';
const RESOLVER = 'Server:  dc7.seat.corp.example\nAddress:  10.99.88.77\n\n';
const DIFFERS = `C:\\Users\\jqdoe7>nslookup ${NAME}\n${RESOLVER}Name:    ${NAME}\nAddress:  18.99.98.97\n\n`;
const SITE = `C:\\Users\\jqdoe7>nslookup files.seat.corp.example\n${RESOLVER}*** dc7.seat.corp.example can't find files.seat.corp.example: Non-existent domain\n\n`;

const folder = mkdtempSync(join(tmpdir(), 'lookups-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const lookup = file('nslookup.txt', DIFFERS + SITE);

interface Told {
  readonly summary: { readonly text: string };
  readonly findings: readonly { readonly id: string }[];
  readonly endpoints: readonly { readonly server: string }[];
}
const json = (out: string) => JSON.parse(out) as Told;

describe('--nslookup', () => {
  test('a file, and the same by a pipe in UTF-16', () => {
    const { out, status } = pcapVerdict([CAPTURE, '-f', 'json', '--nslookup', lookup]);
    expect(status).toBe(0);
    const ids = json(out).findings.map(({ id }) => id);
    expect(ids).toEqual([
      'reject/web-protection',
      `inconclusive/lookup-differs/${NAME}`,
      'inconclusive/lookup-failed/files.seat.corp.example',
    ]);
    const input = Buffer.from(`\uFEFF${DIFFERS}${SITE}`, 'utf16le');
    const piped = pcapVerdict([CAPTURE, '-f', 'json', '--nslookup', '-'], { input });
    expect(piped.out).toBe(out);
  });

  test('the output of what the command prints says what it means', () => {
    for (const code of ['lookup-differs', 'lookup-failed', 'lookup-sinkhole']) {
      const { out, status } = pcapVerdict(['explain', code]);
      expect(status).toBe(0);
      expect(out).toContain(`${code}: `);
    }
  });

  test.each([
    [
      'what has no look-up',
      ['--nslookup', 'package.json'],
      /^pcap-verdict: package\.json has no look-up/,
    ],
    ['no file', ['--nslookup', join(folder, 'none')], /none: no such file$/],
    ['a folder', ['--nslookup', folder], /lookups-/],
    ['an empty name', ['--nslookup', ''], /the name of the look-up is empty$/],
    ['no target', ['--target', 'https://www.example.com/'], /^pcap-verdict: --target takes a name/],
  ])('%s is an error of two lines at the most', (_, args, line) => {
    const { out, errors, status } = pcapVerdict([CAPTURE, ...args]);
    expect([out, status]).toEqual(['', 2]);
    expect(errors[0]).toMatch(line);
    expect(errors.length).toBeLessThanOrEqual(2);
  });

  test('standard input is the capture or the look-up', () => {
    const { errors, status } = pcapVerdict(['-', '--nslookup', '-']);
    expect(status).toBe(2);
    expect(errors[0]).toBe(
      'pcap-verdict: standard input is the capture and the look-up; it can be one of them',
    );
  });
});

test('--target: the summary is about it', () => {
  const { out, status } = pcapVerdict([
    ...[CAPTURE, '-f', 'json', '--target', 'www.example.com', '--target', '203.0.113.99:443'],
  ]);
  expect(status).toBe(0);
  const report = json(out);
  expect(report.summary.text).toMatch(/^Both targets answered\./);
  expect(
    report.endpoints
      .slice(0, 2)
      .map(({ server }) => server)
      .sort(),
  ).toEqual(['203.0.113.20', '203.0.113.99']);
});

test('evidence takes both', () => {
  const output = join(folder, 'proof.pcapng');
  const args = ['--nslookup', lookup, '--target', 'www.example.com', '-q'];
  const { status } = pcapVerdict(['evidence', CAPTURE, '-o', output, ...args]);
  expect(status).toBe(0);
  expect(readFileSync(output).readUInt32BE(0)).toBe(0x0a0d0d0a);
});

describe("--redact leaves nothing of a look-up that is not the product's", () => {
  // Of the look-ups, of the capture, and of the target: names, addresses, a user.
  const secrets =
    /seat|corp\.example|dc7|10\.99\.88\.77|jqdoe7|192\.168\.0\.65|192\.0\.2\.231|example\.com|pay7/i;
  const args = [
    CAPTURE,
    '--nslookup',
    lookup,
    '--target',
    'pay7.example.com:8443',
    '--target',
    '192.0.2.231',
  ];

  test('they are in a report that is not redacted', () => {
    expect(pcapVerdict([...args, '-f', 'json']).out).toMatch(secrets);
  });

  test.each(FORMAT_NAMES)('%s', (format) => {
    const { out, status } = pcapVerdict([...args, '-f', format, ...underKey(folder)]);
    expect(status).toBe(0);
    // Namespaces of formats are no names of the capture.
    expect(out.replace(/https?:\/\/[\w./-]+/g, '')).not.toMatch(secrets);
    // What argues with the look-up is still there.
    if (format !== 'ndjson') expect(out).toContain('18.99.98.97');
  });
});
