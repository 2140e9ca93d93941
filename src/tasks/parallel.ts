import type { ReadingState } from './progress.ts';
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

/** A thread that runs the same command line, and does the jobs that it is given, one at a time. */
export interface JobThread<Result, Job = number> {
  /** @param job to be cloned; as a rule the index of a capture among those of `JobPaths` */
  judge(job: Job): Promise<Result>;
  close(): Promise<void>;
}

/** What a thread has of the one that started it. */
export interface ServedJobs {
  readonly paths: JobPaths;
  /** What is next; it knows of what type it is. Null at the end. */
  next(): Promise<unknown>;
  /**
   * @param result what the command's own thread takes; to be cloned
   * @param moved memory that is handed over and not copied
   */
  done(result: unknown, moved?: readonly ArrayBuffer[]): void;
  /** Tells how far it is, null for nothing that goes on; absent where nobody looks. */
  readonly tell?: ((state: ReadingState | null) => void) | undefined;
}

/** Results that may wait for their turn, for each thread: reports are large. */
const AHEAD = 4;

/** In a thread of `--jobs`: judges what it is told to, one after the other. */
export async function serveJobs<Job = number>(
  jobs: ServedJobs,
  judge: (job: Job) => Promise<unknown>,
  moved?: (result: unknown) => readonly ArrayBuffer[],
): Promise<void> {
  for (let job = await jobs.next(); job !== null; job = await jobs.next()) {
    const result = await judge(job as Job);
    jobs.done(result, moved?.(result));
  }
}

/** Threads that are started when they are needed, and kept for what comes after. */
export class JobPool<Result, Job = number> {
  readonly #threads = new Set<JobThread<Result, Job>>();
  readonly #idle: JobThread<Result, Job>[] = [];
  #busy = 0;
  #isClosed = false;
  readonly #waiting: (() => void)[] = [];

  /** @param size threads at a time */
  constructor(
    readonly size: number,
    private readonly start: () => Promise<JobThread<Result, Job>>,
  ) {}

  /** Has a job done as soon as a thread is free. Fails where its thread breaks; others take its place. */
  async judge(job: Job): Promise<Result> {
    while (this.#busy >= this.size) await new Promise<void>((wake) => this.#waiting.push(wake));
    this.#busy++;
    let thread: JobThread<Result, Job> | undefined;
    try {
      if (!this.#isClosed) thread = this.#idle.pop() ?? (await this.start());
      if (thread === undefined || this.#isClosed) throw new Error('closed');
      this.#threads.add(thread);
      const result = await thread.judge(job);
      this.#idle.push(thread);
      return result;
    } catch (error) {
      if (thread !== undefined) {
        this.#threads.delete(thread);
        await thread.close();
      }
      throw error;
    } finally {
      this.#busy--;
      this.#waiting.shift()?.();
    }
  }

  /** Ends all threads, whatever they are at. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#threads].map((thread) => thread.close()));
  }
}

/**
 * Takes what becomes of captures in their order, while others are judged already.
 * @param count captures
 * @param threads how many are judged at a time
 * @param judge does not fail
 */
export async function judgeInOrder<Result>(
  count: number,
  threads: number,
  judge: (index: number) => Promise<Result>,
  take: (index: number, result: Result) => Promise<void>,
): Promise<void> {
  const begun: Promise<Result>[] = [];
  let next = 0;
  for (let index = 0; index < count; index++) {
    for (; next < Math.min(count, index + AHEAD * threads); next++) begun.push(judge(next));
    await take(index, (await begun.shift()) as Awaited<Result>);
  }
}

/**
 * Judges captures on several threads; results are taken in the captures' order.
 * @param threads how many at a time
 * @param broken what stands for the result of a capture whose thread broke
 */
export async function judgeInParallel<Result>(
  count: number,
  threads: number,
  start: () => Promise<JobThread<Result>>,
  broken: (index: number, error: unknown) => Result,
  take: (index: number, result: Result) => Promise<void>,
): Promise<void> {
  const pool = new JobPool(threads, start);
  const judge = (index: number) => pool.judge(index).catch((error) => broken(index, error));
  try {
    await judgeInOrder(count, threads, judge, take);
  } finally {
    await pool.close();
  }
}
