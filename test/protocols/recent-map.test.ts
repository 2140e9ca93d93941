import { expect, it } from 'vitest';
import { RecentMap } from '../../src/protocols/recent-map.ts';

it('forgets the oldest, also after others were taken out', () => {
  const map = new RecentMap<string, number>(3);
  for (const [index, key] of ['a', 'b', 'c'].entries()) map.set(key, index);
  map.delete('a');
  map.set('d', 3).set('b', 4);
  expect([...map]).toEqual([
    ['b', 4],
    ['c', 2],
    ['d', 3],
  ]);
  map.set('e', 5);
  expect([...map.keys()]).toEqual(['c', 'd', 'e']);
  map.clear();
  for (const key of ['f', 'g', 'h', 'i']) map.set(key, 0);
  expect([...map.keys()]).toEqual(['g', 'h', 'i']);
});

it('takes no longer for an entry the more it holds', () => {
  const began = process.cpuUsage();
  const map = new RecentMap<string, number>(65_536);
  for (let index = 0; index < 400_000; index++) map.set(`host ${index}`, index);
  const { user } = process.cpuUsage(began);
  expect(map.size).toBe(65_536);
  // It took 18 s when the oldest entry was looked for from the start each time.
  expect(user).toBeLessThan(5e6);
});
