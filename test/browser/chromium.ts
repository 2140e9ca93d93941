import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

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
