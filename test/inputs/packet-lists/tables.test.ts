import { describe, expect, test } from 'vitest';
import { diagnose, openCapture, type Report } from '../../../src/index.ts';
import { dnsUnprotectedRows, webRejectRows } from '../../../support/secure-access-tables.ts';
import { serviceName } from '../../../support/shipped-captures.ts';
import { csvRow, noteCodes, readList } from './read-list.ts';

/** The two tables of the Secure Access article, in every form in which a packet list comes. */
const HEADING = [
  ...['No.', 'Time', 'Source', 'Destination', 'Protocol', 'Length', 'Destination Port', 'Info'],
];
const GERMAN = ['Nr.', 'Zeit', 'Quelle', 'Ziel', 'Protokoll', 'Länge', 'Zielport', 'Info'];
const INFO = 7;

type Cells = readonly string[];

function withHeading(rows: readonly Cells[], heading: Cells = HEADING): Cells[] {
  return [heading, ...rows];
}

/** As in "Export Packet Dissections → As Plain Text": cells padded to their column's width. */
function alignedRow(cells: Cells): string {
  const widths = [7, 14, 21, 21, 8, 6, 16, 0];
  return cells
    .map((cell, index) =>
      index === 0 && /^\d/.test(cell) ? cell.padStart(7) : cell.padEnd(widths[index]),
    )
    .join(' ');
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function psml(rows: readonly Cells[]): string {
  const sections = (cells: Cells) =>
    cells.map((cell) => `<section>${xml(cell)}</section>\n`).join('');
  const packets = rows.map((cells) => `<packet>\n${sections(cells)}</packet>\n\n`).join('');
  return `<?xml version="1.0" encoding="utf-8"?>\n<psml version="0" creator="wireshark/4.0.17">\n<structure>\n${sections(HEADING)}</structure>\n\n${packets}</psml>\n`;
}

function utf16(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'));
}

/** The table with `â†’`-like damage: what is not in Windows-1252 is lost. */
function windows1252(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replaceAll('→', '?'), 'latin1'));
}

const lines = (rows: readonly string[]) => `${rows.join('\n')}\n`;
const tabs = (rows: readonly Cells[]) => lines(rows.map((cells) => cells.join('\t')));
/** In another order, with a column that means nothing here. */
const reordered = (cells: Cells) => [
  ...[cells[INFO], cells[6], cells[3], cells[2], 'x', cells[5], cells[4], cells[1], cells[0]],
];
const german = (cells: Cells) =>
  cells.map((cell, index) =>
    index === 1 ? cell.replace(/^(\d+)-(\d+)-(\d+) (.*)\.(\d+)$/, '$3.$2.$1 $4,$5') : cell,
  );

const FORMS: Readonly<Record<string, (rows: readonly Cells[]) => string | Uint8Array>> = {
  'tabs, with heading': (rows) => tabs(withHeading(rows)),
  'CR LF': (rows) => tabs(withHeading(rows)).replaceAll('\n', '\r\n'),
  'no line end at the end': (rows) => tabs(withHeading(rows)).trimEnd(),
  'byte order mark': (rows) => `\ufeff${tabs(withHeading(rows))}`,
  'UTF-16': (rows) => utf16(tabs(withHeading(rows))),
  'Windows-1252': (rows) => windows1252(tabs(withHeading(rows))),
  'arrows read as Windows-1252': (rows) => tabs(withHeading(rows)).replaceAll('→', 'â†’'),
  'other column order': (rows) =>
    tabs(withHeading(rows.map(reordered), reordered(HEADING.with(4, 'Protocol')))),
  CSV: (rows) => lines(withHeading(rows).map((cells) => csvRow(cells))),
  'CSV with arrows of its own': (rows) =>
    lines(withHeading(rows).map((cells) => csvRow(cells))).replaceAll(' → ', '  >  '),
  'CSV of a German spreadsheet': (rows) =>
    `sep=;\r\n${withHeading(rows.map(german), GERMAN)
      .map((cells) => cells.join(';'))
      .join('\r\n')}\r\n`,
  'CSV with line ends in cells': (rows) =>
    lines(withHeading(rows).map((cells) => csvRow([...cells.slice(0, -1), `${cells[INFO]} \n`]))),
  PSML: psml,
  'PSML in one line': (rows) => psml(rows).replaceAll('\n', ''),
  'plain text': (rows) => lines(withHeading(rows).map(alignedRow)),
  'plain text with details': (rows) =>
    rows
      .map((cells) =>
        lines([
          ...[alignedRow(HEADING), alignedRow(cells), ''],
          `Frame ${cells[0]}: ${cells[5]} bytes on wire (528 bits), ${cells[5]} bytes captured`,
          `Internet Protocol Version 4, Src: ${cells[2]}, Dst: ${cells[3]}`,
          '',
        ]),
      )
      .join(''),
};

function split(rows: readonly string[]): Cells[] {
  return rows.map((row) => row.split('\t'));
}

async function diagnosed(list: string | Uint8Array): Promise<Report> {
  return diagnose(
    await openCapture(typeof list === 'string' ? new TextEncoder().encode(list) : list),
  );
}

/** `verdict, confidence` by service. */
function verdicts(report: Report): Record<string, string> {
  return Object.fromEntries(
    report.endpoints.map((endpoint) => [
      serviceName(endpoint),
      `${endpoint.verdict}, ${endpoint.confidence}`,
    ]),
  );
}

const DNS_VERDICTS = Object.fromEntries(
  ['208.67.222.222', '208.67.220.220'].flatMap((server) =>
    [53, 443].map((port) => [`${server}:${port}/udp`, 'drop, medium']),
  ),
);
const WEB_VERDICTS = { '18.135.112.200:443': 'reject, low' };

describe.each(Object.entries(FORMS))('the tables of the article as %s', (_, form) => {
  test('both resolvers are dropped on both ports', async () => {
    const report = await diagnosed(form(split(dnsUnprotectedRows)));
    expect(report.capture.packets).toBe(15);
    expect(report.capture.firstTime).toBe('2024-08-27T03:06:36.491417Z');
    expect(report.capture.problems).toEqual([]);
    expect(verdicts(report)).toEqual(DNS_VERDICTS);
    expect(report.profile).toBe('cisco-secure-access');
  });

  test('the gateway is rejected', async () => {
    const report = await diagnosed(form(split(webRejectRows)));
    expect(report.capture.packets).toBe(14);
    expect(report.capture.problems).toEqual([]);
    expect(verdicts(report)).toEqual(WEB_VERDICTS);
    expect(report.endpoints[0].attempts).toBe(8);
  });
});

describe('the same without a heading', () => {
  const standard = (row: string) => row.split('\t').toSpliced(6, 1);

  test.each<[string, (rows: readonly string[]) => string]>([
    ['tabs', (rows) => lines(rows.map((row) => standard(row).join('\t')))],
    ['CSV', (rows) => lines(rows.map((row) => csvRow(standard(row))))],
    // tshark's own lines, also with spaces as they come.
    [
      'spaces',
      (rows) =>
        lines(
          rows.map((row) => {
            const [number, time, source, destination, ...rest] = standard(row);
            return `${number.padStart(5)} ${time} ${source} → ${destination} ${rest.join(' ')}`;
          }),
        ),
    ],
    [
      'the colours of a terminal',
      (rows) =>
        lines(
          rows.map(
            (row) =>
              `\u001b[48;2;160;0;0m\u001b[38;2;255;252;156m${standard(row).join(' ')}\u001b[0m\u001b[K`,
          ),
        ),
    ],
    ['spaces, without arrows', (rows) => lines(rows.map((row) => standard(row).join('  ')))],
  ])('%s', async (_, form) => {
    expect(verdicts(await diagnosed(form(webRejectRows)))).toEqual(WEB_VERDICTS);
  });

  test('the port of a row without ports is the one of DNS, and that is said', async () => {
    const report = await diagnosed(lines(dnsUnprotectedRows.map((row) => csvRow(standard(row)))));
    expect(Object.keys(verdicts(report)).sort()).toEqual(
      ['208.67.220.220:53/udp', '208.67.222.222:53/udp'].sort(),
    );
    expect(report.capture.quality.map(({ code }) => code)).toContain('ports-assumed');
  });
});

describe('what a list lacks is said', () => {
  const [first, ...others] = webRejectRows.map((row) => row.split('\t'));

  test('the time zone, and the date', () => {
    expect(noteCodes(readList(tabs(withHeading([first, ...others]))))).toEqual(['no-time-zone']);
    const relative = [first, ...others].map((cells, index) => cells.with(1, `${index}.5`));
    expect(noteCodes(readList(tabs(withHeading(relative))))).toEqual(['no-date']);
  });

  test('rows in another order', () => {
    const list = readList(tabs(withHeading([first, ...others].toReversed())));
    expect(list.packets.length).toBe(14);
    expect(noteCodes(list)).toEqual(['no-time-zone']);
    const apart = [first, ...others].map((cells, index) =>
      cells.with(1, `2024-08-27 06:41:${59 - index}`),
    );
    expect(noteCodes(readList(tabs(withHeading(apart))))).toEqual(['no-time-zone']);
    const further = apart.map((cells, index) => cells.with(1, `2024-08-27 06:${59 - index}:00`));
    expect(noteCodes(readList(tabs(withHeading(further))))).toEqual([
      ...['no-time-zone', 'rows-unordered'],
    ]);
  });

  test('addresses that are names', () => {
    const named = others.map((cells) =>
      cells.map((cell) => cell.replace('18.135.112.200', 'swg.example.com')),
    );
    const list = readList(tabs(withHeading([first, ...named])));
    expect(list.packets.length).toBe(14);
    expect(list.packets.filter(({ destination }) => destination === null).length).toBe(7);
    const note = list.notes.find(({ code }) => code === 'names-for-addresses');
    expect(note?.sentence).toEqual({ code: 'rows-with-names', number: 13, line: 3 });
  });

  test('addresses behind names are found', () => {
    const named = [first, ...others].map((cells) =>
      cells.map((cell) => cell.replace('18.135.112.200', 'swg.example.com (18.135.112.200)')),
    );
    expect(noteCodes(readList(tabs(withHeading(named))))).toEqual(['no-time-zone']);
  });

  test('rows that are not understood, by line', () => {
    const text = tabs(
      withHeading([first, others[0].with(0, 'x'), others[1].with(1, 'soon'), others[2]]),
    );
    const list = readList(`${text}\n-- \nRegards, Alice\n`);
    expect(list.packets.length).toBe(2);
    expect(list.refused).toEqual([
      '3: no number in the column of the packet numbers',
      '4: no time in the column Time',
      '7: no number in the column of the packet numbers',
      '8: no number in the column of the packet numbers',
    ]);
  });
});

describe('no packet list', () => {
  test.each([
    [
      'a log',
      '2024-08-27 03:07:43 [8880] [DEBUG] < 12> Dns Protection IPv4 State Machine: probing',
    ],
    [
      'nslookup',
      'Server: ad.lab.local\nAddress: 192.168.0.65\n\nName: example.com\nAddress: 192.0.2.1',
    ],
    [
      'a log of a firewall',
      'Time,Source,Destination,Protocol,Action\n10:15:30,192.0.2.1,198.51.100.1,TCP,deny',
    ],
    ['a table of numbers', '1,2,3,4,5,6,7\n2,3,4,5,6,7,8'],
    ['prose', 'The time the source sends to the destination: see info below.'],
    [
      'flows of Zeek',
      '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\n1.5\tC1\t192.0.2.1\t5\t198.51.100.1',
    ],
    ['nothing', ''],
    ['an empty table', '\t\t\t\t\n,,,,,,\n'],
  ])('%s', (_, text) => {
    expect(readList(text).format).toBeNull();
  });
});

test.each(['_ws.col.Info', 'frame.comment'])('fields of an ICMP error: %s', (last) => {
  const row = (...cells: string[]) => `${cells.join('\t')}\n`;
  const list =
    row(
      ...['frame.number', 'frame.time_epoch', 'ip.src', 'ip.dst', 'tcp.srcport', 'tcp.dstport'],
      ...['tcp.flags', '_ws.col.Protocol', 'icmp.type', 'icmp.code', last],
    ) +
    row(
      ...['1', '1.5', '192.0.2.20', '203.0.113.20', '57240', '443', '0x0002', 'TCP', '', ''],
      '57240 → 443 [SYN] Seq=0 Win=64240 Len=0',
    ) +
    row(
      ...['2', '1.6', '192.0.2.1,192.0.2.20', '192.0.2.20,203.0.113.20', '57240', '443', '0x0002'],
      ...['ICMP', '3', '13', 'Destination unreachable (Communication administratively filtered)'],
    );
  const { packets, refused } = readList(list);
  expect(refused).toEqual([]);
  expect(packets[1].icmp).toMatchObject({ type: 3, code: 13, quoted: { destinationPort: 443 } });
  expect(packets[1].source?.[3]).toBe(packets[0].source === null ? 0 : 0xc0000201 | 0);
});

test('details alone have the message of HTTP', () => {
  const details = (from: string, to: string, ports: string, lines: string) =>
    `Frame 1: 120 bytes on wire (960 bits), 120 bytes captured (960 bits)\n    Epoch Time: 1.500000000 seconds\n    Frame Number: 1\nInternet Protocol Version 4, Src: ${from}, Dst: ${to}\n    Time to Live: 60\nTransmission Control Protocol, ${ports}, Seq: 1, Ack: 1, Len: 66\n    Flags: 0x018 (PSH, ACK)\nHypertext Transfer Protocol\n${lines}\n`;
  const { packets } = readList(
    details(
      ...(['203.0.113.80', '192.0.2.20', 'Src Port: 80, Dst Port: 40000'] as const),
      '    HTTP/1.1 302 Found\\r\\n\n        Response Version: HTTP/1.1\n    Location: http://portal.example/\\r\\n\n',
    ),
  );
  expect(packets[0].http).toEqual({
    ...{ firstLine: 'HTTP/1.1 302 Found', host: '', location: 'http://portal.example/' },
  });
});
