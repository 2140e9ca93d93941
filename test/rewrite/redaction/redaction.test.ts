import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FORMAT_NAMES } from '../../../src/documents/formats.ts';
import { writePcapng } from '../../../support/capture-writer.ts';
import { pcapVerdict } from '../../../support/cli.ts';
import {
  ADDRESSES,
  CLIENT,
  GATEWAY_NAME,
  identifyingPackets,
  MACS,
  PRODUCT_NAME,
  PRODUCT_SERVER,
  SECRETS,
  TEXTS,
} from '../../../support/identifying-packets.ts';
import { addressBytes, macBytes } from '../../../support/packet-builder.ts';
import { underKey } from '../../../support/redaction-key.ts';
import { installed, run } from '../../../support/tools.ts';

let folder = '';
let capture = '';
let proof = '';
let KEY: string[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-'));
  capture = join(folder, 'HostOfCapture.pcapng');
  proof = join(folder, 'proof.pcapng');
  KEY = underKey(folder);
  writeFileSync(
    capture,
    writePcapng(identifyingPackets(), {
      comment: 'CommentByJane',
      interfaces: [{ linkType: 1, name: 'eth-of-jane', timestampResolution: 9 }],
      names: [{ address: [10, 77, 1, 53], name: 'ResolvedByJane' }],
    }),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What must not be seen of the capture, in any form that a text may have it in. */
function leaks(text: string): string[] {
  const lower = text.toLowerCase();
  return [
    ...TEXTS,
    ...ADDRESSES,
    ...MACS,
    ...MACS.flatMap((mac) => [mac.replaceAll(':', '-'), mac.replaceAll(':', '')]),
  ].filter((value) => lower.includes(value.toLowerCase()));
}

function bytesLeaks(bytes: Buffer): string[] {
  const values = [
    ...ADDRESSES.map((address) => [address, addressBytes(address)] as const),
    ...MACS.map((mac) => [mac, macBytes(mac)] as const),
    ...SECRETS.map((secret, index) => [`secret ${index}`, secret.subarray(0, 8)] as const),
  ];
  return values.filter(([, value]) => bytes.includes(Buffer.from(value))).map(([name]) => name);
}

const evidence = (...more: string[]) =>
  pcapVerdict(['evidence', capture, '-o', proof, ...KEY, ...more]);

test('the capture tells everything while it is not redacted', () => {
  const bytes = readFileSync(capture);
  expect(bytesLeaks(bytes).length).toBeGreaterThanOrEqual(ADDRESSES.length + MACS.length);
  const { out } = pcapVerdict([capture, '-f', 'json']);
  expect(leaks(out)).toEqual(expect.arrayContaining([CLIENT, 'payroll-db', 'HostOfCapture']));
});

describe.each(FORMAT_NAMES)('-f %s', (format) => {
  test('tells nothing of whose the capture is, and that it is redacted', () => {
    const { out, errors, status } = pcapVerdict([capture, '-f', format, ...KEY]);
    expect(errors).toEqual([]);
    expect(status).toBe(0);
    expect(leaks(out)).toEqual([]);
    expect(out).toMatch(/redacted under/i);
    expect(out).toContain(PRODUCT_SERVER);
  });

  test('is the same in every run under the same key, another under another', () => {
    const first = pcapVerdict([capture, '-f', format, ...KEY]).out;
    expect(pcapVerdict([capture, '-f', format, ...KEY]).out).toBe(first);
    expect(pcapVerdict([capture, '-f', format, '--redact']).out).not.toBe(first);
  }, 60_000);
});

test('a display filter asks about the original, and is not shown', () => {
  const filter = ['-Y', `ip.addr == ${CLIENT} and dns.qry.name contains "payroll"`];
  const { out, errors } = pcapVerdict([capture, '-f', 'json', ...KEY, ...filter]);
  expect(errors).toEqual([]);
  expect(leaks(out)).toEqual([]);
  const original = JSON.parse(pcapVerdict([capture, '-f', 'json', ...filter]).out);
  const verdicts = (report: typeof original) =>
    report.endpoints.map(({ port, verdict }: { port: number; verdict: string }) => [port, verdict]);
  expect(original.endpoints.length).toBeGreaterThan(0);
  expect(verdicts(JSON.parse(out))).toEqual(verdicts(original));
});

test('the verdicts, and what they are about, stay', () => {
  const [original, redacted] = [[], KEY].map((options) =>
    JSON.parse(pcapVerdict([capture, '-f', 'json', ...options]).out),
  );
  const shape = (report: typeof original) =>
    report.endpoints.map((endpoint: Record<string, unknown>) => [
      endpoint.port,
      endpoint.protocol,
      endpoint.verdict,
      endpoint.confidence,
      endpoint.function,
      endpoint.attempts,
      endpoint.firstTime,
    ]);
  expect(shape(redacted)).toEqual(shape(original));
  expect(JSON.stringify(redacted)).toContain(GATEWAY_NAME);
  expect(JSON.stringify(redacted)).not.toContain('redaction-differs');
});

test('--redact-keep keeps what it names', () => {
  const { out } = pcapVerdict([
    ...[capture, '-f', 'json', '--redact-keep', CLIENT],
    ...['--redact-keep', '*.mersenne.example'],
  ]);
  expect(leaks(out)).toEqual(expect.arrayContaining([CLIENT]));
  expect(leaks(out)).not.toContain('contoso-hr');
  expect(pcapVerdict([capture, '--redact-keep', 'no name']).status).toBe(2);
});

describe('evidence', () => {
  test('has none of the original values in its bytes', () => {
    expect(evidence('--context', '1000').status).toBe(0);
    const bytes = readFileSync(proof);
    expect(bytesLeaks(bytes)).toEqual([]);
    expect(leaks(bytes.toString('latin1'))).toEqual([]);
    expect(evidence('--context', '1000').status).toBe(0);
    expect(readFileSync(proof).equals(bytes)).toBe(true);
  });

  test.skipIf(!installed('tshark'))('nor in what tshark makes of it, which finds no fault', () => {
    evidence('--context', '1000');
    const checks = ['ip', 'tcp', 'udp'].flatMap((name) => ['-o', `${name}.check_checksum:TRUE`]);
    const read = (...args: string[]) => run('tshark', ['-n', '-r', proof, ...args]).toString();
    const details = read('-V', '-x');
    expect(leaks(details)).toEqual([]);
    expect(details).toContain(PRODUCT_NAME);
    expect(details.match(/^Frame \d+:/gm)).toHaveLength(identifyingPackets().length);
    expect(read(...checks, '-Y', '_ws.malformed or _ws.expert.group == "Checksum"')).toBe('');
  });
});
