import type { Worker } from 'node:worker_threads';
import type { JobThread } from '../tasks/parallel.ts';
import type { ReadingState } from '../tasks/progress.ts';
import { filesWords } from '../words/command-line/files.ts';

/** What a thread of `--jobs` sends. */
export type ThreadMessage<Result> =
  | { readonly kind: 'result'; readonly result: Result }
  | { readonly kind: 'reading'; readonly state: ReadingState | null };

/**
 * A thread of `--jobs`.
 * @param worker runs `job-thread.ts`, with the words of the command line and the paths
 * @param follow is told how far it is
 */
export function jobThread<Result, Job>(
  worker: Worker,
  follow?: (state: ReadingState | null) => void,
): JobThread<Result, Job> {
  let waiting: { resolve(result: Result): void; reject(error: unknown): void } | null = null;
  /** Why it is not there any more. */
  let failure: { readonly error: unknown } | null = null;
  const fail = (error: unknown) => {
    failure ??= { error };
    follow?.(null);
    waiting?.reject(failure.error);
    waiting = null;
  };
  worker.on('message', (message: ThreadMessage<Result>) => {
    if (message.kind === 'reading') return follow?.(message.state);
    waiting?.resolve(message.result);
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
