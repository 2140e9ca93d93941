import type { Worker } from 'node:worker_threads';
import type { JobThread } from '../tasks/parallel.ts';
import { filesWords } from '../words/command-line/files.ts';

/** A thread of `--jobs`. @param worker runs `job-thread.ts`, with the words of the command line and the paths */
export function jobThread<Result, Job>(worker: Worker): JobThread<Result, Job> {
  let waiting: { resolve(result: Result): void; reject(error: unknown): void } | null = null;
  /** Why it is not there any more. */
  let failure: { readonly error: unknown } | null = null;
  const fail = (error: unknown) => {
    failure ??= { error };
    waiting?.reject(failure.error);
    waiting = null;
  };
  worker.on('message', (result: Result) => {
    waiting?.resolve(result);
    waiting = null;
  });
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error(filesWords.threadEnded)));
  return {
    judge: (job) =>
      new Promise((resolve, reject) => {
        if (failure !== null) return reject(failure.error);
        waiting = { resolve, reject };
        worker.postMessage(job);
      }),
    async close() {
      await worker.terminate();
    },
  };
}
