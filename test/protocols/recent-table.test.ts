import { expect, it } from 'vitest';
import { RecentTable } from '../../src/protocols/hash-tables.ts';

const key = (value: number) => Int32Array.of(value, ~value);

it('forgets the key that was put in first, and keeps the numbers of the others', () => {
  const table = new RecentTable(2, 3, 1000);
  for (let i = 0; i < 5000; i++) {
    expect(table.find(key(i))).toBe(-1);
    const base = table.insert(key(i));
    table.numbers[base] = i;
    table.numbers[base + 2] = -i;
  }
  for (let i = 0; i < 4000; i++) expect(table.find(key(i))).toBe(-1);
  for (let i = 4000; i < 5000; i++) {
    const base = table.find(key(i));
    expect([table.numbers[base], table.numbers[base + 2]]).toEqual([i, -i]);
  }
  expect(table.numbers.length).toBe(3000);
});
