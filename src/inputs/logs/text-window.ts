import type { ByteSource } from '../../capture/byte-source.ts';
import { InputWindow } from '../../capture/input-window.ts';
import { type DetectedEncoding, detectEncoding, isUtf16, utf16ToUtf8 } from '../text.ts';

/** The part of a text that is in memory: `bytes[start…end)`, in an encoding whose lower half is ASCII. */
export interface TextPart {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Offset in the file of `bytes[at]`. */
  offsetOf(at: number): number;
}

/** A file's begin, already in memory. */
export class TextHead implements TextPart {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly detected: DetectedEncoding;

  constructor(head: Uint8Array) {
    this.detected = detectEncoding(head);
    const { encoding, markLength } = this.detected;
    if (isUtf16(encoding)) {
      const { bytes, end } = utf16ToUtf8(
        head,
        markLength,
        head.length,
        encoding,
        new Uint8Array(0),
        0,
      );
      [this.bytes, this.start, this.end] = [bytes, 0, end];
    } else {
      [this.bytes, this.start, this.end] = [head, markLength, head.length];
    }
  }

  offsetOf(at: number): number {
    return at;
  }
}

/**
 * A text file's bytes: UTF-16 comes out as UTF-8, all else as it is. Like `InputWindow`, it keeps what
 * was not used up in front of what follows.
 */
export class TextWindow implements TextPart {
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  readonly detected: DetectedEncoding;
  readonly #input: InputWindow;
  /** UTF-16 only: up to here the input's bytes are in `bytes`. */
  #converted = 0;

  private constructor(input: InputWindow, detected: DetectedEncoding) {
    this.#input = input;
    this.detected = detected;
    this.#show(input.start + detected.markLength, 0);
  }

  static async open(source: ByteSource): Promise<TextWindow> {
    const input = new InputWindow(source);
    await input.more(0);
    return new TextWindow(input, detectEncoding(input.bytes.subarray(input.start, input.end)));
  }

  /** Why the source stopped early, or null. */
  get failure(): Error | null {
    return this.#input.failure;
  }

  /** Bytes of the file that were read. */
  get readTo(): number {
    return this.#input.offsetOf(this.#input.end);
  }

  /** Keeps `bytes[from…end)`; @returns false when nothing follows it. */
  async more(from: number): Promise<boolean> {
    if (!isUtf16(this.detected.encoding)) {
      const hasMore = await this.#input.more(from);
      this.#show(this.#input.start, 0);
      return hasMore;
    }
    const kept = this.end - from;
    this.bytes.copyWithin(0, from, this.end);
    // Half of a unit, or of a surrogate pair, waits for the other.
    const hasMore = await this.#input.more(this.#converted);
    if (hasMore) {
      this.#show(this.#input.start, kept);
    } else {
      this.#converted = this.#input.start;
      [this.start, this.end] = [0, kept];
    }
    return hasMore;
  }

  offsetOf(at: number): number {
    if (!isUtf16(this.detected.encoding)) return this.#input.offsetOf(at);
    let units = 0;
    for (let place = at; place < this.end; place++) {
      // A character of four bytes is two units; the bytes that go on are none.
      if ((this.bytes[place] & 0xc0) !== 0x80) units += this.bytes[place] >= 0xf0 ? 2 : 1;
    }
    return this.#input.offsetOf(this.#converted) - 2 * units;
  }

  /** Shows the input from `from` on; UTF-16 behind the first `kept` bytes, which are older. */
  #show(from: number, kept: number): void {
    const { bytes, end } = this.#input;
    const { encoding } = this.detected;
    if (isUtf16(encoding)) {
      const text = utf16ToUtf8(bytes, from, end, encoding, this.bytes, kept);
      this.#converted = text.readTo;
      [this.bytes, this.start, this.end] = [text.bytes, 0, text.end];
    } else {
      [this.bytes, this.start, this.end] = [bytes, Math.min(from, end), end];
    }
  }
}
