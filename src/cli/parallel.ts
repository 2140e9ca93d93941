import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { JobThread, Session } from './session.ts';

/** Bytes of captures for which one more thread pays: starting it takes a fifth of a second. */
const BYTES_FOR_THREAD = 32 << 20;
/** The same in small captures. */
const CAPTURES_FOR_THREAD = 64;
/** Results that may wait for their turn, for each thread: reports are large. */
const AHEAD = 4;

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

/** In a thread of `--jobs`: judges what it is told to, one after the other. */
export async function serveJobs(
  jobs: NonNullable<Session['jobs']>,
  judge: (index: number) => Promise<unknown>,
): Promise<void> {
  for (let index = await jobs.next(); index !== null; index = await jobs.next()) {
    jobs.done(await judge(index));
  }
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

/**
 * Judges captures on several threads; results are taken in the captures' order.
 * @param count captures
 * @param threads how many at a time
 * @param start starts a thread; one that breaks costs the capture it was at, and another takes its place
 */
export async function judgeInParallel<Result>(
  count: number,
  threads: number,
  start: () => Promise<JobThread<Result>>,
  broken: (index: number, error: unknown) => Result,
  take: (index: number, result: Result) => Promise<void>,
): Promise<void> {
  const results = new Map<number, Result>();
  let next = 0;
  let taken = 0;
  let failure: { readonly error: unknown } | null = null;
  // Who waits because too much is done already that waits for its turn.
  let goOn: (() => void)[] = [];
  let taking: Promise<void> = Promise.resolve();
  const takeThoseReady = async () => {
    while (results.has(taken)) {
      const result = results.get(taken) as Result;
      results.delete(taken);
      await take(taken, result);
      taken++;
    }
    const waiting = goOn;
    goOn = [];
    for (const wake of waiting) wake();
  };
  const work = async () => {
    let thread = await start();
    try {
      while (next < count && failure === null) {
        if (next - taken >= AHEAD * threads) {
          await new Promise<void>((wake) => goOn.push(wake));
          continue;
        }
        const index = next++;
        try {
          results.set(index, await thread.judge(index));
        } catch (error) {
          results.set(index, broken(index, error));
          await thread.close();
          thread = await start();
        }
        taking = taking.then(takeThoseReady);
        await taking;
      }
    } catch (error) {
      failure ??= { error };
      for (const wake of goOn) wake();
      throw error;
    } finally {
      await thread.close();
    }
  };
  const done = await Promise.allSettled(Array.from({ length: threads }, work));
  for (const one of done) if (one.status === 'rejected') throw one.reason;
}
