/// <reference lib="webworker" />
import { errorLines } from '../tasks/errors.ts';
import { Progress, type Readable } from '../tasks/progress.ts';
import type { CallMessage, Calls, Progressing } from './calls.ts';

/** How often the page is told (milliseconds). */
const EVERY = 100;

/** Tells the page how far the call under way is. */
export class PageProgress extends Progress {
  #reader: Readable | null = null;
  #label = '';
  #rows = 0;
  #told = 0;

  constructor(readonly tell: (progress: Progressing) => void) {
    super();
  }

  begin(reader: Readable, label: string): void {
    this.#reader = reader;
    this.#label = label;
    this.#rows = 0;
    this.#told = 0;
    this.update();
  }

  update(): void {
    const now = performance.now();
    if (this.#reader === null || (this.#told > 0 && now - this.#told < EVERY)) return;
    this.#told = now;
    const { sourceBytesRead, size, packets } = this.#reader;
    const rows = this.#rows;
    this.tell({ label: this.#label, bytesRead: sourceBytesRead, size, packets, rows });
  }

  /** So many rows of a list can be shown. */
  rows(count: number): void {
    this.#rows = count;
  }

  end(): void {
    this.#reader = null;
  }
}

/**
 * The worker's side: one call after the other, as they come; rows of a list also between.
 * @param made makes who answers
 */
export function serve(made: (progress: PageProgress) => Partial<Calls>): void {
  const port = globalThis as unknown as DedicatedWorkerGlobalScope;
  let current = 0;
  const progress = new PageProgress((progress) => port.postMessage({ id: current, progress }));
  const desk = made(progress);
  let queue: Promise<unknown> = Promise.resolve();
  const answer = async ({ id, call, argument }: CallMessage) => {
    if (call !== 'rows') current = id;
    try {
      const method = desk[call] as (argument: unknown) => ReturnType<Calls[typeof call]>;
      port.postMessage({ id, result: await method.call(desk, argument) });
    } catch (error) {
      const lines = errorLines(error, '').map((line) => line.replace(/^pcap-verdict: /, ''));
      port.postMessage({ id, error: lines });
    }
  };
  port.onmessage = ({ data }: MessageEvent<CallMessage>) => {
    if (data.call === 'rows') void answer(data);
    else queue = queue.then(() => answer(data));
  };
}
