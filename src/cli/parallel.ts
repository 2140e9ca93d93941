import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Session } from './session.ts';

export { judgeInParallel, serveJobs } from '../tasks/parallel.ts';

/** Bytes of captures for which one more thread pays: starting it takes a fifth of a second. */
const BYTES_FOR_THREAD = 32 << 20;
/** The same in small captures. */
const CAPTURES_FOR_THREAD = 64;
/**
 * How many threads judge captures, by what there is to do.
 * @param asked as the user says; undefined for as many as pay, up to half of the processors
 */
export function threadsFor(captures: readonly string[], asked: number | undefined): number {
  // Pipes give their bytes once, in the order in which they come.
  if (captures.some((path) => path === '-' || !isFile(path))) return 1;
  if (asked !== undefined) return Math.min(asked, captures.length);
  const bytes = captures.reduce((sum, path) => sum + sizeOf(path), 0);
  const paying = Math.max(bytes / BYTES_FOR_THREAD, captures.length / CAPTURES_FOR_THREAD);
  // Two threads of one core gain little from each other, and both count as processors.
  const cores = availableParallelism() >> 1;
  return Math.max(1, Math.min(cores, captures.length, Math.floor(paying)));
}

/** The same where there can be threads, and the command line names nothing that is read but once. */
export function threadsIn(
  { startThread, args = [] }: Session,
  captures: readonly string[],
  asked: number | undefined,
): number {
  return startThread === undefined || namesPipe(args) ? 1 : threadsFor(captures, asked);
}

/** Whether the command line names what gives its bytes once: each thread reads what options name. */
export function namesPipe(args: readonly string[]): boolean {
  return args.some((arg) => {
    const value = arg.startsWith('--') ? arg.slice(arg.indexOf('=') + 1) : arg;
    const facts = value === '-' ? undefined : factsOf(value);
    return value === '-' || (facts !== undefined && !facts.isFile() && !facts.isDirectory());
  });
}

/** What is not there is said by who opens it. */
function isFile(path: string): boolean {
  return factsOf(path)?.isFile() !== false;
}

function sizeOf(path: string): number {
  return factsOf(path)?.size ?? 0;
}

function factsOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
