import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaseReport } from '../../src/diagnosis/report/case-report.ts';
import { html as htmlReport } from '../../src/documents/emit-html.ts';
import { largeCase, poisoned, seedCase } from '../../support/case-report.ts';
import { chromiumInstalled, launchChromium, loadingSeconds } from '../../support/chromium.ts';
import { HOSTILE_NAMES } from '../hostile/hostile-packets.ts';
import { ACCESSIBILITY, ask, CONTRAST, OVERFLOW, openPage } from './page-checks.ts';

let folder = '';
let browser: Browser;

function save(name: string, report: CaseReport): string {
  const path = join(folder, `${name}.html`);
  writeFileSync(path, htmlReport.renderCase!(report, { color: false, width: 80 }));
  return pathToFileURL(path).href;
}

const UNFOLD = 'for (const one of document.querySelectorAll("details")) one.open = true';

/** Marks of the time line that do not stand on the line of their kind. */
const OFF_THE_LINE = `[...document.querySelectorAll('.event')].filter((event) => {
  const rail = event.querySelector('.rail').getBoundingClientRect();
  const mark = event.querySelector('.rail i').getBoundingClientRect();
  const line = rail.left + (event.classList.contains('of-log') ? 27.5 : 13.5);
  return mark.width === 0 || Math.abs((mark.left + mark.right) / 2 - line) > 1;
}).length`;

describe.skipIf(!chromiumInstalled())('the page of a case in Chromium', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-'));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(['light', 'dark'] as const)('%s: quiet, readable, nothing cut off', async (scheme) => {
    const { page, complaints } = await openPage(
      browser,
      save(scheme, await seedCase()),
      1280,
      scheme,
    );
    for (const unfold of ['', UNFOLD]) {
      if (unfold !== '') await ask(page, unfold);
      for (const width of [1280, 390, 320]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await ask(page, OVERFLOW), `${width}`).toBe(0);
        expect(await ask(page, OFF_THE_LINE), `${width}`).toBe(0);
      }
    }
    expect(complaints).toEqual([]);
    expect(await ask(page, CONTRAST)).toEqual([]);
    expect(await ask(page, ACCESSIBILITY)).toEqual([]);
    await page.close();
  });

  test('a frame of the time line leads to its row, though that is folded', async () => {
    const { page } = await openPage(browser, save('links', await seedCase()));
    expect(await page.locator('#f2-n6955').isVisible()).toBe(false);
    await page.locator('a[href="#f2-n6955"]').last().click();
    await page.locator('#f2-n6955').waitFor({ state: 'visible' });
    await page.close();
  });

  test('prints whole: what is folded, too, and nothing wider than the paper', async () => {
    const { page } = await openPage(browser, save('print', await seedCase()));
    await page.emulateMedia({ media: 'print' });
    // A4 without the page's own margins of 13 mm, at 96 pixels to the inch.
    await page.setViewportSize({ width: Math.floor(((210 - 26) / 25.4) * 96), height: 1000 });
    expect(await ask(page, OVERFLOW)).toBe(0);
    expect(await page.locator('#r2 table.endpoints').isVisible()).toBe(true);
    await page.close();
  });

  test('hostile logs and paths are text, and nothing but text', async () => {
    const text = `${HOSTILE_NAMES.join(' ')}<img src=x onerror=alert(1)>${'x'.repeat(300)}`;
    const { page, complaints } = await openPage(
      browser,
      save('hostile', poisoned(await seedCase(), text)),
      390,
    );
    await ask(page, UNFOLD);
    expect(complaints).toEqual([]);
    expect(
      await ask(page, 'document.querySelectorAll("script,img,iframe,form,object").length'),
    ).toBe(0);
    expect(await ask(page, OVERFLOW)).toBe(0);
    await page.close();
  });

  test('a case at its largest opens in under a second', async () => {
    const { page } = await openPage(browser, save('large', await largeCase()));
    // Twice as long as allowed: a machine that does other things has caches that are theirs, too.
    const seconds = await loadingSeconds(page);
    expect(seconds).toBeGreaterThan(0.01);
    expect(seconds).toBeLessThan(2);
    await page.close();
  });
});
