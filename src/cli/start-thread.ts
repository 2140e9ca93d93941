import { Worker } from 'node:worker_threads';
import type { JobPaths, JobThread } from '../tasks/parallel.ts';

/** Starts a thread of `--jobs`. @param file `job-thread.ts`, built; @param args of the command line */
export function startJobThread<Result>(
  file: URL,
  args: readonly string[],
  paths: JobPaths,
): JobThread<Result> {
  const worker = new Worker(file, { workerData: { args, paths } });
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
  worker.on('exit', () => fail(new Error('its thread ended')));
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
