/** Rows of counters; a key has one in each. */
const ROWS = 4;
/** Counters in a row; a power of 2. */
const COLUMNS = 1 << 22;
const HIGHEST = 255;

/**
 * Counts by key in constant memory: a count-min sketch (Cormode and Muthukrishnan, 2005). A count
 * may come out too high where very many keys share the counters, never too low; it ends at 255. Not
 * seeded, as what is reported depends on it.
 */
export class KeyCounts {
  readonly #counters = new Uint8Array(ROWS * COLUMNS);
  readonly #keyWords: number;

  /** @param keyWords words in a key */
  constructor(keyWords: number) {
    this.#keyWords = keyWords;
  }

  /** The next of a key's hashes, one for each row. */
  #hash(key: Int32Array, row: number): number {
    let hash = Math.imul(row + 1, 0x9e3779b1);
    for (let i = 0; i < this.#keyWords; i++) {
      hash = Math.imul(((hash << 16) | (hash >>> 16)) + key[i], 0xaf723597);
      hash ^= hash >>> 15;
    }
    return row * COLUMNS + (Math.imul(hash ^ (hash >>> 13), 0x85ebca6b) >>> 10);
  }

  add(key: Int32Array, count: number): void {
    for (let row = 0; row < ROWS; row++) {
      const at = this.#hash(key, row);
      this.#counters[at] = Math.min(HIGHEST, this.#counters[at] + count);
    }
  }

  get(key: Int32Array): number {
    let lowest = HIGHEST;
    for (let row = 0; row < ROWS; row++) {
      lowest = Math.min(lowest, this.#counters[this.#hash(key, row)]);
    }
    return lowest;
  }
}
