// The request got through; its answer does not arrive, or not whole.

import { expect, test } from 'vitest';
import { detectContext } from '../../src/diagnosis/context.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import { observe } from '../../src/evidence/table.ts';
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import {
  dnsQuery,
  dnsResponse,
  filler,
  text,
  tlsClientHello,
} from '../../support/packet-builder.ts';
import { ACK, FIN, PSH, type Side, SYN, Tracked } from '../../support/tracked.ts';

const CLIENT = { address: '192.168.1.20', port: 50_000 };
const SERVER = { address: '198.51.100.7', port: 443 };
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
  tracked.segment(at + 0.03, client, server, {
    flags: ACK | PSH,
    sequence: 1001,
    acknowledgment: 5001,
    data,
  });
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

/**
 * A connection that is kept open: each entry is what the client sends, and after how many seconds what
 * of the server's answers it, if anything. All is acknowledged.
 */
function keptOpen(turns: readonly [Uint8Array, number, Uint8Array?][]): Tracked {
  const tracked = new Tracked();
  const [flags, ttl] = [ACK | PSH, 50];
  tracked.segment(0, CLIENT, WEB, { flags: SYN, sequence: 1000 });
  tracked.segment(0.02, WEB, CLIENT, {
    ...{ flags: SYN | ACK, sequence: 5000, acknowledgment: 1001, ttl },
  });
  let [sent, answered, at] = [1001, 5001, 1];
  for (const [data, wait, answer] of turns) {
    tracked.segment(at, CLIENT, WEB, { flags, sequence: sent, acknowledgment: answered, data });
    sent += data.length;
    const acknowledges = { flags: ACK, sequence: answered, acknowledgment: sent, ttl };
    tracked.segment(at + 0.02, WEB, CLIENT, acknowledges);
    at += wait;
    if (answer === undefined) continue;
    tracked.segment(at, WEB, CLIENT, { ...acknowledges, flags, data: answer });
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

test.each<[string, readonly [Uint8Array, number, Uint8Array?][], number]>([
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
