/**
 * Lists of items by a key, in the order in which the keys come up; without those that have none.
 * @param most items that are kept of each key: the first
 */
export function groupBy<Item, Key extends string | number>(
  items: readonly Item[],
  keyOf: (item: Item) => Key | null,
  most = Number.POSITIVE_INFINITY,
): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else if (group.length < most) group.push(item);
  }
  return groups;
}
