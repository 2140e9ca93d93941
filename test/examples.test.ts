import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** What each prints of captures that captures/README.md describes. */
const PRINTS: Readonly<Record<string, RegExp>> = {
  'verdicts.mjs': /^drop \(medium\) {2}tcp 203\.0\.113\.55 8443 {2}frames 25, 26, 27/m,
  'filter-packets.mjs': /^frame \d+, \d+ bytes$[\s\S]*^\d+ of \d+ packets$/m,
  'folder-to-csv.mjs': /^syn-drop\.pcapng,[\d.]+,[\d.]+,tcp,8443,drop,medium$/m,
};

const examples = readdirSync('examples').filter((name) => name.endsWith('.mjs'));

test.each(examples)('examples/%s runs as it is', (name) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [`examples/${name}`], {
    encoding: 'utf8',
  });
  expect([stderr, status]).toEqual(['', 0]);
  expect(stdout).toMatch(PRINTS[name]);
});

test('examples/README.md names them all', () => {
  const page = readFileSync('examples/README.md', 'utf8');
  for (const name of examples) expect(page).toContain(`[${name}](${name})`);
});
