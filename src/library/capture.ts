import { type CaptureProblem, InputError } from '../capture/errors.ts';
import type { CaptureReader } from '../capture/reader.ts';
import { nodePlatform } from '../platform/node/node-platform.ts';
import type { HashedSource, Input } from '../platform/platform.ts';
import { open } from '../tasks/input.ts';
import { said, toldInWords } from '../words/errors/said.ts';

/** A capture that is open: a reader, and the hash of its file when all of it has been read. */
export interface Capture extends CaptureReader {
  /** SHA-256 of the file as stored, in hex; null for a capture from memory. */
  sha256(): Promise<string | null>;
}

/** A path, `-` for standard input, or the bytes of a capture. */
export type CaptureInput = string | Uint8Array;

export interface SignalOption {
  /** Ends the work: it is rejected with the signal's reason, and what was open is closed. */
  readonly signal?: AbortSignal | undefined;
}

/** What a capture was opened from: some things take a second look. */
const inputs = new WeakMap<CaptureReader, Input>();

export const platform = nodePlatform();

/** Bytes given out at once: between two chunks others get their turn, a signal's sender too. */
const CHUNK = 1 << 22;

/** Bytes in memory. */
class BytesSource implements HashedSource {
  readonly name = 'memory';
  readonly size: number;
  #at = 0;

  constructor(readonly data: Uint8Array) {
    this.size = data.length;
  }

  async read(into: Uint8Array, offset: number, length: number): Promise<number> {
    if (this.#at > 0) await new Promise((resolve) => setTimeout(resolve, 0));
    const count = Math.min(length, CHUNK, this.size - this.#at);
    into.set(this.data.subarray(this.#at, this.#at + count), offset);
    this.#at += count;
    return count;
  }

  allocate(length: number): Uint8Array {
    return new Uint8Array(length);
  }

  async close(): Promise<void> {
    this.#at = this.size;
  }

  async sha256(): Promise<null> {
    return null;
  }
}

/** @throws InputError where what is given is neither a path nor bytes */
export function inputOf(given: CaptureInput): Input {
  if (typeof given === 'string') return platform.input(given);
  if (given instanceof Uint8Array) {
    return {
      ...{ label: 'memory', file: null, isRepeatable: true },
      open: async () => new BytesSource(given),
    };
  }
  throw new InputError('unreadable', { code: 'no-path-no-bytes' });
}

/**
 * Opens a capture: a path, `-` for standard input, or the bytes themselves.
 * @throws InputError when nothing in it can be read
 */
export async function openCapture(
  input: CaptureInput,
  options: SignalOption = {},
): Promise<Capture> {
  options.signal?.throwIfAborted();
  const from = toldInWords(() => inputOf(input));
  const { reader, sha256 } = await toldInWords(() => open(from, { sha256: true }));
  const capture: Capture = Object.assign(reader, { sha256 });
  inputs.set(capture, from);
  if (options.signal?.aborted === true) await capture.close();
  options.signal?.throwIfAborted();
  return capture;
}

/** What is wrong at a place of a capture (`capture.problems`), in words. */
export function problemText({ sentence }: CaptureProblem): string {
  return said(sentence);
}

/** What an open capture was opened from; null for a reader of somebody else's. */
export function inputBehind(capture: CaptureReader): Input | null {
  return inputs.get(capture) ?? null;
}

export function isCapture(given: Capture | CaptureInput): given is Capture {
  return typeof given === 'object' && 'refill' in given;
}

/** Does something with an open capture, and closes it, whatever comes of it. */
export async function during<Result>(
  capture: CaptureReader,
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  // A read that waits for a pipe ends when the pipe is closed.
  const stop = () => void capture.close();
  try {
    signal?.throwIfAborted();
    signal?.addEventListener('abort', stop, { once: true });
    const result = await work();
    signal?.throwIfAborted();
    return result;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    await capture.close();
  }
}
