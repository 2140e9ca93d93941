import type { RedactionKey } from './redaction.ts';

/** What there is to judge: who names the files is asked once. */
export interface JobPaths {
  readonly captures: readonly string[];
  /** Logs of firewalls that are held against each. */
  readonly logs: readonly string[];
  /** Under which all threads redact. */
  readonly redactionKey?: RedactionKey | undefined;
  /** What else a command tells its threads; it knows of what type it is. */
  readonly context?: unknown;
}

/** A thread that runs the same command line, and judges the captures that it is told to, one at a time. */
export interface JobThread<Result> {
  /** @param index of the capture among those of `JobPaths` */
  judge(index: number): Promise<Result>;
  close(): Promise<void>;
}

/** What a thread has of the one that started it. */
export interface ServedJobs {
  readonly paths: JobPaths;
  /** Which capture is next; null at the end. */
  next(): Promise<number | null>;
  /** @param result what the command's own thread takes; to be cloned */
  done(result: unknown): void;
}

/** Results that may wait for their turn, for each thread: reports are large. */
const AHEAD = 4;

/** In a thread of `--jobs`: judges what it is told to, one after the other. */
export async function serveJobs(
  jobs: ServedJobs,
  judge: (index: number) => Promise<unknown>,
): Promise<void> {
  for (let index = await jobs.next(); index !== null; index = await jobs.next()) {
    jobs.done(await judge(index));
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
