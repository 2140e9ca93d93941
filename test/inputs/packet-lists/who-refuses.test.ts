import { describe, expect, test } from 'vitest';
import { diagnose, openCapture } from '../../../src/index.ts';
import { csvRow, noteCodes, readList } from './read-list.ts';

const CLIENT = '192.168.1.20';
const SERVER = '203.0.113.20';
const HEADING = ['No.', 'Time', 'Source', 'Destination', 'Protocol', 'Length', 'TTL', 'Info'];

/**
 * Five connections to a server whose handshake is complete and whose ClientHello gets a RST, and one
 * to another server that answers.
 * @param resetTimeToLive column TTL of the RSTs; '' as for all others where the list has none
 */
function list(resetTimeToLive: string): string {
  const rows: string[][] = [];
  const own = resetTimeToLive === '' ? '' : '55';
  let time = 0;
  const add = (
    isClient: boolean,
    server: string,
    protocol: string,
    info: string,
    timeToLive = own,
  ) => {
    const [from, to] = isClient ? [CLIENT, server] : [server, CLIENT];
    time += 0.02;
    const sent = isClient && timeToLive !== '' ? '64' : timeToLive;
    rows.push([
      `${rows.length + 1}`,
      `${1_700_000_000 + time}`,
      from,
      to,
      protocol,
      protocol === 'TCP' ? '66' : '583',
      sent,
      info,
    ]);
  };
  const open = (server: string, port: number) => {
    add(true, server, 'TCP', `${port} → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460`);
    add(false, server, 'TCP', `443 → ${port} [SYN, ACK] Seq=0 Ack=1 Win=65160 Len=0 MSS=1460`);
    add(true, server, 'TCP', `${port} → 443 [ACK] Seq=1 Ack=1 Win=64240 Len=0`);
    add(true, server, 'TLSv1.2', 'Client Hello (SNI=portal.example.net)');
  };
  open('203.0.113.80', 50_000);
  add(false, '203.0.113.80', 'TLSv1.2', 'Server Hello, Certificate');
  add(true, '203.0.113.80', 'TCP', '50000 → 443 [ACK] Seq=200 Ack=1400 Win=64240 Len=0');
  for (let port = 50_001; port <= 50_005; port++) {
    open(SERVER, port);
    add(
      false,
      SERVER,
      'TCP',
      `443 → ${port} [RST, ACK] Seq=1 Ack=200 Win=0 Len=0`,
      resetTimeToLive,
    );
    time += 1;
  }
  return `${[HEADING, ...rows].map((row) => csvRow(row)).join('\n')}\n`;
}

async function verdictOf(text: string): Promise<string> {
  const report = await diagnose(await openCapture(new TextEncoder().encode(text)));
  const endpoint = report.endpoints.find(({ server }) => server === SERVER);
  return `${endpoint?.verdict}, ${endpoint?.confidence}`;
}

// With the column it is as in a capture: another time to live is another box's. Without it a ClientHello
// that is reset may be refused by the server as well.
test.each([
  ['no time to live', '', 'inconclusive, low'],
  ["a firewall's time to live", '64', 'reject, high'],
  ["the server's time to live", '55', 'closed, low'],
])('RST after the ClientHello in a list with %s', async (_, timeToLive, expected) => {
  expect(await verdictOf(list(timeToLive))).toBe(expected);
});

describe('an ICMP error whose row does not show what it is about', () => {
  const SYN = (port: number) => `${port} → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460`;
  const ERROR = 'Destination unreachable (Communication administratively filtered)';
  const ROUTER = '198.51.100.254';
  /** Rows of number, time, source, destination, protocol, Info. */
  const text = (rows: readonly (readonly [number, number, string, string, string, string])[]) =>
    `${[
      HEADING,
      ...rows.map(([number, time, from, to, protocol, info]) => [
        `${number}`,
        `${time}`,
        from,
        to,
        protocol,
        '66',
        '',
        info,
      ]),
    ]
      .map((row) => csvRow(row))
      .join('\n')}\n`;
  const asked = (to: string, number: number, time: number) =>
    [number, time, CLIENT, to, 'TCP', SYN(50_000 + number)] as const;
  const refused = (number: number, time: number) =>
    [number, time, ROUTER, CLIENT, 'ICMP', ERROR] as const;
  const quoted = (rows: Parameters<typeof text>[0]) =>
    readList(text(rows)).packets.map(({ icmp }) => icmp?.quoted?.sourcePort);
  const OTHER = '203.0.113.80';

  test('is about the one service that its receiver had just asked', async () => {
    const rows = [1, 2, 3].flatMap((i) => [asked(SERVER, 2 * i, i), refused(2 * i + 1, i + 0.01)]);
    expect(quoted(rows)).toEqual([undefined, 50_002, undefined, 50_004, undefined, 50_006]);
    expect(await verdictOf(text(rows))).toBe('reject, high');
  });

  test.each<[string, Parameters<typeof text>[0]]>([
    ['two services were asked', [asked(SERVER, 1, 1), asked(OTHER, 2, 1), refused(3, 1.01)]],
    ['it comes too late', [asked(SERVER, 1, 1), refused(2, 1.5)]],
    [
      'rows are missing, and others are asked too',
      [asked(OTHER, 1, 1), asked(SERVER, 7, 10), refused(9, 10.01)],
    ],
    ['nothing was asked', [refused(1, 1)]],
    [
      'the service had answered',
      [
        asked(SERVER, 1, 1),
        [2, 1.005, SERVER, CLIENT, 'TCP', '443 → 50001 [SYN, ACK] Seq=0 Ack=1 Win=1 Len=0'],
        refused(3, 1.01),
      ],
    ],
  ])('is about nothing known where %s', (_, rows) => {
    expect(quoted(rows).filter((port) => port !== undefined)).toEqual([]);
    expect(noteCodes(readList(text(rows)))).toContain('quotation-unknown');
  });

  test('is told over missing rows where its receiver asks nobody else', () => {
    const rows = [asked(SERVER, 10, 1), refused(20, 1.01), asked(SERVER, 30, 2), refused(40, 2.01)];
    expect(quoted(rows)).toEqual([undefined, 50_010, undefined, 50_030]);
  });
});
