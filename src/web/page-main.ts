/// <reference lib="dom" />
import { openPage, type PageParts } from './page.ts';

/** Where the page begins, called by what the build puts around it (scripts/build-web.mjs). */
export function main(start: PageParts['start']): void {
  // From a web server it can be kept and opened without one.
  const isServed = document.querySelector('link[rel=manifest]') !== null;
  openPage({ start, isServed });
  if (!isServed || !isSecureContext || !('serviceWorker' in navigator)) return;
  void navigator.serviceWorker
    .register('sw.js')
    .then(() => navigator.serviceWorker.ready)
    // All the parts, whatever is asked for: what is dropped later is told to nobody.
    .then(({ active }) => active?.postMessage('keep'))
    .catch(() => {});
}
