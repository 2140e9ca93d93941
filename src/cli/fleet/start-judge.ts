import type { Worker } from 'node:worker_threads';
import { fleetCommandWords } from '../../words/command-line/fleet-command.ts';
import type { Answer, Job } from './job.ts';

/** Judges jobs one at a time; a thread, or what stands for one. */
export interface JobJudge {
  judge(job: Job): Promise<Answer>;
  close(): Promise<void>;
}

/**
 * A thread that judges. One that breaks fails its job, and another takes its place.
 * @param startThread starts `judge-thread.ts`
 */
export function startJudge(startThread: () => Worker): JobJudge {
  let worker: Worker | null = null;
  let waiting: ((answer: Answer) => void) | null = null;
  const answer = (given: Answer) => {
    waiting?.(given);
    waiting = null;
  };
  const broken = (text: string) => {
    worker = null;
    answer({ failure: text });
  };
  const start = () => {
    const started = startThread();
    started.on('message', answer);
    started.on('error', (error) => broken(error.message));
    started.on('exit', (status) => {
      if (worker === started) broken(fleetCommandWords.threadEnded(status));
    });
    return started;
  };
  return {
    judge: (job) =>
      new Promise((resolve) => {
        waiting = resolve;
        worker ??= start();
        worker.postMessage(job);
      }),
    async close() {
      const ended = worker;
      worker = null;
      waiting = null;
      await ended?.terminate();
    },
  };
}
