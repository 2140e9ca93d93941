import { RecentTable } from './hash-tables.ts';

/** What is known by keys of a few words, bounded: the key that was put in first makes room. */
export class RecentWords<Value> {
  readonly #table: RecentTable;
  readonly #values: Value[] = [];

  /** @param keyWords words in a key */
  constructor(keyWords: number, limit: number) {
    this.#table = new RecentTable(keyWords, 1, limit);
  }

  get isEmpty(): boolean {
    return this.#values.length === 0;
  }

  get(key: Int32Array): Value | undefined {
    const at = this.#table.find(key);
    return at < 0 ? undefined : this.#values[at];
  }

  set(key: Int32Array, value: Value): void {
    const at = this.#table.find(key);
    this.#values[at < 0 ? this.#table.insert(key) : at] = value;
  }
}
