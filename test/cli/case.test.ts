import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, test } from 'vitest';
import { FORMAT_NAMES } from '../../src/documents/formats.ts';
import schema from '../../src/documents/schemas/case.schema.json' with { type: 'json' };
import comparisonSchema from '../../src/documents/schemas/comparison.schema.json' with {
  type: 'json',
};
import reportSchema from '../../src/documents/schemas/report.schema.json' with { type: 'json' };
import {
  capture,
  DNS_CAPTURE,
  folderOf,
  NSLOOKUP,
  PLUGIN_LOG,
  PLUGIN_LOG_PATH,
  removeFolders,
  seedCase,
  WEB_CAPTURE,
} from '../../support/case-folder.ts';
import { pcapVerdict } from '../../support/cli.ts';
import { underKey } from '../../support/redaction-key.ts';
import { dnsUnprotectedRows, webRejectRows } from '../../support/secure-access-tables.ts';
import { zipOf } from '../../support/zip-writer.ts';

afterAll(removeFolders);

const HEAD = 'No.\tTime\tSource\tDestination\tProtocol\tLength\tDestination Port\tInfo';
const table = (rows: readonly string[]) => `${[HEAD, ...rows].join('\n')}\n`;

describe('a case', () => {
  const folder = folderOf(seedCase());

  test('is told on standard output, which has nothing else', () => {
    const { out, errors, status } = pcapVerdict(['case', folder]);
    expect(status).toBe(0);
    expect(errors).toEqual([]);
    expect(out.replace(/\s+/g, ' ')).toContain(
      'before it the capture has 8 queries (TXT debug.opendns.com) in frames 6797, 6798, 6825, 6826, 6915, 6916, 6918 and 6919, which have no answer.',
    );
    // Only a name that is longer than a line may stand out.
    const long = out.split('\n').filter((line) => line.length > 80 && /\S\s+\S/.test(line.trim()));
    expect(long).toEqual([]);
  });

  test('ends with 1 where a service is blocked and --exit-code asks for it', () => {
    expect(pcapVerdict(['case', folder, '--exit-code', '-q']).status).toBe(1);
  });

  test.each(FORMAT_NAMES)('comes as %s, twice the same', (format) => {
    const one = pcapVerdict(['case', folder, '-f', format]);
    expect([one.status, one.errors]).toEqual([0, []]);
    expect(one.out).toContain('208.67.222.222');
    expect(pcapVerdict(['case', folder, '-f', format]).out).toBe(one.out);
  });

  test('in JSON keeps to its schema', () => {
    const validate = new Ajv2020({ strict: false })
      .addSchema(reportSchema, 'report.schema.json')
      .addSchema(comparisonSchema, 'comparison.schema.json')
      .compile(schema);
    const report: unknown = JSON.parse(pcapVerdict(['case', folder, '-f', 'json']).out);
    validate(report);
    expect(validate.errors).toBeNull();
  });

  test.each(FORMAT_NAMES)('redacted as %s has no name, address or word of the site', (format) => {
    const files = seedCase();
    files['Jane Doe/notes of Jane.txt'] = 'Jane Doe, Acme Ltd.\n';
    files['Jane Doe/broken.pcapng'] = Buffer.from('0a0d0d0a00000000ffffffff', 'hex');
    const named = folderOf(files);
    const { out, status } = pcapVerdict(['case', named, ...underKey(folderOf({})), '-f', format]);
    expect(status).toBe(0);
    expect(out).toContain('208.67.222.222');
    for (const secret of [
      ...['192.168.0.204', '192.168.0.65', 'ad.lab.local', 'lab.local', 'Jane', 'Acme'],
      ...['DARTBundle_0827', 'example.com', 'Thread 27cc', 'checking reachability of pr'],
      ...[named, 'secure-access-dns-unprotected'],
    ]) {
      expect(out).not.toContain(secret);
    }
  });
});

test('the two packet lists alone give what the captures give, less surely', () => {
  const folder = folderOf({
    'dns.tsv': table(dnsUnprotectedRows),
    'web.tsv': table(webRejectRows),
    'nslookup.txt': NSLOOKUP,
  });
  const report = JSON.parse(pcapVerdict(['case', folder, '-f', 'json']).out);
  expect(report.summary.text).toMatch(
    /^A firewall rejects TCP 443 to the Secure Web Gateway 18\.135\.112\.200: Web protection fails\. A firewall probably drops UDP 53 and 443 to the OpenDNS resolvers 208\.67\.222\.222 and 208\.67\.220\.220: DNS protection fails\.$/,
  );
  // The first is as sure as in the captures; the second is not.
  expect(report.summary.confidence).toBe('high');
});

test('captures and --logs are a case, too', () => {
  const folder = folderOf({ [DNS_CAPTURE]: capture(DNS_CAPTURE), [PLUGIN_LOG_PATH]: PLUGIN_LOG });
  const { out, status } = pcapVerdict([
    join(folder, DNS_CAPTURE),
    '--logs',
    join(folder, 'DARTBundle_0827_0641'),
  ]);
  expect(status).toBe(0);
  expect(out.replace(/\s+/g, ' ')).toContain('At 03:07:53 the client rejected');
});

test('logs without a capture are judged by themselves', () => {
  const folder = folderOf({ [PLUGIN_LOG_PATH]: PLUGIN_LOG });
  const { out, status } = pcapVerdict(['--logs', folder]);
  expect(status).toBe(0);
  expect(out).toMatch(
    /^INCONCLUSIVE: The client's log says that DNS protection failed at 2024-08-27\s03:07:53\./,
  );
});

describe('wrong use is told in a line or two:', () => {
  test.each([
    [['case'], /which folder\? Name the folder, ZIP archive or files/],
    [['compare', `captures/${WEB_CAPTURE}`], /which two captures\?/],
    [['case', '/nowhere/at/all'], /^pcap-verdict: \/nowhere\/at\/all: no such file/],
    [['case', 'captures', ''], /the name of a file or folder is empty/],
    [[`captures/${WEB_CAPTURE}`, '--logs', '/nowhere'], /\/nowhere: no such file/],
    [[`captures/${WEB_CAPTURE}`, '--log-time-zone', 'Mars'], /--log-time-zone .* --logs FILE/],
    [['captures'], /pcap-verdict case captures$/],
    [['case', '-'], /standard input gives its bytes once/],
    [['case', 'captures', '-o', 'captures'], /captures is a folder/],
    [['case', 'captures', '--log-time-zone', 'Mars/Olympus'], /unknown time zone "Mars\/Olympus"/],
  ])('%j', (args, message) => {
    const { out, errors, status } = pcapVerdict(args);
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(errors.length).toBeLessThanOrEqual(2);
    expect(errors.join(' ')).toMatch(message);
  });

  test('a folder with nothing of use has its files listed, and status 2', () => {
    const { out, status } = pcapVerdict(['case', folderOf({ 'notes.txt': 'nothing here\n' })]);
    expect(status).toBe(2);
    expect(out).toMatch(/^INCONCLUSIVE: There is neither a capture nor a log that can be read/);
    expect(out).toContain('notes.txt');
  });

  test('look-ups alone are of use', () => {
    const { out, status } = pcapVerdict(['case', folderOf({ 'nslookup.txt': NSLOOKUP })]);
    expect([status, out]).toEqual([0, expect.stringContaining('nslookup.txt: 1 look-up')]);
  });

  test('an archive that is named as a capture is a case', () => {
    const folder = folderOf({ 'case.zip': zipOf([{ name: 'x.txt', content: 'x' }]) });
    const { errors, status } = pcapVerdict([join(folder, 'case.zip')]);
    expect([status, errors.length]).toEqual([2, 2]);
    expect(errors[1]).toContain('pcap-verdict case FILE');
  });

  test('what is not read says how it could be', () => {
    const folder = folderOf({
      'System.evtx': `ElfFile\0${'\0'.repeat(4096)}`,
      'letter.docx': zipOf([{ name: 'x.txt', content: 'x' }]),
    });
    const { out } = pcapVerdict(['case', folder]);
    const text = out.replace(/\s+/g, ' ');
    expect(text).toContain('System.evtx (a Windows event log (EVTX). Export it as text');
    expect(text).toContain('letter.docx (a ZIP archive).');
  });

  test(`a report is not written over a file of the case`, () => {
    const folder = folderOf({ [WEB_CAPTURE]: capture(WEB_CAPTURE) });
    const path = join(folder, WEB_CAPTURE);
    const { errors, status } = pcapVerdict(['case', path, '-o', path]);
    expect([status, errors[0]]).toEqual([2, expect.stringContaining('would write over')]);
  });
});
