// The HTML report on A4 paper, as Chromium prints it and poppler reads it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportOf } from '../../src/diagnosis/report/report-of.ts';
import { html } from '../../src/documents/emit-html.ts';
import { compare, renderHtml } from '../../src/index.ts';
import { pathInput } from '../../src/platform/node/node-platform.ts';
import { withFrames } from '../../src/tasks/frames.ts';
import { LANGUAGES } from '../../src/words/languages.ts';
import { seedCase } from '../../support/case-report.ts';
import { chromiumInstalled, launchChromium } from '../../support/chromium.ts';
import { CAPTURES, diagnosisOf, framedReport } from '../../support/shipped-captures.ts';
import { installed, run } from '../../support/tools.ts';
import { sidesReport } from '../../support/two-sides.ts';

const RENDERING = { color: false, width: 80 };
const LONG = 'secure-access-web-reject.pcapng';
const SIDES = join(CAPTURES, 'lab', 'sides', 'sides-drop');

const framed = async (name: string) => html.render(await framedReport(name), RENDERING);

/** Each with the most pages that it may take: what is on them, and a page to spare. */
const REPORTS: Readonly<Record<string, { content: () => Promise<string>; most: number }>> = {
  'a short one': { content: () => framed('healthy.pcapng'), most: 3 },
  'a long one': { content: () => framed(LONG), most: 7 },
  'a case': { content: async () => html.renderCase!(await seedCase(), RENDERING), most: 16 },
  'a comparison': {
    content: async () =>
      renderHtml(
        await compare(join(CAPTURES, LONG), join(CAPTURES, 'secure-access-open-network.pcapng')),
      ),
    most: 4,
  },
  'two sides': {
    content: async () =>
      renderHtml(
        await sidesReport(
          ['client', 'server'].map((side) =>
            gunzipSync(readFileSync(`${SIDES}.${side}.pcapng.gz`)),
          ),
        ),
      ),
    most: 6,
  },
  'one in Japanese': {
    content: async () => {
      const name = 'dns-drop-ipv6.pcapng';
      const speaker = await LANGUAGES.ja.load();
      const seen = await withFrames(await diagnosisOf(name), pathInput(join(CAPTURES, name)));
      return html.render(reportOf(seen, speaker), { ...RENDERING, words: speaker.words });
    },
    most: 8,
  },
};

/** Millimetres of the paper between the margins, in CSS pixels. */
const PRINTED_WIDTH = Math.round(((210 - 2 * 13) / 25.4) * 96);
/** The smallest letters of a picture that one can read on paper, in CSS pixels: 6.5 points. */
const READABLE = (6.5 * 96) / 72;
/** A page with less than this is blank, or as good as that: so many characters has a paragraph. */
const LEAST = 150;

let folder = '';
let browser: Browser;

describe.skipIf(!chromiumInstalled() || !installed('pdftotext'))('on A4 paper', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-print-'));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(Object.entries(REPORTS))(
    '%s: no blank page, nothing cut',
    async (name, { content, most }) => {
      const path = join(folder, `${name.replaceAll(' ', '-')}.html`);
      writeFileSync(path, await content());
      const page = await browser.newPage({ viewport: { width: PRINTED_WIDTH, height: 1000 } });
      await page.goto(pathToFileURL(path).href);
      const pdf = path.replace(/html$/, 'pdf');
      await page.pdf({ path: pdf, format: 'A4' });
      const printed = run('pdftotext', ['-layout', pdf, '-']).toString();
      // A form feed ends each page.
      const pages = printed.split('\f').slice(0, -1);
      expect(pages.length).toBeLessThanOrEqual(most);
      const blank = pages.filter((text) => text.replace(/\s/g, '').length < LEAST);
      expect(blank).toEqual([]);
      await page.emulateMedia({ media: 'print' });
      const { wide, small, whole, foot } = await page.evaluate<{
        wide: number;
        small: number[];
        whole: string[];
        foot: string;
      }>(`(() => ({
      wide: document.documentElement.scrollWidth,
      // Letters of pictures, as large as their drawing is scaled.
      small: [...document.querySelectorAll('.ladder [role=img] text')].map((text) =>
        parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a),
      whole: ['tr', 'figure', 'li', 'footer'].flatMap((name) => [...document.querySelectorAll(name)])
        .map((one) => getComputedStyle(one).breakInside),
      foot: document.querySelector('footer').textContent.trim().slice(0, 24),
    }))()`);
      expect(wide).toBeLessThanOrEqual(PRINTED_WIDTH);
      expect(small.filter((size) => size < READABLE)).toEqual([]);
      expect(new Set(whole)).toEqual(new Set(['avoid']));
      // What stands at the end stands there once.
      expect(printed.split(foot).length - 1).toBe(1);
      await page.close();
    },
  );

  test('times of the table of endpoints are not broken', async () => {
    const path = join(folder, 'times.html');
    writeFileSync(path, await framed(LONG));
    const page = await browser.newPage();
    await page.goto(pathToFileURL(path).href);
    const pdf = path.replace(/html$/, 'pdf');
    await page.pdf({ path: pdf, format: 'A4' });
    const printed = run('pdftotext', ['-layout', pdf, '-']).toString();
    const { endpoints } = await framedReport(LONG);
    for (const { server, firstTime } of endpoints) {
      expect(printed).toContain(firstTime.slice(11, 23));
      expect(printed).toContain(server);
    }
    await page.close();
  });
});
