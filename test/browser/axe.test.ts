import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { html } from '../../src/documents/emit-html.ts';
import { seedCase } from '../../support/case-report.ts';
import { chromiumInstalled, launchChromium } from '../../support/chromium.ts';
import { framedReport } from '../../support/shipped-captures.ts';

const RENDERING = { color: false, width: 80 };
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** A phone, a tablet and a screen. */
const WIDTHS = [390, 768, 1280] as const;
const UNFOLD = 'for (const one of document.querySelectorAll("details")) one.open = true';

/** The rules of axe-core that a page breaks, each with the first element that does. */
function violations(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`axe.run(document, {
    // What only guides, such as "all content should be in landmarks", is asked for as well.
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }).then(({ violations }) => violations.map(({ id, nodes }) => id + ' (' + nodes.length + '): ' + nodes[0].html.slice(0, 160)))`);
}

let folder = '';
let browser: Browser;

describe.skipIf(!chromiumInstalled())('axe-core finds nothing', () => {
  const pages: Readonly<Record<string, () => Promise<string>>> = {
    'a rejection': async () =>
      html.render(await framedReport('secure-access-web-reject.pcapng'), RENDERING),
    'a drop': async () => html.render(await framedReport('syn-drop.pcapng'), RENDERING),
    'no answer to tell from': async () =>
      html.render(await framedReport('trap-interface-drops.pcapng'), RENDERING),
    'nothing wrong': async () => html.render(await framedReport('healthy.pcapng'), RENDERING),
    'a case': async () => html.renderCase!(await seedCase(), RENDERING),
  };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-axe-'));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(Object.entries(pages))('%s', async (name, content) => {
    const path = join(folder, `${name.replaceAll(' ', '-')}.html`);
    writeFileSync(path, await content());
    const found: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      // The page lets no script in: axe-core's comes in its place.
      const context = await browser.newContext({ colorScheme, bypassCSP: true });
      const page = await context.newPage();
      await page.goto(pathToFileURL(path).href);
      await page.evaluate(UNFOLD);
      await page.addScriptTag({ content: AXE });
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        for (const one of await violations(page)) found.push(`${colorScheme} ${width}: ${one}`);
      }
      await page.emulateMedia({ media: 'print' });
      for (const one of await violations(page)) found.push(`${colorScheme} print: ${one}`);
      await context.close();
    }
    expect(found).toEqual([]);
  });
});
