import type { Worker } from 'node:worker_threads';
import type { JobThread } from '../tasks/parallel.ts';
import { filesWords } from '../words/command-line/files.ts';

/** A thread of `--jobs`. @param worker runs `job-thread.ts`, with the words of the command line and the paths */
export function jobThread<Result>(worker: Worker): JobThread<Result> {
  let waiting: { resolve(result: Result): void; reject(error: unknown): void } | null = null;
  const fail = (error: unknown) => {
    waiting?.reject(error);
    waiting = null;
  };
  worker.on('message', (result: Result) => {
    waiting?.resolve(result);
    waiting = null;
  });
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error(filesWords.threadEnded)));
  return {
    judge: (index) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        worker.postMessage(index);
      }),
    async close() {
      await worker.terminate();
    },
  };
}
