import { FLOW_WORDS, Flow, type FlowTable } from './flow-table.ts';

/** Ended flows that are kept at the most; a power of 2. */
const CAPACITY = 1 << 12;
/** How long an ended flow is kept for late packets of it, in seconds of capture time. */
const LINGER = 2;

/**
 * Flows that are over, oldest first. They are kept for a moment, as TIME-WAIT does, since late
 * segments of them still come; then their records serve new flows, which keeps the part of the
 * table that is in use small enough for the processor's cache.
 */
export class EndedFlows {
  readonly #flows = new Int32Array(CAPACITY);
  readonly #since = new Int32Array(CAPACITY);
  #head = 0;
  #tail = 0;

  constructor(readonly table: FlowTable) {}

  /** Takes in a flow that is over, or that still was not quiet when its turn came. */
  add(flow: number, seconds: number): void {
    const place = this.#tail & (CAPACITY - 1);
    this.#flows[place] = flow;
    this.#since[place] = seconds;
    this.#tail = (this.#tail + 1) | 0;
    this.table.words[flow * FLOW_WORDS + Flow.ENDED] = this.#tail;
  }

  /** Whether `next` must be asked before another `add`. */
  get isFull(): boolean {
    return ((this.#tail - this.#head) | 0) >= CAPACITY - 1;
  }

  /**
   * A flow whose time is over, or -1; called for each new flow, so that the queue does not grow.
   * @param seconds capture time now
   */
  next(seconds: number): number {
    const words = this.table.words;
    while (this.#head !== this.#tail) {
      const place = this.#head & (CAPACITY - 1);
      const isFull = this.isFull;
      if (!isFull && ((seconds - this.#since[place]) | 0) <= LINGER) return -1;
      const flow = this.#flows[place];
      const base = flow * FLOW_WORDS;
      this.#head = (this.#head + 1) | 0;
      // The record may have begun another flow since.
      if (words[base + Flow.ENDED] !== this.#head) continue;
      if (isFull || ((seconds - words[base + Flow.LAST_SECONDS]) | 0) > LINGER) return flow;
      this.add(flow, seconds);
      return -1;
    }
    return -1;
  }
}
