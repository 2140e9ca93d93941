// Every example of docs/library.md runs as it stands there, and prints what stands behind its `//>`.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const text = readFileSync('docs/library.md', 'utf8');
const examples = [...text.matchAll(/## ([^\n]+)\n[^#]*?```js\n(.*?)```/gs)].map(
  ([, title, code]) => [title, code] as const,
);

// Who installs the package finds it under its name.
const folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-library-'));
writeFileSync(join(folder, 'package.json'), '{}');
mkdirSync(join(folder, 'node_modules'));
symlinkSync(resolve('.'), join(folder, 'node_modules/pcap-verdict'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('there is an example of each group', () => {
  expect(examples.length).toBeGreaterThanOrEqual(8);
  expect([...text.matchAll(/```js\n/g)]).toHaveLength(examples.length);
});

test.each(examples)('%s', (title, code) => {
  const path = join(folder, `${title.replace(/\W+/g, '-')}.mjs`);
  writeFileSync(path, code);
  const printed = execFileSync(process.execPath, [path], { encoding: 'utf8' });
  const expected = [...code.matchAll(/^\/\/> ?(.*)$/gm)].map(([, line]) => line);
  expect(
    printed
      .trimEnd()
      .split('\n')
      .map((line) => line.trimEnd()),
  ).toEqual(expected);
});
