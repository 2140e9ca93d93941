/**
 * A hash table from keys of a fixed number of 32-bit words to small integers (slots), without
 * allocation after construction. Keys are compared whole. Slots can be given back and are reused.
 *
 * The hash is seeded at random for each table, so that a capture cannot be written to make all its
 * keys collide; nothing that is reported depends on the seed.
 */
export class WordTable {
  readonly capacity: number;
  readonly #keyWords: number;
  readonly #keys: Int32Array;
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  readonly #mask: number;
  readonly #seed = (Math.random() * 0x100000000) | 0;
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
    // Large arrays are zero pages until touched: room that is not used costs no memory.
    this.#keys = new Int32Array(keyWords * capacity);
    this.#next = new Int32Array(capacity);
    const buckets = 2 ** Math.ceil(Math.log2(Math.max(2, capacity)));
    this.#heads = new Int32Array(buckets);
    this.#mask = buckets - 1;
  }

  /** Keys held now. */
  get count(): number {
    return this.#count;
  }

  #hash(key: Int32Array): number {
    let hash = this.#seed;
    for (let i = 0; i < this.#keyWords; i++) {
      hash = Math.imul(hash ^ key[i], 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash, 0x85ebca6b);
    return (hash ^ (hash >>> 13)) & this.#mask;
  }

  /** The slot of `key`, or -1. */
  find(key: Int32Array): number {
    const keys = this.#keys;
    const width = this.#keyWords;
    // Links are stored plus 1, so that zeroed memory is an empty table.
    for (let slot = this.#heads[this.#hash(key)] - 1; slot >= 0; slot = this.#next[slot] - 1) {
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
      this.#free = this.#next[slot];
    } else if (this.#used < this.capacity) {
      slot = this.#used++;
    } else {
      return -1;
    }
    this.#keys.set(key, slot * this.#keyWords);
    const bucket = this.#hash(key);
    this.#next[slot] = this.#heads[bucket];
    this.#heads[bucket] = slot + 1;
    this.#count++;
    return slot;
  }

  /** Word `word` of the key in `slot`. */
  keyWord(slot: number, word: number): number {
    return this.#keys[slot * this.#keyWords + word];
  }

  /** Gives the slot of `key` back; nothing where it is not in the table. */
  remove(key: Int32Array): void {
    const width = this.#keyWords;
    const bucket = this.#hash(key);
    let previous = -1;
    for (let slot = this.#heads[bucket] - 1; slot >= 0; slot = this.#next[slot] - 1) {
      let i = 0;
      while (i < width && this.#keys[slot * width + i] === key[i]) i++;
      if (i === width) {
        if (previous < 0) this.#heads[bucket] = this.#next[slot];
        else this.#next[previous] = this.#next[slot];
        this.#next[slot] = this.#free;
        this.#free = slot + 1;
        this.#count--;
        return;
      }
      previous = slot;
    }
  }
}
