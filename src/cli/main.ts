#!/usr/bin/env node
import { nodePlatform } from '../platform/node/node-platform.ts';
import { usageWords } from '../words/command-line/usage.ts';
import { EXIT_UNUSABLE } from './errors.ts';
import { main } from './program.ts';
import { startThreadOf } from './program-files.ts';
import { SYSTEM_CLOCK } from './session.ts';

// A reader that has seen enough (`| head`) closes the pipe: that is its right, and no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(usageWords.standardOutputUnwritable(error.code));
  process.exit(EXIT_UNUSABLE);
});
// What is told there is not to be had: nothing is left to tell it to.
process.stderr.on('error', () => {});

const args = process.argv.slice(2);
// No `await` here: the binary's modules have none of their own.
void main(args, {
  platform: nodePlatform(0, (options) => startThreadOf('unpack-thread', import.meta.url, options)),
  stdin: 0,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  clock: SYSTEM_CLOCK,
  isOwnProcess: true,
  onSignal: (signal, listener) => process.on(signal, listener),
  exit: (status) => process.exit(status),
  subject: '',
  args,
  async startThread(same, paths, follow) {
    const { jobThread } = await import('./start-thread.ts');
    const workerData = { args: same, paths, isFollowed: follow !== undefined };
    return jobThread(startThreadOf('job-thread', import.meta.url, { workerData }), follow);
  },
  async startJudge() {
    const { startJudge } = await import('./fleet/start-judge.ts');
    return startJudge(() => startThreadOf('judge-thread', import.meta.url));
  },
}).then((status) => {
  process.exitCode = status;
});
