import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { pcapVerdict } from '../../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-expectations-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const CAPTURE = join(folder, 'one.pcapng');
copyFileSync('captures/syn-drop.pcapng', CAPTURE);

const keys = (count: number) =>
  `endpoints:\n${Array.from({ length: count }, (_, index) => `  10.0.${index >> 8}.${index & 255} tcp 443: drop\n`).join('')}`;

/** Seconds of processor time: a busy machine makes nothing slow. */
function secondsOf(text: string): { readonly seconds: number; readonly out: string } {
  writeFileSync(`${CAPTURE}.expect.yaml`, text);
  const began = process.cpuUsage();
  const { out, errors, status } = pcapVerdict(['check', CAPTURE]);
  const { user, system } = process.cpuUsage(began);
  expect(errors).toEqual([]);
  expect([1, 2]).toContain(status);
  return { seconds: (user + system) / 1e6, out };
}

test.each([
  ['a list in a list in a list', `summary: ${'['.repeat(30_000)}`],
  ['lists by hyphens', `summary:\n${'- '.repeat(30_000)}`],
  ['keys by question marks', '? '.repeat(30_000)],
  ['mappings', '{a: '.repeat(30_000)],
  ['mappings by lines', Array.from({ length: 500 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')],
  ['signs that a text hides', `${'["]",'.repeat(20_000)}`],
  ['40,000 keys', keys(40_000)],
  ['quotes', '"'.repeat(250_000)],
  ['escapes', `"${'\\x'.repeat(120_000)}`],
  ['anchors', `summary: [&a a, ${'*a, '.repeat(60_000)}`],
  ['directives', '%a\n'.repeat(80_000)],
  ['line ends', '\n'.repeat(250_000)],
  ['50 MB', 'summary: drop\n'.padEnd(50_000_000, '#')],
])('an expectation file is refused in a line, soon: %s', (_, text) => {
  const { seconds, out } = secondsOf(text);
  expect(out).toMatch(
    /^ERROR {2}.*one\.pcapng\n {2}one\.pcapng\.expect\.yaml:\d+:\d+: [^\n]+\n1 capture/,
  );
  expect(out).not.toMatch(/call stack|internal error/);
  expect(seconds).toBeLessThan(8);
});

test('a long one that is right costs what it has, not its square', () => {
  const { seconds, out } = secondsOf(keys(5_000));
  expect(out).toContain('not in the report');
  expect(seconds).toBeLessThan(8);
});
