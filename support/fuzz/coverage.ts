import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector';

/** Which parts of the program have run, by V8's own counters: what a fuzzer is guided by. */
export class Coverage {
  readonly #session = new Session();
  readonly #seen = new Set<string>();
  /** Those of them that the last call of `novel` added. */
  readonly #new: string[] = [];

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
    this.#new.length = 0;
    this.#session.post('Profiler.takePreciseCoverage', (error, taken) => {
      if (error === null) for (const script of taken.result) this.#take(script);
    });
    return this.#seen.size - before;
  }

  /**
   * What was novel at the last call is so again, for who looks which of several inputs it was. A function as
   * a whole V8 reports once and never again, its blocks each time.
   * @returns call it at the end of the search
   */
  takeBack(): () => void {
    const blocks = [...this.#new];
    for (const block of blocks) this.#seen.delete(block);
    return () => {
      for (const block of blocks) this.#seen.add(block);
    };
  }

  #take({ url, functions }: Profiler.ScriptCoverage): void {
    if (!url.endsWith(this.script)) return;
    for (const { ranges } of functions) {
      for (const { count, startOffset, endOffset } of ranges) {
        if (count === 0) continue;
        const block = `${startOffset}-${endOffset}`;
        if (this.#seen.has(block)) continue;
        this.#seen.add(block);
        this.#new.push(block);
      }
    }
  }

  close(): void {
    this.#session.post('Profiler.stopPreciseCoverage');
    this.#session.disconnect();
  }
}
