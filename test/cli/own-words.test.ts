import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pcapVerdict } from '../../support/cli.ts';
import { expectSound } from '../documents/html-checks.ts';

const CAPTURE = 'captures/clienthello-reset.pcapng';
const OTHER = 'captures/lab/healthy.pcapng';
const TITLE = 'SR-4711 <b>Branch</b> office';
const NOTE = 'Seen since Monday.\n\n<script>alert(1)</script> **after** the change\u001b[31m';
const OWN = ['--title', TITLE, '--note', NOTE];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(...args: string[]): string {
  const { out, errors, status } = pcapVerdict([...args, '--lang', 'en']);
  expect([errors, status]).toEqual([[], 0]);
  return out;
}

/** Commands that write a report, with what each is about. */
const REPORTS: readonly (readonly [name: string, args: readonly string[]])[] = [
  ['diagnose', [CAPTURE]],
  ['several captures', [CAPTURE, OTHER, '--joint']],
  ['case', ['case', CAPTURE]],
  ['compare', ['compare', CAPTURE, OTHER]],
];

describe.each(REPORTS)('title and note: %s', (name, args) => {
  test('text: the title first, the note below the verdict, every line of it', () => {
    const plain = written(...args, '-f', 'text');
    const lines = written(...args, '-f', 'text', ...OWN).split('\n');
    expect(lines.slice(0, 2)).toEqual([TITLE, '']);
    const at = lines.indexOf('Author’s note');
    if (name !== 'several captures') expect(lines[2]).toBe(plain.split('\n')[0]);
    expect(lines.slice(at, at + 5)).toEqual([
      'Author’s note',
      '',
      '   Seen since Monday.',
      '',
      expect.stringContaining('   <script>alert(1)</script> **after** the change'),
    ]);
    // All that was said before is still said.
    for (const line of plain.split('\n')) expect(lines).toContain(line);
  });

  test('html: on the tab and above the sentence, and nothing of it is live', () => {
    const page = written(...args, '-f', 'html', ...OWN);
    // Of several captures, each has a first heading.
    if (name !== 'several captures') expectSound(page);
    const shown = 'SR-4711 &lt;b&gt;Branch&lt;/b&gt; office';
    expect(page).toContain(`<title>${shown} – pcap-verdict</title>`);
    const [note, verdict] = [page.indexOf('Author’s note'), page.indexOf('<h1>')];
    expect(page.slice(0, note)).toContain(shown);
    expect(note).toBeGreaterThan(verdict);
    expect(page).toContain('<p>&lt;script&gt;alert(1)&lt;/script&gt; **after** the change');
  });

  test('markdown: in the heading, and nothing of it is live', () => {
    const ticket = written(...args, '-f', 'markdown', ...OWN);
    expect(ticket.split('\n')[0]).toMatch(/^# `SR-4711` `<b>Branch<\/b>` office/);
    expect(ticket).toContain('## Author’s note\n\nSeen since Monday.\n\n');
    // What could be live stands in code.
    expect(ticket.replace(/`[^`\n]*`/g, '')).not.toMatch(/<script|<b>|\*\*after/);
  });

  test('a program reads the same as without them', () => {
    expect(written(...args, '-f', 'json', ...OWN)).toBe(written(...args, '-f', 'json'));
  });
});

test('the heading of the note is in the language of the report', () => {
  const { out } = pcapVerdict([CAPTURE, '--note', 'x', '--lang', 'ja']);
  expect(out).toContain('作成者のメモ');
});

describe('the words of a note', () => {
  test('are read of a file where one has that name', () => {
    const file = join(folder, 'note.txt');
    writeFileSync(file, '\ufeffFrom a file.\r\nSecond line.\r\n');
    const out = written(CAPTURE, '--note', file);
    expect(out).toContain('\n   From a file.\n\n   Second line.\n');
    expect(out).not.toContain(folder);
  });

  test('are bounded, and text', () => {
    const [long, binary] = [join(folder, 'long.txt'), join(folder, 'binary')];
    writeFileSync(long, 'x'.repeat(1_000_000));
    writeFileSync(binary, Buffer.from([0x41, 0xff]));
    const told = (...args: string[]) => {
      const { errors, status } = pcapVerdict([CAPTURE, ...args]);
      return [errors[0], status];
    };
    const tooLong = 'pcap-verdict: --note takes 4000 characters at the most';
    expect(told('--note', long)).toEqual([tooLong, 2]);
    expect(told('--note', 'x'.repeat(4_001))).toEqual([tooLong, 2]);
    expect(told('--note', binary)).toEqual([
      `pcap-verdict: the note ${binary} is no text in UTF-8`,
      2,
    ]);
    expect(told('--title', 'x'.repeat(201))).toEqual([
      'pcap-verdict: --title takes 200 characters at the most',
      2,
    ]);
    expect(written(CAPTURE, '--note', '😀'.repeat(4_000))).toContain('😀');
  });

  test('that are empty are none', () => {
    expect(written(CAPTURE, '--title', ' ', '--note', '')).toBe(written(CAPTURE));
  });
});
