import { describe, expect, test } from 'vitest';
import { wiki } from '../../src/documents/emit-wiki.ts';
import { wikiCode, wikiLines, wikiText } from '../../src/documents/wiki-text.ts';
import { escapeText } from '../../src/protocols/escape.ts';
import { poisoned, seedCase } from '../../support/case-report.ts';
import { forbiddenCharacter } from '../../support/fuzz/pipeline.ts';
import { reportOf } from '../../support/shipped-captures.ts';
import { HOSTILE_NAMES } from '../hostile/hostile-packets.ts';
import { hostileReports, LIVE_TEXTS } from './hostile-report.ts';

const OPTIONS = { color: false, width: 80 };
const HOSTILE = [...LIVE_TEXTS, ...HOSTILE_NAMES];
/** What is shown as it is: Atlassian's backslash escapes, and character references. */
const QUOTED = /\\([-![\]^~+?%{}()*_|@])|&#(\d+);/g;

/** What a reader sees of escaped text. */
function shownOf(text: string): string {
  return text.replace(QUOTED, (_, escaped, code) => escaped ?? String.fromCharCode(Number(code)));
}

/** Whatever would do something, by Atlassian's list of notations, our own markup left out. */
function unexpected(text: string): string[] {
  const live = text
    .replace(/^\{noformat\}\n[^{}]*\n\{noformat\}$/gm, '')
    .replace(QUOTED, '·')
    .replace(/^h[1-6]\. |^\* |^----$/gm, '')
    .split('\n')
    .map((line) => line.replace(/^\|\|?|\|\|?$/g, '').replace(/\|\|?/g, ' '))
    .join('\n')
    .replace(/\{\{[^{}]*\}\}/g, (code) => code.slice(2, -2))
    .replace(/(?<![^\s|])\*[^*\n]+\*(?![\p{L}\p{N}])/gu, (bold) => bold.slice(1, -1));
  return (
    live.match(
      /[\\&<>#=$`{}[\]|*_^~+!@()?%]|(?<![a-z])-|-(?![a-z])|\w:\/\/|www\.|(?:^|\n)(?:h[1-6]|bq)\.|evil\.example|:[()DPp]/g,
    ) ?? []
  );
}

describe('a report in wiki markup', () => {
  test('says the verdict first, what to do, and has a row for each endpoint', async () => {
    const report = await reportOf('secure-access-dns-unprotected.pcapng');
    const lines = wiki.render(report, OPTIONS).split('\n');
    expect(shownOf(lines[0])).toBe(
      'h1. Packet capture {{secure-access-dns-unprotected.pcapng}}: drop',
    );
    expect(shownOf(lines[2])).toMatch(
      /^\*DROP\* \(confidence: high\): A firewall drops UDP 53 and 443/,
    );
    expect(lines[4]).toBe('h2. What to do');
    expect(lines[6]).toBe('* Allow UDP and TCP 53 to 208.67.222.222 and 208.67.220.220.');
    const filtered = wiki.render({ ...report, displayFilter: 'udp.port == 53' }, OPTIONS);
    expect(shownOf(filtered.split('\n\n')[2])).toContain('{{udp.port == 53}}');
    const text = lines.join('\n');
    for (const { server, protocol, port } of report.endpoints.slice(0, 8)) {
      expect(shownOf(text)).toContain(`|{{${server}}}|${protocol} ${port}|`);
    }
    expect(text).toContain('|57, 3327, 6916, 6918|');
    expect(text).toMatch(/\{noformat\}\n[^{}]+\n\{noformat\}/);
  });

  test('every row of a table has as many cells as its head', async () => {
    for (const report of await hostileReports()) {
      for (const [table] of wiki.render(report, OPTIONS).matchAll(/(?:^\|.*\n)+/gm)) {
        const cells = table
          .trimEnd()
          .split('\n')
          .map((row) => row.replace(QUOTED, '·').replaceAll('||', '|').split('|').length);
        expect(new Set(cells).size, table).toBe(1);
      }
    }
  });

  test.each(HOSTILE.map((text) => [text]))('%j is shown, and does nothing', (text) => {
    expect(shownOf(wikiText(text))).toBe(escapeText(text));
    for (const written of [wikiText(text), wikiCode(text), wikiLines([text, 'x'])]) {
      expect(unexpected(written), written).toEqual([]);
      expect(
        unexpected(`|${written.replaceAll('\n', ' ')}|`.replace(/\{noformat\}.*\}/, '')),
      ).toEqual([]);
    }
  });

  test('marks of blocks, names, keys and emoticons are text', () => {
    for (const [text, written] of [
      ['h1. x', 'h1&#46; x'],
      ['bq. x', 'bq&#46; x'],
      ['ABC-123', 'ABC\\-123'],
      ['http://x', 'http&#58;//x'],
      [':) ;) (x)', '&#58;\\) ;\\) \\(x\\)'],
      ['a\\*b', 'a&#92;\\*b'],
      ['{noformat}', '\\{noformat\\}'],
      ['&#64;', '&#38;&#35;64;'],
      ['www.evil.example', 'www&#46;evil&#46;example'],
      [
        'At 03:06:36.491: re-sent 2 times, 10.0.0.1.',
        'At 03:06:36.491: re-sent 2 times, 10.0.0.1.',
      ],
    ]) {
      expect(wikiText(text)).toBe(written);
    }
    expect(wikiLines(['a', '{noformat}x'])).toBe('* {{a}}\n* {{\\{noformat\\}x}}');
  });

  test('whole reports, of captures and of cases', async () => {
    const reports = await hostileReports();
    const ofCase = await seedCase();
    const documents = [
      ...reports.map((report) => wiki.render(report, OPTIONS)),
      wiki.renderAll(reports.slice(0, 9), OPTIONS, [{ name: '<b>@x', text: '[a|https://x.y]' }]),
      wiki.renderCase(ofCase, OPTIONS),
      ...HOSTILE.map((text) => wiki.renderCase(poisoned(ofCase, text), OPTIONS)),
    ];
    for (const document of documents) {
      expect(forbiddenCharacter(document, '\n')).toBeNull();
      expect(unexpected(document), document.slice(0, 200)).toEqual([]);
    }
  });
});
