import { describe, expect, test } from 'vitest';
import { html as htmlReport } from '../../../src/documents/emit-html.ts';
import { markdown } from '../../../src/documents/emit-markdown.ts';
import { text } from '../../../src/documents/emit-text.ts';
import { diagnose, openCapture, type Report } from '../../../src/index.ts';

/*
 * What a list does not show makes a verdict less sure, and is never told as if it were known.
 */

const CLIENT = '192.168.0.204';
const RESOLVER = '208.67.222.222';
const SITE = '192.168.0.65';

type Row = readonly [
  seconds: number,
  from: string,
  to: string,
  protocol: string,
  info: string,
  more?: string,
];

/** A list that has every number from 1 on, as tab-separated text. */
async function reportOf(rows: readonly Row[], column = ''): Promise<Report> {
  const heading = ['No.', 'Time', 'Source', 'Destination', 'Protocol', 'Length', 'Info', column];
  const lines = rows.map(([seconds, from, to, protocol, info, more = ''], index) =>
    [index + 1, seconds, from, to, protocol, 90, info, more].join('\t'),
  );
  const text = [heading.join('\t'), ...lines].join('\n');
  return diagnose(await openCapture(new TextEncoder().encode(text)));
}

const hex = (id: number) => `0x${id.toString(16).padStart(4, '0')}`;
const query = (at: number, id: number, to = RESOLVER, port = ''): Row => [
  ...([at, CLIENT, to, 'DNS'] as const),
  `Standard query ${hex(id)} TXT debug.opendns.com`,
  port,
];
const answer = (at: number, id: number, from = RESOLVER, port = ''): Row => [
  ...([at, from, CLIENT, 'DNS'] as const),
  `Standard query response ${hex(id)} TXT debug.opendns.com TXT`,
  port,
];
const siteAnswers = (at: number): Row[] => [
  query(at, 0x7000 + at, SITE),
  answer(at + 0.01, 0x7000 + at, SITE),
];
const endpointOf = (report: Report, server: string) =>
  report.endpoints.find((endpoint) => endpoint.server === server);
const repeated = [0, 0.2, 1, 2, 4, 8].map((at, index) => query(at, 0x1000 + index));

describe('DNS in a list without ports', () => {
  test('is no more than probably dropped, and the port is not named', async () => {
    const report = await reportOf([...repeated, ...siteAnswers(60)]);
    expect(endpointOf(report, RESOLVER)).toMatchObject({ verdict: 'drop', confidence: 'medium' });
    expect(report.findings[0].title).toMatch(/probably drops DNS \(port not shown\) to /);
    expect(JSON.stringify(report.findings)).not.toMatch(/UDP 53 to/);
    for (const format of [text, markdown, htmlReport]) {
      expect(format.render(report, { color: false, width: 80 })).toContain('udp 53?');
    }
  });

  test('with the port the same is certain', async () => {
    const rows = [...repeated, ...siteAnswers(60)].map(
      ([at, from, to, protocol, info]): Row => [
        ...([at, from, to, protocol, info] as const),
        to === CLIENT ? '50000' : '53',
      ],
    );
    const report = await reportOf(rows, 'Destination Port');
    expect(endpointOf(report, RESOLVER)).toMatchObject({ verdict: 'drop', confidence: 'high' });
    expect(report.findings[0].title).toMatch(/drops UDP 53 to /);
  });

  test('of which a part is answered may be that of two ports: whatever it is called, it is unsure', async () => {
    const rows = [...repeated, query(30, 0x2000), answer(30.02, 0x2000), ...siteAnswers(60)];
    const endpoint = endpointOf(await reportOf(rows), RESOLVER);
    expect(endpoint).toMatchObject({ answered: 1, retransmissions: 6, confidence: 'low' });
    expect(endpoint?.evidence.map(({ code }) => code)).toContain('port-assumed-mixed');
    expect(JSON.stringify(endpoint)).not.toContain('explains it');
  });

  test('asked on two ports at once, and answered on both, is not in part', async () => {
    const twice = [1, 31, 61].flatMap((at) => [
      ...[query(at, 0x1000 + at), query(at, 0x2000 + at)],
      ...[answer(at + 0.02, 0x1000 + at), answer(at + 0.02, 0x2000 + at)],
    ]);
    const endpoint = endpointOf(await reportOf(twice), RESOLVER);
    expect(endpoint).toMatchObject({ verdict: 'answered', confidence: 'medium' });
  });
});

test('a DNS answer from outside is not surely that of the server without its time to live', async () => {
  const rows = [query(1, 1, RESOLVER, '53'), answer(1.02, 1, RESOLVER, '50000')];
  const unknown = await reportOf(rows, 'Destination Port');
  expect(endpointOf(unknown, RESOLVER)).toMatchObject({
    verdict: 'answered',
    confidence: 'medium',
  });
  const own = [query(1, 1, SITE, '53'), answer(1.02, 1, SITE, '50000')];
  expect(endpointOf(await reportOf(own, 'Destination Port'), SITE)?.confidence).toBe('high');
});

describe('acknowledgments of data in rows that do not show their connection', () => {
  const open = (port: number): Row[] => [
    [1, CLIENT, '203.0.113.20', 'TCP', `${port} → 443 [SYN] Seq=0 Win=64240 Len=0`],
    [1.01, '203.0.113.20', CLIENT, 'TCP', `443 → ${port} [SYN, ACK] Seq=0 Ack=1 Win=65160 Len=0`],
    [1.02, CLIENT, '203.0.113.20', 'TCP', `${port} → 443 [ACK] Seq=1 Ack=1 Win=64240 Len=0`],
  ];
  const data: Row = [2, '203.0.113.20', CLIENT, 'TLSv1.3', 'Application Data'];
  const acknowledges = (at: number, words = ''): Row => [
    ...([at, CLIENT, '203.0.113.20', 'TCP'] as const),
    `${words}50001 → 443 [ACK] Seq=1 Ack=1400 Win=64240 Len=0`,
  ];
  const lost = (report: Report) =>
    report.capture.quality.filter(({ code }) => code === 'lost-packets').length;

  test('are no loss', async () => {
    const report = await reportOf([...open(50_000), ...open(50_001), data, acknowledges(2.01)]);
    expect(report.capture.quality.map(({ code }) => code)).toContain('ports-unknown');
    expect(lost(report)).toBe(0);
  });

  test('are loss where Wireshark says so', async () => {
    const words = '[TCP ACKed unseen segment] ';
    const rows = [...open(50_000), ...open(50_001), data, acknowledges(2.01, words)];
    expect(lost(await reportOf(rows))).toBe(1);
  });

  test('are loss where there is no such row', async () => {
    expect(lost(await reportOf([...open(50_000), ...open(50_001), acknowledges(2.01)]))).toBe(1);
  });
});

describe('ICMP errors', () => {
  const SERVER = '203.0.113.20';
  const OTHER = '203.0.113.21';
  const syn = (at: number, to: string, port: number, words = ''): Row => [
    ...([at, CLIENT, to, 'TCP'] as const),
    `${words}${port} → 443 [SYN] Seq=0 Win=64240 Len=0`,
  ];
  const error = (at: number, from: string, what: string): Row => [
    ...([at, from, CLIENT, 'ICMP'] as const),
    `Destination unreachable (${what})`,
  ];
  const again = (server: string, port: number): Row[] =>
    [1, 3, 7, 15].map((at) => syn(at, server, port, '[TCP Retransmission] '));
  const both = [1, 3, 7, 15].flatMap((at) =>
    [...again(SERVER, 50_000), ...again(OTHER, 50_001)].filter((row) => row[0] === at),
  );
  const asked = [syn(0, SERVER, 50_000), syn(0, OTHER, 50_001)];

  test('about one of two services: neither is surely dropped', async () => {
    const refused = error(0.01, '198.51.100.254', 'Communication administratively filtered');
    const report = await reportOf([...asked, refused, ...both, ...siteAnswers(60)]);
    for (const server of [SERVER, OTHER]) {
      const endpoint = endpointOf(report, server);
      expect(endpoint?.evidence.map(({ code }) => code)).toContain('capture-errors-not-told');
      expect(`${endpoint?.verdict} ${endpoint?.confidence}`).toMatch(/ low$/);
    }
  });

  test('from before a service was asked are not about it', async () => {
    const early = error(0, '198.51.100.254', 'Communication administratively filtered');
    const report = await reportOf([early, ...asked, ...both, ...siteAnswers(60)]);
    expect(endpointOf(report, SERVER)).toMatchObject({ verdict: 'drop', confidence: 'low' });
  });

  test('"port unreachable" from another address may be another of the server', async () => {
    const rows = [1, 3, 5, 7].flatMap((at) => [
      query(at, 0x1000 + at, '198.51.100.53', '53'),
      error(at + 0.01, '198.51.100.54', 'Port unreachable'),
    ]);
    const endpoint = endpointOf(await reportOf(rows, 'Destination Port'), '198.51.100.53');
    expect(endpoint).toMatchObject({ verdict: 'reject', confidence: 'low' });
  });
});

describe("what tcpdump prints of a product's resolver on UDP 443 is its length alone", () => {
  const exchange = (at: number, port: number, asked: string, answered: string) => [
    `2026-03-01 12:00:0${at}.000000 IP ${CLIENT}.5${at}000 > ${RESOLVER}.${port}: ${asked}`,
    `2026-03-01 12:00:0${at}.030000 IP ${RESOLVER}.${port} > ${CLIENT}.5${at}000: ${answered}`,
  ];
  const onWebPort = (at: number) => exchange(at, 443, 'UDP, length 35', 'UDP, length 63');
  const probe = (answered: string) =>
    exchange(3, 53, '4660+ TXT? debug.opendns.com. (35)', `4660 ${answered}`);
  const withoutTimes = (line: string) => line.replace(/^\S+ \S+ /, '');

  test.each([
    ['alone, may be in its name', [], 'inconclusive', ['requests-not-shown']],
    [
      'beside a denial of a name that it knows, may be in its name',
      probe('NXDomain 0/0/0 (35)'),
      'inconclusive',
      ['requests-not-shown'],
    ],
    [
      'beside its answer on port 53, is its own',
      probe('1/0/0 TXT "server r1" (63)'),
      'answered',
      [],
    ],
  ])('an answer %s', async (_name, beside, verdict, codes) => {
    const lines = [...onWebPort(1), ...onWebPort(2), ...beside].join('\n');
    const report = await diagnose(await openCapture(new TextEncoder().encode(`${lines}\n`)));
    const endpoint = report.endpoints.find(({ port }) => port === 443);
    expect(endpoint?.verdict).toBe(verdict);
    expect(endpoint?.evidence.map(({ code }) => code).filter((code) => /not/.test(code))).toEqual(
      codes,
    );
  });

  test('without times, nor is it known whose answer on port 53 is', async () => {
    const lines = [...onWebPort(1), ...probe('1/0/0 TXT "server r1" (63)')].map(withoutTimes);
    const report = await diagnose(
      await openCapture(new TextEncoder().encode(`${lines.join('\n')}\n`)),
    );
    expect(report.endpoints.map(({ verdict }) => verdict)).toEqual([
      'inconclusive',
      'inconclusive',
    ]);
  });
});

describe('a headline of what tcpdump prints', () => {
  const OTHER = '198.51.100.53';
  const FAR = '198.51.100.7';
  const says = async (...lines: string[]) => {
    const dated = lines.map((line) => `2026-03-01 12:00:${line}`);
    return diagnose(await openCapture(new TextEncoder().encode(`${dated.join('\n')}\n`)));
  };
  const opens = (at: number, port: number) => [
    `${at}.000000 IP ${CLIENT}.${port} > ${FAR}.7001: Flags [S], seq 100, win 64240, length 0`,
    `${at}.000200 IP ${FAR}.7001 > ${CLIENT}.${port}: Flags [S.], seq 500, ack 101, win 65160, length 0`,
    `${at}.000300 IP ${CLIENT}.${port} > ${FAR}.7001: Flags [.], ack 1, win 63, length 0`,
    `${at}.000400 IP ${CLIENT}.${port} > ${FAR}.7001: Flags [P.], seq 1:11, ack 1, win 63, length 10`,
    `${at}.000600 IP ${FAR}.7001 > ${CLIENT}.${port}: Flags [P.], seq 1:21, ack 11, win 63, length 20`,
    `${at}.000700 IP ${CLIENT}.${port} > ${FAR}.7001: Flags [.], ack 21, win 63, length 0`,
  ];
  const looksUp = (at: number) => [
    `${at}.000000 IP ${CLIENT}.5${at}000 > ${OTHER}.53: 4660+ A? www.example.com. (33)`,
    `${at}.030000 IP ${OTHER}.53 > ${CLIENT}.5${at}000: 4660 1/0/0 A 192.0.2.7 (49)`,
  ];

  test('is none of an answer where resets come after it, from nobody knows where', async () => {
    const reset = `25.000600 IP ${FAR}.7001 > ${CLIENT}.40001: Flags [R], seq 21, win 0, length 0`;
    const data = `25.000000 IP ${CLIENT}.40001 > ${FAR}.7001: Flags [P.], seq 11:21, ack 21, win 63, length 10`;
    const { summary } = await says(...looksUp(10), ...opens(12, 40001), data, reset);
    expect(summary.verdict).toBe('inconclusive');
    const worked = await says(...looksUp(10), ...opens(12, 40001));
    expect(worked.summary.verdict).toBe('answered');
  });

  test('is of NTP that nobody answers, though its bytes are not shown', async () => {
    const asks = [13, 15, 17, 19, 21, 23].map(
      (at) => `${at}.000000 IP ${CLIENT}.5${at}00 > 203.0.113.9.123: NTPv4, Client, length 48`,
    );
    const { summary } = await says(...looksUp(10), ...asks, ...opens(24, 40001), ...looksUp(50));
    expect(summary).toMatchObject({ verdict: 'drop' });
    const answers = asks.flatMap((line) => [
      line,
      line
        .replace('.000000 IP', '.020000 IP')
        .replace(/IP (\S+) > (\S+): NTPv4, Client/, 'IP $2 > $1: NTPv4, Server'),
    ]);
    const worked = await says(...looksUp(10), ...answers, ...opens(24, 40001));
    expect(worked.summary.verdict).toBe('answered');
  });

  test('has no two hosts with one address where ARP requests do not show who asks', async () => {
    const turn = (at: number) => [
      `${at}.000000 ARP, Request who-has ${SITE} tell ${CLIENT}, length 28`,
      `${at}.100000 ARP, Reply ${CLIENT} is-at 00:00:5e:00:53:20, length 28`,
    ];
    const { capture } = await says(...[11, 13, 15, 17].flatMap(turn), ...opens(20, 40001));
    expect(JSON.stringify(capture.quality)).not.toMatch(/two hosts/i);
  });
});
