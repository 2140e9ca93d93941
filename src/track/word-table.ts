import { HashIndex } from './hash-index.ts';

/** Keys that there is room for at first; it doubles as they come, up to the capacity. */
const SMALLEST = 256;

/**
 * A hash table from keys of a fixed number of 32-bit words to small integers (slots), without
 * allocation but for its growing index. Keys are compared whole. Slots can be given back and are
 * reused.
 *
 * The hash is seeded at random for each table, so that a capture cannot be written to make all its
 * keys collide; nothing that is reported depends on the seed.
 */
export class WordTable {
  readonly capacity: number;
  readonly #keyWords: number;
  #keys: Int32Array;
  readonly #index = new HashIndex();
  readonly #seed = (Math.random() * 0x100000000) | 0;
  readonly #multiplier = (Math.random() * 0x100000000) | 1;
  /** Free slots, linked through the first word of their keys (slot plus 1). */
  #free = 0;
  #used = 0;
  #count = 0;

  /**
   * @param keyWords words in a key
   * @param capacity keys at the most
   */
  constructor(keyWords: number, capacity: number) {
    this.capacity = capacity;
    this.#keyWords = keyWords;
    this.#keys = new Int32Array(keyWords * Math.min(capacity, SMALLEST));
  }

  /** Keys held now. */
  get count(): number {
    return this.#count;
  }

  #hash(key: Int32Array): number {
    // The multiplier is secret too: what one word changes, another cannot be chosen to undo.
    const multiplier = this.#multiplier;
    let hash = this.#seed;
    for (let i = 0; i < this.#keyWords; i++) {
      hash = Math.imul(((hash << 16) | (hash >>> 16)) + key[i], multiplier);
    }
    return Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  }

  /** The slot of `key`, or -1. */
  find(key: Int32Array): number {
    return this.#find(key, this.#hash(key));
  }

  #find(key: Int32Array, hash: number): number {
    const keys = this.#keys;
    const width = this.#keyWords;
    for (let slot = this.#index.first(hash); slot >= 0; slot = this.#index.next(hash)) {
      const base = slot * width;
      let i = 0;
      while (i < width && keys[base + i] === key[i]) i++;
      if (i === width) return slot;
    }
    return -1;
  }

  /** A slot for `key`, which must not be in the table yet; -1 where the table is full. */
  insert(key: Int32Array): number {
    let slot: number;
    if (this.#free > 0) {
      slot = this.#free - 1;
      this.#free = this.#keys[slot * this.#keyWords];
    } else if (this.#used < this.capacity) {
      slot = this.#used++;
    } else {
      return -1;
    }
    const base = slot * this.#keyWords;
    if (base === this.#keys.length) this.#grow();
    for (let i = 0; i < this.#keyWords; i++) this.#keys[base + i] = key[i];
    this.#index.insert(this.#hash(key), slot);
    this.#count++;
    return slot;
  }

  #grow(): void {
    const length = Math.min(2 * this.#keys.length, this.#keyWords * this.capacity);
    const keys = new Int32Array(length);
    keys.set(this.#keys);
    this.#keys = keys;
  }

  /** Word `word` of the key in `slot`. */
  keyWord(slot: number, word: number): number {
    return this.#keys[slot * this.#keyWords + word];
  }

  /** Gives the slot of `key` back; nothing where it is not in the table. */
  remove(key: Int32Array): void {
    const hash = this.#hash(key);
    const slot = this.#find(key, hash);
    if (slot < 0) return;
    this.#index.remove(hash, slot);
    this.#keys[slot * this.#keyWords] = this.#free;
    this.#free = slot + 1;
    this.#count--;
  }
}
