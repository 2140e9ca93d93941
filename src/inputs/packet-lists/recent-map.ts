/** A map that forgets its oldest entry where there are more than a number. */
export class RecentMap<Value> extends Map<string, Value> {
  constructor(private readonly limit: number) {
    super();
  }

  override set(key: string, value: Value): this {
    if (this.size >= this.limit && !this.has(key)) this.delete(this.keys().next().value as string);
    return super.set(key, value);
  }
}
