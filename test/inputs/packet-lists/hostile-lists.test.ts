import { describe, expect, test } from 'vitest';
import { diagnose, openCapture } from '../../../src/index.ts';
import { Step } from '../../../src/inputs/packet-lists/format.ts';
import { FORMATS } from '../../../src/inputs/packet-lists/open-packet-list.ts';
import { PacketFacts } from '../../../src/inputs/packet-lists/packet-facts.ts';
import { cpuMilliseconds } from '../../../support/cpu-time.ts';
import { csvRow, DEFAULT_HEADING, noteCodes, readList } from './read-list.ts';

const SYN = '56287 → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460';
const ROW = ['1', '0.5', '192.0.2.1', '198.51.100.1', 'TCP', '66', SYN];
const heading = `${csvRow(DEFAULT_HEADING)}\n`;
const row = `${csvRow(ROW)}\n`;
const tabRow = (number: number) => `${ROW.with(0, String(number)).join('\t')}\n`;
const tabHeading = `${DEFAULT_HEADING.join('\t')}\n`;

describe('hostile lists', () => {
  test('a million columns: what is behind the first is left out, and that is said', () => {
    const wide = `${csvRow(ROW)}${',"x"'.repeat(1_000_000)}\n`;
    const list = readList(heading + wide + row);
    expect(list.packets.length).toBe(2);
    expect(noteCodes(list)).toEqual(['no-date', 'cut-rows']);
    const wideHeading = `${csvRow(DEFAULT_HEADING)}${',"Info"'.repeat(1000)}\n`;
    expect(readList(wideHeading + row).packets.length).toBe(1);
  });

  test('a line of 256 MB: its start is read, in the memory of its start', () => {
    const format = FORMATS.find(({ title }) => title === 'tabs');
    const parser = format?.open();
    let facts = new PacketFacts();
    // The same MiB again and again, as the reader's window would give it.
    const piece = new Uint8Array(1 << 20).fill(0x41);
    const start = new TextEncoder().encode(tabHeading + tabRow(1).trimEnd());
    const end = new TextEncoder().encode(`\n${tabRow(2)}`);
    const text = { bytes: start, at: 0, end: start.length, ended: false, base: 0 };
    const found: Step[] = [];
    const drain = () => {
      for (;;) {
        facts = new PacketFacts();
        const step = parser?.next(text, facts) ?? Step.MORE;
        if (step === Step.MORE) return;
        found.push(step);
      }
    };
    const give = (bytes: Uint8Array) => {
      const left = text.bytes.subarray(text.at, text.end);
      expect(left.length).toBeLessThanOrEqual(65_536);
      const next = new Uint8Array(left.length + bytes.length);
      next.set(left);
      next.set(bytes, left.length);
      Object.assign(text, { base: text.base + text.at, bytes: next, at: 0, end: next.length });
      drain();
    };
    drain();
    for (let i = 0; i < 256; i++) give(piece);
    give(end);
    text.ended = true;
    drain();
    expect(found).toEqual([Step.PACKET, Step.PACKET]);
    expect(facts.frameNumber).toBe(-1);
    expect(
      noteCodes({ format: null, packets: [], refused: [], notes: parser?.notes ?? [] }),
    ).toContain('cut-rows');
  });

  test('a quotation that never closes takes no row with it', () => {
    const open = `"2","0.6","192.0.2.1","198.51.100.1","TCP","66","${SYN}\n`;
    const list = readList(heading + row + open + row.repeat(500));
    expect(list.refused).toEqual([]);
    expect(list.packets.length).toBe(502);
    expect(list.packets.filter(({ destinationPort }) => destinationPort === 443).length).toBe(502);
  });

  test('a file of lone quotation marks takes linear time', () => {
    const started = cpuMilliseconds();
    const list = readList(heading + row + `"x\n`.repeat(200_000));
    expect(list.packets.length).toBe(1);
    expect(list.refused.length).toBe(200_000);
    expect(cpuMilliseconds() - started).toBeLessThan(10_000);
  });

  test.each([
    ['control characters', '\u0001\u0007\u001b[31mred\u001b[0m\u009b2J'],
    ['NUL', '\0\0\0'],
    ['spaces', ' '.repeat(60_000)],
    ['brackets', '['.repeat(60_000)],
    ['closed brackets', '[x] '.repeat(15_000)],
    ['arrows', '→ '.repeat(15_000)],
    ['words', 'Seq= '.repeat(12_000)],
    ['types', 'A A '.repeat(15_000)],
    ['commas', ', "'.repeat(20_000)],
    ['digits', '9'.repeat(60_000)],
    ['parentheses', '('.repeat(60_000)],
    ['surrogates', '\ud800\udc00\ud83d'.repeat(10_000)],
  ])('cells full of %s are read in no time, in every column and protocol', (_, text) => {
    const started = cpuMilliseconds();
    const rows: string[] = [];
    for (const protocol of [
      'TCP',
      'UDP',
      'DNS',
      'MDNS',
      'ICMP',
      'ICMPv6',
      'ARP',
      'TLSv1.2',
      'HTTP',
      'QUIC',
      text,
    ]) {
      for (const prefix of [
        '',
        'Standard query 0x0001 A ',
        '56287 → 443 [SYN] ',
        'Destination unreachable (',
      ]) {
        rows.push(csvRow([...ROW.slice(0, 4), protocol, '66', prefix + text]));
      }
    }
    for (let column = 0; column < ROW.length; column++) rows.push(csvRow(ROW.with(column, text)));
    const list = readList(`${heading}${row}${rows.join('\n')}\n${row}`);
    expect(list.packets.length + list.refused.length).toBe(rows.length + 2);
    const plain = readList(
      `    1 0.5 192.0.2.1 → 198.51.100.1 TCP 66 ${SYN}\n    2 0.6 ${text}\n${text}\n`,
    );
    expect(plain.packets.length).toBeGreaterThanOrEqual(1);
    const table = readList(
      `No.     Time  Source  Destination  Protocol Info\n${text}\nNo. Time ${text} Source\n`,
    );
    expect(table.format).toBe('plain-text');
    expect(cpuMilliseconds() - started).toBeLessThan(5_000);
  });

  test('PSML defines no entities, and nothing expands', () => {
    const bomb = `<?xml version="1.0"?>\n<!DOCTYPE psml [<!ENTITY a "${'x'.repeat(1000)}"><!ENTITY b "&a;&a;&a;">]>\n`;
    const sections = (cells: readonly string[]) =>
      cells.map((cell) => `<section>${cell}</section>`).join('');
    const psml = `${bomb}<psml version="0"><structure>${sections(DEFAULT_HEADING)}</structure>
<packet>${sections(ROW.with(6, '&b;&lt;&#x41;&#99999999;&amp;lt;'))}</packet>
<packet>${sections(ROW.with(4, '<![CDATA[TCP]]>'))}</packet>
<packet><section>1</packet>
<packet/>
<packet>${'<section>'.repeat(100_000)}</packet>
<packet>${sections(ROW)}${'<x>'.repeat(500_000)}</packet>
<packet>${sections(ROW)}</packet>
<packet>${sections(ROW)}`;
    const list = readList(psml, 65_537);
    expect(list.format).toBe('psml');
    expect(list.packets.at(-1)?.destinationPort).toBe(443);
    expect(list.packets.length).toBe(3);
    expect(list.refused.at(-2)).toMatch(/^9: an element of more than 1,048,576 bytes/);
    expect(list.refused.at(-1)).toMatch(/^11: the file ends within the packet/);
  });

  test('hex dumps with wild offsets are no longer than a packet', () => {
    const dump = ['0000  45 00', 'ffffffff  00', '0002  00 14', '0000  00'].join('\n');
    const lines = `    1 0.5 192.0.2.1 → 198.51.100.1 TCP 66 ${SYN}\n\n${dump}\n${'0010  00 \n'.repeat(10)}`;
    const list = readList(lines);
    expect(list.packets.length).toBe(1);
    expect(list.packets[0].bytes).toBeNull();
  });

  test('numbers out of any range make no report fail', async () => {
    const cells = [
      [
        '999999999999999',
        '99999999999999.9',
        '192.0.2.1',
        '198.51.100.1',
        'TCP',
        '999999999999',
        '65535 → 65535 [SYN] Seq=4294967295 Win=4294967295 Len=4294967295 MSS=4294967295 WS=4294967295 TSval=4294967295 TSecr=4294967295',
      ],
      ['0', '-99999.5', '::', '::', 'TCP', '0', '0 → 0 [<None>] Seq=0 Win=0 Len=0'],
      ['5', '1e308', '2001:db8::1', '192.0.2.1', 'DNS', '-5', 'Standard query 0xffff A .'],
      [
        '6',
        '0.1',
        '255.255.255.255',
        '0.0.0.0',
        'ICMP',
        '1',
        'Destination unreachable (Unknown code: 999)',
      ],
      [
        '7',
        '0.2',
        '192.0.2.1',
        '192.0.2.1',
        'DNS',
        '1',
        `Standard query 0x0001 A ${'a.'.repeat(2000)}`,
      ],
    ];
    const text = heading + cells.map((row) => `${csvRow(row)}\n`).join('');
    const report = await diagnose(await openCapture(new TextEncoder().encode(text)));
    expect(report.capture.packets).toBe(4);
    expect(JSON.stringify(report)).not.toContain('NaN');
  });
});
