import type { FoundEvent } from './kept-events.ts';
import { copyBytes, MESSAGE_BYTES, type MessageDecoder } from './message-text.ts';

/**
 * The last known records of a log: a ring, in which the oldest makes room. Nearly all of them pass
 * through, so nothing is decoded, and no message copied, before it is clear that it may stay.
 */
export class RecentEvents {
  readonly #capacity: number;
  readonly #lines: Float64Array;
  readonly #monthFirst: Float64Array;
  readonly #dayFirst: Float64Array;
  readonly #events: Int32Array;
  readonly #levels: string[] = [];
  /** Texts of those that were decoded before they came here. */
  readonly #texts: (string | null)[] = [];
  readonly #starts: Uint32Array;
  readonly #lengths: Uint32Array;
  /** The messages, MESSAGE_BYTES for each; those since `#released` are still in `#borrowed`. */
  readonly #messages: Uint8Array;
  #borrowed: Uint8Array = new Uint8Array(0);
  #released = 0;
  #total = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#lines = new Float64Array(capacity);
    this.#monthFirst = new Float64Array(capacity);
    this.#dayFirst = new Float64Array(capacity);
    this.#events = new Int32Array(capacity);
    this.#starts = new Uint32Array(capacity);
    this.#lengths = new Uint32Array(capacity);
    this.#messages = new Uint8Array(capacity * MESSAGE_BYTES);
  }

  /** @param bytes have the message at `[start…end)`, borrowed until `release` */
  add(found: Omit<FoundEvent, 'message'>, bytes: Uint8Array, start: number, end: number): void {
    if (bytes !== this.#borrowed) {
      this.release();
      this.#borrowed = bytes;
    }
    const place = this.#addFound(found);
    this.#texts[place] = null;
    this.#starts[place] = start;
    this.#lengths[place] = Math.min(end - start, MESSAGE_BYTES);
  }

  addDecoded(found: FoundEvent): void {
    const place = this.#addFound(found);
    this.#texts[place] = found.message;
    this.#lengths[place] = 0;
  }

  #addFound(found: Omit<FoundEvent, 'message'>): number {
    const place = this.#total++ % this.#capacity;
    this.#lines[place] = found.line;
    this.#monthFirst[place] = found.monthFirst;
    this.#dayFirst[place] = found.dayFirst;
    this.#events[place] = found.event;
    this.#levels[place] = found.level;
    return place;
  }

  /** The borrowed bytes may change after this: what is still needed of them is copied. */
  release(): void {
    const oldest = Math.max(this.#released, this.#total - this.#capacity);
    for (let number = oldest; number < this.#total; number++) {
      const place = number % this.#capacity;
      const start = this.#starts[place];
      const end = start + this.#lengths[place];
      copyBytes(this.#borrowed, start, end, this.#messages, place * MESSAGE_BYTES);
    }
    this.#released = this.#total;
  }

  /** Those that are here, the oldest first. */
  all(decoder: MessageDecoder): FoundEvent[] {
    this.release();
    const oldest = Math.max(0, this.#total - this.#capacity);
    return Array.from({ length: this.#total - oldest }, (_, index) => {
      const place = (oldest + index) % this.#capacity;
      const start = place * MESSAGE_BYTES;
      const end = start + this.#lengths[place];
      return {
        line: this.#lines[place],
        monthFirst: this.#monthFirst[place],
        dayFirst: this.#dayFirst[place],
        event: this.#events[place],
        level: this.#levels[place],
        message: this.#texts[place] ?? decoder.decode(this.#messages, start, end),
      };
    });
  }
}
