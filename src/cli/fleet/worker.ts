import { setTimeout as sleep } from 'node:timers/promises';
import { fleetCommandWords } from '../../words/command-line/fleet-command.ts';
import type { Session } from '../session.ts';
import { type Database, isAway, isConflict } from './database.ts';
import type { Answer, Job } from './job.ts';
import type { JobJudge } from './start-judge.ts';
import type { Store } from './store.ts';

export interface WorkOptions {
  /** Jobs at a time. */
  readonly jobs: number;
  /** Ends when there is nothing left to do. */
  readonly untilEmpty: boolean;
  /** Seconds: after a signal, for jobs that have begun; of a job at the most; without a sign of life. */
  readonly grace: number;
  readonly timeLimit: number;
  readonly lostAfter: number;
}

/** Jobs that are taken at once, where they are short. */
const MOST_HELD = 16;
/** What they take together, in milliseconds: others are not to wait for what lies here. */
const HELD_FOR = 1_000;
/** Milliseconds between looks for jobs where there are none. */
const LOOKED_AFTER = 500;
/** Signs of life in the time after which a worker counts as lost. */
const SIGNS = 6;
/** Milliseconds before a database that is away is tried again: at first, and at the most. */
const TRIED_AFTER = 250;
const TRIED_AT_MOST_AFTER = 5_000;

/** What one run of `fleet work` has done. */
export interface Worked {
  done: number;
  failed: number;
  /** Results that another worker had written already, after this one was given up for lost. */
  late: number;
  givenBack: number;
}

/** Takes jobs, judges them, writes their results: so many at a time, until it is told to stop. */
export class FleetWorker {
  readonly worked: Worked = { done: 0, failed: 0, late: 0, givenBack: 0 };
  /** Taken, and not begun. */
  #held: Job[] = [];
  readonly #begun = new Set<string>();
  readonly #stop = new AbortController();
  /** Who waits for the database no longer: the time after a signal is over. */
  readonly #end = new AbortController();
  /** Whether an answer of the database was lost, and with it perhaps jobs. */
  #isUncertain = false;
  #isAway = false;
  /** Since when it answers, in milliseconds; what others missed before is not theirs. */
  #answersSince = performance.now();
  /** Milliseconds that a job took lately. */
  #pace = HELD_FOR;
  /** One transaction of this worker at a time: what it holds is certain then. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    readonly database: Database,
    readonly store: Store,
    readonly startJudge: () => Promise<JobJudge>,
    readonly options: WorkOptions,
    readonly session: Session,
  ) {}

  /** @returns whether everything that was begun has its end */
  async run(): Promise<boolean> {
    const { jobs, grace } = this.options;
    await this.#insist(() => this.store.showLife(jobs));
    const life = this.#showLife();
    const judges = await Promise.all(Array.from({ length: jobs }, () => this.startJudge()));
    let isGraceOver = false;
    const cancelled = new Promise<void>((resolve) => {
      this.#stop.signal.addEventListener('abort', async () => {
        await sleep(grace * 1000, undefined, { ref: false, signal: this.#end.signal }).catch(
          () => {},
        );
        isGraceOver = true;
        this.#end.abort();
        resolve();
      });
    });
    const all = Promise.allSettled(judges.map((judge) => this.#work(judge)));
    const results = await Promise.race([all, cancelled]);
    await Promise.all(judges.map((judge) => judge.close()));
    this.#stop.abort();
    const broken = results?.find((result) => result.status === 'rejected');
    const isLeft = await this.#leave();
    this.#end.abort();
    await life;
    if (broken !== undefined && !isAway(broken.reason)) throw broken.reason;
    return isLeft || !isGraceOver;
  }

  /** Jobs that have begun end; a second time, at once. */
  stop(): void {
    if (this.#stop.signal.aborted) this.#end.abort();
    this.#stop.abort();
  }

  get isStopping(): boolean {
    return this.#stop.signal.aborted;
  }

  /** What is in its hands goes back. @returns whether the database has heard of it */
  async #leave(): Promise<boolean> {
    const ids = [...this.#begun, ...this.#held.map(({ id }) => id)];
    try {
      await this.database.transaction((sql) => this.store.giveBackAllBut(sql, []));
      await this.store.sayGoodbye();
      this.worked.givenBack += ids.length;
      return true;
    } catch (error) {
      if (!isAway(error)) throw error;
      return ids.length === 0;
    }
  }

  async #work(judge: JobJudge): Promise<void> {
    let job = await this.#next();
    while (job !== null) {
      const begun = performance.now();
      const answer = await this.#judged(judge, job);
      this.#pace = (this.#pace + performance.now() - begun) / 2;
      job = (await this.#finished(job, answer)) ?? (await this.#next());
    }
  }

  /** Judges a job, in the time that it may take. */
  async #judged(judge: JobJudge, job: Job): Promise<Answer> {
    const { timeLimit } = this.options;
    const over = new AbortController();
    const limit = sleep(timeLimit * 1000, undefined, { ref: false, signal: over.signal })
      .then(async (): Promise<Answer> => {
        await judge.close();
        return { failure: fleetCommandWords.timeLimitPassed(timeLimit) };
      })
      .catch((): Answer => ({ failure: '' }));
    try {
      return await Promise.race([judge.judge(job), limit]);
    } finally {
      over.abort();
    }
  }

  /** Writes what came of a job. @returns the next one, where it lies here */
  async #finished(job: Job, answer: Answer): Promise<Job | null> {
    let told = answer;
    for (;;) {
      try {
        return await this.#inTurn(async () => {
          const next = this.isStopping ? null : (this.#held[0] ?? null);
          const { isWritten, isStarted } = await this.#insist(() =>
            this.database.transaction(async (sql) => ({
              isWritten:
                'failure' in told
                  ? await this.store.fail(sql, job.id, told.failure)
                  : await this.store.finish(sql, job, told.result),
              isStarted: next !== null && (await this.store.start(sql, next)),
            })),
          );
          this.#begun.delete(job.id);
          if (!isWritten) this.worked.late++;
          else if ('failure' in told) this.worked.failed++;
          else this.worked.done++;
          if (next === null) return null;
          if (!isStarted) return this.#forget();
          this.#held.shift();
          this.#begun.add(next.id);
          return next;
        });
      } catch (error) {
        if ('failure' in told || isAway(error)) throw error;
        // The result itself cannot be written: that is an attempt that failed.
        told = { failure: fleetCommandWords.resultUnwritable((error as Error).message) };
      }
    }
  }

  /** The next job, when there is one; null where there is nothing left to do, or it is to stop. */
  async #next(): Promise<Job | null> {
    while (!this.isStopping) {
      const job = await this.#inTurn(async () => {
        if (this.isStopping) return null;
        const most = Math.max(1, Math.min(MOST_HELD, Math.floor(HELD_FOR / this.#pace)));
        const taken = await this.#insist(() =>
          this.database.transaction(async (sql) => {
            const jobs = this.#held.length > 0 ? this.#held : await this.store.claim(sql, most);
            if (jobs.length === 0 || (await this.store.start(sql, jobs[0]))) return jobs;
            return this.#forget() ?? [];
          }),
        );
        const [first, ...rest] = taken;
        if (first === undefined) return null;
        this.#held = rest;
        this.#begun.add(first.id);
        return first;
      });
      if (job !== null) return job;
      if (
        this.options.untilEmpty &&
        (await this.#insist(() => this.store.queue.unfinished())) === 0
      ) {
        return null;
      }
      await sleep(LOOKED_AFTER, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
    return null;
  }

  /** What it holds is others' by now: it was given up for lost. */
  #forget(): null {
    this.#held = [];
    return null;
  }

  async #inTurn<Result>(run: () => Promise<Result>): Promise<Result> {
    const mine = this.#turn.then(run, run);
    this.#turn = mine.catch(() => {});
    return mine;
  }

  /** Does what the database is asked for, however long it is away. */
  async #insist<Result>(ask: () => Promise<Result>): Promise<Result> {
    for (let wait = TRIED_AFTER; ; wait = Math.min(2 * wait, TRIED_AT_MOST_AFTER)) {
      try {
        const result = await ask();
        this.#isBack();
        return result;
      } catch (error) {
        if (isConflict(error)) continue;
        if (!isAway(error) || this.#end.signal.aborted) throw error;
        this.#isGone(error as Error);
        await sleep(wait, undefined, { signal: this.#end.signal }).catch(() => {});
      }
    }
  }

  #isGone(error: Error): void {
    this.#isUncertain = true;
    if (this.#isAway) return;
    this.#isAway = true;
    const said = error.message || (error as NodeJS.ErrnoException).code;
    this.session.stderr.write(fleetCommandWords.workDatabaseAway(said));
  }

  #isBack(): void {
    if (!this.#isAway) return;
    this.#isAway = false;
    this.#answersSince = performance.now();
    this.session.stderr.write(fleetCommandWords.databaseBack);
  }

  /** Until the end: signs of life, and what lost workers had. */
  async #showLife(): Promise<void> {
    const { lostAfter, jobs } = this.options;
    const between = (lostAfter * 1000) / SIGNS;
    while (!this.#end.signal.aborted) {
      await sleep(between, undefined, { ref: false, signal: this.#end.signal }).catch(() => {});
      if (this.#end.signal.aborted) return;
      try {
        await this.store.showLife(jobs);
        this.#isBack();
        // Who could not reach the database either must have had the time to show that it is alive.
        const isFair = performance.now() - this.#answersSince > lostAfter * 1000;
        if (!this.#isUncertain && !isFair) continue;
        await this.#inTurn(() =>
          this.database.transaction(async (sql) => {
            if (this.#isUncertain) {
              const held = [...this.#begun, ...this.#held.map(({ id }) => id)];
              await this.store.giveBackAllBut(sql, held);
            }
            if (isFair) await this.store.takeFromLost(sql, lostAfter);
          }),
        );
        this.#isUncertain = false;
      } catch (error) {
        if (isAway(error)) this.#isGone(error as Error);
        else this.session.stderr.write(`pcap-verdict: ${(error as Error).message}\n`);
      }
    }
  }
}
