import { describe, expect, it } from 'vitest';
import { HashIndex, WordTable } from '../../src/protocols/hash-tables.ts';
import { seeded } from '../../support/sample-packets.ts';

function slotsUnder(index: HashIndex, hash: number): number[] {
  const slots: number[] = [];
  for (let slot = index.first(hash); slot >= 0; slot = index.next(hash)) slots.push(slot);
  return slots.sort((a, b) => a - b);
}

describe('HashIndex', () => {
  // Few hashes, many of them neighbours and at the table's end: long runs that wrap around.
  it.each([
    ['all hashes alike', () => 7],
    ['neighbours', (random: number) => random % 40],
    ['around the end of the table', (random: number) => (1020 + (random % 9)) | 0],
    ['spread, negative too', (random: number) => random | 0],
  ])('holds what a Map holds: %s', (_, hashOf) => {
    const random = seeded(11);
    const index = new HashIndex();
    const truth = new Map<number, Set<number>>();
    const hashes = new Map<number, number>();
    const rounds = hashOf(1) === 7 && hashOf(2) === 7 ? 600 : 6_000;
    for (let slot = 0; slot < rounds; slot++) {
      const hash = hashOf(random());
      index.insert(hash, slot);
      hashes.set(slot, hash);
      truth.set(hash, (truth.get(hash) ?? new Set()).add(slot));
      if (random() % 3 === 0) {
        const victim = [...hashes.keys()][random() % Math.min(hashes.size, 50)];
        const itsHash = hashes.get(victim)!;
        index.remove(itsHash, victim);
        hashes.delete(victim);
        truth.get(itsHash)!.delete(victim);
      }
    }
    for (const [hash, slots] of truth) {
      expect(slotsUnder(index, hash)).toEqual([...slots].sort((a, b) => a - b));
    }
    expect(slotsUnder(index, 0x7fff_0000)).toEqual([]);
  });
});

describe('WordTable', () => {
  it('holds what a Map holds, through growth, removal and reuse', () => {
    const random = seeded(5);
    const table = new WordTable(3, 2_000);
    const truth = new Map<string, number>();
    const keyOf = () => Int32Array.of(random() % 40, (random() % 40) - 20, (random() % 8) << 28);
    for (let i = 0; i < 15_000; i++) {
      const key = keyOf();
      const name = key.join();
      const slot = truth.get(name);
      expect(table.find(key)).toBe(slot ?? -1);
      if (slot === undefined) {
        const made = table.insert(key);
        if (truth.size === 2_000) expect(made).toBe(-1);
        else {
          expect([...key]).toEqual([0, 1, 2].map((word) => table.keyWord(made, word)));
          truth.set(name, made);
        }
      } else if (random() % 2 === 0) {
        table.remove(key);
        truth.delete(name);
      }
      expect(table.count).toBe(truth.size);
    }
    expect(new Set(truth.values()).size).toBe(truth.size);
    expect(truth.size).toBeGreaterThan(1_000);
  });

  it('is full at its capacity, and has room again after a removal', () => {
    const table = new WordTable(1, 3);
    for (const word of [1, 2, 3]) expect(table.insert(Int32Array.of(word))).toBe(word - 1);
    expect(table.insert(Int32Array.of(4))).toBe(-1);
    table.remove(Int32Array.of(9));
    expect(table.count).toBe(3);
    table.remove(Int32Array.of(2));
    expect(table.insert(Int32Array.of(4))).toBe(1);
    expect(table.find(Int32Array.of(2))).toBe(-1);
  });
});
