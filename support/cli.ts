import { spawnSync } from 'node:child_process';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';

/** The built command. */
export const CLI = 'dist/cli/main.js';
/** Milliseconds after which a command hangs: none takes a tenth of it on a machine with nothing to do. */
const HANGS_AFTER = 60_000;

export interface CommandResult {
  readonly out: string;
  /** Lines of standard error. */
  readonly errors: readonly string[];
  /** Null where it did not end by itself. */
  readonly status: number | null;
}

export interface CommandOptions {
  readonly input?: Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

const linesOf = (text: string) => (text === '' ? [] : text.trimEnd().split('\n'));

let thread: Worker | undefined;

/**
 * Runs a command of the built program to its end, on a thread that is there for all commands of a test
 * file: nothing of it is known to a process of its own, which takes ten times as long to start. Builds
 * nothing: support/built.ts has.
 */
export function pcapVerdict(args: readonly string[], options: CommandOptions = {}): CommandResult {
  if (thread === undefined) {
    thread = new Worker(new URL('command-worker.mjs', import.meta.url), { execArgv: [] });
    thread.unref();
  }
  const done = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const { port1, port2 } = new MessageChannel();
  thread.postMessage({ command: { args, ...options }, done, port: port2 }, [port2]);
  const ended = Atomics.wait(done, 0, 0, HANGS_AFTER);
  const result = receiveMessageOnPort(port1)?.message;
  port1.close();
  if (ended === 'timed-out') {
    void thread.terminate();
    thread = undefined;
    return { out: '', errors: ['did not end'], status: null };
  }
  if (result.thrown !== undefined) throw result.thrown;
  return { out: result.out, errors: linesOf(result.errors), status: result.status };
}

/** The same in a process of its own, where that is what is tested: that it ends, and with what. */
export function pcapVerdictProcess(
  args: readonly string[],
  options: CommandOptions = {},
): CommandResult {
  const { stdout, stderr, status } = spawnSync(process.execPath, [CLI, ...args], {
    input: options.input ?? new Uint8Array(0),
    env: { ...process.env, ...options.env },
    maxBuffer: 1 << 28,
    timeout: HANGS_AFTER,
  });
  return { out: stdout.toString(), errors: linesOf(stderr.toString()), status };
}
