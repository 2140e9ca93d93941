import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { openCapture } from '../../src/capture/open-capture.ts';
import { PacketRecord } from '../../src/capture/packet-record.ts';
import { openPath } from '../../src/platform/node/path-source.ts';
import { said } from '../../src/words/errors/said.ts';
import { concat, writePcap } from '../../support/capture-writer.ts';
import { CLI, pcapVerdictProcess } from '../../support/cli.ts';
import { samplePackets } from '../../support/sample-packets.ts';
import { installed, run } from '../../support/tools.ts';

const folder = mkdtempSync(join(tmpdir(), 'unpack-thread-'));
afterAll(() => rmSync(folder, { recursive: true }));

const CHUNK = 1 << 22;
/** Does not get smaller: what is packed has several chunks, too. */
const capture = writePcap(samplePackets(130_000));
const THREAD = resolve('dist/cli/unpack-thread.js');

let files = 0;
function file(bytes: Uint8Array): string {
  const path = join(folder, `${++files}.pcap.packed`);
  writeFileSync(path, bytes);
  return path;
}

type StartThread = (options: WorkerOptions) => Worker;

/** Starts the thread of the built program, and counts. */
function counted(): { started: number; start: StartThread } {
  const threads = {
    started: 0,
    start(options: WorkerOptions) {
      threads.started++;
      return new Worker(THREAD, { ...options, execArgv: [] });
    },
  };
  return threads;
}

const FNV_PRIME = 0x01000193;

/** All that is read of a file: how many packets, a hash over them, what went wrong, the file's hash. */
async function readOf(path: string, startUnpackThread?: StartThread) {
  const source = await openPath(path, { sha256: true, startUnpackThread });
  const reader = await openCapture(source);
  const record = new PacketRecord();
  let bytes = 0;
  while (await reader.refill()) {
    while (reader.next(record)) {
      for (let at = record.start; at < record.end; at++) {
        bytes = Math.imul(bytes ^ record.bytes[at], FNV_PRIME);
      }
    }
  }
  const sha256 = await source.sha256();
  await reader.close();
  const { packets, problems, bytesRead, sourceBytesRead, compression } = reader;
  return {
    ...{ packets, problems, bytesRead, sourceBytesRead, compression, sha256 },
    bytes,
  };
}

const damaged = (packed: Uint8Array) => {
  const bytes = new Uint8Array(packed);
  const middle = Math.trunc(bytes.length * 0.7);
  bytes.fill(0xff, middle, middle + 64);
  return bytes;
};
const WAYS: [string, (packed: Uint8Array) => Uint8Array][] = [
  ['whole', (packed) => packed],
  ['cut off', (packed) => packed.subarray(0, packed.length - 70_000)],
  ['damaged', damaged],
  ['with bytes behind it', (packed) => concat(packed, new Uint8Array(5_000_000).fill(7))],
  ['twice, the second a part', (packed) => concat(packed, packed.subarray(0, 3_000_000))],
];
const PROGRAMS: [string, () => Uint8Array][] = [
  ['gzip', () => gzipSync(capture, { level: 1 })],
  ['zstd', () => run('zstd', ['-1', '-c', '-q'], capture)],
  ['lz4', () => run('lz4', ['-1', '-B4', '-c', '-q'], capture)],
];

for (const [program, pack] of PROGRAMS) {
  describe.skipIf(program !== 'gzip' && !installed(program))(`${program}, on a thread`, () => {
    const packed = program === 'gzip' || installed(program) ? pack() : new Uint8Array(0);

    test.each(WAYS)(
      '%s: what is read beside it is read, and the same is said',
      async (_, change) => {
        const bytes = change(packed);
        const path = file(bytes);
        const threads = counted();
        const read = await readOf(path, threads.start);
        expect(threads.started).toBe(1);
        expect(read).toEqual(await readOf(path));
        expect(read.packets).toBeGreaterThan(60_000);
        expect(read.compression).toBe(program);
        expect(read.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
      },
    );
  });
}

describe('a thread is started', () => {
  test('only where there is much to unpack, and not for a glance', async () => {
    const small = file(gzipSync(capture.subarray(0, 4_100_000), { level: 1 }));
    const large = file(gzipSync(capture.subarray(0, 4_900_000), { level: 1 }));
    const threads = counted();
    await readOf(small, threads.start);
    const glance = await openPath(large, { startUnpackThread: threads.start, isGlance: true });
    await (await openCapture(glance)).close();
    expect(threads.started).toBe(0);
    await readOf(large, threads.start);
    expect(threads.started).toBe(1);
  });

  test('not where the process may start none: it is read all the same', async () => {
    const path = file(gzipSync(capture, { level: 1 }));
    const read = await readOf(path, () => {
      throw new Error('ERR_ACCESS_DENIED');
    });
    expect(read).toEqual(await readOf(path));
    expect(read.packets).toBe(130_000);
  });
});

test('no more is unpacked, and no more read of the file, than who reads has room for', async () => {
  const path = file(gzipSync(capture, { level: 1 }));
  const source = await openPath(path, { startUnpackThread: counted().start });
  const reader = await openCapture(source);
  await passed(500);
  // Two chunks here and two on the thread; the file has more than three.
  expect(reader.sourceBytesRead).toBeLessThanOrEqual(3 * CHUNK);
  expect(reader.sourceBytesRead).toBeLessThan(capture.length);
  await reader.close();
});

describe('a thread that fails', () => {
  const path = file(gzipSync(capture, { level: 1 }));
  /** Unpacks nothing, but gives the first chunks as they are, so many of them. */
  const failing = (chunks: number, end: string) => (options: WorkerOptions) =>
    new Worker(
      `const { parentPort } = require('node:worker_threads');
      const { gunzipSync } = require('node:zlib');
      const { readFileSync } = require('node:fs');
      const bytes = gunzipSync(readFileSync(${JSON.stringify(path)}));
      let at = 0;
      parentPort.on('message', ({ buffer, offset, length }) => {
        if (at >= ${chunks} * length) ${end};
        new Uint8Array(buffer).set(bytes.subarray(at, at + length), offset);
        at += length;
        parentPort.postMessage({ count: length });
      });`,
      { ...options, eval: true, execArgv: [] },
    );

  test.each([
    ['ends', 'process.exit(0)'],
    ['throws', 'throw new Error("lost")'],
    ['takes all its memory', 'for (const all = []; ; ) all.push(new Array(1e6).fill(at++))'],
  ])('%s: what was read before counts, and the rest is told of', async (_, end) => {
    const resourceLimits = { maxOldGenerationSizeMb: 32 };
    const read = await readOf(path, (options) => failing(2, end)({ ...options, resourceLimits }));
    expect(read.packets).toBeGreaterThan(90_000);
    expect(read.packets).toBeLessThan(120_000);
    expect(read.problems).toMatchObject([
      {
        code: 'truncated',
        sentence: { code: 'cannot-read-on', why: { code: 'unpacking-thread-ended' } },
      },
    ]);
    expect(said(read.problems[0].sentence)).toContain('the thread that unpacks it has ended');
    // The file itself was read.
    expect(read.sha256).toHaveLength(64);
  });

  test('before it gives anything: the capture cannot be opened', async () => {
    await expect(readOf(path, failing(0, 'process.exit(1)'))).rejects.toMatchObject({
      code: 'damaged-compression',
      sentence: { why: { code: 'unpacking-thread-ended' } },
    });
  });

  test('is ended with the reader, whatever it does', async () => {
    const source = await openPath(path, { startUnpackThread: failing(1, 'for (;;)') });
    const reader = await openCapture(source);
    const ended = reader.close().then(() => true);
    expect(await Promise.race([ended, passed(20_000)])).toBe(true);
  });
});

describe('the command', () => {
  const path = file(gzipSync(capture, { level: 1 }));
  const plain = file(capture);
  const reported = (text: string) => {
    const report = JSON.parse(text);
    const { name, sha256, sizeBytes, compression, ...others } = report.capture;
    return { ...report, capture: others, sha256 };
  };

  test('reports of what is packed what it reports of the capture', () => {
    const { sha256: ofPacked, ...packed } = reported(pcapVerdictProcess([path, '-f', 'json']).out);
    const { sha256: ofPlain, ...expected } = reported(
      pcapVerdictProcess([plain, '-f', 'json']).out,
    );
    expect(packed).toEqual(expected);
    expect(packed.capture.packets).toBe(130_000);
    expect(ofPacked).not.toBe(ofPlain);
  });

  test('through a pipe, too', () => {
    const input = gzipSync(capture, { level: 1 });
    const piped = reported(pcapVerdictProcess(['-', '-f', 'json'], { input }).out);
    const filed = reported(pcapVerdictProcess([path, '-f', 'json']).out);
    expect(piped).toEqual(filed);
  });

  test('ends when it has seen enough', () => {
    const { status, stdout } = spawnSync(process.execPath, [CLI, 'packets', path, '-c', '1'], {
      timeout: 20_000,
    });
    expect(status).toBe(0);
    expect(stdout.toString()).toContain('1');
  });

  test('ends when its pipe is not written to any more, and somebody interrupts it', async () => {
    const command = spawn(process.execPath, [CLI, '-', '-f', 'json']);
    const ended = new Promise((resolve) => command.on('close', resolve));
    let out = '';
    command.stdout.on('data', (bytes) => (out += bytes));
    for await (const piece of createReadStream(path, { end: 6_000_000 }))
      command.stdin.write(piece);
    await passed(1_500);
    command.kill('SIGINT');
    expect(await ended).toBe(0);
    const { capture: seen } = JSON.parse(out);
    expect(seen.packets).toBeGreaterThan(40_000);
  });
});
