/** A map that forgets its oldest entry where there are more than a number. */
export class RecentMap<Key, Value> extends Map<Key, Value> {
  /**
   * Stands at the oldest entry and goes on from there: an iterator made anew steps over all that was
   * deleted before it, which are as many as the map holds.
   */
  readonly #oldest = this.keys();

  constructor(private readonly limit: number) {
    super();
  }

  override set(key: Key, value: Value): this {
    if (this.size >= this.limit && !this.has(key)) {
      this.delete(this.#oldest.next().value as Key);
    }
    return super.set(key, value);
  }
}
