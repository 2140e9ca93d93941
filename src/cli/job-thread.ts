import { Writable } from 'node:stream';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { nodePlatform } from '../platform/node/node-platform.ts';
import { main } from './program.ts';
import { SYSTEM_CLOCK } from './session.ts';
import type { ThreadMessage } from './start-thread.ts';

/*
 * A thread that judges captures beside the program's own (`--jobs`): it runs the same command line, with
 * everything that its options name, and is given one job after the other.
 */

if (parentPort !== null) void serve(parentPort);

async function serve(port: MessagePort): Promise<void> {
  const queue: unknown[] = [];
  let wake: (() => void) | null = null;
  port.on('message', (job: unknown) => {
    queue.push(job);
    wake?.();
  });
  const send = (message: ThreadMessage<unknown>, moved: readonly ArrayBuffer[] = []) =>
    port.postMessage(message, moved);
  // What the options complain of, the program's own thread has said.
  const silent = () => new Writable({ write: (_bytes, _encoding, done) => done() });
  await main(workerData.args, {
    platform: nodePlatform(),
    stdin: 0,
    stdout: silent(),
    stderr: silent(),
    env: process.env,
    clock: SYSTEM_CLOCK,
    isOwnProcess: false,
    onSignal() {},
    exit() {},
    subject: '',
    jobs: {
      paths: workerData.paths,
      async next() {
        if (queue.length === 0) await new Promise<void>((resolve) => (wake = resolve));
        return queue.shift() ?? null;
      },
      done: (result, moved = []) => send({ kind: 'result', result }, moved),
      tell: workerData.isFollowed ? (state) => send({ kind: 'reading', state }) : undefined,
    },
  });
  // It comes to an end only where something is wrong: who waits for a result is told so.
  port.close();
}
