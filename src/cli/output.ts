import { once } from 'node:events';
import type { Writable } from 'node:stream';

const BUFFERED_CHARACTERS = 1 << 16;
const SLICE_CHARACTERS = 1 << 20;

/** Writes text in large pieces, and waits where the reader of a pipe is slower. */
export class Output {
  #pending = '';

  constructor(readonly stream: Writable) {}

  /** Takes text; returns at once most of the time. */
  async write(text: string): Promise<void> {
    this.#pending += text;
    if (this.#pending.length >= BUFFERED_CHARACTERS) await this.flush();
  }

  /** Writes what is held. */
  async flush(): Promise<void> {
    const text = this.#pending;
    this.#pending = '';
    // In slices: a report may be large, and each write makes bytes of its text.
    for (let at = 0; at < text.length; ) {
      let end = Math.min(at + SLICE_CHARACTERS, text.length);
      if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end++;
      if (!this.stream.write(text.slice(at, end))) await once(this.stream, 'drain');
      at = end;
    }
  }
}

/** Whether a UTF-16 unit is the first half of a character, which must not be written alone. */
function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
