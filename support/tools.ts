import { spawnSync } from 'node:child_process';

/**
 * Whether a program is installed. Where it is not, says on screen which comparison is left out:
 * use with `describe.skipIf(!installed('tshark'))`.
 */
export function installed(program: string): boolean {
  const found = spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
  if (!found) console.warn(`skipped: comparisons with ${program}, which is not installed`);
  return found;
}

/** Runs a program and returns what it printed. Its failure is the test's. */
export function run(program: string, args: readonly string[], input?: Uint8Array): Buffer {
  const result = spawnSync(program, args, { input, maxBuffer: 1 << 28 });
  if (result.status !== 0) {
    throw new Error(`${program} ${args.join(' ')}: ${result.stderr?.toString() ?? result.error}`);
  }
  return result.stdout;
}
