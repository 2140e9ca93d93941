import { expect, test } from 'vitest';
import { dayTime, readClock, TimestampReader } from '../../../src/inputs/logs/local-time.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('days are those of the calendar', () => {
  let days = 0;
  for (let year = 1900; year <= 2100; year++) {
    for (let month = 0; month <= 13; month++) {
      for (let day = 0; day <= 32; day++) {
        const date = new Date(0);
        date.setUTCFullYear(year, month - 1, day);
        const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
        const expected = isDay ? date.getTime() : Number.NaN;
        if (!Object.is(dayTime(year, month, day), expected)) {
          expect([year, month, day, dayTime(year, month, day)]).toEqual([
            year,
            month,
            day,
            expected,
          ]);
        }
        if (isDay) days++;
      }
    }
  }
  expect(days).toBe(365 * 201 + 49);
});

test.each([
  ['00:00:00', 0],
  ['12:00:00 AM', 0],
  ['12:00 PM', 43_200_000],
  ['1:02:03.04', 3_723_040],
  ['23:59:59', 86_399_000],
  ['13:00:00 PM', 46_800_000],
  ['24:00:00', Number.NaN],
  ['12:60:00', Number.NaN],
  ['1x:00:00', Number.NaN],
  ['12', Number.NaN],
  ['', Number.NaN],
])('the time %s', (text, expected) => {
  expect(readClock(bytes(text), 0, text.length)).toBe(expected);
});

test.each([
  ['2024-08-27 03:07:43', '2024-08-27T03:07:43.000Z', 19],
  ['2024-08-27T03:07:43.5Z', '2024-08-27T03:07:43.500Z', 21],
  ['2024-08-27 03:07:43,123456789 x', '2024-08-27T03:07:43.123Z', 29],
])('the timestamp %s', (text, expected, end) => {
  const reader = new TimestampReader();
  expect(new Date(reader.read(bytes(text), 0, text.length)).toISOString()).toBe(expected);
  expect(reader.end).toBe(end);
});

test.each(['2024-08-27 03:07:4', '2024-08-27  3:07:43', '2024/08/27 03:07:43', 'x'.repeat(30)])(
  'no timestamp: %s',
  (text) => {
    expect(new TimestampReader().read(bytes(text), 0, text.length)).toBeNaN();
  },
);
