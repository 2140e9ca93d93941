import type { MessagePort, Worker } from 'node:worker_threads';
import type { ByteSource } from '../../capture/byte-source.ts';
import { CompressionDamage } from '../../capture/compression/compression.ts';
import { ReadError } from '../../capture/errors.ts';
import { failureOf, type InputSentence } from '../../capture/input-sentence.ts';

/** What one thread asks of the other: bytes, into memory that both have. */
interface Wish {
  readonly buffer: SharedArrayBuffer;
  readonly offset: number;
  readonly length: number;
}

/** What became of it. `damagedAt` is an offset in what is compressed, where that is why. */
type Reply =
  | { readonly count: number }
  | { readonly failure: InputSentence; readonly damagedAt: number | null };

/**
 * A source on another thread. It fills the reader's own buffers: nothing is copied, and as nothing is made that
 * was not asked for, no more is in memory than the reader has buffers. Each side may have a source that the
 * other reads: here is what is compressed, there what it unpacks to.
 */
export class ThreadSource implements ByteSource {
  readonly size = null;
  readonly isReadersAlone = true;
  #waiting: { resolve(count: number): void; reject(error: Error): void } | null = null;
  /** The other side gives no more, and why; null for the end of its bytes. */
  #over: { readonly error: Error | null } | null = null;

  /**
   * @param served what the other side reads
   * @param onServed it was read to its end
   */
  constructor(
    readonly other: Worker | MessagePort,
    readonly name: string,
    served: ByteSource | ((read: ByteSource) => ByteSource),
    onServed: () => void = () => {},
  ) {
    const own = typeof served === 'function' ? served(this) : served;
    other.on('message', (message: Wish | Reply) => {
      if (!('buffer' in message)) return this.#take(message);
      void replyOf(own, message).then((reply) => {
        other.postMessage(reply);
        if (!('count' in reply) || reply.count === 0) onServed();
      });
    });
    // A thread that fails ends: without a listener its error would end the process.
    other.on('error', () => {});
    other.on('exit', () => this.#end(new ReadError({ code: 'unpacking-thread-ended' })));
  }

  read(into: Uint8Array, offset: number, length: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      if (this.#over !== null) return this.#settle(0);
      // Who waits for nothing is not to be kept by a thread.
      this.other.ref();
      const buffer = into.buffer as SharedArrayBuffer;
      const wish: Wish = { buffer, offset: into.byteOffset + offset, length };
      this.other.postMessage(wish);
    });
  }

  #take(reply: Reply): void {
    if ('count' in reply) {
      if (reply.count === 0) this.#end(null);
      else this.#settle(reply.count);
    } else if (reply.damagedAt === null) this.#end(new ReadError(reply.failure));
    else this.#end(new CompressionDamage(reply.failure, reply.damagedAt));
  }

  #end(error: Error | null): void {
    this.#over ??= { error };
    this.#settle(0);
  }

  #settle(count: number): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if ('terminate' in this.other) this.other.unref();
    const error = this.#over?.error ?? null;
    if (error === null) waiting?.resolve(count);
    else waiting?.reject(error);
  }

  allocate(length: number): Uint8Array {
    return new Uint8Array(new SharedArrayBuffer(length));
  }

  async close(): Promise<void> {
    this.#end(null);
    if ('terminate' in this.other) await this.other.terminate();
  }
}

/** Fills what is asked for whole: while the other side is at work, it takes no message. */
async function replyOf(source: ByteSource, { buffer, offset, length }: Wish): Promise<Reply> {
  const into = new Uint8Array(buffer);
  let count = 0;
  try {
    while (count < length) {
      const got = await source.read(into, offset + count, length - count);
      if (got <= 0) break;
      count += got;
    }
  } catch (error) {
    // What came before it is handed over first; the source fails once more when it is asked again.
    if (count === 0) {
      const damagedAt = error instanceof CompressionDamage ? error.offset : null;
      return { failure: failureOf(error), damagedAt };
    }
  }
  return { count };
}
