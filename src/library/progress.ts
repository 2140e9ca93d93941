import type { Progress, Readable } from '../tasks/progress.ts';

type Opened = Readable & { close(): Promise<void> };

/** Shows nothing, and lets a signal end what is read. */
export class SilentProgress implements Progress {
  #opened: Opened | null = null;

  constructor(readonly signal: AbortSignal | undefined) {}

  async during<Given extends Opened, Result>(
    opened: Given,
    _label: string,
    read: (opened: Given) => Promise<Result>,
  ): Promise<Result> {
    const stop = () => void opened.close();
    this.#opened = opened;
    try {
      this.signal?.throwIfAborted();
      this.signal?.addEventListener('abort', stop, { once: true });
      const result = await read(opened);
      this.signal?.throwIfAborted();
      return result;
    } catch (error) {
      this.signal?.throwIfAborted();
      throw error;
    } finally {
      this.#opened = null;
      this.signal?.removeEventListener('abort', stop);
      await opened.close();
    }
  }

  begin(): void {
    this.update();
  }

  update(): void {
    if (this.signal?.aborted !== true) return;
    void this.#opened?.close();
    this.signal.throwIfAborted();
  }

  end(): void {}
}
