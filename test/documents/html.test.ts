import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Delivery, exchangeOf } from '../../src/diagnosis/exchange.ts';
import type { Report, ReportEndpoint } from '../../src/diagnosis/report/report.ts';
import { timeZoneNamed } from '../../src/diagnosis/report/time-zone.ts';
import { html as htmlReport } from '../../src/documents/emit-html.ts';
import { markdown } from '../../src/documents/emit-markdown.ts';
import { captureFilterOf, displayFilterOf, frameFilterOf } from '../../src/documents/filters.ts';
import { escapeHtml, html } from '../../src/documents/html/markup.ts';
import { DARK, LIGHT, type Palette } from '../../src/documents/html/palette.ts';
import { STYLE, STYLE_HASH } from '../../src/documents/html/style.ts';
import { compileDisplayFilter } from '../../src/index.ts';
import { forbiddenCharacter } from '../../support/fuzz/pipeline.ts';
import { CAPTURES, captureNames, framedReport, reportOf } from '../../support/shipped-captures.ts';
import { installed, run } from '../../support/tools.ts';
import { tsharkFields } from '../../support/tshark.ts';
import { HOSTILE_NAMES } from '../hostile/hostile-packets.ts';
import { expectSound, structure } from './html-checks.ts';

const OPTIONS = { color: false, width: 80 };
const WEB_REJECT = 'secure-access-web-reject.pcapng';
const DNS_DROP = 'secure-access-dns-unprotected.pcapng';

const reports = new Map<string, Promise<Report>>();

/** The report with its frames, read once for all tests. */
function onceRead(name: string): Promise<Report> {
  const report = reports.get(name) ?? framedReport(name);
  reports.set(name, report);
  return report;
}

const render = (report: Report) => htmlReport.render(report, OPTIONS);

test("a capture that reaches to the end of JavaScript's calendar has a page", async () => {
  const report = await onceRead(WEB_REJECT);
  const lastTime = '+275760-09-13T00:00:00.999999Z';
  const page = render({ ...report, capture: { ...report.capture, lastTime } });
  expectSound(page);
  expect(page).toContain('>00:00:00</text>');
});

test('what of the product an endpoint is for stands beside its server', async () => {
  const report = await onceRead(DNS_DROP);
  const page = render(report);
  const ticket = markdown.render(report, OPTIONS);
  const rows = [...page.matchAll(/<tr[^>]*><th scope="row">([^<]+)<br>(.*?)<\/th>/g)];
  const functions = report.product?.functions ?? [];
  const known = report.endpoints.filter(({ function: id }) => id !== null);
  expect(known.length).toBeGreaterThan(0);
  for (const { server, function: id } of known) {
    const title = functions.find((one) => one.id === id)?.title ?? 'no title';
    const cells = rows.filter(([, shown]) => shown === server).map(([, , cell]) => cell);
    expect(
      cells.some((cell) => cell.includes(`<span class="quiet">${escapeHtml(title)}</span>`)),
    ).toBe(true);
    const row = ticket
      .split('\n')
      .find((line) => line.startsWith('|') && line.includes(`| \`${server}\` |`));
    expect(row).toContain(`(${title})`);
  }
});

describe.each(captureNames())('page of %s', (name) => {
  test('is complete, self-contained, in order, and the same twice', async () => {
    const report = await onceRead(name);
    const page = render(report);
    expect(render(await onceRead(name)) === page).toBe(true);
    expect(page.length).toBeLessThan(200_000);
    expect(forbiddenCharacter(page)).toBeNull();
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).toContain(escapeHtml(report.summary.text));
    for (const { title, remedy } of report.findings) {
      expect(page).toContain(escapeHtml(title));
      for (const line of remedy) expect(page).toContain(escapeHtml(line));
    }
    if (report.capture.sha256 !== null) expect(page).toContain(report.capture.sha256);

    expectSound(page);
  });
});

describe('without a second look into the capture', () => {
  test('all but the frames’ text is there', async () => {
    const page = render(await reportOf(WEB_REJECT));
    expect(page).toContain('could not be read a second time');
    expect(page).toContain('6955');
    expect(page).not.toContain('class="ladder');
  });
});

describe.skipIf(!installed('tshark'))('cited frames', () => {
  test.each([WEB_REJECT, DNS_DROP, 'clienthello-drop.pcapng', 'icmp-admin-prohibited.pcapng'])(
    '%s: as tshark shows them',
    async (name) => {
      const { frames = [] } = await onceRead(name);
      const cited = frames.filter(({ isCited }) => isCited);
      expect(cited.length).toBeGreaterThan(0);
      const columns = ['No.', 'Source', 'Destination', 'Protocol', 'Length', 'Info'];
      const rows = tsharkFields(
        join(CAPTURES, name),
        [...columns.map((column) => `_ws.col.${column}`), 'frame.time_epoch'],
        // An option of the list, so that the filter does not hide what frames refer to.
        ['-Y', frameFilterOf(frames.map(({ number }) => number))],
      );
      expect(
        frames.map(({ number, source, destination, protocol, length, info, time }) => [
          String(number),
          source,
          destination,
          protocol,
          String(length),
          info,
          time.slice(0, 19),
        ]),
      ).toEqual(
        rows.map(([number, source, destination, protocol, length, info, epoch]) => [
          number,
          source,
          destination,
          protocol,
          length,
          info.trimEnd(),
          new Date(Math.floor(Number(epoch)) * 1000).toISOString().slice(0, 19),
        ]),
      );
    },
  );

  test('the display filter selects what is cited', async () => {
    for (const name of [
      WEB_REJECT,
      DNS_DROP,
      'icmp-admin-prohibited.pcapng',
      'dns-drop-ipv6.pcapng',
    ]) {
      const report = await reportOf(name);
      for (const finding of report.findings) {
        const members = finding.endpoints.map((index) => report.endpoints[index]);
        const filter = displayFilterOf(members);
        expect(() => compileDisplayFilter(filter)).not.toThrow();
        const selected = new Set(
          tsharkFields(join(CAPTURES, name), ['frame.number'], ['-Y', filter]).flat().map(Number),
        );
        for (const { patterns, evidence } of members) {
          for (const { code, frames } of evidence) {
            if (!patterns.includes(code)) continue;
            for (const frame of frames) expect(selected, `${name} ${filter}`).toContain(frame);
          }
        }
      }
    }
  });
});

test.skipIf(!installed('tcpdump'))('the capture filter is one', async () => {
  for (const name of [WEB_REJECT, DNS_DROP, 'dns-drop-ipv6.pcapng']) {
    const report = await reportOf(name);
    const members = report.findings[0].endpoints.map((index) => report.endpoints[index]);
    const file = join(CAPTURES, 'healthy-big-endian.pcap');
    expect(() => run('tcpdump', ['-nr', file, '-d', captureFilterOf(members)])).not.toThrow();
  }
});

describe('what became of a packet', () => {
  // By hand, from the packet lists and captures/README.md.
  const cases: readonly [string, string, Readonly<Record<number, Delivery>>][] = [
    [WEB_REJECT, '18.135.112.200', { 6955: 'refused', 6958: 'refusal', 7072: 'refusal' }],
    [DNS_DROP, '208.67.222.222', { 57: 'lost', 3327: 'lost' }],
    [
      'clienthello-drop.pcapng',
      '203.0.113.52',
      { 53: 'sent', 54: 'answer', 55: 'sent', 56: 'lost', 61: 'lost' },
    ],
    [
      'large-packets-drop.pcapng',
      '203.0.113.54',
      { 33: 'sent', 36: 'lost', 37: 'sent', 38: 'answer' },
    ],
    ['trap-ends-too-soon.pcapng', '203.0.113.120', { 151: 'open' }],
    ['syn-ack-drop.pcapng', '203.0.113.124', { 25: 'sent', 26: 'answer-lost' }],
    ['icmp-admin-prohibited.pcapng', '203.0.113.51', { 64: 'refusal' }],
    ['reset-injected.pcapng', '203.0.113.59', { 33: 'refused', 34: 'refusal', 35: 'answer' }],
    ['icmp-port-unreachable-server.pcapng', '', {}],
  ];
  test.each(cases)('%s %s', async (name, server, expected) => {
    const report = await onceRead(name);
    const deliveries = new Map(
      report.endpoints
        .filter((endpoint) => endpoint.server === server)
        .flatMap((endpoint) => exchangeOf(endpoint, report.frames))
        .map(({ frame, delivery }) => [frame.number, delivery]),
    );
    for (const [frame, delivery] of Object.entries(expected)) {
      expect(deliveries.get(Number(frame)), `frame ${frame}`).toBe(delivery);
    }
  });

  test('nothing is drawn as lost or refused at a service that answered', async () => {
    for (const name of captureNames()) {
      const report = await onceRead(name);
      for (const endpoint of report.endpoints) {
        if (endpoint.verdict !== 'answered') continue;
        for (const { frame, delivery } of exchangeOf(endpoint, report.frames)) {
          expect(['sent', 'answer', 'open'], `${name} frame ${frame.number}`).toContain(delivery);
        }
      }
    }
  });
});

describe('hostile text', () => {
  const HOSTILE = [...HOSTILE_NAMES, '"><img src=x onerror=alert(1)>', "' onload='x", '&lt;b&gt;'];

  /** The report with hostile text in every string that a capture can fill. */
  function poisoned(report: Report, text: string): Report {
    const FIXED = new Set(['verdict', 'confidence', 'protocol', 'stage', 'code', 'profile']);
    const poison = (value: unknown, key: string): unknown => {
      if (typeof value === 'string') {
        return FIXED.has(key) || /^\d{4}-\d\d-\d\dT/.test(value) ? value : `${value}${text}`;
      }
      if (Array.isArray(value)) return value.map((item) => poison(item, key));
      if (value === null || typeof value !== 'object') return value;
      return Object.fromEntries(
        Object.entries(value).map(([own, item]) => [own, poison(item, own)]),
      );
    };
    return poison(report, '') as Report;
  }

  test('is text everywhere, with what is unprintable made visible', async () => {
    const report = await onceRead(WEB_REJECT);
    const plain = structure(render(poisoned(report, 'x')));
    for (const text of HOSTILE) {
      const page = render(poisoned(report, text));
      expect(forbiddenCharacter(page), text).toBeNull();
      expect(structure(page), text).toBe(plain);
      // All attributes are as the templates have them: no quote ends one early.
      const attributes = (page.match(/<[a-z][^>]*>/gi) ?? []).join('').replace(/"[^"]*"/g, '""');
      expect(/\s(?:on[a-z]+|src)\s*=|onload/i.exec(attributes)).toBeNull();
    }
    expect(render(poisoned(report, 'a\u202eb'))).toContain('a\\u202Eb');
  });

  test('a template escapes every value but markup', () => {
    const text = '<a b="c" d=\'e\'>&\u0007';
    expect(String(html`<p title="${text}">${[text, html`<br>`]}</p>`)).toBe(
      '<p title="&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;\\a">&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;\\a<br></p>',
    );
  });
});

describe('a very large report', () => {
  test('stays under 1 MB, and says what is left out', async () => {
    const report = await onceRead(DNS_DROP);
    const [endpoint] = report.endpoints;
    const endpoints: ReportEndpoint[] = Array.from({ length: 8_000 }, (_, index) => ({
      ...endpoint,
      client: `10.1.${index >> 8}.${index & 255}`,
      name: 'a-rather-long-name.of-a-service.in-some-domain.example.com',
      evidence: endpoint.evidence.map((row) => ({
        ...row,
        frames: Array.from({ length: 24 }, (__, at) => index * 24 + at + 1),
      })),
    }));
    const [finding] = report.findings;
    const findings = Array.from({ length: 400 }, (_, index) => ({
      ...finding,
      id: `${finding.id}/${index}`,
      endpoints: Array.from({ length: 20 }, (__, at) => index * 20 + at),
    }));
    const [frame] = report.frames ?? [];
    const frames = Array.from({ length: 2_000 }, (_, index) => ({
      ...frame,
      number: index + 1,
      info: 'Standard query 0x0000 TXT '.padEnd(4_095, 'x'),
    }));
    const page = render({ ...report, endpoints, findings, frames });
    expect(page.length).toBeLessThan(1_000_000);
    expect(page).toContain('7,850 rows left out');
    expect(page).toContain('388');
  });
});

describe('several captures', () => {
  test('are one page', async () => {
    const several = [await onceRead(WEB_REJECT), await onceRead('healthy.pcapng')];
    const page =
      htmlReport.renderAll?.(several, OPTIONS, [{ name: 'bad.pcap', text: 'empty' }]) ?? '';
    expect(page.match(/<!doctype/g)).toHaveLength(1);
    expect(page).toContain('href="#r2"');
    expect(page).toContain('bad.pcap');
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('a time zone', () => {
  test('moves every time, and is named', async () => {
    const timeZone = timeZoneNamed('Europe/Berlin') ?? undefined;
    const report = await onceRead(DNS_DROP);
    const page = htmlReport.render(report, { ...OPTIONS, timeZone });
    expect(page).toContain('2024-08-27 05:06:36.491417');
    expect(page).toContain('+02:00 (Europe/Berlin)');
    expect(page).not.toContain('03:06:36');
    expect(page).not.toContain('UTC');
  });
});

describe('style', () => {
  test('the policy allows this style sheet and nothing else', async () => {
    const hash = `sha256-${createHash('sha256').update(STYLE).digest('base64')}`;
    expect(STYLE_HASH).toBe(hash);
    const page = render(await reportOf('healthy.pcapng'));
    expect(page).toContain(`default-src 'none'; style-src '${hash}';`);
    expect(page).toContain(`<style>${STYLE}</style>`);
  });

  /** WCAG 2.2, relative luminance. */
  function luminance(color: string): number {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  function contrast(one: string, other: string): number {
    const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (lighter + 0.05) / (darker + 0.05);
  }

  test('the contrast is counted right', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });

  const TEXT: readonly (keyof Palette)[] = [
    'text',
    'quiet',
    'link',
    'failure',
    'intercepted',
    'warning',
    'unknown',
    'good',
  ];
  test.each([
    ['light', LIGHT],
    ['dark', DARK],
  ] as const)('%s: all text has the contrast of WCAG AA', (_name, palette) => {
    for (const color of TEXT) {
      for (const ground of ['page', 'surface'] as const) {
        expect(contrast(palette[color], palette[ground]), color).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});

test('captures of others have pages, too', async () => {
  const corpus = '../shared/corpus/zeek+zeek/testing/btest/Traces';
  if (!existsSync(corpus)) return;
  for (const name of ['http/get.trace', 'dns53.pcap', 'icmp/icmp-destunreach-udp.pcap']) {
    const path = join(corpus, name);
    if (!existsSync(path)) continue;
    const report = await framedReport(join('..', path));
    expect(forbiddenCharacter(render(report))).toBeNull();
  }
});
