import { WordTable } from './word-table.ts';

/**
 * A table from keys of 32-bit words to a fixed count of numbers, bounded: when it is full, the key
 * that was put in first makes room.
 */
export class RecentTable {
  readonly #table: WordTable;
  readonly #numbersPerKey: number;
  readonly #evicted: Int32Array;
  #numbers: Float64Array;
  /** Slots are given out in order, so the next to be overwritten goes round. */
  #oldest = 0;

  /**
   * @param keyWords words in a key
   * @param numbersPerKey numbers kept for each key
   * @param capacity keys at the most
   */
  constructor(keyWords: number, numbersPerKey: number, capacity: number) {
    this.#table = new WordTable(keyWords, capacity);
    this.#numbersPerKey = numbersPerKey;
    this.#evicted = new Int32Array(keyWords);
    this.#numbers = new Float64Array(numbersPerKey * Math.min(capacity, 256));
  }

  /** The numbers of all keys; another array after `insert`. */
  get numbers(): Float64Array {
    return this.#numbers;
  }

  /** Index in `numbers` of the first number of `key`, or -1. */
  find(key: Int32Array): number {
    const slot = this.#table.find(key);
    return slot < 0 ? -1 : slot * this.#numbersPerKey;
  }

  /** Puts in a key that is not there; index in `numbers` of its first number. */
  insert(key: Int32Array): number {
    let slot = this.#table.insert(key);
    if (slot < 0) {
      const evicted = this.#evicted;
      for (let i = 0; i < evicted.length; i++) evicted[i] = this.#table.keyWord(this.#oldest, i);
      this.#table.remove(evicted);
      this.#oldest = (this.#oldest + 1) % this.#table.capacity;
      slot = this.#table.insert(key);
    }
    const base = slot * this.#numbersPerKey;
    if (base >= this.#numbers.length) {
      const length = Math.min(2 * this.#numbers.length, this.#numbersPerKey * this.#table.capacity);
      const larger = new Float64Array(length);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    return base;
  }
}
