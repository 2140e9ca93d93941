import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { pcapVerdict, pcapVerdictProcess } from '../../support/cli.ts';
import { HABITS } from './habits.ts';

let folder = '';

/** WMI_BUFFER_HEADER of an event trace, as far as it is looked at. */
const etl = new Uint8Array(0x200);
etl.set([0, 0, 0, 0xc0, 0, 0, 1], 0x48);
const FILES: Readonly<Record<string, string | Uint8Array>> = {
  'page.har': '{"log":{"version":"1.2","creator":{"name":"Firefox","version":"1"},"entries":[]}}',
  'letter.docx': Buffer.concat([
    Buffer.from('PK\u0003\u0004\u0014\u0000\u0006\u0000\u0008\u0000'),
    Buffer.alloc(16),
    Buffer.from('\u0013\u0000\u0000\u0000[Content_Types].xml'),
    Buffer.alloc(300),
    Buffer.from('word/document.xml'),
  ]),
  'log.evtx': 'ElfFile\0\0\0\0\0\0\0\0\0\0\0\0\0\0',
  'trace.etl': etl,
  'bundle.zip': Buffer.from('PK\u0003\u0004\u0014\u0000\u0000\u0000\u0008\u0000'),
  'picture.png': Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
  'empty.pcap': '',
  'empty-log.txt': 'The user cannot connect since Monday.\n',
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-habits-'));
  cpSync('captures/syn-drop.pcapng', join(folder, 'case.pcapng'));
  cpSync('captures/healthy.pcapng', join(folder, 'ok.pcapng'));
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder, name), content);
});
beforeEach(() => {
  rmSync(join(folder, 'out'), { recursive: true, force: true });
  mkdirSync(join(folder, 'out'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Names of files stand for those in the folder. */
const NAMES =
  /(?<![\w./-])(\.\/)?((?:case|ok|cace|nosuch|log|page|letter|trace|bundle|picture|empty|empty-log)\.(?:pcapng|pcap|har|docx|evtx|etl|zip|png|txt|log)|"?(?:\*|c\?se|\[c\]ase|\[!o\]\*|none\*)\.pcapng|out(?:\/[\w.]+)?(?![\w.])|nosuchfolder\/case\.html)/g;

/** A line as a shell breaks it into words. */
function words(typed: string): string[] {
  const all = typed.match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
  return all.map((word) => word.replace(/"([^"]*)"/g, '$1'));
}

function placed(typed: string): string[] {
  // Behind an option's letter, or an equals sign, too.
  return words(typed).map((word) => {
    const [, before = '', name] = /^(-[ro]=?|--[a-z-]+=)?(.*)$/s.exec(word) ?? [];
    const isFile = new RegExp(`^(?:${NAMES.source})$`).test(name);
    return isFile
      ? before + (name.startsWith('./') ? `${folder}/${name}` : join(folder, name))
      : word;
  });
}

const cwd = readdirSync('.').sort();

describe.each(Object.entries(HABITS))('%s', (_, habits) => {
  test.each(habits)(
    'pcap-verdict $typed',
    ({ typed, works, told, status, beside, writes = [] }) => {
      const run = pcapVerdict(placed(typed));
      const errors = run.errors.join(' ');
      if (works !== undefined) {
        expect(run.status, errors).toBe(status ?? 0);
        expect(run.out).toMatch(works);
        if (beside !== undefined) expect(errors).toMatch(beside);
      } else {
        expect(run.status, run.out.slice(0, 200)).toBe(2);
        expect(run.out).toBe('');
        expect(run.errors.length).toBeGreaterThan(0);
        // A display filter that is wrong in a place has a caret below it.
        expect(run.errors.length, errors).toBeLessThanOrEqual(
          run.errors.some((line) => /^ *\^/.test(line)) ? 3 : 2,
        );
        expect(errors).toMatch(told!);
        expect(errors).not.toMatch(/internal error|undefined|\bat .*:\d+:\d+/);
      }
      // No file by accident.
      expect(readdirSync('.').sort()).toEqual(cwd);
      expect(readdirSync(join(folder, 'out')).map((name) => `out/${name}`)).toEqual(writes);
      expect(readdirSync(folder).sort()).toEqual(
        ['case.pcapng', 'ok.pcapng', 'out', ...Object.keys(FILES)].sort(),
      );
    },
  );
});

test('there are enough of them', () => {
  expect(Object.values(HABITS).flat().length).toBeGreaterThanOrEqual(200);
});

test('what is missing is said before the first report', () => {
  const { out, errors } = pcapVerdict(['captures/syn-drop.pcapng', 'nosuch.pcapng']);
  expect(out).toContain('DROP');
  expect(errors.filter((line) => line.includes('nosuch.pcapng'))).toHaveLength(1);
});

describe.each(['--help', ...Object.keys(COMMANDS).map((name) => `${name} --help`)])(
  '%s',
  (typed) => {
    test('has at most 60 lines of 80 characters, and two examples at most', () => {
      const lines = pcapVerdict(typed.split(' ')).out.trimEnd().split('\n');
      expect(lines.length).toBeLessThanOrEqual(60);
      const examples = lines.filter((line) => /^ {2}pcap-verdict /.test(line));
      expect(examples.length).toBeLessThanOrEqual(2);
      // Lines to copy stay whole.
      const long = lines.filter((line) => line.length > 80 && !examples.includes(line));
      expect(long).toEqual([]);
    });
  },
);

test('a full disk: one line, and no stack trace', () => {
  const { status, errors } = pcapVerdictProcess(['captures/syn-drop.pcapng', '-o', '/dev/full']);
  expect({ status, lines: errors.length }).toEqual({ status: 2, lines: 1 });
});
