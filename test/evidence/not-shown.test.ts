import { describe, expect, test } from 'vitest';
import { diagnose, openCapture } from '../../src/index.ts';

/*
 * Text of tcpdump in which what is printed fits a service that works and a failure alike. Each has its
 * counterpart that only lacks the failure's look: it stays `answered`.
 */

const CLIENT = '192.0.2.20';
const SERVER = '203.0.113.80';

/** `10:00:01.5` and so on, from seconds. */
function clock(seconds: number): string {
  return `10:00:${seconds.toFixed(6).padStart(9, '0')}`;
}

const ttl = (hops: number, length: number) =>
  `(tos 0x0, ttl ${hops}, id 0, offset 0, flags [DF], proto TCP (6), length ${length})\n    `;

/** A connection from its SYN on; `parts` are what follows its handshake. */
function connection(
  at: number,
  clientPort: number,
  port: number,
  parts: readonly string[],
  seen?: { readonly server: number; readonly last: number },
): string[] {
  const from = `${CLIENT}.${clientPort} > ${SERVER}.${port}:`;
  const back = `${SERVER}.${port} > ${CLIENT}.${clientPort}:`;
  const hop = (value: number | undefined) => (value === undefined ? '' : ttl(value, 60));
  const lines = [
    `IP ${hop(seen && 64)}${from} Flags [S], seq 1000, win 64240, options [mss 1460], length 0`,
    `IP ${hop(seen?.server)}${back} Flags [S.], seq 5000, ack 1001, win 65160, options [mss 1460], length 0`,
    `IP ${hop(seen && 64)}${from} Flags [.], ack 1, win 502, length 0`,
    ...parts.map((part, index) => {
      const isLast = index === parts.length - 1;
      const isBack = part.startsWith('<');
      const value = isBack ? (isLast ? seen?.last : seen?.server) : seen && 64;
      return `IP ${hop(value)}${isBack ? back : from} ${part.slice(2)}`;
    }),
  ];
  return lines.map((line, index) => `${clock(at + index * 0.03)} ${line}`);
}

async function endpoint(lines: readonly string[], server = SERVER, port?: number) {
  const bytes = new TextEncoder().encode(`${lines.join('\n')}\n`);
  const { endpoints } = await diagnose(await openCapture(bytes));
  const found = endpoints.find(
    (one) => one.server === server && (port === undefined || one.port === port),
  );
  if (found === undefined) throw new Error('no such endpoint');
  return found;
}

const HELLO = '> Flags [P.], seq 1:518, ack 1, win 502, length 517';
const FLIGHT = '< Flags [P.], seq 1:1073, ack 518, win 509, length 1072';
const FLIGHT_TAKEN = '> Flags [.], ack 1073, win 501, length 0';

describe('a client that ends right behind the first answer', () => {
  const alert = [
    ...[HELLO, FLIGHT, FLIGHT_TAKEN],
    '> Flags [P.], seq 518:525, ack 1073, win 501, length 7',
    '> Flags [R.], seq 525, ack 1073, win 501, length 0',
  ];

  test('may not have accepted the certificate', async () => {
    const lines = [1, 3].flatMap((at) => connection(at, 50_000 + at, 443, alert));
    const found = await endpoint(lines);
    expect(found.verdict).toBe('inconclusive');
    expect(found.reason).toContain('tcpdump -xx');
    expect(found.evidence.map(({ code }) => code)).toContain('answer-not-accepted');
  });

  test('has accepted it where it goes on', async () => {
    const goesOn = [
      ...[HELLO, FLIGHT, FLIGHT_TAKEN],
      '> Flags [P.], seq 518:644, ack 1073, win 501, length 126',
      '< Flags [P.], seq 1073:2000, ack 644, win 509, length 927',
      '> Flags [F.], seq 644, ack 2000, win 501, length 0',
    ];
    const lines = [1, 3].flatMap((at) => connection(at, 50_000 + at, 443, goesOn));
    expect((await endpoint(lines)).verdict).toBe('answered');
  });
});

describe('resets in mid-exchange', () => {
  const reset = [
    ...[HELLO, FLIGHT, FLIGHT_TAKEN],
    '> Flags [P.], seq 518:1018, ack 1073, win 501, length 500',
    '< Flags [R.], seq 1073, ack 518, win 0, length 0',
  ];

  test('may be of another than the server', async () => {
    const lines = [1, 3, 5].flatMap((at) => connection(at, 50_000 + at, 443, reset));
    const found = await endpoint(lines);
    expect(found.verdict).toBe('inconclusive');
    expect(found.reason).toContain('tcpdump -v');
  });

  test.each([
    ['another', 62, 'reject'],
    ['the server', 53, 'answered'],
  ])('with times to live are of %s', async (_, last, verdict) => {
    const seen = { server: 53, last };
    const lines = [1, 3, 5].flatMap((at) => connection(at, 50_000 + at, 443, reset, seen));
    expect((await endpoint(lines)).verdict).toBe(verdict);
  });
});

describe('pages of plain HTTP', () => {
  const page = (status: string) => [
    '> Flags [P.], seq 1:46, ack 1, win 502, length 45: HTTP: GET / HTTP/1.1',
    `< Flags [P.], seq 1:301, ack 46, win 509, length 300: HTTP: HTTP/1.1 ${status}`,
    '> Flags [.], ack 301, win 501, length 0',
    '> Flags [F.], seq 46, ack 301, win 501, length 0',
  ];

  test.each([
    ['403 Forbidden', 'inconclusive'],
    ['302 Found', 'inconclusive'],
    ['304 Not Modified', 'answered'],
    ['200 OK', 'answered'],
  ])('%s: %s', async (status, verdict) => {
    const lines = [1, 3].flatMap((at) => connection(at, 50_000 + at, 80, page(status)));
    expect((await endpoint(lines)).verdict).toBe(verdict);
  });
});

describe('DNS answers of a server outside', () => {
  const other = connection(1, 50_000, 443, [HELLO, FLIGHT, FLIGHT_TAKEN]);
  const asks = (delay: number, words: string) =>
    [3, 5, 7, 9].flatMap((at) => [
      `${clock(at)} IP ${CLIENT}.${40_000 + at} > 198.51.100.53.53: ${at}+ A? www${at}.example.com. (33)`,
      `${clock(at + delay)} IP 198.51.100.53.53 > ${CLIENT}.${40_000 + at}: ${at} ${words} (49)`,
    ]);

  test.each([
    ['as late as others', 0.02, '1/0/0 A 203.0.113.7', 'answered'],
    ['sooner than others can', 0.004, '1/0/0 A 203.0.113.7', 'inconclusive'],
    ['all denials', 0.02, 'NXDomain 0/0/0', 'inconclusive'],
  ])('%s', async (_, delay, words, verdict) => {
    const found = await endpoint([...other, ...asks(delay, words)], '198.51.100.53');
    expect(found.verdict).toBe(verdict);
    if (verdict === 'inconclusive') expect(found.reason).toContain('tcpdump -v');
  });
});

describe('UDP whose datagrams are not shown', () => {
  const from = (at: number, port: number, length: number) =>
    `${clock(at)} IP ${CLIENT}.${50_000 + at} > ${SERVER}.${port}: UDP, length ${length}`;
  const back = (at: number, port: number, length: number) =>
    `${clock(at + 0.02)} IP ${SERVER}.${port} > ${CLIENT}.${50_000 + at}: UDP, length ${length}`;
  const late = [`${clock(50)} ARP, Request who-has 192.0.2.1 tell 192.0.2.20, length 28`];

  test('some answered, some not', async () => {
    const lines = [1, 3, 5].flatMap((at) => [from(at, 5_555, 100), back(at, 5_555, 80)]);
    const asked = [7, 9].map((at) => from(at, 5_555, 900));
    expect((await endpoint([...lines, ...late])).verdict).toBe('answered');
    const found = await endpoint([...lines, ...asked, ...late]);
    expect(found.verdict).toBe('inconclusive');
    expect(found.evidence.map(({ code }) => code)).toContain('requests-not-shown');
  });

  test.each([
    [50, 'inconclusive'],
    [1200, 'answered'],
  ])("on QUIC's port, answered by %i bytes", async (length, verdict) => {
    const lines = [1, 3, 5].flatMap((at) => [from(at, 443, 1200), back(at, 443, length)]);
    expect((await endpoint([...lines, ...late])).verdict).toBe(verdict);
  });
});

describe('text without the flags of TCP', () => {
  const quiet = [1, 3].flatMap((at) => [
    `${clock(at)} IP ${CLIENT}.50000 > ${SERVER}.443: tcp 0`,
    `${clock(at + 0.02)} IP ${SERVER}.443 > ${CLIENT}.50000: tcp 0`,
    `${clock(at + 0.04)} IP ${CLIENT}.50000 > ${SERVER}.443: tcp 517`,
    `${clock(at + 0.06)} IP ${SERVER}.443 > ${CLIENT}.50000: tcp 1200`,
  ]);

  test('says nothing of it, and names it', async () => {
    const found = await endpoint(quiet, SERVER, 443);
    expect(found).toMatchObject({ client: CLIENT, protocol: 'tcp', verdict: 'inconclusive' });
    expect(found.reason).toContain('without -q');
  });

  test('or what DNS says', async () => {
    const lines = [1, 3].flatMap((at) => [
      `${clock(at)} IP ${CLIENT}.${50_000 + at} > 192.0.2.53.53: UDP, length 33`,
      `${clock(at + 0.01)} IP 192.0.2.53.53 > ${CLIENT}.${50_000 + at}: UDP, length 49`,
    ]);
    expect((await endpoint(lines, '192.0.2.53', 53)).verdict).toBe('inconclusive');
  });
});

test("a server's datagram from a port that was not asked is no client's", async () => {
  const lines = [
    `${clock(1)} IP ${CLIENT}.50000 > ${SERVER}.5555: UDP, length 20`,
    `${clock(1.02)} IP ${SERVER}.40000 > ${CLIENT}.50000: UDP, length 100`,
    `${clock(1.04)} IP ${CLIENT}.50000 > ${SERVER}.40000: UDP, length 4`,
  ];
  expect((await endpoint(lines, CLIENT)).verdict).toBe('inconclusive');
});

test('ICMP errors after the last answer may be about the service', async () => {
  const works = [HELLO, FLIGHT, FLIGHT_TAKEN, '> Flags [F.], seq 518, ack 1073, win 1, length 0'];
  const refused = [10, 20, 30].flatMap((at) => [
    `${clock(at)} IP ${CLIENT}.51000 > ${SERVER}.22: Flags [S], seq 1, win 64240, options [mss 1460], length 0`,
    `${clock(at + 0.02)} IP ${SERVER} > ${CLIENT}: ICMP ${SERVER} protocol 6 unreachable, length 68`,
  ]);
  const before = [1, 3].flatMap((at) => connection(at, 50_000 + at, 22, works));
  expect((await endpoint(before, SERVER, 22)).verdict).toBe('answered');
  expect((await endpoint([...before, ...refused], SERVER, 22)).verdict).not.toBe('answered');
});

test('a text without times names none', async () => {
  const lines = connection(1, 50_000, 443, [HELLO, FLIGHT, FLIGHT_TAKEN]);
  const timeless = lines.map((line) => line.slice(clock(1).length + 1));
  const bytes = new TextEncoder().encode(`${timeless.join('\n')}\n`);
  const { capture } = await diagnose(await openCapture(bytes));
  expect(capture).toMatchObject({ packets: 6, firstTime: null, lastTime: null });
});

test('ClientHellos of a list that fail and work are told by their lengths', async () => {
  const list = (at: number, port: number, length: number, isReset: boolean) => {
    const there = `${CLIENT} → ${SERVER} TCP 74 ${port} → 443`;
    const back = `${SERVER} → ${CLIENT} TCP 66 443 → ${port}`;
    const rows = [
      `${there} [SYN] Seq=0 Win=14600 Len=0 MSS=1460`,
      `${back} [SYN, ACK] Seq=0 Ack=1 Win=62727 Len=0 MSS=1380`,
      `${there} [ACK] Seq=1 Ack=1 Win=14848 Len=0`,
      `${CLIENT} → ${SERVER} TLSv1 ${length + 54} Client Hello`,
      ...(isReset
        ? [`${back} [RST, ACK] Seq=1 Ack=${length + 1} Win=62464 Len=0`]
        : [
            `${SERVER} → ${CLIENT} TLSv1 1434 Server Hello`,
            `${there} [ACK] Seq=${length + 1} Ack=1381 Win=17920 Len=0`,
          ]),
    ];
    return rows.map((row, index) => `${(at + index * 0.01).toFixed(6)} ${row}`);
  };
  const rows = [...list(0, 63660, 296, true), ...list(60, 64300, 212, false)];
  const found = await endpoint(rows.map((row, index) => `${String(index + 1).padStart(5)} ${row}`));
  const said = found.evidence.find(({ code }) => code === 'part-fails');
  expect(said?.text).toContain('ClientHello of 296 bytes fails, one of 212 bytes works');
  expect(['reject', 'closed', 'inconclusive']).toContain(found.verdict);
});

describe('a text without times', () => {
  const works = [
    ...[HELLO, FLIGHT, FLIGHT_TAKEN],
    '> Flags [P.], seq 518:644, ack 1073, win 501, length 126',
    '< Flags [P.], seq 1073:2000, ack 644, win 509, length 927',
    '> Flags [F.], seq 644, ack 2000, win 501, length 0',
  ];
  // A ClientHello in two segments, of which the second never comes.
  const second = '> Flags [P.], seq 1401:1919, ack 1, win 502, length 518';
  const hangs = [
    '> Flags [.], seq 1:1401, ack 1, win 502, length 1400',
    ...[second, '< Flags [.], ack 1401, win 509, length 0', second, second, second],
  ];
  const untimed = (lines: readonly string[]) => lines.map((line) => line.slice(16));

  test('does not tell how long the answer to half of what was asked stayed away', async () => {
    const lines = [1, 3, 5, 7].flatMap((at) =>
      connection(at, 50_000 + at, 443, at < 4 ? works : hangs),
    );
    const found = await endpoint(untimed(lines));
    expect(found.verdict).toBe('inconclusive');
    expect(found.evidence.map(({ code }) => code)).toContain('silence-not-timed');
  });

  test('shows what was answered', async () => {
    const lines = [1, 3, 5, 7].flatMap((at) => connection(at, 50_000 + at, 443, works));
    expect((await endpoint(untimed(lines))).verdict).toBe('answered');
  });
});

describe('an answer that may have stopped, in a text without times', () => {
  const parts = (last: number) => [
    ...[HELLO, '< Flags [.], seq 1:1449, ack 518, win 509, length 1448'],
    `< Flags [P.], seq 1449:${1_449 + last}, ack 518, win 509, length ${last}`,
    `> Flags [.], ack ${1_449 + last}, win 501, length 0`,
  ];
  const untimed = (last: number) =>
    [1, 3].flatMap((at) => connection(at, 50_000 + at, 443, parts(last))).map(withoutTime);

  test.each([
    ['full segments of one length', 1_448, 'inconclusive'],
    ['a shorter one', 900, 'answered'],
  ])('ends in %s', async (_, last, verdict) => {
    expect((await endpoint(untimed(last))).verdict).toBe(verdict);
  });
});

describe('what is said on the port of SOCKS', () => {
  const parts = [
    '> Flags [P.], seq 1:5, ack 1, win 502, length 4',
    '< Flags [P.], seq 1:3, ack 5, win 509, length 2',
    '> Flags [.], ack 3, win 501, length 0',
  ];

  test.each([
    [1080, 'inconclusive'],
    [1081, 'answered'],
  ])('port %i', async (port, verdict) => {
    const lines = [1, 3].flatMap((at) => connection(at, 50_000 + at, port, parts));
    const found = await endpoint(lines);
    expect(found.verdict).toBe(verdict);
    const codes = found.evidence.map(({ code }) => code);
    expect(codes.includes('proxy-answers-not-shown')).toBe(verdict === 'inconclusive');
  });
});

function withoutTime(line: string): string {
  return line.replace(/^\S+ /, '');
}
