import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FORMATS as LISTS } from '../../src/inputs/packet-lists/open-packet-list.ts';
import { FORMATS as LOGS } from '../../src/inputs/statements/formats.ts';

test('every form of list and of log is in docs/inputs.md or docs/printed-packets.md', () => {
  const pages = ['docs/inputs.md', 'docs/printed-packets.md']
    .map((path) => readFileSync(path, 'utf8'))
    .join('');
  const missing = [...LISTS, ...LOGS]
    .map(({ name }) => name)
    .filter((name) => !pages.includes(`\`${name}\``));
  expect([...new Set(missing)]).toEqual([]);
});
