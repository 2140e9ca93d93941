/** Entries that an index begins with; it doubles as it fills. A power of 2. */
const SMALLEST_INDEX = 1 << 10;

/**
 * An index from hashes to slots (small integers) that lie elsewhere: an open-addressed table of
 * pairs (hash, slot plus 1), at most half full. A look-up touches one cache line of it, and the
 * keys themselves only where the whole hash agrees; the caller compares them:
 *
 *     for (let slot = index.first(hash); slot >= 0; slot = index.next(hash)) { … }
 */
export class HashIndex {
  #table = new Int32Array(2 * SMALLEST_INDEX);
  #mask = SMALLEST_INDEX - 1;
  #count = 0;
  /** Where the last slot was found. */
  #place = 0;

  /** The first slot under that hash, or -1. */
  first(hash: number): number {
    return this.#seek(hash, hash & this.#mask);
  }

  /** The next slot under the hash that `first` was called with, or -1. */
  next(hash: number): number {
    return this.#seek(hash, (this.#place + 1) & this.#mask);
  }

  #seek(hash: number, from: number): number {
    const table = this.#table;
    const mask = this.#mask;
    for (let place = from; ; place = (place + 1) & mask) {
      const slot = table[2 * place + 1] - 1;
      if (slot < 0) return -1;
      if (table[2 * place] === hash) {
        this.#place = place;
        return slot;
      }
    }
  }

  /** Enters a slot that is not in the index. */
  insert(hash: number, slot: number): void {
    if (2 * ++this.#count > this.#mask) this.#grow();
    this.#enter(hash, slot);
  }

  #enter(hash: number, slot: number): void {
    const table = this.#table;
    let place = hash & this.#mask;
    while (table[2 * place + 1] !== 0) place = (place + 1) & this.#mask;
    table[2 * place] = hash;
    table[2 * place + 1] = slot + 1;
  }

  #grow(): void {
    const old = this.#table;
    this.#table = new Int32Array(2 * old.length);
    this.#mask = old.length - 1;
    for (let at = 0; at < old.length; at += 2) {
      if (old[at + 1] !== 0) this.#enter(old[at], old[at + 1] - 1);
    }
  }

  /** Takes out a slot that is in the index under that hash. */
  remove(hash: number, slot: number): void {
    const table = this.#table;
    const mask = this.#mask;
    this.#count--;
    let hole = hash & mask;
    while (table[2 * hole + 1] !== slot + 1) hole = (hole + 1) & mask;
    // What had to step past the hole moves into it (Knuth, volume 3, 6.4, algorithm R).
    for (let place = (hole + 1) & mask; table[2 * place + 1] !== 0; place = (place + 1) & mask) {
      const home = table[2 * place] & mask;
      if (((place - home) & mask) < ((place - hole) & mask)) continue;
      table[2 * hole] = table[2 * place];
      table[2 * hole + 1] = table[2 * place + 1];
      hole = place;
    }
    table[2 * hole + 1] = 0;
  }
}

/** Words that tables with room for many begin with: most captures need no more. */
const SMALLEST_WORDS = 1 << 12;

/** An array for a table that will have so many words at the most. */
export function firstWords(most: number): Int32Array<ArrayBuffer> {
  return new Int32Array(Math.min(most, SMALLEST_WORDS));
}

/**
 * The array, or a copy of it with more room: twice as much, up to what the table has at the most.
 * @param end up to where there must be room
 */
export function wordsUpTo(
  words: Int32Array<ArrayBuffer>,
  end: number,
  most: number,
): Int32Array<ArrayBuffer> {
  if (end <= words.length) return words;
  const larger = new Int32Array(Math.min(most, Math.max(end, 2 * words.length)));
  larger.set(words);
  return larger;
}

/** Keys that there is room for at first; it doubles as they come, up to the capacity. */
const SMALLEST_ROOM = 256;

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
    this.#keys = new Int32Array(keyWords * Math.min(capacity, SMALLEST_ROOM));
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

/** Counters of a key, one in each row of its block. */
const ROWS = 4;
/** Counters in a row; ROWS of them are 64 bytes: a line of the processor's cache. */
const COLUMNS = 16;
/** A power of 2. */
const BLOCKS = 1 << 18;
const HIGHEST = 255;

/**
 * Counts by key in constant memory: a count-min sketch (Cormode and Muthukrishnan, 2005) in blocks, of which a
 * key touches one. A count may come out too high where very many keys share the counters, never too low; it
 * ends at 255. Not seeded, as what is reported depends on it.
 */
export class KeyCounts {
  readonly #counters = new Uint8Array(BLOCKS * ROWS * COLUMNS);
  readonly #keyWords: number;
  /** Of the key at hand: its block's first counter, and a column for each row, 4 bits each. */
  #block = 0;
  #columns = 0;

  /** @param keyWords words in a key */
  constructor(keyWords: number) {
    this.#keyWords = keyWords;
  }

  #seek(key: Int32Array): void {
    let hash = 0x9e3779b1;
    for (let i = 0; i < this.#keyWords; i++) {
      hash = Math.imul(((hash << 16) | (hash >>> 16)) + key[i], 0xaf723597);
      hash ^= hash >>> 15;
    }
    this.#block = (Math.imul(hash ^ (hash >>> 13), 0x85ebca6b) >>> 14) * ROWS * COLUMNS;
    this.#columns = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35) >>> 16;
  }

  #counter(row: number): number {
    return this.#block + row * COLUMNS + ((this.#columns >>> (4 * row)) & (COLUMNS - 1));
  }

  add(key: Int32Array, count: number): void {
    this.#seek(key);
    for (let row = 0; row < ROWS; row++) {
      const at = this.#counter(row);
      this.#counters[at] = Math.min(HIGHEST, this.#counters[at] + count);
    }
  }

  get(key: Int32Array): number {
    this.#seek(key);
    let lowest = HIGHEST;
    for (let row = 0; row < ROWS; row++) {
      lowest = Math.min(lowest, this.#counters[this.#counter(row)]);
    }
    return lowest;
  }
}
