import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import {
  nearTimeZones,
  timeSpanText,
  timeText,
  timeZoneNamed,
} from '../../src/diagnosis/report/time-zone.ts';

describe('times in a zone', () => {
  const berlin = timeZoneNamed('Europe/Berlin')!;

  test('clocks go back: the two hours of one name differ by their offset', () => {
    // 2024-10-27, 01:00 UTC (Directive 2000/84/EC).
    expect(timeText('2024-10-27T00:59:59.999999Z', berlin)).toBe(
      '2024-10-27 02:59:59.999999 +02:00 (Europe/Berlin)',
    );
    expect(timeText('2024-10-27T01:00:00.000000Z', berlin)).toBe(
      '2024-10-27 02:00:00.000000 +01:00 (Europe/Berlin)',
    );
    expect(timeSpanText('2024-10-27T00:30:00.1Z', '2024-10-27T01:30:00.2Z', berlin)).toBe(
      '2024-10-27 02:30:00.1 +02:00 to 2024-10-27 02:30:00.2 +01:00 (Europe/Berlin)',
    );
  });

  test('clocks go forward: an hour is not there', () => {
    expect(timeSpanText('2024-03-31T00:59:59.9Z', '2024-03-31T01:00:00.0Z', berlin)).toBe(
      '2024-03-31 01:59:59.9 +01:00 to 2024-03-31 03:00:00.0 +02:00 (Europe/Berlin)',
    );
  });

  test('a zone at UTC is not called UTC', () => {
    expect(timeText('2024-01-01T00:00:00.000000Z', timeZoneNamed('Europe/London')!)).toBe(
      '2024-01-01 00:00:00.000000 +00:00 (Europe/London)',
    );
    expect(timeText('2024-01-01T00:00:00.000000Z')).toBe('2024-01-01 00:00:00.000000 UTC');
  });

  test('nanoseconds and the ends of the calendar stay what they are', () => {
    expect(timeText('1970-01-01T00:00:00.123456789Z', timeZoneNamed('America/New_York')!)).toBe(
      '1969-12-31 19:00:00.123456789 -05:00 (America/New_York)',
    );
    expect(timeText('+275760-09-13T00:00:00.000000Z', timeZoneNamed('+01:00')!)).toContain(
      '+275760-09-13 00:00:00.000000 UTC',
    );
  });

  test.skipIf(spawnSync('date', ['--version']).error !== undefined)(
    "as the system's own clock has them",
    () => {
      const zones = ['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
      for (const zone of zones) {
        for (let second = 1_577_836_800; second < 1_893_456_000; second += 45 * 86_400 + 12_345) {
          const { stdout } = spawnSync('date', ['-d', `@${second}`, '+%F %T %:z'], {
            env: { ...process.env, TZ: zone },
          });
          const time = new Date(second * 1000).toISOString().replace('.000Z', 'Z');
          expect(timeText(time, timeZoneNamed(zone)!)).toBe(
            `${stdout.toString().trim()} (${zone})`,
          );
        }
      }
    },
    120_000,
  );
});

describe('names of zones', () => {
  test.each([
    ['utc', 'UTC'],
    ['Z', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['europe/berlin', 'Europe/Berlin'],
    ['+2', '+02:00'],
    ['+0530', '+05:30'],
    ['UTC-3', '-03:00'],
  ])('%s is %s', (name, known) => {
    expect(timeZoneNamed(name)?.name).toBe(known);
  });

  test.each([
    '',
    'Mars/Olympus',
    '+24:00',
    '+2:60',
    'Europe/',
    '\u001b[31m',
    'Europe/Berlin\n',
    '../UTC',
  ])('%j is none', (name) => {
    expect(timeZoneNamed(name)).toBeNull();
  });

  test('near names', () => {
    expect(nearTimeZones('Europe/Pariss')[0]).toBe('Europe/Paris');
    expect(nearTimeZones('new york')[0]).toBe('America/New_York');
    expect(nearTimeZones('qqqqqqqqqqqq')).toEqual([]);
  });
});
