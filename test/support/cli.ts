import { spawnSync } from 'node:child_process';

/** The built command. */
export const CLI = 'dist/cli/main.js';

export interface CommandResult {
  readonly out: string;
  /** Lines of standard error. */
  readonly errors: readonly string[];
  readonly status: number | null;
}

export interface CommandOptions {
  readonly input?: Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the built command line to its end. Builds nothing: test/support/built.ts has. */
export function pcapVerdict(args: readonly string[], options: CommandOptions = {}): CommandResult {
  const result = spawnSync(process.execPath, [CLI, ...args], {
    input: options.input ?? new Uint8Array(0),
    env: { ...process.env, ...options.env },
    maxBuffer: 1 << 28,
    timeout: 30_000,
  });
  const errors = result.stderr.toString();
  return {
    out: result.stdout.toString(),
    errors: errors === '' ? [] : errors.trimEnd().split('\n'),
    status: result.status,
  };
}
