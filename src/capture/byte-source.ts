import type { Compression } from './compression/compression.ts';

/** What a read gives where its patience ended before a byte came. */
export const NOTHING_YET = -1;

/**
 * Where the bytes of a capture come from: a file, standard input, memory. The reader pulls; nobody
 * pushes, so memory never depends on the input's length.
 */
export interface ByteSource {
  /** What to call the input in messages and reports: a file name without its folders. */
  readonly name: string;
  /** Total length in bytes where it is known beforehand, else null. */
  readonly size: number | null;
  /**
   * Reads up to `length` bytes to `into[offset…]`.
   * @param patience milliseconds to wait where there is nothing yet, by default without end; only
   * pipes make anyone wait
   * @returns how many bytes were read; 0 at the end, and only there; NOTHING_YET after `patience`
   */
  read(into: Uint8Array, offset: number, length: number, patience?: number): Promise<number>;
  /**
   * Makes a buffer that `read` can fill without copying. A source that shares its bytes with
   * another thread returns shared memory here.
   */
  allocate(length: number): Uint8Array;
  /** Whether nobody but the reader looks at what was read: a thread that hashes it may lag behind. */
  readonly isReadersAlone?: boolean;
  /**
   * Unpacks on a thread of its own what this source gives, which ends when this source is closed; null where
   * that would not pay, and absent where there are no threads.
   * @param compressed all bytes of this source, those with them that were looked at already
   * @param held how many these are
   */
  unpackOnThread?(
    compression: Compression,
    compressed: ByteSource,
    held: number,
  ): ByteSource | null;
  /** Lets go of what the source holds. Safe to call twice. */
  close(): Promise<void>;
}

/** A capture that is already in memory, given out in chunks of at most `chunkLength` bytes. */
export class MemorySource implements ByteSource {
  readonly size: number;
  #at = 0;

  constructor(
    readonly data: Uint8Array,
    readonly name = 'memory',
    readonly chunkLength = Number.POSITIVE_INFINITY,
  ) {
    this.size = data.length;
  }

  async read(into: Uint8Array, offset: number, length: number): Promise<number> {
    const count = Math.min(length, this.chunkLength, this.data.length - this.#at);
    into.set(this.data.subarray(this.#at, this.#at + count), offset);
    this.#at += count;
    return count;
  }

  allocate(length: number): Uint8Array {
    return new Uint8Array(length);
  }

  async close(): Promise<void> {}
}
