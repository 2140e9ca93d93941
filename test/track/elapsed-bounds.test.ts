import { expect, test } from 'vitest';
import { ElapsedBounds } from '../../src/track/elapsed-bounds.ts';

/** Bounds of these steps: from frame, to frame, milliseconds. */
function bounds(...steps: readonly (readonly [number, number, number])[]): ElapsedBounds {
  const all = new ElapsedBounds();
  for (const [from, to, milliseconds] of steps) all.add(from, to, milliseconds);
  all.finish();
  return all;
}

test('a step that began before the frame says nothing of it', () => {
  const idle = bounds([1, 10, 60_000]);
  expect(idle.since(1)).toBe(60_000_000);
  expect(idle.since(2)).toBe(0);
  expect(idle.since(10)).toBe(0);
});

test('steps that follow each other add up, whoever they are of', () => {
  const both = bounds([2, 4, 1_000], [3, 5, 700], [5, 9, 2_000]);
  expect(both.since(1)).toBe(3_000_000);
  expect(both.since(3)).toBe(2_700_000);
  expect(both.since(4)).toBe(2_000_000);
});

test('the longest of several ways counts', () => {
  expect(bounds([1, 8, 5_000], [1, 3, 10], [3, 8, 20]).since(1)).toBe(5_000_000);
});

test('of very many steps two become one, and what they say stays right', () => {
  const all = new ElapsedBounds();
  let from = 1;
  for (let frame = 2; frame < 200_000; frame++) {
    // As the clock does: who is told no goes on from the same frame.
    if (all.add(from, frame, (frame - from) * 2)) from = frame;
  }
  all.finish();
  const end = 2 * (200_000 - 1 - 1) * 1e3;
  expect(all.since(1)).toBeLessThanOrEqual(end);
  expect(all.since(1)).toBeGreaterThan(0.99 * end);
  expect(all.since(150_000)).toBeLessThanOrEqual(2 * 50_000 * 1e3);
  expect(all.since(150_000)).toBeGreaterThan(0.99 * 2 * 50_000 * 1e3);
});
