import { type MessagePort, parentPort } from 'node:worker_threads';
import { nodePlatform } from '../../platform/node/node-platform.ts';
import type { Job } from './job.ts';
import { Judge } from './judge.ts';

/*
 * A thread of `fleet work`: the jobs are judged here, so that the program's own thread can show signs of life,
 * and can end a job that takes too long.
 */

if (parentPort !== null) serve(parentPort);

function serve(port: MessagePort): void {
  const judge = new Judge(nodePlatform());
  port.on('message', async (job: Job) => port.postMessage(await judge.judge(job)));
}
