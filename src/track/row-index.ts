/** Rows of a log by what their first word is, linked: the first rows come first. */
export interface RowIndex {
  readonly heads: ReadonlyMap<number, number>;
  /** The next row with that word; -1 for none. */
  readonly next: Int32Array;
}

/** Links the rows of a log, which are so many words each, by their first word. */
export function indexRows(words: Int32Array, rowWords: number, rows: number): RowIndex {
  const heads = new Map<number, number>();
  const next = new Int32Array(rows);
  for (let row = rows - 1; row >= 0; row--) {
    const word = words[row * rowWords];
    next[row] = heads.get(word) ?? -1;
    heads.set(word, row);
  }
  return { heads, next };
}
