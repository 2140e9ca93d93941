import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { MemorySource } from '../../src/capture/byte-source.ts';
import { openCapture } from '../../src/capture/open-capture.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Report } from '../../src/diagnosis/report/report.ts';
import { reportOf as reportFrom } from '../../src/diagnosis/report/report-of.ts';
import schema from '../../src/documents/schemas/report.schema.json' with { type: 'json' };
import type { SynReset } from '../../src/evidence/syn-reset.ts';
import { EVIDENCE_CODES } from '../../src/evidence/table.ts';
import { GRAVITY } from '../../src/evidence/verdict.ts';
import { openText } from '../../src/inputs/open-text.ts';
import { dnsUnprotectedRows, webRejectRows } from '../../support/secure-access-tables.ts';
import { expectDescribed } from './schema-checks.ts';

const captures = readdirSync('captures').filter((name) => /\.(pcap|pcapng)(\.\w+)?$/.test(name));
const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
const validate = ajv.compile<Report>(schema);

function complaints(report: unknown): string[] {
  if (validate(report)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

async function reportOf(bytes: Uint8Array, name: string): Promise<Report> {
  const reader = await openCapture(new MemorySource(bytes, name), [openText]);
  return reportFrom(await diagnose(reader, { sha256: async () => 'ab'.repeat(32) }));
}

describe('the reports of all captures follow the schema', () => {
  test.each(captures)('%s', async (name) => {
    const report = await reportOf(readFileSync(`captures/${name}`), name);
    expect(complaints(report)).toEqual([]);
    // Through JSON, as a reader gets it: undefined and NaN would not survive.
    const copy = JSON.parse(JSON.stringify(report));
    expect(copy).toEqual(report);
    for (const finding of report.findings) {
      for (const index of finding.endpoints) expect(report.endpoints[index]).toBeDefined();
    }
  });

  test('a packet list, with a row that is not understood', async () => {
    const heading = 'No.\tTime\tSource\tDestination\tProtocol\tLength\tDestination Port\tInfo';
    const list = [heading, ...dnsUnprotectedRows, 'and so on', ...webRejectRows].join('\n');
    const report = await reportOf(new TextEncoder().encode(list), 'list.tsv');
    expect(report.capture.format).toBe('text');
    expect(report.capture.problems).toHaveLength(1);
    expect(complaints(report)).toEqual([]);
  });

  test('a capture that breaks off, and one without packets', async () => {
    const bytes = readFileSync('captures/syn-drop.pcapng');
    const broken = await reportOf(bytes.subarray(0, bytes.length / 2), 'broken.pcapng');
    expect(broken.capture.problems).not.toEqual([]);
    expect(complaints(broken)).toEqual([]);
    const empty = await reportOf(
      readFileSync('captures/healthy-big-endian.pcap').subarray(0, 24),
      'empty.pcap',
    );
    expect(empty.capture.packets).toBe(0);
    expect(complaints(empty)).toEqual([]);
  });

  const corpus = '../shared/corpus/zeek+zeek/testing/btest/Traces';
  test.skipIf(!existsSync(corpus))('captures of others', async () => {
    for (const folder of ['http', 'dns', 'icmp', 'tls']) {
      const path = `${corpus}/${folder}`;
      for (const name of readdirSync(path).filter((file) => file.endsWith('.pcap'))) {
        const report = await reportOf(readFileSync(`${path}/${name}`), name);
        expect(complaints(report), name).toEqual([]);
      }
    }
  });
});

describe('a broken report is refused', () => {
  let report: Report;
  beforeAll(async () => {
    const name = 'secure-access-web-reject.pcapng';
    report = await reportOf(readFileSync(`captures/${name}`), name);
  });

  // Each takes a sound report and breaks one thing.
  const changes: [string, (copy: ReturnType<typeof JSON.parse>) => void, RegExp][] = [
    ['another schema version', (copy) => (copy.schemaVersion = 1), /schemaVersion/],
    ['an unknown field', (copy) => (copy.endpoints[0].extra = 1), /additional properties/],
    ['a field is missing', (copy) => delete copy.summary.text, /summary must have required/],
    ['an unknown verdict', (copy) => (copy.summary.verdict = 'blocked'), /summary\/verdict/],
    ['frame 0', (copy) => (copy.endpoints[0].evidence[0].frames = [0]), /frames\/0/],
    ['a port too large', (copy) => (copy.endpoints[0].port = 65_536), /port/],
    ['a local time', (copy) => (copy.capture.firstTime = '2024-08-27T03:06:36'), /firstTime/],
    ['a short hash', (copy) => (copy.capture.sha256 = 'abc'), /sha256/],
    ['a negative count', (copy) => (copy.endpoints[0].attempts = -1), /attempts/],
    ['a code with a space', (copy) => (copy.endpoints[0].patterns = ['syn reset']), /patterns/],
    ['no alternative', (copy) => delete copy.endpoints[0].alternative, /alternative/],
  ];
  test.each(changes)('%s', (_name, change, complaint) => {
    const copy = structuredClone(report);
    expect(complaints(copy)).toEqual([]);
    change(copy);
    expect(complaints(copy).join('\n')).toMatch(complaint);
  });
});

describe('what version 2 adds', () => {
  test('evidence has the numbers of its sentence, as plain values', async () => {
    const { endpoints } = await reportOf(
      readFileSync('captures/syn-reset-firewall.pcapng'),
      'syn-reset-firewall.pcapng',
    );
    // captures/README.md: refused with time to live 64 after 0.6 ms, three times.
    const [refused] = endpoints.filter(({ server }) => server === '203.0.113.56');
    const [pattern] = refused.evidence.filter(({ code }) => code === 'syn-reset');
    const { syns, delay, timeToLive } = pattern.values as unknown as SynReset;
    expect(syns).toBe(3);
    expect(timeToLive).toEqual({ count: 3, minimum: 64, maximum: 64 });
    expect(delay.minimum).toBeGreaterThan(500);
    expect(delay.maximum).toBeLessThan(700);
  });

  test('an address among the values is text', async () => {
    const name = 'icmp-admin-prohibited.pcapng';
    const { endpoints } = await reportOf(readFileSync(`captures/${name}`), name);
    const sources = endpoints.flatMap(({ evidence }) =>
      evidence.flatMap(({ values }) => (values.source as { address?: string })?.address ?? []),
    );
    expect(sources.length).toBeGreaterThan(0);
    for (const source of sources) expect(source).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
  });
});

describe('the schema itself', () => {
  test('names the verdicts that there are', () => {
    expect([...schema.$defs.verdict.enum].sort()).toEqual([...GRAVITY].sort());
  });

  test('takes every code that a detector can emit', () => {
    const pattern = new RegExp(schema.$defs.code.pattern);
    for (const code of EVIDENCE_CODES) expect(code).toMatch(pattern);
  });

  test('describes every property, and lets no other one in', () => {
    expectDescribed(schema, '', ['scan', 'files', 'hasMoreFrames']);
  });
});
