import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportOf as reportIn } from '../../src/diagnosis/report/report-of.ts';
import { html as htmlReport } from '../../src/documents/emit-html.ts';
import type { Report } from '../../src/index.ts';
import { pathInput } from '../../src/platform/node/node-platform.ts';
import { withFrames } from '../../src/tasks/frames.ts';
import { LANGUAGE_TAGS, LANGUAGES } from '../../src/words/languages.ts';
import { writePcapng } from '../../support/capture-writer.ts';
import { chromiumInstalled, launchChromium, loadingSeconds } from '../../support/chromium.ts';
import { CAPTURES, diagnosisOf, framedReport } from '../../support/shipped-captures.ts';
import { HOSTILE_NAMES, hostilePackets } from '../hostile/hostile-packets.ts';
import { ACCESSIBILITY, ask, CONTRAST, CUT_OFF, OVERFLOW, openPage } from './page-checks.ts';

const NAMES = [
  'secure-access-dns-unprotected.pcapng',
  'secure-access-web-reject.pcapng',
  'secure-access-healthy.pcapng',
  'icmp-admin-prohibited.pcapng',
  'dns-drop-ipv6.pcapng',
  'trap-syn-flood.pcapng',
  'trap-ends-too-soon.pcapng',
  'trap-one-direction.pcapng',
  'arp-unanswered.pcapng',
];

let folder = '';
let browser: Browser;

const reportOf = (path: string) => framedReport(relative(CAPTURES, path));

function save(name: string, text: string): string {
  const path = join(folder, `${name}.html`);
  writeFileSync(path, text);
  return pathToFileURL(path).href;
}

const open = (url: string, width?: number, scheme?: 'light' | 'dark') =>
  openPage(browser, url, width, scheme);

const render = (report: Report) => htmlReport.render(report, { color: false, width: 80 });

describe.skipIf(!chromiumInstalled())('the HTML report in Chromium', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-'));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("with a reader's own colours pictures follow, and lines say what colours said", async () => {
    const url = save('forced', render(await reportOf(join(CAPTURES, NAMES[0]))));
    const { page } = await open(url);
    await page.emulateMedia({ forcedColors: 'active' });
    const seen = await ask<Record<string, string>>(
      page,
      `(() => {
        const style = (selector) => getComputedStyle(document.querySelector(selector));
        return {
          text: style('body').color,
          arrow: style('.ladder .arrow').stroke,
          lost: style('.ladder .lost .arrow').stroke,
          dashes: style('.ladder .lost .arrow').strokeDasharray,
          label: style('.ladder .label').fill,
          head: style('header .verdict').borderTopWidth,
          cell: style('td .verdict.failure').borderTopStyle,
          code: style('code').borderTopStyle,
        };
      })()`,
    );
    const { text } = seen;
    expect(seen).toEqual({
      ...{ text, arrow: text, lost: text, label: text, dashes: '6px, 3px' },
      ...{ head: '2px', cell: 'solid', code: 'solid' },
    });
    await page.close();
  });

  test.each(NAMES)('%s: quiet, readable, and nothing is cut off', async (name) => {
    const url = save(name, render(await reportOf(join(CAPTURES, name))));
    for (const scheme of ['light', 'dark'] as const) {
      const { page, complaints } = await open(url, 1280, scheme);
      expect(complaints).toEqual([]);
      expect(await ask(page, CONTRAST), scheme).toEqual([]);
      expect(await ask(page, OVERFLOW)).toBe(0);
      if (scheme === 'light') expect(await ask(page, ACCESSIBILITY)).toEqual([]);
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await ask(page, OVERFLOW)).toBe(0);
      await page.close();
    }
  });

  test('pictures have a name, a description and a table that the keyboard unfolds', async () => {
    const url = save('pictures', render(await reportOf(join(CAPTURES, NAMES[1]))));
    const { page } = await open(url, 1280);
    const ladders = page.locator('figure.ladder');
    const count = await ladders.count();
    expect(count).toBeGreaterThan(0);
    for (let at = 0; at < count; at++) {
      const ladder = ladders.nth(at);
      // By role and name, as a screen reader finds it: `title`; `desc` names every arrow.
      const picture = ladder.getByRole('img', { name: /^Packets between .+ tcp / });
      const arrows = await picture.locator('.step').count();
      const description = (await picture.locator('desc').textContent()) ?? '';
      expect(description.match(/Frame \d+/g)).toHaveLength(arrows);
      const table = ladder.getByRole('table', { name: /^Packets between .+ tcp / });
      expect(await table.isVisible()).toBe(false);
      // From the picture on by the keyboard alone.
      await ladder.getByRole('region').first().focus();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect(await table.isVisible()).toBe(true);
      expect(await table.getByRole('row').count()).toBeGreaterThanOrEqual(arrows + 1);
      expect(await ask(page, OVERFLOW)).toBe(0);
    }
    const lanes = page.locator('figure.timeline');
    const drawn = await lanes.getByRole('img').count();
    await lanes.locator('summary').focus();
    await page.keyboard.press('Space');
    expect(await lanes.getByRole('table').getByRole('row').count()).toBe(drawn + 1);
    await page.close();
  });

  // Without fonts for them, boxes are measured in place of characters: .ci/run installs some.
  test.each(LANGUAGE_TAGS)('in %s: nothing is cut off at three widths', async (tag) => {
    const speaker = await LANGUAGES[tag].load();
    for (const name of [NAMES[1], NAMES[6]]) {
      const diagnosis = await diagnosisOf(name);
      const report = reportIn(
        await withFrames(diagnosis, pathInput(join(CAPTURES, name))),
        speaker,
      );
      const rendering = { color: false, width: 80, words: speaker.words };
      const url = save(`${tag}-${name}`, htmlReport.render(report, rendering));
      const { page, complaints } = await open(url, 390);
      expect(complaints).toEqual([]);
      expect(await ask(page, 'document.documentElement.lang')).toBe(tag);
      for (const width of [390, 768, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await ask(page, OVERFLOW), `${name} at ${width}`).toBe(0);
        expect(await ask(page, CUT_OFF), `${name} at ${width}`).toEqual([]);
      }
      await page.close();
    }
  });

  test('several captures in one page', async () => {
    const reports = [
      await reportOf(join(CAPTURES, NAMES[1])),
      await reportOf(join(CAPTURES, NAMES[2])),
    ];
    const text =
      htmlReport.renderAll?.(reports, { color: false, width: 80 }, [
        { name: 'broken.pcap', text: 'broken.pcap is empty' },
      ]) ?? '';
    const { page, complaints } = await open(save('several', text), 390);
    expect(complaints).toEqual([]);
    expect(await ask(page, OVERFLOW)).toBe(0);
    const found = await ask<string[]>(page, ACCESSIBILITY);
    // Each capture has its own verdict in one sentence.
    expect(found.filter((complaint) => complaint !== 'not one h1')).toEqual([]);
    expect(await ask(page, 'document.querySelectorAll("article > header h1").length')).toBe(2);
    await page.close();
  });

  test('the style is applied, under a policy that forbids any other', async () => {
    const { page } = await open(save('style', render(await reportOf(join(CAPTURES, NAMES[1])))));
    expect(
      await ask(page, 'getComputedStyle(document.querySelector("table")).borderCollapse'),
    ).toBe('collapse');
    // What the page would have to load or run is refused.
    const violations = await ask<string[]>(
      page,
      `new Promise((resolve) => {
        const found = [];
        document.addEventListener('securitypolicyviolation', (event) => found.push(event.effectiveDirective));
        document.body.insertAdjacentHTML('beforeend', '<img src="https://example.com/x.png"><p style="color:red">x</p><style>p{color:red}</style>');
        const script = document.createElement('script');
        script.textContent = 'document.title = "run"';
        document.body.append(script);
        setTimeout(() => resolve(found), 300);
      })`,
    );
    expect(new Set(violations)).toEqual(
      new Set(['img-src', 'style-src-attr', 'style-src-elem', 'script-src-elem']),
    );
    await page.close();
  });

  test('a capture full of hostile names is text, and nothing but text', async () => {
    const path = join(folder, 'na\u001b[1mme\u202e<img src=x onerror=alert(1)>.pcapng');
    writeFileSync(
      path,
      writePcapng(hostilePackets(), {
        comment: HOSTILE_NAMES.join(' '),
        interfaces: [{ linkType: 1, name: HOSTILE_NAMES[0] }],
        names: HOSTILE_NAMES.map((name, index) => ({ address: [203, 0, 113, 10 + index], name })),
      }),
    );
    const { page, complaints } = await open(save('hostile', render(await reportOf(path))));
    expect(complaints).toEqual([]);
    expect(
      await ask(page, 'document.querySelectorAll("script,img,iframe,form,object").length'),
    ).toBe(0);
    expect(await ask(page, 'document.querySelectorAll("b b, td script").length')).toBe(0);
    expect(await ask<string>(page, 'document.body.innerText')).toContain('onerror=alert(1)');
    await page.close();
  });

  test('prints on A4 and Letter: nothing wider than the paper, in light colours', async () => {
    const { page } = await open(
      save('print', render(await reportOf(join(CAPTURES, NAMES[0])))),
      1280,
      'dark',
    );
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await ask(page, 'getComputedStyle(document.documentElement).backgroundColor')).toBe(
      'rgb(255, 255, 255)',
    );
    for (const [format, width] of [
      ['A4', 210],
      ['Letter', 216],
    ] as const) {
      // The page's own margins are 13 mm; at 96 pixels to the inch.
      await page.setViewportSize({ width: Math.floor(((width - 26) / 25.4) * 96), height: 1000 });
      expect(await ask(page, OVERFLOW), format).toBe(0);
      const wide = await ask<string[]>(
        page,
        `[...document.querySelectorAll('table,svg[viewBox],pre,dl')]
          .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
          .map((element) => element.className.baseVal ?? element.className)`,
      );
      expect(wide, format).toEqual([]);
      const pdf = await page.pdf({ format });
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    }
    await page.close();
  });

  test('a report at its largest opens in under a second', async () => {
    const report = await reportOf(join(CAPTURES, NAMES[0]));
    const endpoints = Array.from({ length: 8_000 }, (_, index) => report.endpoints[index % 4]);
    const findings = Array.from({ length: 400 }, (_, index) => ({
      ...report.findings[0],
      endpoints: Array.from({ length: 20 }, (__, at) => index * 20 + at),
    }));
    const { page } = await open(save('large', render({ ...report, endpoints, findings })));
    // Twice as long as allowed: a machine that does other things has caches that are theirs, too.
    const seconds = await loadingSeconds(page);
    expect(seconds).toBeGreaterThan(0.01);
    expect(seconds).toBeLessThan(2);
    await page.close();
  });
});
