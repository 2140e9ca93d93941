import { createHash } from 'node:crypto';
import { close, open, read, readSync, type Stats, stat } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { type ByteSource, NOTHING_YET } from '../../capture/byte-source.ts';
import type { Compression } from '../../capture/compression/compression.ts';
import { InputError } from '../../capture/errors.ts';
import type { HashedSource, OpenOptions } from '../platform.ts';
import { ThreadSource } from './thread-source.ts';

/** Up to here hashing is quicker done at the end than a thread is started. */
const THREAD_FROM = 1 << 20;
/**
 * Compressed bytes from which on a thread that unpacks them is worth its start: a chunk, as more of a pipe is
 * not seen before. Its start and its code, compiled anew, cost as much as it spares below.
 */
const UNPACK_ON_THREAD_FROM = 1 << 22;
/** Buffers for what a hash must still read after the reader has stopped early. */
const DRAIN_LENGTH = 1 << 18;
/**
 * A pipe has nothing yet: it is asked again at once for so long (ms), then every millisecond for so
 * long, as its writer may be busy, then this often.
 */
const RETRY_AT_ONCE = 1;
const RETRY_SOON = 50;
const RETRY_AFTER = 10;

export interface OpenPathOptions extends OpenOptions {
  /** Descriptor of what `-` names. */
  readonly standardInput?: number;
  /** Starts `unpack-thread.ts`; absent where what is compressed is unpacked by who reads it. */
  readonly startUnpackThread?: StartThread | undefined;
}

export type StartThread = (options: WorkerOptions) => Worker;

/** A file or standard input, read in order. */
export interface PathSource extends HashedSource {
  stop(): void;
}

/**
 * Opens a file, or standard input for `-`.
 * @throws InputError for a path that is absent, a directory, not readable or empty
 */
export async function openPath(path: string, options: OpenPathOptions = {}): Promise<PathSource> {
  const hash = options.sha256 === true ? new SharedHash() : null;
  const startThread = options.isGlance === true ? undefined : options.startUnpackThread;
  if (path === '') throw new InputError('unreadable', { code: 'empty-name' });
  if (path === '-') {
    const { standardInput = 0 } = options;
    // Asking this also makes a pipe give what it has and not wait, which `readPipe` counts on.
    if (standardInput === 0 && process.stdin.isTTY) {
      throw new InputError(
        'unreadable',
        { code: 'standard-input-is-terminal' },
        { code: 'name-or-send-capture' },
      );
    }
    return new DescriptorSource(standardInput, 'standard input', null, hash, startThread, false);
  }
  let facts: Stats;
  let descriptor: number;
  try {
    facts = await promisify(stat)(path);
    if (facts.isDirectory()) {
      throw new InputError(
        'unreadable',
        { code: 'is-directory', path },
        { code: 'name-file-or-case', path },
      );
    }
    if (facts.isFile() && facts.size === 0) {
      throw new InputError('empty', { code: 'file-empty', path });
    }
    descriptor = await promisify(open)(path, 'r');
  } catch (error) {
    throw error instanceof InputError ? error : unreadable(path, error);
  }
  const size = facts.isFile() ? facts.size : null;
  return new DescriptorSource(descriptor, basename(path), size, hash, startThread);
}

function unreadable(path: string, error: unknown): InputError {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new InputError('unreadable', { code: 'no-such-file', path }, { code: 'check-path' });
    case 'EACCES':
    case 'EPERM':
      return new InputError(
        'unreadable',
        { code: 'no-permission', path },
        { code: 'check-permission' },
      );
    default:
      return new InputError('unreadable', {
        code: 'cannot-be-opened',
        path,
        why: code || String(error),
      });
  }
}

class DescriptorSource implements PathSource {
  readonly #descriptor: number;
  readonly #hash: SharedHash | null;
  /** The read under way, if any: reads never overlap, so the order of bytes is certain. */
  #reading: Promise<number> = Promise.resolve(0);
  #ended = false;
  /** No more is read, though there may be more. */
  #stopped = false;
  #closed = false;
  #unpacked: ThreadSource | null = null;

  constructor(
    descriptor: number,
    readonly name: string,
    readonly size: number | null,
    hash: SharedHash | null,
    readonly startUnpackThread: StartThread | undefined,
    /** Whether the descriptor is closed at the end: standard input is not. */
    readonly isOwn = true,
  ) {
    this.#descriptor = descriptor;
    this.#hash = hash;
  }

  allocate(length: number): Uint8Array {
    return this.#hash === null
      ? new Uint8Array(length)
      : new Uint8Array(new SharedArrayBuffer(length));
  }

  read(into: Uint8Array, offset: number, length: number, patience?: number): Promise<number> {
    const previous = this.#reading;
    const reading = previous.then(() => this.#read(into, offset, length, patience));
    this.#reading = reading.catch(() => 0);
    return reading;
  }

  async #read(
    into: Uint8Array,
    offset: number,
    length: number,
    patience = Number.POSITIVE_INFINITY,
  ): Promise<number> {
    if (this.#ended || this.#stopped || this.#closed) return 0;
    await this.#hash?.released(into, offset, length);
    const count =
      this.size === null
        ? await this.#readPipe(into, offset, length, patience)
        : await readDescriptor(this.#descriptor, into, offset, length);
    if (count === 0) this.#end();
    else if (count !== NOTHING_YET) this.#hash?.update(into, offset, count);
    return count;
  }

  /** All was read: the hash is complete, and its thread ends, whether somebody asks for it or not. */
  #end(): void {
    if (this.#stopped || this.#closed) return;
    this.#ended = true;
    this.#hash?.finish();
  }

  /** Waits for a pipe without holding up what else there is to do, such as signals. */
  async #readPipe(
    into: Uint8Array,
    offset: number,
    length: number,
    patience: number,
  ): Promise<number> {
    const since = performance.now();
    for (;;) {
      const count = readPipe(this.#descriptor, into, offset, length);
      if (count !== null) return count;
      const waited = performance.now() - since;
      if (waited >= patience) return NOTHING_YET;
      await new Promise((resolve) => {
        if (waited < RETRY_AT_ONCE) setImmediate(resolve);
        else setTimeout(resolve, waited < RETRY_SOON ? 1 : RETRY_AFTER);
      });
      if (this.#stopped || this.#closed) return 0;
    }
  }

  unpackOnThread(
    compression: Compression,
    compressed: ByteSource,
    held: number,
  ): ByteSource | null {
    if (this.startUnpackThread === undefined) return null;
    if ((this.size ?? held) < UNPACK_ON_THREAD_FROM) return null;
    try {
      const worker = this.startUnpackThread({ workerData: { compression, name: this.name } });
      this.#unpacked = new ThreadSource(worker, this.name, compressed);
    } catch {
      // A process may be forbidden to start any (`node --permission`).
    }
    return this.#unpacked;
  }

  stop(): void {
    this.#stopped = true;
  }

  async sha256(): Promise<string | null> {
    if (this.#hash === null) return null;
    await this.#reading;
    if (this.#stopped && !this.#ended) return null;
    if (!this.#ended) {
      const buffers = [this.allocate(DRAIN_LENGTH), this.allocate(DRAIN_LENGTH)];
      try {
        for (let turn = 0; (await this.read(buffers[turn & 1], 0, DRAIN_LENGTH)) > 0; ) turn++;
      } catch {
        return null;
      }
    }
    return this.#ended ? this.#hash.digest : null;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#unpacked?.close();
    await this.#reading;
    if (!this.#ended) await this.#hash?.abandon();
    if (this.isOwn) await promisify(close)(this.#descriptor);
  }
}

/**
 * Reads from a pipe at once: it gives 64 KiB at a time, for which a trip through Node's thread pool
 * costs many times the read itself. Null where the pipe has nothing yet and does not wait.
 */
function readPipe(
  descriptor: number,
  into: Uint8Array,
  offset: number,
  length: number,
): number | null {
  try {
    return readSync(descriptor, into, offset, length, null);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EAGAIN') return null;
    if (code === 'EOF') return 0;
    throw error;
  }
}

function readDescriptor(
  descriptor: number,
  into: Uint8Array,
  offset: number,
  length: number,
): Promise<number> {
  return new Promise((resolve, reject) => {
    read(descriptor, into, offset, length, null, (error, count) => {
      if (error === null) resolve(count);
      else reject(error);
    });
  });
}

interface Region {
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly length: number;
}

/**
 * SHA-256 over regions of shared buffers, without copying, on a thread of its own as soon as there
 * is enough to be worth starting one.
 */
class SharedHash {
  /** Regions kept until it is known whether a thread is worth it. */
  #waiting: Region[] = [];
  #length = 0;
  #worker: Worker | null = null;
  /** Regions handed to the thread whose hash is not done yet, oldest first. */
  readonly #pending: Region[] = [];
  #wake: (() => void) | null = null;
  #result: Promise<string | null> | null = null;

  /** Resolves when nothing in that region waits to be hashed, so that it may be written over. */
  async released(bytes: Uint8Array, offset: number, length: number): Promise<void> {
    const overlaps = (region: Region) =>
      region.bytes === bytes &&
      region.offset < offset + length &&
      offset < region.offset + region.length;
    // Small pieces come by and by: what a thread was not worth until now.
    if (this.#waiting.some(overlaps)) this.#handOver();
    while (this.#pending.some(overlaps)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  update(bytes: Uint8Array, offset: number, length: number): void {
    this.#length += length;
    this.#waiting.push({ bytes, offset, length });
    if (this.#worker !== null || this.#length > THREAD_FROM) this.#handOver();
  }

  /** Gives what waits to the thread. */
  #handOver(): void {
    if (this.#worker === null) this.#start();
    for (const region of this.#waiting) {
      this.#pending.push(region);
      this.#worker?.postMessage({
        buffer: region.bytes.buffer,
        offset: region.offset,
        length: region.length,
      });
    }
    this.#waiting = [];
  }

  #start(): void {
    const worker = new Worker(`(${hashLoop.toString()})()`, { eval: true });
    this.#worker = worker;
    this.#result = new Promise((resolve) => {
      worker.on('message', (message: string | null) => {
        if (message !== null) return resolve(message);
        this.#pending.shift();
        this.#wakeUp();
      });
      worker.on('error', () => {
        resolve(null);
        this.#pending.length = 0;
        this.#wakeUp();
      });
    });
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }

  /** No more comes: a thread gives its result and ends. */
  finish(): void {
    this.#worker?.postMessage(null);
  }

  /** The hash in hex, when `finish` was called; null where the thread failed. */
  get digest(): Promise<string | null> {
    this.#result ??= Promise.resolve(hashOf(this.#waiting));
    return this.#result;
  }

  async abandon(): Promise<void> {
    await this.#worker?.terminate();
  }
}

function hashOf(regions: readonly Region[]): string {
  const hash = createHash('sha256');
  for (const { bytes, offset, length } of regions) {
    hash.update(bytes.subarray(offset, offset + length));
  }
  return hash.digest('hex');
}

/** Runs in the thread, from its source text: it may use nothing from this module. */
function hashLoop(): void {
  const { createHash } = process.getBuiltinModule('node:crypto');
  const { parentPort } = process.getBuiltinModule('node:worker_threads');
  const hash = createHash('sha256');
  parentPort?.on(
    'message',
    (region: { buffer: SharedArrayBuffer; offset: number; length: number } | null) => {
      if (region === null) {
        parentPort.postMessage(hash.digest('hex'));
        parentPort.close();
        return;
      }
      hash.update(new Uint8Array(region.buffer, region.offset, region.length));
      parentPort.postMessage(null);
    },
  );
}
