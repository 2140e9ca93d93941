/** Entries that an index begins with; it doubles as it fills. A power of 2. */
const SMALLEST = 1 << 10;

/**
 * An index from hashes to slots (small integers) that lie elsewhere: an open-addressed table of
 * pairs (hash, slot plus 1), at most half full. A look-up touches one cache line of it, and the
 * keys themselves only where the whole hash agrees; the caller compares them:
 *
 *     for (let slot = index.first(hash); slot >= 0; slot = index.next(hash)) { … }
 */
export class HashIndex {
  #table = new Int32Array(2 * SMALLEST);
  #mask = SMALLEST - 1;
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
