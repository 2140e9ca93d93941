import { describe, expect, it } from 'vitest';
import { TimeWriter } from '../../../src/capture/time-text.ts';
import { PACKET_COLUMNS, type PacketRow } from '../../../src/documents/packet-list/row.ts';
import { ROW_FORMATS } from '../../../src/documents/row-formats.ts';
import { escapeText } from '../../../src/protocols/escape.ts';

const row: PacketRow = {
  number: 57,
  time: '2024-08-27 03:06:36.491417',
  source: '192.168.0.204',
  destination: '208.67.222.222',
  protocol: 'DNS',
  length: 120,
  destinationPort: 53,
  info: 'Standard query 0xf7fb TXT debug.opendns.com OPT',
};

describe('formats', () => {
  it('table: fixed columns, Info last', () => {
    const format = ROW_FORMATS.table(PACKET_COLUMNS);
    const heading = format.begin();
    const line = format.row(row);
    expect(line.indexOf('192.168.0.204')).toBe(heading.indexOf('Source'));
    expect(line.indexOf('208.67')).toBe(heading.indexOf('Destination'));
    expect(line.indexOf('Standard')).toBe(heading.indexOf('Info'));
    expect(line.endsWith('OPT\n')).toBe(true);
  });

  it('csv: RFC 4180 quoting, and no cell that a spreadsheet would run', () => {
    const format = ROW_FORMATS.csv(PACKET_COLUMNS);
    expect(format.begin()).toBe(
      'No.,Time,Source,Destination,Protocol,Length,Destination Port,Info\r\n',
    );
    const cell = (info: string) => format.row({ ...row, info }).split('DNS,120,53,')[1];
    expect(cell('a, "b"')).toBe('"a, ""b"""\r\n');
    for (const start of ['=1+1', '+1', '-1', '@A1']) expect(cell(start)).toBe(`'${start}\r\n`);
  });

  it('json: an array, also of nothing', () => {
    const empty = ROW_FORMATS.json(PACKET_COLUMNS);
    expect(JSON.parse(empty.begin() + empty.end())).toEqual([]);
    const format = ROW_FORMATS.json(PACKET_COLUMNS);
    const other = { ...row, number: 58, destinationPort: null };
    const text = format.begin() + format.row(row) + format.row(other) + format.end();
    expect(JSON.parse(text)).toEqual([row, other]);
  });
});

describe('escaping', () => {
  // The right-hand sides are what tshark 4.0.17 prints for the same bytes in a DNS name.
  it.each([
    ['\r\n\t\x07\b\v\f', '\\r\\n\\t\\a\\b\\v\\f'],
    ['\x1b[31m', '\\033[31m'],
    ['\x00x\x7f', '\\000x\\177'],
    ['\u202eevil', '\\u202Eevil'],
    ['\ufeff', '\\uFEFF'],
    ['é日本😀 "q" a\\b', 'é日本😀 "q" a\\b'],
  ])('%j', (text, expected) => {
    expect(escapeText(text)).toBe(expected);
  });
});

describe('times', () => {
  it('utc, with the digits of the capture', () => {
    const times = new TimeWriter('utc');
    expect(times.text(1724727996, 491_417_000, 6)).toBe('2024-08-27 03:06:36.491417');
    expect(times.text(1724727996, 491_417_009, 9)).toBe('2024-08-27 03:06:36.491417009');
    expect(times.text(0, 0, 6)).toBe('1970-01-01 00:00:00.000000');
    expect(times.text(-1, 0, 6)).toBe('1969-12-31 23:59:59.000000');
    // As tshark 4.0 prints it.
    expect(times.text(18446744073204, 126338000, 6)).toBe('586524-01-19 07:53:24.126338');
  });

  it('epoch', () => {
    expect(new TimeWriter('epoch').text(1724727996, 5000, 6)).toBe('1724727996.000005');
  });

  it('relative to the first packet, also where the clock goes back', () => {
    const times = new TimeWriter('relative');
    times.observe(10, 900_000_000);
    times.observe(99, 0);
    expect(times.text(12, 100_000_000, 6)).toBe('1.200000');
    expect(times.text(10, 400_000_000, 6)).toBe('-0.500000');
    expect(times.text(8, 950_000_000, 6)).toBe('-1.950000');
  });
});
