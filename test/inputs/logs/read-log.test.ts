import { describe, expect, test } from 'vitest';
import { said } from '../../../src/words/errors/said.ts';
import { told } from '../../../support/told.ts';
import { ARTICLE_BLOCK, ARTICLE_LINES, blocksLog, linesLog, read, short } from './support.ts';

const LINES_EVENTS = [
  '1 2024-08-27T03:07:43.000Z reachability-checked ipv4',
  '2 2024-08-27T03:07:43.000Z resolvers-probed ipv4',
  '3 2024-08-27T03:07:43.000Z resolvers-rejected ipv6',
  '4 2024-08-27T03:07:48.000Z reachability-checked ipv4',
  '5 2024-08-27T03:07:48.000Z resolvers-probed ipv4',
  '6 2024-08-27T03:07:53.000Z resolvers-rejected ipv4',
];

describe("the roaming module's log", () => {
  test('has its events, whole lines and cut ones', async () => {
    const reading = await read(`${ARTICLE_LINES.join('\r\n')}\r\n`);
    expect(short(reading)).toEqual(LINES_EVENTS);
    expect(reading).toMatchObject({
      encoding: 'utf-8',
      records: 6,
      known: 6,
      unknown: 0,
      other: 0,
      firstTime: Date.UTC(2024, 7, 27, 3, 7, 43),
      lastTime: Date.UTC(2024, 7, 27, 3, 7, 53),
      eventsLeftOut: 0,
      problems: [],
    });
    expect(Object.fromEntries(reading.counts)).toEqual({
      'reachability-checked': 2,
      'resolvers-probed': 2,
      'resolvers-rejected': 2,
    });
    expect(reading.events[5]).toMatchObject({
      level: 'DEBUG',
      message: 'Dns Protection IPv4 State Machine: rejected all candidate reso',
      event: { kind: 'failure', function: 'dns-protection' },
    });
  });

  test('counts records that the profile does not know, and lines that are none', async () => {
    const reading = await read(
      [
        ARTICLE_LINES[0],
        '2024-08-27 03:07:44 [8880] [INFO ] something else',
        '   a line that goes on',
        '',
        '2024-08-27 03:07:45',
        '2024-08-27 03:07',
        '2024-13-27 03:07:45 [1] [DEBUG] no such month',
        '2024-02-30 03:07:45 [1] [DEBUG] no such day',
        '2024-08-27 24:07:45 [1] [DEBUG] no such hour',
        '2024-08-27 03:07:59 [88',
      ].join('\n'),
    );
    expect(reading).toMatchObject({ records: 4, known: 1, unknown: 3, other: 5, problems: [] });
    expect(reading.lastTime).toBe(Date.UTC(2024, 7, 27, 3, 7, 59));
  });

  test('takes fractions, levels with spaces and marks in any number', async () => {
    const reading = await read(
      [
        '2024-02-29T23:59:60.123456 [INFO ] Dns Protection IPv4 State Machine: probing for OpenDNS',
        '2024-08-27 03:07:43,5 Dns Protection State Machine: probing for OpenDNS resolvers',
        '2024-08-27 03:07:43. [1] [2] [ WARN] <9> [x] Dns Protection IPv6 State Machine: probing for OpenDNS',
      ].join('\n'),
    );
    expect(short(reading)).toEqual([
      '1 2024-03-01T00:00:00.123Z resolvers-probed ipv4',
      '2 2024-08-27T03:07:43.500Z resolvers-probed -',
      '3 2024-08-27T03:07:43.000Z resolvers-probed ipv6',
    ]);
    expect(reading.events.map(({ level }) => level)).toEqual(['INFO', '', 'WARN']);
  });
});

describe("the roaming module's event log", () => {
  test('has its event', async () => {
    const reading = await read(ARTICLE_BLOCK.join('\r\n'), blocksLog);
    expect(short(reading)).toEqual(['1 2024-08-27T06:41:22.000Z gateway-failed-open -']);
    expect(reading.events[0]).toMatchObject({
      level: 'Warning',
      message:
        'WARN | Thread 27cc | TCP handshake to SWG Proxy URL was not successful. Since fail open p',
    });
    expect(reading).toMatchObject({ records: 1, known: 1, other: 0, problems: [] });
  });

  test('has blocks between rulings, descriptions of several lines, other keys', async () => {
    const reading = await read(
      [
        '*'.repeat(42),
        '',
        'Date        : 08/27/2024',
        'Time        : 06:41:22',
        'Type        : Information',
        'Source      : acswgagent',
        'Event ID    : 7',
        '',
        'Description : TRACE | Thread 2730 |',
        '  CSWGAgent: State cjson object is',
        '  {"version":1,"swg_protection_state":"protected"}',
        'Date : of no record',
        '',
        '*'.repeat(42),
        'outside of a record',
        'Date : 08/27/2024',
        'TIME : 6:41:22 PM',
        'DESCRIPTION : {"swg_protection_state":"other"}',
        'Date : 08/27/2024',
        'a line in a header',
        'Description : TCP handshake to SWG Proxy URL was not successful.',
      ].join('\n'),
      blocksLog,
    );
    expect(short(reading)).toEqual([
      '3 2024-08-27T06:41:22.000Z web-protected -',
      '16 2024-08-27T18:41:22.000Z web-protection-state -',
      '19 no time gateway-failed -',
    ]);
    expect(reading).toMatchObject({ records: 3, other: 2 });
    expect(reading.events[0].message).toBe(
      'TRACE | Thread 2730 | CSWGAgent: State cjson object is {"version":1,"swg_protection_state":"protected"} Date : of no record',
    );
  });

  /** The first record's time by the dates that a log has. */
  async function timeOf(dates: readonly string[], clock = '06:41:22') {
    const text = dates.map((date) =>
      ARTICLE_BLOCK.join('\n').replace('08/27/2024', date).replace('06:41:22', clock),
    );
    const reading = await read(text.join('\n\n'), blocksLog);
    return { time: short(reading)[0].split(' ')[1], problems: reading.problems, reading };
  }

  test.each([
    ['27.08.2024', '06:41:22', '2024-08-27T06:41:22.000Z'],
    ['27. 8. 2024', '6.41.22', '2024-08-27T06:41:22.000Z'],
    ['2024-08-27', '06:41', '2024-08-27T06:41:00.000Z'],
    ['2024/8/27', '06:41:22.5', '2024-08-27T06:41:22.500Z'],
    ['27/08/24', '12:41:22 AM', '2024-08-27T00:41:22.000Z'],
    ['8/27/2024', '12:41:22\u202fPM', '2024-08-27T12:41:22.000Z'],
    ['27-08-2024', '6:41:22 p.m.', '2024-08-27T18:41:22.000Z'],
  ])('dates and times of other places: %s %s', async (date, clock, expected) => {
    expect(await timeOf([date], clock)).toMatchObject({ time: expected, problems: [] });
  });

  test('one date that only one order can write tells it for all', async () => {
    expect(await timeOf(['08/05/2024', '27/05/2024'])).toMatchObject({
      time: '2024-05-08T06:41:22.000Z',
      problems: [],
    });
    expect(await timeOf(['08/05/2024', '08/27/2024'])).toMatchObject({
      time: '2024-08-05T06:41:22.000Z',
      problems: [],
    });
    const { reading } = await timeOf(['08/05/2024', '27/05/2024']);
    expect(new Date(reading.firstTime).toISOString()).toBe('2024-05-08T06:41:22.000Z');
    expect(new Date(reading.lastTime).toISOString()).toBe('2024-05-27T06:41:22.000Z');
  });

  test('without such a date they are American, and it is said', async () => {
    const { time, problems } = await timeOf(['08/05/2024']);
    expect(time).toBe('2024-08-05T06:41:22.000Z');
    expect(told(problems)).toEqual([
      {
        line: 1,
        offset: 0,
        text: 'The dates could be month/day or day/month; they were read as month/day.',
      },
    ]);
    // The eighth of August is the same in both.
    expect((await timeOf(['08/08/2024'])).problems).toEqual([]);
  });

  test('without such a date they are of the order that a case asks for, and it is said', async () => {
    const text = ARTICLE_BLOCK.join('\n').replace('08/27/2024', '05/08/2024');
    const reading = await read(text, blocksLog, { dayFirst: true });
    expect(short(reading)[0]).toContain('2024-08-05T06:41:22.000Z');
    expect(reading).toMatchObject({
      isDateAmbiguous: true,
      firstTime: Date.UTC(2024, 7, 5, 6, 41, 22),
    });
    expect(told(reading.problems)).toMatchObject([
      {
        line: 1,
        text: "The dates could be month/day or day/month; they were read as day/month: else none would be of a capture's time.",
      },
    ]);
    // Where the dates tell, nothing is asked.
    const decided = await read(`${text}\n\n${ARTICLE_BLOCK.join('\n')}`, blocksLog, {
      dayFirst: true,
    });
    expect(short(decided)[0]).toContain('2024-05-08T06:41:22.000Z');
    expect(decided).toMatchObject({ isDateAmbiguous: false, problems: [] });
  });

  test('dates of both orders are said', async () => {
    const { problems } = await timeOf(['08/05/2024', '08/27/2024', '27/08/2024']);
    expect(said(problems[0].sentence)).toContain('both as day/month and as month/day');
  });
});

describe('encodings and line ends', () => {
  const text = `\u00fcber \u20ac \ud83d\ude00\n${ARTICLE_LINES.join('\n')} \u00e9\n`;

  function utf16(littleEndian: boolean, mark: boolean, content = text): Uint8Array {
    const bytes = Buffer.from(mark ? `\ufeff${content}` : content, 'utf16le');
    return littleEndian ? bytes : bytes.swap16();
  }

  test.each([
    ['UTF-8', 'utf-8', Buffer.from(text)],
    ['UTF-8 with a mark', 'utf-8', Buffer.from(`\ufeff${text}`)],
    ['UTF-16LE with a mark', 'utf-16le', utf16(true, true)],
    ['UTF-16BE with a mark', 'utf-16be', utf16(false, true)],
    ['UTF-16LE', 'utf-16le', utf16(true, false)],
    ['UTF-16BE', 'utf-16be', utf16(false, false)],
  ])('%s, in whatever chunks', async (_, encoding, bytes) => {
    for (const chunk of [undefined, 1, 7, 64]) {
      const reading = await read(bytes, linesLog, { chunk });
      expect(reading.encoding).toBe(encoding);
      expect(reading.events).toHaveLength(6);
      expect(reading.events[5].line).toBe(7);
      expect(reading.events[5].message.endsWith('candidate reso \u00e9')).toBe(true);
      expect(reading).toMatchObject({ other: 1, problems: [] });
    }
  });

  test('Windows-1252, by its first letters or by a late one', async () => {
    const letters = Buffer.from(`\u00fcber\n${ARTICLE_LINES[5]} \u00e9`, 'latin1');
    const early = await read(letters);
    expect(early.encoding).toBe('windows-1252');
    expect(early.events[0].message.endsWith('reso \u00e9')).toBe(true);
    // The first of its letters is behind what is read at first.
    const ascii = Buffer.from(`${ARTICLE_LINES[0]}\n`.repeat(30_000));
    expect(ascii.length).toBeGreaterThan(1 << 22);
    const late = await read(Buffer.concat([ascii, letters.subarray(5)]));
    expect(late.encoding).toBe('windows-1252');
    expect(late.events.at(-1)?.message.endsWith('reso \u00e9')).toBe(true);
    expect(late.known).toBe(30_001);
  });

  test('a profile\u2019s text with letters is found in all of them', async () => {
    const [event] = linesLog.events;
    const log = {
      ...linesLog,
      events: [{ ...event, contains: ['\u00dcbersicht', 'gr\u00f6\u00dfer'] }],
    };
    const line = '2024-08-27 03:07:43 [1] [DEBUG] \u00dcbersicht: gr\u00f6\u00dfer';
    for (const bytes of [
      Buffer.from(line),
      Buffer.from(line, 'latin1'),
      Buffer.from(`\ufeff${line}`, 'utf16le'),
    ]) {
      const reading = await read(bytes, log);
      expect(reading.events.map(({ message }) => message)).toEqual([
        '\u00dcbersicht: gr\u00f6\u00dfer',
      ]);
    }
  });

  test.each([
    ['LF', '\n'],
    ['CR LF', '\r\n'],
    ['CR', '\r'],
  ])('lines that end with %s, the last one without', async (_, ending) => {
    for (const chunk of [undefined, 1, 100]) {
      const reading = await read(ARTICLE_LINES.join(ending), linesLog, { chunk });
      expect(short(reading)).toEqual(LINES_EVENTS);
      expect(reading.events[2].message).toMatch(/for port 443$/);
    }
  });

  test('a log that is cut within a letter', async () => {
    const utf8 = Buffer.from(`\u00fc\n${ARTICLE_LINES[5]} \u20ac`);
    const reading = await read(utf8.subarray(0, -1));
    expect(reading.encoding).toBe('utf-8');
    expect(reading.events[0].message).toMatch(/reso \ufffd$/);
    const wide = utf16(true, true, ARTICLE_LINES[5]);
    expect((await read(wide.subarray(0, -1))).events[0].message).toMatch(/candidate res$/);
  });
});

describe('logs that are read in parts', () => {
  /** Longer than what is read at a time, so records lie across; no two are alike. */
  const COUNT = 12_000;
  const fill = (number: number) =>
    `${number} ${'\u00fc\u20ac\u{1f600} '.repeat(30 + (number % 70))}`.trimEnd();
  const line = (number: number) =>
    `2024-08-27 03:07:43 [1] [DEBUG] Dns Protection IPv4 State Machine: probing for OpenDNS ${fill(number)}`;
  const block = (number: number) =>
    `${ARTICLE_BLOCK.join('\r\n')} ${fill(number)}\r\n${fill(number)}\r\nend ${number}`;

  test.each([
    ['bracketed-lines', 'utf8', linesLog, line],
    ['bracketed-lines', 'utf16le', linesLog, line],
    ['event-blocks', 'utf8', blocksLog, block],
    ['event-blocks', 'utf16le', blocksLog, block],
  ] as const)('%s, %s', async (_, encoding, log, record) => {
    const text = Array.from({ length: COUNT }, (_, number) => `${record(number)}\r\n`).join('');
    const bytes = Buffer.from(`\ufeff${text}\0\n`, encoding);
    const reading = await read(bytes, log);
    expect(reading).toMatchObject({ records: COUNT, known: COUNT, eventsLeftOut: 0 });
    const linesOfOne = record(0).split('\n').length;
    const wrong = reading.events.filter(({ message, line }, number) => {
      const whole = record(number).replaceAll('\r\n', ' ');
      const expected = whole.slice(whole.search(/Dns|WARN/)).slice(0, 512);
      const cut = /[\ud800-\udbff]$/.test(expected) ? expected.slice(0, -1) : expected;
      return message !== cut || line !== 1 + number * linesOfOne;
    });
    expect(wrong.map(({ line }) => line)).toEqual([]);
    if (log === blocksLog) return;
    // The offset of the last line, which is no text, is known across all parts.
    expect(reading.problems).toMatchObject([
      { line: COUNT + 1, offset: bytes.length - Buffer.from('\0\n', encoding).length },
    ]);
  });
});
