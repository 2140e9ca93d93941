import { describe, expect, test } from 'vitest';
import type { ByteSource } from '../../../src/capture/byte-source.ts';
import { readLog } from '../../../src/inputs/logs/read-log.ts';
import { said } from '../../../src/words/errors/said.ts';
import { told } from '../../../support/told.ts';
import { ARTICLE_BLOCK, ARTICLE_LINES, blocksLog, linesLog, read, short } from './support.ts';

const LINE = `${ARTICLE_LINES[1]}\n`;

/** A source that makes its bytes when they are asked for, so that no test needs them in memory. */
function madeSource(size: number, byteAt: (into: Uint8Array, from: number) => void): ByteSource {
  let at = 0;
  return {
    name: 'made',
    size,
    async read(into, offset, length) {
      const count = Math.min(length, size - at);
      byteAt(into.subarray(offset, offset + count), at);
      at += count;
      return count;
    },
    allocate: (length) => new Uint8Array(length),
    async close() {},
  };
}

describe('hostile logs', () => {
  test('a line of half a gigabyte is skipped, named, and what follows is read', async () => {
    const end = Buffer.from(`\n${LINE}`);
    const size = 500_000_000;
    const source = madeSource(size, (into, from) => {
      into.fill(0x78);
      const start = size - end.length - from;
      if (start < into.length) into.set(end.subarray(Math.max(0, -start)), Math.max(0, start));
    });
    const before = process.memoryUsage().arrayBuffers;
    const reading = await readLog(source, linesLog);
    expect(short(reading)).toEqual(['2 2024-08-27T03:07:43.000Z resolvers-probed ipv4']);
    expect(told(reading.problems)).toEqual([
      {
        line: 1,
        offset: 0,
        text: 'This line is longer than 65536 bytes; only its begin was read.',
      },
    ]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100e6);
  });

  test('long lines keep their begin, and their place in a file of UTF-16', async () => {
    const long = `${ARTICLE_LINES[1]} ${'\u00e9'.repeat(70_000)}`;
    const text = `\ufeff\ud83d\ude00 \u20ac\n${long}\n${LINE}`;
    for (const chunk of [undefined, 1001]) {
      const reading = await read(Buffer.from(text, 'utf16le'), linesLog, { chunk });
      expect(reading.events.map(({ line }) => line)).toEqual([2, 3]);
      expect(reading.problems).toMatchObject([{ line: 2, offset: 2 * 6 }]);
      expect(reading.events[0].message).toHaveLength(512);
    }
  });

  test('problems are bounded', async () => {
    const long = `${'x'.repeat(70_000)}\n`;
    const reading = await read(long.repeat(150));
    expect(reading.problems).toHaveLength(101);
    expect(said(reading.problems[100].sentence)).toBe(
      '50 further problems behind this line are not listed.',
    );
  });

  test('a message is kept to 512 characters, none of them half', async () => {
    const start = ARTICLE_LINES[1].slice(0, 41);
    const message = `${ARTICLE_LINES[1].slice(41)} `;
    const fill = 511 - message.length;
    const reading = await read(`${start}${message}${'a'.repeat(fill)}\u{1f600}\u{1f600}`);
    expect(reading.events[0].message).toBe(`${message}${'a'.repeat(fill)}`);
  });

  test('control characters and NULs are kept in messages, and no reason to stop', async () => {
    const reading = await read(
      `${ARTICLE_LINES[1]}\u0000\u001b[31m\u0007\n${'\u0000'.repeat(100)}\n\u0001\u0002\n${LINE}`,
    );
    expect(reading.events.map(({ line }) => line)).toEqual([1, 4]);
    expect(reading.events[0].message.endsWith('443\u0000\u001b[31m\u0007')).toBe(true);
    expect(reading.other).toBe(2);
    expect(told(reading.problems)).toEqual([
      {
        line: 2,
        offset: ARTICLE_LINES[1].length + 8,
        text: '2 lines, of which this is the first, are not text; they were left out.',
      },
    ]);
  });

  test('binary junk has no records, and is named', async () => {
    let state = 1;
    const junk = Uint8Array.from({ length: 200_000 }, () => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return state >>> 16;
    });
    for (const log of [linesLog, blocksLog]) {
      const reading = await read(junk, log);
      expect(reading).toMatchObject({ records: 0, known: 0, events: [] });
      expect(reading.firstTime).toBeNaN();
      expect(reading.problems.some(({ sentence }) => said(sentence).includes('not text'))).toBe(
        true,
      );
    }
  });

  test('an empty log', async () => {
    expect(await read('')).toMatchObject({ records: 0, other: 0, problems: [] });
    expect(await read('\ufeff')).toMatchObject({ records: 0, other: 0, problems: [] });
  });

  test('a source that fails has been read up to there', async () => {
    const bytes = Buffer.from(LINE.repeat(3));
    let reads = 0;
    const source: ByteSource = {
      ...madeSource(0, () => {}),
      size: null,
      async read(into, offset) {
        if (reads++ > 0) throw new Error('the disk is gone');
        into.set(bytes, offset);
        return bytes.length;
      },
    };
    const reading = await readLog(source, linesLog);
    expect(reading.known).toBe(3);
    expect(reading.problems.map(({ sentence }) => said(sentence))).toEqual([
      'The log could not be read further: the disk is gone',
    ]);
  });

  test('a description without end is bounded', async () => {
    const head = ARTICLE_BLOCK.slice(0, 5).join('\n');
    const reading = await read(
      `${head}\nDescription : \n${'word '.repeat(20_000)}\n`.repeat(2) + ARTICLE_BLOCK.join('\n'),
      blocksLog,
    );
    expect(reading).toMatchObject({ records: 3, known: 1 });
  });
});

describe('more events than are kept', () => {
  const second = (number: number) => new Date(Date.UTC(2024, 7, 27) + number * 1000).toISOString();
  const line = (number: number) =>
    `${second(number).slice(0, 10)} ${second(number).slice(11, 19)} [1] [DEBUG] < 1> ` +
    `Dns Protection IPv${number % 2 === 0 ? 4 : 6} State Machine: probing for OpenDNS ${number}\n`;
  const text = (count: number) =>
    Array.from({ length: count }, (_, number) => line(number)).join('');
  const at = (number: number) => Date.UTC(2024, 7, 27) + number * 1000;

  test('all are kept up to 20,000', async () => {
    const reading = await read(text(20_000));
    expect(reading.events).toHaveLength(20_000);
    expect(reading.eventsLeftOut).toBe(0);
  });

  test('of more, the first, the last, and those that were asked for', async () => {
    const around = [
      { from: at(12_000), to: at(12_100) },
      { from: at(25_000), to: at(25_010) },
    ];
    const reading = await read(text(40_000), linesLog, { around });
    const numbers = reading.events.map(({ message }) => Number(message.split(' ').at(-1)));
    expect(reading.known).toBe(40_000);
    expect(reading.counts.get('resolvers-probed')).toBe(40_000);
    expect(reading.events).toHaveLength(5000 + 101 + 11 + 5000);
    expect(reading.eventsLeftOut).toBe(40_000 - 10_112);
    const expected = [
      ...Array.from({ length: 5000 }, (_, number) => number),
      ...Array.from({ length: 101 }, (_, number) => 12_000 + number),
      ...Array.from({ length: 11 }, (_, number) => 25_000 + number),
      ...Array.from({ length: 5000 }, (_, number) => 35_000 + number),
    ];
    expect(numbers).toEqual(expected);
    for (const [index, { localTime, line: number, addressFamily }] of reading.events.entries()) {
      expect(localTime).toBe(at(expected[index]));
      expect(number).toBe(expected[index] + 1);
      expect(addressFamily).toBe(expected[index] % 2 === 0 ? 'ipv4' : 'ipv6');
    }
  });

  test('no more than 20,000, whatever is asked for', async () => {
    const around = [{ from: at(0), to: at(100_000) }];
    expect((await read(text(45_000), linesLog, { around })).events).toHaveLength(20_000);
  });
});
