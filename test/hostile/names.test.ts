import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FORMAT_NAMES } from '../../src/documents/formats.ts';
import { writePcapng } from '../../support/capture-writer.ts';
import { pcapVerdict } from '../../support/cli.ts';
import { forbiddenCharacter } from '../../support/fuzz/pipeline.ts';
import { underKey } from '../../support/redaction-key.ts';
import { HOSTILE_NAMES, hostilePackets } from './hostile-packets.ts';

let folder = '';
let capture = '';
let key = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-'));
  [, key] = underKey(folder);
  // Even the file's own name.
  capture = join(folder, 'na\u001b[1mme\u202e.pcapng');
  writeFileSync(
    capture,
    writePcapng(hostilePackets(), {
      comment: HOSTILE_NAMES.join(' '),
      interfaces: [{ linkType: 1, name: HOSTILE_NAMES[0] }],
      names: HOSTILE_NAMES.map((name, index) => ({ address: [203, 0, 113, 10 + index], name })),
    }),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]): { out: string; err: string; status: number | null } {
  const { out, errors, status } = pcapVerdict(args);
  return { out, err: errors.join('\n'), status };
}

const COMMANDS: readonly (readonly string[])[] = [
  ...FORMAT_NAMES.map((format) => ['FILE', '-f', format]),
  ...FORMAT_NAMES.map((format) => ['FILE', '-f', format, '--redact-key-file', 'KEY']),
  ['FILE', '-f', 'json', '-Y', 'dns.qry.name contains "example"'],
  ...['html', 'markdown', 'junit', 'sarif', 'ndjson'].map((format) => ['FILE', '-f', format]),
  ['FILE', 'FILE', '--joint'],
  ...['table', 'tsv', 'csv', 'json'].flatMap((format) => [
    ['packets', 'FILE', '-f', format],
    ['flows', 'FILE', '-f', format],
  ]),
];

describe('names out of a capture', () => {
  test.each(COMMANDS.map((args) => ({ args, command: args.join(' ') })))(
    '$command: nothing reaches the terminal that moves it',
    ({ args }) => {
      const { out, err, status } = run(
        ...args.map((arg) => (arg === 'FILE' ? capture : arg === 'KEY' ? key : arg)),
      );
      expect(status).toBe(0);
      expect(err).toBe('');
      expect(out).not.toBe('');
      // Line ends, and the tabs of tsv, are the format's own.
      const hasReturns = args.includes('csv') || args.includes('eml');
      const allowed = args.includes('tsv') ? '\n\t' : hasReturns ? '\r\n' : '\n';
      expect(forbiddenCharacter(out, allowed)).toBeNull();
      if (args.includes('json')) expect(() => JSON.parse(out)).not.toThrow();
    },
  );

  test('no row of a list breaks into two', () => {
    const frames = hostilePackets().length;
    for (const format of ['tsv', 'csv']) {
      const { out } = run('packets', capture, '-f', format);
      expect(out.trimEnd().split(/\r?\n/)).toHaveLength(frames + 1);
    }
    const { out } = run('packets', capture, '-f', 'tsv');
    for (const row of out.trimEnd().split('\n')) expect(row.split('\t')).toHaveLength(8);
  });

  test('no cell of a csv file begins as a formula', () => {
    for (const command of ['packets', 'flows']) {
      const { out } = run(command, capture, '-f', 'csv');
      for (const row of out.split('\n').slice(1)) {
        for (const cell of row.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)) {
          expect(cell.replace(/^"/, '')).not.toMatch(/^[=+@]|^-(?![\d.]+$)/);
        }
      }
    }
  });

  test('errors about a file with a hostile name, an unknown option or filter are plain', () => {
    const bad = join(folder, 'no\u001b[31m\u202esuch\nfile');
    for (const args of [
      [bad],
      ['packets', bad],
      [capture, '--\u001b[31mred'],
      [capture, '-Y', 'ip.addr == \u001b[31m\u202e'],
      ['explain', '\u001b[31m'],
      ['explain', '\u202esyn-reset'],
      [capture, '--profile', '\u001b]0;x\u0007'],
      ['packets', capture, '-f', '\u001b[31m'],
    ]) {
      const { out, err, status } = run(...args);
      expect(status, args.join(' ')).toBe(2);
      expect(out).toBe('');
      expect(forbiddenCharacter(err)).toBeNull();
    }
  });
});
