// Threads of a command that run in this one: what goes to and fro is cloned, as between threads.

import { main } from '../src/cli/program.ts';
import type { Session } from '../src/cli/session.ts';
import { type CapturedSession, capturedSession } from './session.ts';

export interface ThreadsHere {
  readonly startThread: NonNullable<Session['startThread']>;
  /** How many were started, and the jobs that they were given. */
  started: number;
  readonly jobs: unknown[];
}

export function threadsHere(): ThreadsHere {
  const threads: ThreadsHere = {
    started: 0,
    jobs: [],
    async startThread<Result, Job>(
      args: readonly string[],
      paths: Parameters<ThreadsHere['startThread']>[1],
    ) {
      threads.started++;
      const given: unknown[] = [];
      let wake = () => {};
      let done: (result: Result) => void = () => {};
      const next = async () => {
        if (given.length === 0) await new Promise<void>((resolve) => (wake = resolve));
        return given.shift();
      };
      const give = (job: unknown) => {
        given.push(structuredClone(job));
        wake();
      };
      const jobs = {
        paths: structuredClone(paths),
        next,
        done: (result: unknown, moved: readonly ArrayBuffer[] = []) =>
          done(structuredClone(result, { transfer: [...moved] }) as Result),
      };
      void main(args, capturedSession({ jobs }).session);
      return {
        judge: (job: Job) => {
          threads.jobs.push(job);
          return new Promise<Result>((resolve) => {
            done = resolve;
            give(job);
          });
        },
        close: async () => give(null),
      };
    },
  };
  return threads;
}

/** What a command prints with such threads, and how many it had. */
export async function inThreadsHere(args: readonly string[]) {
  const threads = threadsHere();
  const { startThread } = threads;
  const captured: CapturedSession = capturedSession({ startThread, args });
  const status = await main(args, captured.session);
  return { threads, printed: { status, out: captured.out(), errors: captured.errors() } };
}
