import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Where Debian's package puts it. */
const CHROMIUM = '/usr/bin/chromium';

/** Whether Chromium is installed. Where it is not, says on screen what is left out. */
export function chromiumInstalled(): boolean {
  const found = existsSync(CHROMIUM);
  if (!found) console.warn(`skipped: the HTML report in a browser; there is no ${CHROMIUM}`);
  return found;
}

/** A Chromium that asks nobody for anything by itself. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/**
 * Loads a page once more. @returns seconds of a processor that its main thread took: what else the
 * machine does does not count
 */
export async function loadingSeconds(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.reload({ waitUntil: 'load' });
  const { metrics } = await session.send('Performance.getMetrics');
  const found = metrics.find(({ name }) => name === 'TaskDuration');
  if (found === undefined) throw new Error('Chromium has no TaskDuration any more');
  return found.value;
}
