import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector';

/** Which parts of the program have run, by V8's own counters: what a fuzzer is guided by. */
export class Coverage {
  readonly #session = new Session();
  readonly #seen = new Set<string>();

  /** @param script what the address of the bundle ends with */
  constructor(readonly script: string) {
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: true });
  }

  /** Blocks of the program that have run so far. */
  get blocks(): number {
    return this.#seen.size;
  }

  /** What runs from now on is new again. */
  forget(): void {
    this.novel();
    this.#seen.clear();
  }

  /** How many blocks have run since the last call that never had before. */
  novel(): number {
    const before = this.#seen.size;
    this.#session.post('Profiler.takePreciseCoverage', (error, taken) => {
      if (error === null) for (const script of taken.result) this.#take(script);
    });
    return this.#seen.size - before;
  }

  #take({ url, functions }: Profiler.ScriptCoverage): void {
    if (!url.endsWith(this.script)) return;
    for (const { ranges } of functions) {
      for (const { count, startOffset, endOffset } of ranges) {
        if (count > 0) this.#seen.add(`${startOffset}-${endOffset}`);
      }
    }
  }

  close(): void {
    this.#session.post('Profiler.stopPreciseCoverage');
    this.#session.disconnect();
  }
}
