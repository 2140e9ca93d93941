/// <reference lib="dom" />
import { openPage } from './page.ts';
import { serve } from './worker.ts';

/*
 * The page and its worker are one script: a worker from `file://` can have none but what the page hands to
 * it, and what both say and know is there once.
 */
if (typeof document === 'undefined') {
  serve(globalThis as unknown as Parameters<typeof serve>[0]);
} else {
  const source = document.currentScript?.textContent ?? '';
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  openPage(() => new Worker(url));
  // From a web server it can be kept and opened without one.
  const isServed = document.querySelector('link[rel=manifest]') !== null && isSecureContext;
  if (isServed && location.protocol.startsWith('http') && 'serviceWorker' in navigator) {
    void navigator.serviceWorker.register('sw.js').catch(() => {});
  }
}
