import { expect } from 'vitest';

/** Elements and attributes, read by a pattern: the pages are our own, every value is quoted. */
function tags(page: string, name: string): Map<string, string>[] {
  return [
    ...page.matchAll(new RegExp(`<${name}((?:\\s[a-zA-Z-]+(?:="[^"]*")?)*)\\s*/?>`, 'g')),
  ].map(
    ([, attributes]) =>
      new Map(
        [...attributes.matchAll(/([a-zA-Z-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
      ),
  );
}

/** The elements of a page in their order, without their text. */
export function structure(page: string): string {
  return page.match(/<\/?[a-z][a-z0-9]*/gi)?.join('') ?? '';
}

/** A page that is by itself, safe, and sound for those who cannot see it. */
export function expectSound(page: string): void {
  // Nothing runs, nothing loads, nothing leads outside.
  expect(/<(?:script|img|link|iframe|object|embed|base|form)\b/i.exec(page)).toBeNull();
  expect(/\s(?:src|srcset|style|on[a-z]+)="|url\(|@import/i.exec(page)).toBeNull();
  for (const [, target] of page.matchAll(/\shref="([^"]*)"/g)) expect(target).toMatch(/^#/);

  const levels = [...page.matchAll(/<h([1-6])\b/g)].map(([, level]) => Number(level));
  expect(levels.filter((level) => level === 1)).toHaveLength(1);
  levels.reduce((previous, level) => {
    expect(level).toBeLessThanOrEqual(previous + 1);
    return level;
  }, 0);

  const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, target] of page.matchAll(/(?:href="#|aria-labelledby=")([^"]*)"/g)) {
    for (const id of target.split(' ')) expect(ids).toContain(id);
  }
  for (const attributes of tags(page, 'th'))
    expect(attributes.get('scope')).toMatch(/^(?:row|col)$/);
  expect(page.match(/<caption>/g)?.length).toBe(page.match(/<table\b/g)?.length);
  for (const attributes of tags(page, 'svg')) {
    const isNamed =
      attributes.get('role') === 'img' &&
      (attributes.has('aria-label') || attributes.has('aria-labelledby'));
    expect(isNamed || attributes.get('aria-hidden') === 'true' || attributes.size === 1).toBe(true);
  }
}
