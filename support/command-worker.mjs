// Runs commands of the built program one after the other, on a thread that support/cli.ts waits for.
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { parentPort } from 'node:worker_threads';
import { main, SYSTEM_CLOCK } from '../dist/cli/program.js';
import { nodePlatform } from '../dist/platform/node.js';

/** A stream that keeps what is written. */
function keeping() {
  const pieces = [];
  const stream = new Writable({
    write(bytes, _encoding, done) {
      pieces.push(bytes);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(pieces).toString() };
}

async function run({ args, input, env }) {
  const folder = input === undefined ? null : mkdtempSync(join(tmpdir(), 'pcap-verdict-input-'));
  if (folder !== null) writeFileSync(join(folder, 'input'), input);
  const stdin = openSync(folder === null ? devNull : join(folder, 'input'), 'r');
  const stdout = keeping();
  const stderr = keeping();
  try {
    const status = await main(args, {
      platform: nodePlatform(stdin),
      stdin,
      stdout: stdout.stream,
      stderr: stderr.stream,
      env: { ...process.env, ...env },
      clock: SYSTEM_CLOCK,
      isOwnProcess: false,
      onSignal() {},
      exit() {},
      subject: '',
    });
    return { out: stdout.text(), errors: stderr.text(), status };
  } finally {
    closeSync(stdin);
    if (folder !== null) rmSync(folder, { recursive: true });
  }
}

parentPort.on('message', async ({ command, done, port }) => {
  try {
    port.postMessage(await run(command));
  } catch (error) {
    port.postMessage({ thrown: error });
  }
  Atomics.store(done, 0, 1);
  Atomics.notify(done, 0);
});
