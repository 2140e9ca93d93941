import { beforeAll, describe, expect, test } from 'vitest';
import { markdown } from '../../src/documents/emit-markdown.ts';
import { markdownCode, markdownText } from '../../src/documents/markdown-text.ts';
import type { Report } from '../../src/index.ts';
import { forbiddenCharacter } from '../../support/fuzz/pipeline.ts';
import { reportOf } from '../../support/shipped-captures.ts';
import { hostileReports, LIVE_TEXTS } from './hostile-report.ts';
import { renderer, unexpected } from './markdown-checks.ts';

const OPTIONS = { color: false, width: 80 };
describe('a report in Markdown', () => {
  let report: Report;
  beforeAll(async () => {
    report = await reportOf('secure-access-dns-unprotected.pcapng');
  });

  test('says the verdict first, then what to open', () => {
    const lines = markdown.render(report, OPTIONS).split('\n');
    expect(lines[0]).toBe('# Packet capture `secure-access-dns-unprotected.pcapng`: drop');
    expect(lines[2]).toMatch(/^\*\*DROP\*\* \(confidence: high\): A firewall drops UDP 53 and 443/);
    expect(lines[4]).toBe('## What to do');
    expect(lines[6]).toBe('- Allow UDP and TCP 53 to 208.67.222.222 and 208.67.220.220.');
  });

  test('has a row for each endpoint, and the frames of the proof', () => {
    const text = markdown.render(report, OPTIONS);
    for (const { server, protocol, port } of report.endpoints.slice(0, 8)) {
      expect(text).toContain(`| \`${server}\` | ${protocol} ${port} |`);
    }
    // From the article's packet list.
    expect(text).toContain('| 57, 3327, 6916, 6918 |');
    expect(text).toContain('- unreachable: The server could also be down');
    expect(text).toContain(`- SHA-256: \`${report.capture.sha256}\``);
    expect(text).toMatch(/2024-08-27 03:06:35\.702114 to .* UTC/);
  });

  test('every row of a table has as many cells as its head', () => {
    const html = renderer.render(markdown.render(report, OPTIONS));
    for (const [table] of html.matchAll(/<table>[\s\S]*?<\/table>/g)) {
      const cells = [...table.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(
        ([, row]) => row.match(/<t[hd]/g)?.length,
      );
      expect(new Set(cells).size).toBe(1);
    }
    expect(unexpected(html)).toEqual([]);
  });

  test('several captures: what each says, then what fails where', async () => {
    const other = await reportOf('secure-access-web-reject.pcapng');
    const text = markdown.renderAll!([report, other], OPTIONS, [
      { name: 'no.pcap', text: 'is not a capture' },
    ]);
    expect(text).toMatch(/^# 3 packet captures\n/);
    expect(text).toContain('| 1 | `secure-access-dns-unprotected.pcapng` | **drop** | high |');
    expect(text).toContain('| `18.135.112.200 tcp 443` | answered | reject |');
    expect(text).toContain('| `208.67.222.222 udp 53` | drop | answered |');
    expect(text).toContain('- `no.pcap`: is not a capture');
  });
});

describe('nothing out of a capture is live in Markdown', () => {
  test.each(LIVE_TEXTS.map((text) => [text]))('%j', (text) => {
    for (const shown of [markdownText(text), markdownCode(text)]) {
      for (const frame of [shown, `- ${shown}`, `Note: ${shown}`, `### 1. ${shown}`]) {
        expect(unexpected(renderer.render(frame)), frame).toEqual([]);
      }
    }
    const cell = `| a | b |\n| --- | --- |\n| ${markdownText(text, true)} | ${markdownCode(text, true)} |`;
    const html = renderer.render(cell);
    expect(unexpected(html), cell).toEqual([]);
    expect(html.match(/<td>/g)).toHaveLength(2);
  });

  test('whole reports', async () => {
    const reports = await hostileReports();
    for (const report of reports) {
      const text = markdown.render(report, OPTIONS);
      expect(forbiddenCharacter(text, '\n'), text.slice(0, 80)).toBeNull();
      expect(unexpected(renderer.render(text)), report.capture.name).toEqual([]);
    }
    const joint = markdown.renderAll!(reports.slice(0, 9), OPTIONS, [
      { name: '<b>@x', text: '[a](https://evil.example)' },
    ]);
    expect(unexpected(renderer.render(joint))).toEqual([]);
  });

  test('a reference is one behind punctuation, too', () => {
    for (const text of ['see.GH-123', 'DNS).ABC-123', 'a-0123456789abcdef']) {
      expect(markdownText(text)).toBe(`\`${text}\``);
    }
  });

  test('what is harmless stays readable', () => {
    for (const text of ['The client’s log, at 03:06:36.491 (UTC+02:00).', 'frame 57, 2024-08-27']) {
      expect(markdownText(text)).toBe(text);
    }
    // Languages without spaces: what is beside a name does not go into the code with it.
    for (const [text, shown] of [
      ['203.0.113.55への TCP 443をおそらくドロップしています。', undefined],
      ['防火墙丢弃到 203.0.113.55 的 TCP 443：x', undefined],
      ['blocked.example.comの TLS', '`blocked.example.com`の TLS'],
      ['2001:db8::1로 가는 TCP', '`2001:db8::1`로 가는 TCP'],
      ['「www.例え.jp」', '「`www.例え.jp`」'],
      ['例え.com', '`例え.com`'],
      ['例@x例.com', '`例@x例.com`'],
      ['ABC-12が', '`ABC-12`が'],
    ] as const) {
      expect(markdownText(text)).toBe(shown ?? text);
    }
    expect(markdownText('4 queries for TXT debug.opendns.com; none was answered.')).toBe(
      '4 queries for TXT `debug.opendns.com`; none was answered.',
    );
    expect(markdownText('UDP 53 to 208.67.222.222 (resolver1.opendns.com).')).toBe(
      'UDP 53 to 208.67.222.222 (`resolver1.opendns.com`).',
    );
  });
});
