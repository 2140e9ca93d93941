import { once } from 'node:events';
import type { Writable } from 'node:stream';

const BUFFERED_CHARACTERS = 1 << 16;

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
    if (text !== '' && !this.stream.write(text)) await once(this.stream, 'drain');
  }
}
