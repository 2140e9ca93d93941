import { type ByteSource, NOTHING_YET } from './byte-source.ts';

/** Bytes read at a time. */
const CHUNK_LENGTH = 1 << 22;
/** Room before each chunk for the record that began in the chunk before: any packet fits. */
const HEAD_LENGTH = 1 << 19;
/** Chunks in rotation, so that a thread that hashes them may lag behind. */
const BUFFERS = 4;
/** Where nobody does: one is worked on while the next is read. */
const BUFFERS_OF_READER = 2;
/** A chunk that is not full is handed on so long after its first byte came (ms): live captures. */
const HAND_ON_AFTER = 200;

/**
 * The part of a capture that is in memory: `bytes[start…end)`. What a reader has not used up when
 * it asks for more moves in front of the next chunk, so a record is never split. The next chunk is
 * read while the current one is worked on.
 */
export class InputWindow {
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  /** Offset in the capture of `bytes[0]`; negative while the first chunk is current. */
  base = 0;
  /** No more bytes follow `end`. */
  ended = false;
  /** Bytes read from the source so far, those not shown yet with them. */
  bytesRead = 0;
  /** The source has nothing more to give. */
  #exhausted = false;
  /** Why the source stopped early, or null. */
  failure: Error | null = null;

  readonly #source: ByteSource;
  readonly #chunkLength: number;
  readonly #headLength: number;
  readonly #buffers: Uint8Array[] = [];
  readonly #bufferCount: number;
  #turn = 0;
  /** Holds a record that is longer than the head room, which is rare. */
  #assembly: Uint8Array = new Uint8Array(0);
  #pending: Promise<number> | null = null;

  constructor(source: ByteSource) {
    this.#source = source;
    this.#bufferCount = source.isReadersAlone === true ? BUFFERS_OF_READER : BUFFERS;
    // A capture that fits one chunk needs no larger buffer; one byte more finds the end.
    const small = source.size !== null && source.size < CHUNK_LENGTH;
    this.#chunkLength = small ? Math.max(64, (source.size ?? 0) + 1) : CHUNK_LENGTH;
    this.#headLength = small ? this.#chunkLength : HEAD_LENGTH;
  }

  /** Offset in the capture of `bytes[at]`. */
  offsetOf(at: number): number {
    return this.base + at;
  }

  /**
   * Keeps `bytes[from…end)` and puts the next chunk behind it; `from` may lie past `end`, then the
   * bytes between are left out. All older bytes are gone after this.
   * @returns false when nothing follows; the window then still holds what was kept
   */
  async more(from: number): Promise<boolean> {
    let keepFrom = from;
    for (;;) {
      if (this.ended) {
        this.start = Math.min(keepFrom, this.end);
        // What is said of the capture needs room, and no chunk comes any more.
        this.#buffers.length = 0;
        return false;
      }
      this.#pending ??= this.#fill(this.#nextBuffer());
      const count = await this.#pending;
      this.#pending = null;
      if (this.#exhausted) this.ended = true;
      if (count === 0) continue;
      const buffer = this.#nextBuffer();
      this.#turn++;
      const chunkOffset = this.base + this.end;
      const kept = this.end - keepFrom;
      if (kept < -count) {
        // The whole chunk is skipped.
        keepFrom = this.#headLength - kept;
        this.#show(buffer, keepFrom, this.#headLength + count, chunkOffset - this.#headLength);
        continue;
      }
      if (kept <= this.#headLength) {
        const start = this.#headLength - kept;
        if (kept > 0) buffer.set(this.bytes.subarray(keepFrom, this.end), start);
        this.#show(buffer, start, this.#headLength + count, chunkOffset - this.#headLength);
      } else {
        if (this.#assembly.length < kept + count) {
          const larger = new Uint8Array(kept + 2 * this.#chunkLength);
          larger.set(this.bytes.subarray(keepFrom, this.end));
          this.#assembly = larger;
        } else if (this.bytes === this.#assembly) {
          this.#assembly.copyWithin(0, keepFrom, this.end);
        } else {
          this.#assembly.set(this.bytes.subarray(keepFrom, this.end));
        }
        this.#assembly.set(buffer.subarray(this.#headLength, this.#headLength + count), kept);
        this.#show(this.#assembly, 0, kept + count, chunkOffset - kept);
      }
      // Into the buffer, it may be, from which the rest was just taken.
      if (!this.ended) this.#pending = this.#fill(this.#nextBuffer());
      return true;
    }
  }

  #show(bytes: Uint8Array, start: number, end: number, base: number): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.base = base;
  }

  #nextBuffer(): Uint8Array {
    const index = this.#turn % this.#bufferCount;
    this.#buffers[index] ??= this.#source.allocate(this.#headLength + this.#chunkLength);
    return this.#buffers[index];
  }

  /**
   * Fills a chunk whole unless the input ends, as a pipe gives far less at a time, or pauses: what
   * a live capture has seen is not to wait for what it has not.
   */
  async #fill(buffer: Uint8Array): Promise<number> {
    let count = 0;
    let handOnAt = 0;
    try {
      while (count < this.#chunkLength) {
        const got = await this.#source.read(
          buffer,
          this.#headLength + count,
          this.#chunkLength - count,
          count === 0 ? undefined : Math.max(0, handOnAt - Date.now()),
        );
        if (got === NOTHING_YET) break;
        if (got === 0) {
          this.#exhausted = true;
          break;
        }
        if (count === 0) handOnAt = Date.now() + HAND_ON_AFTER;
        count += got;
        this.bytesRead += got;
      }
    } catch (error) {
      this.#exhausted = true;
      this.failure = error instanceof Error ? error : new Error(String(error));
    }
    return count;
  }

  /** Waits for a read that is under way, so that the source can be closed. */
  async settle(): Promise<void> {
    this.ended = true;
    await this.#pending;
  }
}

/** What a window holds, and all that follows it. */
export class WindowSource implements ByteSource {
  readonly size = null;
  readonly isReadersAlone = true;

  constructor(
    readonly window: InputWindow,
    readonly name: string,
  ) {}

  async read(into: Uint8Array, offset: number, length: number): Promise<number> {
    const { window } = this;
    if (window.start === window.end && !(await window.more(window.start))) {
      if (window.failure !== null) throw window.failure;
      return 0;
    }
    const count = Math.min(length, window.end - window.start);
    into.set(window.bytes.subarray(window.start, window.start + count), offset);
    window.start += count;
    return count;
  }

  allocate(length: number): Uint8Array {
    return new Uint8Array(length);
  }

  async close(): Promise<void> {}
}
