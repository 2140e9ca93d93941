// The request got through; its answer does not arrive, or not whole.

import { describe, expect, test } from 'vitest';
import { detectContext } from '../../src/diagnosis/context.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import { observe } from '../../src/evidence/table.ts';
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import { sip } from '../../support/datagram-messages.ts';
import {
  concat,
  dnsQuery,
  dnsResponse,
  filler,
  text,
  tlsClientHello,
} from '../../support/packet-builder.ts';
import { ACK, FIN, PSH, type Side, SYN, segmentBytes, Tracked } from '../../support/tracked.ts';

const CLIENT = { address: '192.168.1.20', port: 50_000 };
const SERVER = { address: '198.51.100.7', port: 443 };
/** Ethernet's, IPv4's and TCP's. */
const HEADERS = 14 + 20 + 20;
const HELLO = tlsClientHello('www.example.com');

function seen(tracked: Tracked, end = 60) {
  const [endpoint] = tracked.finish(end);
  const context = detectContext(tracked.tracker, new ProfileMatcher(GENERIC_PROFILE), 0);
  const observations = observe(endpoint, context);
  return {
    codes: observations.map(({ code }) => code),
    verdict: judge(observations).verdict,
  };
}

/** Handshake, request and its acknowledgment; the client's next byte and the server's are known. */
function request(
  tracked: Tracked,
  at: number,
  port: number,
  data: Uint8Array,
  server: Side = SERVER,
  shown = data.length,
): Side {
  const client = { ...CLIENT, port };
  tracked.segment(at, client, server, { flags: SYN, sequence: 1000 });
  tracked.segment(at + 0.02, server, client, {
    flags: SYN | ACK,
    sequence: 5000,
    acknowledgment: 1001,
    ttl: 50,
  });
  tracked.segment(at + 0.02, client, server, { flags: ACK, sequence: 1001, acknowledgment: 5001 });
  const fields = { flags: ACK | PSH, sequence: 1001, acknowledgment: 5001, data };
  tracked.packet(at + 0.03, segmentBytes(client, server, fields), HEADERS + shown);
  tracked.segment(at + 0.05, server, client, {
    flags: ACK,
    sequence: 5001,
    acknowledgment: 1001 + data.length,
    ttl: 50,
  });
  return client;
}

function closes(tracked: Tracked, at: number, client: Side, sent: number, server: Side = SERVER) {
  tracked.segment(at, client, server, {
    flags: FIN | ACK,
    sequence: 1001 + sent,
    acknowledgment: 5001,
  });
}

test('a ClientHello that is acknowledged and never answered is no answered service, and no drop', () => {
  const tracked = new Tracked();
  closes(tracked, 8, request(tracked, 0, 50_000, HELLO), HELLO.length);
  expect(seen(tracked)).toMatchObject({ verdict: 'inconclusive' });
  expect(seen(tracked).codes).toContain('request-unanswered');
});

test('a ClientHello without a server name is a request all the same', () => {
  const hello = tlsClientHello(null);
  const tracked = new Tracked();
  closes(tracked, 8, request(tracked, 0, 50_000, hello), hello.length);
  expect(seen(tracked)).toMatchObject({ verdict: 'inconclusive' });
  expect(seen(tracked).codes).toContain('request-unanswered');
});

test('a client that gives up at once says nothing', () => {
  const tracked = new Tracked();
  closes(tracked, 1, request(tracked, 0, 50_000, HELLO), HELLO.length);
  expect(seen(tracked)).toMatchObject({ verdict: 'inconclusive' });
  expect(seen(tracked).codes).toEqual(['exchange-unfinished']);
});

test('a protocol that need not answer was served, once the server has all that was sent', () => {
  const log = { ...SERVER, port: 514 };
  const line = text('<34>Oct 11 22:14:15 host su: failed\n');
  const syslog = new Tracked();
  closes(syslog, 8, request(syslog, 0, 50_000, line, log), line.length, log);
  expect(seen(syslog)).toMatchObject({ verdict: 'answered' });
});

test('what the capture does not show of the data may be a request: no service is said to have answered it', () => {
  const app = { ...SERVER, port: 7003 };
  const data = text('GET / HTTP/1.0\r\n\r\n');
  const verdicts = [data.length, 6, 2].map((shown) => {
    const tracked = new Tracked();
    closes(tracked, 8, request(tracked, 0, 50_000, data, app, shown), data.length, app);
    return seen(tracked);
  });
  expect(verdicts.map(({ verdict }) => verdict)).not.toContain('answered');
  expect(verdicts[0].codes).toEqual(['request-unanswered']);
  expect(verdicts[2].codes).toEqual(['exchange-unfinished']);
  const log = { ...SERVER, port: 7004 };
  const line = text('deadbeef: a line for a log\n');
  const whole = new Tracked();
  closes(whole, 8, request(whole, 0, 50_000, line, log), line.length, log);
  expect(seen(whole).verdict).toBe('answered');
});

test('an answer that the capture lacks, behind which the server acknowledges, was one', () => {
  const tracked = new Tracked();
  const client = request(tracked, 0, 50_000, HELLO);
  const next = 1001 + HELLO.length;
  tracked.segment(0.09, SERVER, client, { flags: ACK, sequence: 9000, acknowledgment: next });
  tracked.segment(0.1, client, SERVER, { flags: ACK, sequence: next, acknowledgment: 9000 });
  closes(tracked, 8, client, HELLO.length);
  expect(seen(tracked)).toMatchObject({ verdict: 'answered' });
});

test('an answer that only the capture lacks was one', () => {
  const tracked = new Tracked();
  const client = request(tracked, 0, 50_000, HELLO);
  tracked.segment(0.1, client, SERVER, {
    flags: ACK,
    sequence: 1001 + HELLO.length,
    acknowledgment: 9000,
  });
  closes(tracked, 8, client, HELLO.length);
  expect(seen(tracked).codes).not.toContain('request-unanswered');
});

/** The answer's first full segment is lost, the short one behind it arrives. */
function holed(tracked: Tracked, at: number, port: number): Side {
  const client = request(tracked, at, port, HELLO);
  const next = 1001 + HELLO.length;
  tracked.segment(at + 0.06, SERVER, client, {
    flags: ACK | PSH,
    sequence: 6461,
    acknowledgment: next,
    data: filler(300),
    ttl: 50,
  });
  tracked.segment(at + 0.06, client, SERVER, { flags: ACK, sequence: next, acknowledgment: 5001 });
  return client;
}

test('a hole in the server’s data that is never filled, twice, is a drop', () => {
  const tracked = new Tracked();
  closes(tracked, 8, holed(tracked, 0, 50_000), HELLO.length);
  closes(tracked, 18, holed(tracked, 10, 50_001), HELLO.length);
  expect(seen(tracked).codes).toContain('server-data-dropped');
  expect(seen(tracked).verdict).toBe('drop');
});

test('a hole that is filled later is ordinary loss', () => {
  const tracked = new Tracked();
  for (const [at, port] of [
    [0, 50_000],
    [10, 50_001],
  ] as const) {
    const client = holed(tracked, at, port);
    const next = 1001 + HELLO.length;
    tracked.segment(at + 0.5, SERVER, client, {
      flags: ACK,
      sequence: 5001,
      acknowledgment: next,
      data: filler(1460),
      ttl: 50,
    });
    tracked.segment(at + 0.5, client, SERVER, { flags: ACK, sequence: next, acknowledgment: 6761 });
    closes(tracked, at + 8, client, HELLO.length);
  }
  expect(seen(tracked)).toMatchObject({ verdict: 'answered' });
});

test.each([
  [64, true],
  [49, false],
])('DNS with time to live %i where the same address has 50 on TCP: %s', (ttl, differs) => {
  const resolver = { address: SERVER.address, port: 53 };
  const tracked = new Tracked();
  tracked.datagram(0, CLIENT, resolver, dnsQuery({ id: 7, name: 'a.example', type: 'A' }));
  const answer = dnsResponse({ id: 7, name: 'a.example', type: 'A' });
  tracked.datagram(0.01, resolver, CLIENT, answer, ttl);
  request(tracked, 1, 50_000, HELLO);
  expect(seen(tracked).codes.includes('dns-answer-ttl-differs')).toBe(differs);
});

const WEB = { address: '198.51.100.7', port: 80 };
const GET = text('GET /news HTTP/1.1\r\nHost: www.example.com\r\n\r\n');
const OK = text('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');

type Turn = readonly [asks: Uint8Array, wait: number, answers?: Uint8Array];

/**
 * A connection that is kept open: each entry is what the client sends, and after how many seconds what
 * of the server's answers it, if anything. All is acknowledged.
 */
function keptOpen(turns: readonly Turn[], server: Side = WEB): Tracked {
  const tracked = new Tracked();
  const [flags, ttl] = [ACK | PSH, 50];
  tracked.segment(0, CLIENT, server, { flags: SYN, sequence: 1000 });
  tracked.segment(0.02, server, CLIENT, {
    ...{ flags: SYN | ACK, sequence: 5000, acknowledgment: 1001, ttl },
  });
  let [sent, answered, at] = [1001, 5001, 1];
  for (const [data, wait, answer] of turns) {
    tracked.segment(at, CLIENT, server, { flags, sequence: sent, acknowledgment: answered, data });
    sent += data.length;
    const acknowledges = { flags: ACK, sequence: answered, acknowledgment: sent, ttl };
    tracked.segment(at + 0.02, server, CLIENT, acknowledges);
    at += wait;
    if (answer === undefined) continue;
    tracked.segment(at, server, CLIENT, { ...acknowledges, flags, data: answer });
    answered += answer.length;
    const taken = { flags: ACK, sequence: sent, acknowledgment: answered };
    tracked.segment(at + 0.01, CLIENT, WEB, taken);
    at += 1;
  }
  return tracked;
}

test('a later request that is acknowledged and never answered is no answered service', () => {
  const { codes, verdict } = seen(
    keptOpen([
      [GET, 0.1, OK],
      [GET, 1, OK],
      [GET, 1],
    ]),
    120,
  );
  expect(codes).toContain('request-unanswered');
  expect(verdict).toBe('inconclusive');
});

test.each<[string, readonly Turn[], number]>([
  [
    'an answer that the capture ends before',
    [
      [GET, 0.1, OK],
      [GET, 1],
    ],
    25,
  ],
  [
    'a server that always takes long',
    [
      [GET, 20, OK],
      [GET, 1],
    ],
    120,
  ],
  [
    'a late answer',
    [
      [GET, 0.1, OK],
      [GET, 50, OK],
    ],
    120,
  ],
  [
    'what a web socket says',
    [
      [GET, 0.1, OK],
      [Uint8Array.of(0x81, 0x80, 1, 2, 3, 4), 1],
    ],
    120,
  ],
])('%s is no request without an answer', (_, turns, end) => {
  const { codes, verdict } = seen(keptOpen(turns), end);
  expect(codes).not.toContain('request-unanswered');
  expect(verdict).toBe('answered');
});

const PHONES = { address: '198.51.100.7', port: 5060 };
const asks = (method: string) => sip(`${method} sip:b@example.com SIP/2.0`, `b-${method}`, method);
const says = (status: string, method: string) => sip(`SIP/2.0 ${status}`, `b-${method}`, method);
const there: Turn = [asks('OPTIONS'), 0.1, says('200 OK', 'OPTIONS')];
const nothing = text('\r\n');

test.each<[string, readonly Turn[]]>([
  ['the first request', [[asks('INVITE'), 1]]],
  ['a later one', [there, [asks('INVITE'), 1]]],
  [
    'one of two that were sent at once',
    [[concat(asks('OPTIONS'), asks('INVITE')), 0.1, says('200 OK', 'OPTIONS')]],
  ],
  ['one on a connection that is kept alive', [there, [asks('INVITE'), 1], [nothing, 1, nothing]]],
])('%s of SIP that is acknowledged and never answered is no answered service', (_, turns) => {
  const { codes, verdict } = seen(keptOpen(turns, PHONES), 120);
  expect(codes).toContain('request-unanswered');
  expect(verdict).toBe('inconclusive');
});

test.each<[string, readonly Turn[], number]>([
  ['a provisional answer', [[asks('INVITE'), 0.2, says('100 Trying', 'INVITE')]], 300],
  [
    'answers in another order',
    [
      [asks('OPTIONS'), 0.1],
      [asks('INVITE'), 0.1, says('486 Busy Here', 'INVITE')],
      [asks('ACK'), 0.1, says('200 OK', 'OPTIONS')],
    ],
    120,
  ],
  ['a capture that ends before', [there, [asks('INVITE'), 1]], 25],
  ['an answer that cannot be read', [there, [asks('INVITE'), 1, says('180', 'x').slice(9)]], 120],
])('%s of SIP is no request without an answer', (_, turns, end) => {
  const { codes, verdict } = seen(keptOpen(turns, PHONES), end);
  expect(codes).not.toContain('request-unanswered');
  expect(verdict).toBe('answered');
});

test('a request of SIP that the client alone ends is not answered', () => {
  const tracked = keptOpen([[asks('INVITE'), 33]], PHONES);
  const sequence = 1001 + asks('INVITE').length;
  tracked.segment(34, CLIENT, PHONES, { flags: FIN | ACK, sequence, acknowledgment: 5001 });
  expect(seen(tracked, 120).verdict).toBe('inconclusive');
});

test('the frame of an ICMP error is not taken for the time of a request', () => {
  const tracked = new Tracked();
  const noise = { address: '192.0.2.250', port: 40_000 };
  for (let i = 0; i < 4_095; i++)
    tracked.datagram(0, noise, { ...noise, address: '239.1.2.3' }, GET);
  const syn = { flags: SYN, sequence: 1000 };
  const server = { address: '198.51.100.7', port: 22 };
  tracked.segment(0.5, CLIENT, server, syn);
  tracked.icmpError(0.6, '10.0.0.1', CLIENT.address, [3, 1], segmentBytes(CLIENT, server, syn));
  tracked.segment(1, CLIENT, server, syn);
  const accepted = { sequence: 5000, acknowledgment: 1001, ttl: 50 };
  tracked.segment(1.1, server, CLIENT, { flags: SYN | ACK, ...accepted });
  const data = text('SSH-2.0-x\r\n');
  const both = { flags: ACK | PSH, data };
  tracked.segment(1.2, CLIENT, server, { ...both, sequence: 1001, acknowledgment: 5001 });
  const acknowledgment = 1001 + data.length;
  tracked.segment(1.3, server, CLIENT, { ...both, ...accepted, sequence: 5001, acknowledgment });
  const last = { flags: ACK, sequence: acknowledgment, acknowledgment: 5001 + data.length };
  tracked.segment(1.4, CLIENT, server, last);
  expect(seen(tracked, 120).codes).not.toContain('request-unanswered');
});

test('an idle connection of before the capture, with keep-alives until both end it, asked nothing', () => {
  const tracked = new Tracked();
  const client = { ...CLIENT, port: 50_001 };
  const [next, servers] = [70_001, 90_001];
  const segments = [
    [0, client, SERVER, { flags: ACK, sequence: next - 1, acknowledgment: servers }],
    [0.02, SERVER, client, { flags: ACK, sequence: servers, acknowledgment: next, ttl: 50 }],
    [5, SERVER, client, { flags: FIN | ACK, sequence: servers, acknowledgment: next, ttl: 50 }],
    [5.01, client, SERVER, { flags: FIN | ACK, sequence: next, acknowledgment: servers + 1 }],
    [5.03, SERVER, client, { flags: ACK, sequence: servers + 1, acknowledgment: next + 1 }],
  ] as const;
  for (const [at, from, to, fields] of segments) tracked.segment(at, from, to, fields);
  expect(seen(tracked).codes).not.toContain('request-unanswered');
});

test('a request that the capture lacks, and that the server acknowledged, is unanswered like another', () => {
  const tracked = new Tracked();
  tracked.segment(0, CLIENT, SERVER, { flags: SYN, sequence: 1000 });
  const server = { flags: ACK, sequence: 5001, acknowledgment: 1101, ttl: 50 };
  tracked.segment(0.02, SERVER, CLIENT, {
    ...server,
    flags: SYN | ACK,
    sequence: 5000,
    acknowledgment: 1001,
  });
  tracked.segment(0.02, CLIENT, SERVER, { flags: ACK, sequence: 1001, acknowledgment: 5001 });
  tracked.segment(0.05, SERVER, CLIENT, server);
  closes(tracked, 20, CLIENT, 100);
  const { codes, verdict } = seen(tracked);
  expect(codes).toContain('request-unanswered');
  expect(verdict).not.toBe('answered');
});

test('a request of HTTP is due an answer on any port, and its silence is no answer', () => {
  const server = { ...SERVER, port: 8081 };
  const get = text('GET / HTTP/1.1\r\nHost: app.example.com\r\n\r\n');
  const tracked = new Tracked();
  closes(tracked, 8, request(tracked, 0, 50_000, get, server), get.length, server);
  expect(seen(tracked)).toMatchObject({ verdict: 'inconclusive' });
  expect(seen(tracked).codes).toContain('request-unanswered');
});

/** A connection that the client ends without having asked anything; the server's host takes its FIN. */
function asksNothing(tracked: Tracked, at: number, port: number, server: Side): void {
  const client = { ...CLIENT, port };
  tracked.segment(at, client, server, { flags: SYN, sequence: 1000 });
  tracked.segment(at + 0.02, server, client, {
    ...{ flags: SYN | ACK, sequence: 5000, acknowledgment: 1001, ttl: 50 },
  });
  tracked.segment(at + 0.02, client, server, { flags: ACK, sequence: 1001, acknowledgment: 5001 });
  closes(tracked, at + 0.03, client, 0, server);
  tracked.segment(at + 0.05, server, client, {
    ...{ flags: ACK, sequence: 5001, acknowledgment: 1002, ttl: 50 },
  });
}

test('a FIN that is acknowledged is no data that was taken', () => {
  const tracked = new Tracked();
  asksNothing(tracked, 0, 50_000, { ...SERVER, port: 9100 });
  expect(seen(tracked).codes).toEqual(['port-open']);
});

describe('a queue that is full', () => {
  const server = { ...SERVER, port: 8081 };

  function silentSyns(tracked: Tracked): void {
    for (let i = 0; i < 4; i++) {
      const client = { ...CLIENT, port: 50_100 + i };
      for (const again of [0, 1, 3, 7]) {
        tracked.segment(20 + 10 * i + again, client, server, { flags: SYN, sequence: 1000 });
      }
    }
  }

  test('accepts, serves nobody, and is silent then: no firewall is known to drop', () => {
    const tracked = new Tracked();
    const get = text('GET / HTTP/1.1\r\n\r\n');
    for (const port of [50_000, 50_001]) {
      const at = port === 50_000 ? 0 : 9;
      closes(tracked, at + 8, request(tracked, at, port, get, server), get.length, server);
    }
    silentSyns(tracked);
    expect(seen(tracked, 120)).toMatchObject({ verdict: 'inconclusive' });
    expect(seen(tracked, 120).codes).toContain('accepted-never-served');
  });

  test('looks so to who only checks the port, too', () => {
    const tracked = new Tracked();
    asksNothing(tracked, 0, 50_000, server);
    silentSyns(tracked);
    expect(seen(tracked, 120).verdict).toBe('inconclusive');
  });

  test('looks so where a text does not show what was asked', () => {
    const tracked = new Tracked();
    const bytes = new Uint8Array(80);
    const [port, next] = [50_000, 1001 + bytes.length];
    const client = request(tracked, 0, port, bytes, server);
    closes(tracked, 8, client, bytes.length, server);
    tracked.segment(8.02, server, client, {
      ...{ flags: ACK, sequence: 5001, acknowledgment: next + 1, ttl: 50 },
    });
    silentSyns(tracked);
    expect(seen(tracked, 120).codes).toContain('accepted-never-served');
    expect(seen(tracked, 120).verdict).toBe('inconclusive');
  });

  test('is none where one of those that were accepted was served', () => {
    const tracked = new Tracked();
    const get = text('GET / HTTP/1.1\r\n\r\n');
    const client = request(tracked, 0, 50_000, get, server);
    const next = 1001 + get.length;
    tracked.segment(0.1, server, client, {
      ...{ flags: ACK | PSH, sequence: 5001, acknowledgment: next, ttl: 50 },
      data: text('HTTP/1.1 200 OK\r\n\r\n'),
    });
    tracked.segment(0.1, client, server, { flags: ACK, sequence: next, acknowledgment: 5020 });
    silentSyns(tracked);
    expect(seen(tracked, 120).codes).not.toContain('accepted-never-served');
  });
});

describe('a server that ends a connection without a word', () => {
  /** Its FIN, and the client's behind it. */
  function ends(
    tracked: Tracked,
    at: number,
    client: Side,
    sent: number,
    server: Side,
    next = 5001,
  ) {
    const acknowledgment = 1001 + sent;
    tracked.segment(at, server, client, {
      flags: FIN | ACK,
      sequence: next,
      acknowledgment,
      ttl: 50,
    });
    tracked.segment(at + 0.01, client, server, {
      flags: FIN | ACK,
      sequence: acknowledgment,
      acknowledgment: next + 1,
    });
  }

  function connect(tracked: Tracked, at: number, port: number, server: Side): Side {
    const client = { ...CLIENT, port };
    tracked.segment(at, client, server, { flags: SYN, sequence: 1000 });
    const accepts = { flags: SYN | ACK, sequence: 5000, acknowledgment: 1001, ttl: 50 };
    tracked.segment(at + 0.02, server, client, accepts);
    tracked.segment(at + 0.02, client, server, {
      flags: ACK,
      sequence: 1001,
      acknowledgment: 5001,
    });
    return client;
  }

  test.each([0.1, 8])(
    'has the ClientHello, and ends %d s after it: no answer, and no drop',
    (wait) => {
      const tracked = new Tracked();
      for (const at of [0, 10]) {
        ends(tracked, at + wait, request(tracked, at, 50_000 + at, HELLO), HELLO.length, SERVER);
      }
      expect(seen(tracked)).toEqual({ codes: ['ended-unanswered'], verdict: 'inconclusive' });
    },
  );

  test('whose greeting the client waits for has not answered, and its port is not just open', () => {
    const mysql = { ...SERVER, port: 3306 };
    const tracked = new Tracked();
    ends(tracked, 0.1, connect(tracked, 0, 50_000, mysql), 0, mysql);
    expect(seen(tracked)).toEqual({ codes: ['ended-unanswered'], verdict: 'inconclusive' });
  });

  test('ends a connection that a browser keeps ready, after it was idle: its port is open', () => {
    const tracked = new Tracked();
    ends(tracked, 60, connect(tracked, 0, 50_000, SERVER), 0, SERVER);
    expect(seen(tracked, 120)).toEqual({ codes: ['port-open'], verdict: 'answered' });
  });

  test('is not one whose client ended first', () => {
    const tracked = new Tracked();
    const client = request(tracked, 0, 50_000, HELLO);
    closes(tracked, 8, client, HELLO.length);
    ends(tracked, 8.02, client, HELLO.length + 1, SERVER);
    expect(seen(tracked).codes).toEqual(['request-unanswered']);
  });

  test('is not one whose FIN is numbered behind what the capture lacks', () => {
    const tracked = new Tracked();
    ends(tracked, 0.1, request(tracked, 0, 50_000, HELLO), HELLO.length, SERVER, 6001);
    expect(seen(tracked).codes).not.toContain('ended-unanswered');
  });

  test('is where most are served one more that works', () => {
    const tracked = new Tracked();
    ends(tracked, 0.1, request(tracked, 0, 50_000, HELLO), HELLO.length, SERVER);
    for (let i = 1; i < 6; i++) {
      const client = request(tracked, i * 5, 50_000 + i, HELLO);
      const next = 1001 + HELLO.length;
      const answer = { flags: ACK | PSH, sequence: 5001, acknowledgment: next, ttl: 50 };
      tracked.segment(i * 5 + 0.06, SERVER, client, { ...answer, data: filler(300) });
      const takes = { flags: ACK, sequence: next, acknowledgment: 5301 };
      tracked.segment(i * 5 + 0.07, client, SERVER, takes);
    }
    expect(seen(tracked).verdict).toBe('answered');
  });
});
