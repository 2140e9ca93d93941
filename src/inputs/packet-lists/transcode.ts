import type { ByteSource } from '../../capture/byte-source.ts';
import type { InputWindow } from '../../capture/input-window.ts';

/** How an export's text is encoded, by its byte order mark; UTF-8 where it has none. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** The encoding that bytes [start, end) begin with, and the bytes of its mark. */
export function detectEncoding(
  bytes: Uint8Array,
  start: number,
  end: number,
): { encoding: Encoding; markLength: number } {
  const length = end - start;
  if (length >= 2 && bytes[start] === 0xff && bytes[start + 1] === 0xfe) {
    return { encoding: 'utf-16le', markLength: 2 };
  }
  if (length >= 2 && bytes[start] === 0xfe && bytes[start + 1] === 0xff) {
    return { encoding: 'utf-16be', markLength: 2 };
  }
  const isMark = length >= 3 && bytes[start] === 0xef && bytes[start + 1] === 0xbb;
  return { encoding: 'utf-8', markLength: isMark && bytes[start + 2] === 0xbf ? 3 : 0 };
}

/** Bytes of UTF-16 that are put into UTF-8 at once: at most three bytes for each two. */
const PIECE = 1 << 16;

/** UTF-16 text as UTF-8, of an input whose first chunk `window` already holds. */
export class TranscodedSource implements ByteSource {
  readonly size = null;
  readonly #decoder: InstanceType<typeof TextDecoder>;
  readonly #encoder = new TextEncoder();
  #ready: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(
    encoding: Encoding,
    readonly name: string,
    private readonly window: InputWindow,
  ) {
    this.#decoder = new TextDecoder(encoding);
  }

  async read(into: Uint8Array, offset: number, length: number): Promise<number> {
    const { window } = this;
    while (this.#at === this.#ready.length) {
      if (window.start === window.end) {
        if (await window.more(window.start)) continue;
        // Where it ended for a reason, the reader is to say so.
        if (window.failure !== null) throw window.failure;
        return 0;
      }
      const end = Math.min(window.end, window.start + PIECE);
      const text = this.#decoder.decode(window.bytes.subarray(window.start, end), { stream: true });
      this.#ready = this.#encoder.encode(text);
      this.#at = 0;
      window.start = end;
    }
    const count = Math.min(length, this.#ready.length - this.#at);
    into.set(this.#ready.subarray(this.#at, this.#at + count), offset);
    this.#at += count;
    return count;
  }

  allocate(length: number): Uint8Array {
    return new Uint8Array(length);
  }

  async close(): Promise<void> {}
}
