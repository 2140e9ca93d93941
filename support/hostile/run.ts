import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { CLI } from '../cli.ts';

/** How a command of the built program ended, and what it took. */
export interface Ended {
  /** Null where a signal ended it: its own, or because it hung. */
  readonly status: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly errors: string;
  /** Wall clock. */
  readonly seconds: number;
  /** Processor time of all its threads; 0 where a signal ended it. */
  readonly cpuSeconds: number;
  /** Resident at most; 0 where a signal ended it. */
  readonly megabytes: number;
}

export interface RunOptions {
  /** A path to read standard input from; bytes for a pipe. */
  readonly input?: string | Uint8Array | undefined;
  /** Where standard output goes; kept where absent. */
  readonly output?: string | undefined;
  /** A signal that comes after so many milliseconds. */
  readonly signal?: readonly [name: 'SIGTERM' | 'SIGINT', after: number] | undefined;
  /** The reader of its standard output goes at once. */
  readonly closesOutput?: boolean | undefined;
  /** Milliseconds after which it hangs. */
  readonly limit?: number | undefined;
  readonly folder?: string | undefined;
}

/** Output that is kept for a look at it. */
const KEPT = 1 << 20;

/** Runs a command in a process of its own to its end. */
export function runMeasured(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const { input, output, signal, closesOutput, limit = 600_000 } = options;
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [
      '--import',
      new URL('./usage.mjs', `file://${process.cwd()}/support/hostile/`).href,
      CLI,
      ...args,
    ],
    {
      stdio: [
        typeof input === 'string' ? openSync(input, 'r') : 'pipe',
        output === undefined ? 'pipe' : openSync(output, 'w'),
        'pipe',
        'pipe',
      ],
    },
  );
  const kept = ['', '', ''];
  const [, stdout, stderr, usage] = child.stdio;
  for (const [index, stream] of [stdout, stderr, usage].entries()) {
    (stream as NodeJS.ReadableStream | null)?.on('data', (bytes: Buffer) => {
      if (kept[index].length < KEPT) kept[index] += bytes.toString();
    });
  }
  if (closesOutput) child.stdout?.destroy();
  // Who has seen enough closes the pipe while it is written.
  child.stdin?.on('error', () => {});
  child.stdin?.end(typeof input === 'string' ? undefined : input);
  const timers = [setTimeout(() => child.kill('SIGKILL'), limit)];
  if (signal) timers.push(setTimeout(() => child.kill(signal[0]), signal[1]));
  return new Promise((resolve) => {
    child.on('close', (status, killed) => {
      timers.forEach(clearTimeout);
      const { kilobytes = 0, microseconds = 0 } = kept[2] === '' ? {} : JSON.parse(kept[2]);
      resolve({
        status,
        signal: killed,
        out: kept[0],
        errors: kept[1],
        seconds: (performance.now() - began) / 1000,
        cpuSeconds: microseconds / 1e6,
        megabytes: kilobytes / 1024,
      });
    });
  });
}
