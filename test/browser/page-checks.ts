import type { Browser, Page } from 'playwright-core';

export interface Opened {
  readonly page: Page;
  /** Everything that went wrong, and every request but that for the page. */
  readonly complaints: string[];
}

/** Opens a page and listens. */
export async function openPage(
  browser: Browser,
  url: string,
  width = 1280,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== url) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, complaints };
}

/** Runs an expression in the page: our own tests are typed for Node, not for a browser. */
export const ask = <Value>(page: Page, expression: string) => page.evaluate<Value>(expression);

/** By how much the page is wider than the window. */
export const OVERFLOW =
  'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** Texts that are wider than what they stand in, and labels of pictures that reach out of them. */
export const CUT_OFF = `(() => {
  const found = [];
  for (const element of document.querySelectorAll('h1,h2,h3,h4,p,li,dt,dd,summary,figcaption')) {
    if (element.closest('.scroll') || element.clientWidth === 0) continue;
    if (element.scrollWidth > element.clientWidth + 1) found.push(element.textContent.slice(0, 60));
  }
  for (const svg of document.querySelectorAll('svg[viewBox]')) {
    const box = svg.getBoundingClientRect();
    for (const text of svg.querySelectorAll('text')) {
      const { left, right, width } = text.getBoundingClientRect();
      if (width > 0 && (right > box.right + 1 || left < box.left - 1)) found.push(text.textContent);
    }
  }
  return found;
})()`;

/** What an accessibility checker would find: things without a name, headers or a focus. */
export const ACCESSIBILITY = `(() => {
  const found = [];
  const text = (element) => element.textContent.trim();
  let level = 0;
  for (const heading of document.querySelectorAll('h1,h2,h3,h4,h5,h6')) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1) found.push('heading jumps: ' + text(heading));
    if (text(heading) === '') found.push('empty heading');
    level = own;
  }
  if (document.querySelectorAll('h1').length !== 1) found.push('not one h1');
  if (document.documentElement.lang !== 'en') found.push('no language');
  if (document.title === '') found.push('no title');
  if (document.querySelectorAll('main').length !== 1) found.push('not one main');
  for (const table of document.querySelectorAll('table')) {
    if (table.caption === null || text(table.caption) === '') found.push('table without a caption');
    if (table.tHead === null) found.push('table without a head');
  }
  for (const th of document.querySelectorAll('th')) {
    if (!['row', 'col'].includes(th.scope)) found.push('th without scope: ' + text(th));
  }
  for (const svg of document.querySelectorAll('svg:not([aria-hidden=true]):not(svg svg)')) {
    const named = svg.getAttribute('aria-label') || (svg.getAttribute('aria-labelledby') || '')
      .split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join('');
    if (!named && svg.closest('[aria-hidden=true]') === null) found.push('picture without a name');
  }
  for (const element of document.querySelectorAll('.scroll')) {
    if (element.scrollWidth > element.clientWidth + 1 && element.tabIndex !== 0) found.push('cannot be scrolled by keyboard');
    if (!element.getAttribute('aria-label')) found.push('region without a name');
  }
  for (const link of document.querySelectorAll('a')) {
    if (text(link) === '') found.push('empty link');
    if (document.querySelector(link.hash.replace(/[^#\\w-]/g, '\\\\$&')) === null) found.push('dead link ' + link.hash);
  }
  return found;
})()`;

/** Contrast as it is drawn: each text's colour against the first background behind it. */
export const CONTRAST = `(() => {
  const rgb = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let e = element; e !== null; e = e.parentElement) {
      const color = rgb(getComputedStyle(e).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.data.trim() === '' || element.closest('style,title,desc,defs')) continue;
    const style = getComputedStyle(element);
    const color = element instanceof SVGElement ? style.fill : style.color;
    const [a, b] = [luminance(rgb(color)), luminance(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) found.push(node.data.trim().slice(0, 30) + ' ' + ratio.toFixed(2));
  }
  return found;
})()`;
