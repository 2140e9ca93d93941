// Whatever runs it, the same captures give the same bytes as with Node.
import { describe, expect, test } from 'vitest';
import { captureNames } from '../../support/shipped-captures.ts';
import { installed, run } from '../../support/tools.ts';

const RUNTIMES = [
  ['deno', ['run', '--allow-all']],
  ['bun', ['run']],
] as const;
/** Of all kinds, with a compressed one. */
const CAPTURES = captureNames()
  .filter((name, index) => index % 5 === 0 || name.endsWith('.gz'))
  .map((name) => `captures/${name}`);

describe.each(RUNTIMES)('in %s', (runtime, args) => {
  test.skipIf(!installed(runtime)).each(['core', 'index'])(
    'dist/%s.js says what it says in Node',
    { timeout: 60_000 },
    (entry) => {
      const checked = ['support/runtime-check.mjs', `dist/${entry}.js`, ...CAPTURES];
      const lines = run(runtime, [...args, ...checked]).toString();
      expect(lines).toBe(run(process.execPath, checked).toString());
      expect(lines.trimEnd().split('\n').length).toBeGreaterThanOrEqual(10);
    },
  );
});
