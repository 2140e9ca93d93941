import { describe, expect, test } from 'vitest';
import { ListClock, ListTime, scanTime, TimeForm } from '../../../src/inputs/packet-lists/times.ts';

const { ABSOLUTE, RELATIVE, TIME_OF_DAY } = TimeForm;

/** What is written, what it means (computed by hand), and whether it says how far from UTC it is. */
const TIMES: [text: string, form: TimeForm, expected: string, hasZone?: boolean][] = [
  // tshark -t ad, -t ud, -t adoy, and of Wireshark 4.2 on.
  ['2024-08-27 03:06:36.491417', ABSOLUTE, '2024-08-27T03:06:36.491417000Z'],
  ['2024-08-27 03:06:36.491417000', ABSOLUTE, '2024-08-27T03:06:36.491417000Z'],
  ['2024/240 03:06:36.491417', ABSOLUTE, '2024-08-27T03:06:36.491417000Z'],
  ['2024-08-27 03:06:36.491417Z', ABSOLUTE, '2024-08-27T03:06:36.491417000Z', true],
  // frame.time, and of Wireshark 4.4 on.
  ['Aug 27, 2024 03:06:36.491417000 CEST', ABSOLUTE, '2024-08-27T01:06:36.491417000Z', true],
  ['Aug  7, 2024 03:06:36.491417000 UTC', ABSOLUTE, '2024-08-07T03:06:36.491417000Z', true],
  ['2024-08-27T03:06:36.491417000+0200', ABSOLUTE, '2024-08-27T01:06:36.491417000Z', true],
  ['2024-08-27T03:06:36-03:30', ABSOLUTE, '2024-08-27T06:36:36.000000000Z', true],
  // Spreadsheets.
  ['27.08.2024 03:06:36,491', ABSOLUTE, '2024-08-27T03:06:36.491000000Z'],
  ['8/27/2024 3:06:36 PM', ABSOLUTE, '2024-08-27T15:06:36.000000000Z'],
  ['8/27/2024 12:06:36 AM', ABSOLUTE, '2024-08-27T00:06:36.000000000Z'],
  ['27/08/2024 03:06', ABSOLUTE, '2024-08-27T03:06:00.000000000Z'],
  // tshark -t e; a comma in locales that have it.
  ['1724727996.491417', ABSOLUTE, '2024-08-27T03:06:36.491417000Z', true],
  ['1724727996,491417', ABSOLUTE, '2024-08-27T03:06:36.491417000Z', true],
  // tshark -t a.
  ['03:06:36.491417', TIME_OF_DAY, '1970-01-01T03:06:36.491417000Z'],
  // tshark -t r, -t d; with -u hms.
  ['  0.000280'.trim(), RELATIVE, '1970-01-01T00:00:00.000280000Z', true],
  ['303.923383000', RELATIVE, '1970-01-01T00:05:03.923383000Z', true],
  ['5', RELATIVE, '1970-01-01T00:00:05.000000000Z', true],
  ['10m 50.917181s', RELATIVE, '1970-01-01T00:10:50.917181000Z', true],
  ['1h 2m 3.5s', RELATIVE, '1970-01-01T01:02:03.500000000Z', true],
];

function iso(seconds: number, nanoseconds: number): string {
  return new Date(seconds * 1000)
    .toISOString()
    .replace('000Z', `${String(nanoseconds).padStart(9, '0')}Z`);
}

describe('a time', () => {
  test.each(TIMES)('%s', (text, form, expected, hasZone = false) => {
    const time = new ListTime();
    expect(scanTime(text, 0, time, false)).toBe(text.length);
    expect(time.form).toBe(form);
    expect(iso(time.seconds, time.nanoseconds)).toBe(expected);
    expect(time.hasZone).toBe(hasZone);
  });

  test.each([
    ...['', '-', 'Time', '192.168.0.1', '2024-08-27', '2024-13-01 00:00:00', '2023-02-29 00:00:00'],
    ...['25:00:00', '12:60:00', '12:99', 'Foo 27, 2024 00:00:00', '99999999999999999999', '1.2.3'],
    ...['00:0c:29:3e:61:7a', '13:00:00 PM', '2024-08-27 03:06:36abc', '0x10', '1e9'],
  ])('%j is none', (text) => {
    expect(new ListClock().read(text)).toBe(false);
  });
});

/** What a list's clock tells of times: seconds since the first, and the codes of its notes. */
function told(times: readonly string[], rises = true): [number[], string[]] {
  const clock = new ListClock();
  clock.learn(times, rises, false);
  const seconds = times.map((text) => {
    expect(clock.read(text), text).toBe(true);
    return Math.round((clock.seconds + clock.nanoseconds / 1e9) * 1e6) / 1e6;
  });
  return [seconds, clock.notes().map(({ code }) => code)];
}

describe("a list's clock", () => {
  test('goes on over midnight where times have no date', () => {
    const [seconds, notes] = told(['23:59:59.5', '00:00:01', '00:00:00.9', '12:00:00']);
    expect(seconds).toEqual([86_399.5, 86_401, 86_400.9, 129_600]);
    expect(notes).toEqual(['no-date']);
  });

  test('goes on over the hour where a spreadsheet left minutes and seconds', () => {
    const [seconds, notes] = told(['41:19.8', '59:59.5', '00:00.5', '59:59.9']);
    expect(seconds).toEqual([2_479.8, 3_599.5, 3_600.5, 7_199.9]);
    expect(notes).toEqual(['no-date']);
  });

  test('adds up the times since the row before', () => {
    const [seconds, notes] = told(['0.0', '0.5', '0.25', '0.1', '1.0', '0.2', '0.1']);
    expect(seconds).toEqual([0, 0.5, 0.75, 0.85, 1.85, 2.05, 2.15]);
    expect(notes).toEqual(['no-date']);
  });

  test('takes rows in another order for what they are', () => {
    const [seconds] = told(['0.9', '0.5', '0.25', '0.1', '0.05', '0.02'], false);
    expect(seconds).toEqual([0.9, 0.5, 0.25, 0.1, 0.05, 0.02]);
  });

  test('goes on from a time reference', () => {
    const [seconds] = told(['0.0', '1.5', '*REF*', '0.25']);
    expect(seconds).toEqual([0, 1.5, 1.5, 1.75]);
  });

  test('knows day and month by what the first rows make certain', () => {
    const [days, certain] = told(['01/02/2024 00:00:00', '13/02/2024 00:00:00']);
    expect(days[1] - days[0]).toBe(12 * 86_400);
    expect(certain).toEqual(['no-time-zone']);
    const [months, uncertain] = told(['01/02/2024 00:00:00', '01/03/2024 00:00:00']);
    expect(months[1] - months[0]).toBe(86_400);
    expect(uncertain).toEqual(['no-time-zone', 'ambiguous-date']);
  });

  test("takes the name of a zone in the system's language", () => {
    const [seconds, notes] = told(['Aug 27, 2024 03:06:36.5 Mitteleuropäische Sommerzeit']);
    expect(seconds).toEqual([1_724_727_996.5]);
    expect(notes).toEqual(['no-time-zone']);
  });
});
