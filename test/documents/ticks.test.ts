import { expect, test } from 'vitest';
import { sinceText } from '../../src/documents/clock.ts';
import { roundTicks } from '../../src/documents/html/ticks.ts';

const at = (text: string) => Date.parse(`2026-11-30T${text}Z`) * 1000;
const ticks = (from: string, to: string) => roundTicks(at(from), at(to)).map(({ text }) => text);

test('ticks of a time line stand at round times', () => {
  expect(ticks('17:03:51.934', '17:04:53.188')).toEqual([
    '17:04:00',
    '17:04:15',
    '17:04:30',
    '17:04:45',
  ]);
  expect(ticks('09:58:00.000', '11:03:00.000')).toEqual([
    '10:00:00',
    '10:15:00',
    '10:30:00',
    '10:45:00',
    '11:00:00',
  ]);
  expect(ticks('23:10:00.000', '23:10:00.900')).toEqual([
    '23:10:00.0',
    '23:10:00.2',
    '23:10:00.4',
    '23:10:00.6',
    '23:10:00.8',
  ]);
  expect(ticks('23:10:00.000', '23:10:00.007')).toHaveLength(4);
});

test('whatever the capture, there are one to six ticks, within it', () => {
  for (const length of [0, 1, 37, 999, 12_345, 5e6, 9e9, 4e13, 8e18]) {
    const start = 1_700_000_000_123_456;
    const all = roundTicks(start, start + length);
    expect(all.length).toBeGreaterThan(0);
    expect(all.length).toBeLessThanOrEqual(6);
    for (const { at: time } of all) {
      expect(time).toBeGreaterThanOrEqual(start);
      expect(time).toBeLessThanOrEqual(start + length);
    }
  }
});

test('a short delay is told in milliseconds: 0.4 ms is the proof that the refuser is near', () => {
  expect([21, 400, 9_960, 25_000, 62_400_000, 0].map(sinceText)).toEqual([
    ...['+21 µs', '+0.4 ms', '+10.0 ms', '+0.025 s', '+62.40 s', '+0.000 s'],
  ]);
});
