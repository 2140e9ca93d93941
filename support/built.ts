import { spawnSync } from 'node:child_process';

/** Before all tests: dist/ is as new as its source, for the tests of the command line. */
export function setup(): void {
  const { status } = spawnSync(process.execPath, ['scripts/ensure-built.mjs'], {
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error('scripts/ensure-built.mjs failed');
}
