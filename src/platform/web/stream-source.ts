import type { ByteSource } from '../../capture/byte-source.ts';

/** Bytes as a stream gives them (WHATWG Streams): a download, the body of a request. */
export class StreamSource implements ByteSource {
  readonly size = null;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(
    stream: ReadableStream<Uint8Array>,
    readonly name: string,
  ) {
    this.#reader = stream.getReader();
  }

  async read(into: Uint8Array, offset: number, length: number): Promise<number> {
    // A stream may give pieces of no bytes, which are no end.
    while (this.#rest.length === 0) {
      const { value, done } = await this.#reader.read();
      if (done) return 0;
      this.#rest = value;
    }
    const count = Math.min(length, this.#rest.length);
    into.set(this.#rest.subarray(0, count), offset);
    this.#rest = this.#rest.subarray(count);
    return count;
  }

  allocate(length: number): Uint8Array {
    return new Uint8Array(length);
  }

  async close(): Promise<void> {
    await this.#reader.cancel().catch(() => {});
  }
}
