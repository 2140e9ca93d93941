/// <reference lib="dom" />

import { ReadError } from '../../capture/errors.ts';

/** Reads slices of files; as text it is what the thread runs, so it stands alone. */
function readSlices(): void {
  const port = globalThis as unknown as {
    onmessage: ((event: { data: Blob }) => void) | null;
    postMessage(message: ArrayBuffer | null, given: ArrayBuffer[]): void;
  };
  let before: Promise<unknown> = Promise.resolve();
  port.onmessage = ({ data }) => {
    // Read side by side, and handed on in order.
    const reading = data.arrayBuffer().catch(() => null);
    before = before.then(async () => {
      const buffer = await reading;
      port.postMessage(buffer, buffer === null ? [] : [buffer]);
    });
  };
}

/**
 * A worker that reads slices while its owner works on what came before: a browser hands a file's bytes over in
 * small portions, which wait where nobody takes them.
 */
export class SliceThread {
  readonly #worker: Worker;
  #waiting: ((buffer: ArrayBuffer | null) => void)[] = [];

  constructor() {
    const url = URL.createObjectURL(new Blob([`(${readSlices})()`], { type: 'text/javascript' }));
    this.#worker = new Worker(url);
    URL.revokeObjectURL(url);
    this.#worker.onmessage = ({ data }) => this.#waiting.shift()?.(data);
    this.#worker.onerror = () => this.#waiting.shift()?.(null);
  }

  /** @throws where the file is no longer what it was */
  async read(slice: Blob): Promise<ArrayBuffer> {
    const buffer = await new Promise<ArrayBuffer | null>((found) => {
      this.#waiting.push(found);
      this.#worker.postMessage(slice);
    });
    if (buffer === null) throw new ReadError({ code: 'dropped-file-gone' });
    return buffer;
  }

  close(): void {
    this.#worker.terminate();
    for (const found of this.#waiting) found(null);
    this.#waiting = [];
  }
}
