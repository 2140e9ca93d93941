import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pcapVerdict } from '../../support/cli.ts';
import { underKey } from '../../support/redaction-key.ts';

const CAPTURE = 'captures/clienthello-reset.pcapng';
const OTHER = 'captures/lab/healthy.pcapng';
const FILTER = 'ip.addr == 203.0.113.53';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What stands above the first part of a report. */
function headOf(format: 'html' | 'markdown', ...args: string[]): string {
  const { out, errors } = pcapVerdict([...args, '-f', format, '--lang', 'en']);
  expect(errors).toEqual([]);
  const end = format === 'html' ? '</header>' : '\n## ';
  expect(out).toContain(end);
  return out.slice(0, out.indexOf(end));
}

describe.each([
  ['diagnose', [CAPTURE]],
  ['case', ['case', CAPTURE]],
  ['compare', ['compare', CAPTURE, OTHER]],
])('what was judged stands in the head: %s', (_, args) => {
  const ONLY = 'only endpoints with a matching packet are judged';
  const REDACTED = 'Redacted: addresses and names are replaced';

  test.each(['html', 'markdown'] as const)('%s', (format) => {
    const code = { html: `<code>${FILTER}</code>`, markdown: `\`${FILTER}\`` }[format];
    const filtered = headOf(format, ...args, '-Y', FILTER);
    expect(filtered).toContain(`Display filter ${code}: ${ONLY}`);
    expect(filtered).not.toContain(REDACTED);
    const redacted = headOf(format, ...args, ...underKey(folder));
    expect(redacted).toContain(REDACTED);
    expect(redacted).not.toContain(ONLY);
    const plain = headOf(format, ...args);
    expect(plain).not.toContain(REDACTED);
    expect(plain).not.toContain(ONLY);
  });
});
