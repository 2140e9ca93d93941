import { describe, expect, it } from 'vitest';
import { detectContext } from '../../src/diagnosis/context.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import { observe } from '../../src/evidence/table.ts';
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import { filler } from '../../support/packet-builder.ts';
import { ACK, FIN, PSH, RST, type SegmentFields, SYN, Tracked } from '../../support/tracked.ts';

const CLIENT = { address: '192.0.2.104', port: 50_000 };
const SERVER = { address: '198.51.100.35', port: 3020 };

/** `>` from the client, `<` from the server. */
type Step = readonly [at: number, from: '>' | '<', fields: SegmentFields];

function judged(steps: readonly Step[], end: number) {
  const tracked = new Tracked();
  for (const [at, from, fields] of steps) {
    if (from === '>') tracked.segment(at, CLIENT, SERVER, fields);
    else tracked.segment(at, SERVER, CLIENT, { ttl: 58, ...fields });
  }
  const [endpoint] = tracked.finish(end);
  const context = detectContext(tracked.tracker, new ProfileMatcher(GENERIC_PROFILE), 0);
  const observations = observe(endpoint, context);
  const seen = new Map<string, unknown>(observations.map(({ code, values }) => [code, values]));
  return { verdict: judge(observations).verdict, seen, endpoint };
}

const HANDSHAKE: readonly Step[] = [
  [0, '>', { flags: SYN, sequence: 1000, window: 11_468 }],
  [0.04, '<', { flags: SYN | ACK, sequence: 5000, acknowledgment: 1001, window: 17_520 }],
  [0.05, '>', { flags: ACK, sequence: 1001, acknowledgment: 5001, window: 11_468 }],
];
const keepAlive = (at: number, length = 1): Step => [
  at,
  '>',
  {
    ...{ flags: ACK, sequence: 1000, acknowledgment: 5001, window: 11_468 },
    ...(length > 0 ? { data: filler(length) } : {}),
  },
];
const reset = (at: number, window: number): Step => [
  at,
  '<',
  { flags: RST | ACK, sequence: 5001, acknowledgment: 1000, window },
];
const EXCHANGE: readonly Step[] = [
  [1, '>', { flags: ACK | PSH, sequence: 1001, acknowledgment: 5001, data: filler(200) }],
  [1.1, '<', { flags: ACK | PSH, sequence: 5001, acknowledgment: 1201, data: filler(300) }],
  [1.2, '>', { flags: ACK, sequence: 1201, acknowledgment: 5301 }],
];

describe('idle connections', () => {
  it('a keep-alive after two hours, answered by a RST that repeats its window: reject', () => {
    for (const length of [0, 1]) {
      const { verdict, seen } = judged(
        [...HANDSHAKE, keepAlive(7200, length), reset(7200.01, 11_468)],
        7300,
      );
      expect(verdict).toBe('reject');
      expect(seen.get('connection-reset-idle')).toMatchObject({
        ...{ connections: 1, idle: { minimum: 7200, maximum: 7200 } },
      });
      expect(seen.get('reset-repeats-packet')).toEqual({ times: 1, of: 1 });
      expect(seen.has('first-data-reset')).toBe(false);
    }
  });

  it('by a RST as a host sends it: no verdict', () => {
    const { verdict, seen } = judged([...HANDSHAKE, keepAlive(7200), reset(7200.04, 0)], 7300);
    expect(verdict).toBe('inconclusive');
    expect(seen.has('connection-reset-idle')).toBe(true);
  });

  it('on a connection that worked it is named, and no failure of the service', () => {
    const { verdict, seen } = judged(
      [
        ...[...HANDSHAKE, ...EXCHANGE],
        [400, '>', { flags: ACK | PSH, sequence: 1201, acknowledgment: 5301, data: filler(50) }],
        [400.04, '<', { flags: RST, sequence: 5301, window: 0 }],
      ],
      500,
    );
    expect(verdict).toBe('answered');
    expect(seen.get('connection-reset-idle')).toMatchObject({ idle: { minimum: 399 } });
  });

  it('after a short time, or where the keep-alive is answered, there is nothing to tell', () => {
    const short = judged([...HANDSHAKE, keepAlive(15), reset(15.04, 0)], 100);
    expect(short.seen.has('connection-reset-idle')).toBe(false);
    const answer: Step = [7200.04, '<', { flags: ACK, sequence: 5001, acknowledgment: 1001 }];
    const closing: Step = [7201, '<', { flags: RST | ACK, sequence: 5001, acknowledgment: 1001 }];
    const known = judged([...HANDSHAKE, keepAlive(7200), answer, closing], 7300);
    expect(known.seen.has('connection-reset-idle')).toBe(false);
    expect(known.endpoint.later).toBeNull();
  });

  it('data into silence after half a minute: some translators forget as soon', () => {
    const again = [31, 31.3, 31.9, 33.1, 35.5, 40.3].map(
      (at): Step => [
        at,
        '>',
        { flags: ACK | PSH, sequence: 1201, acknowledgment: 5301, data: filler(50) },
      ],
    );
    const { seen } = judged([...HANDSHAKE, ...EXCHANGE, ...again], 60);
    expect(seen.get('connection-stalled')).toMatchObject({
      afterIdle: { connections: 1, least: 30 },
    });
  });

  it('keep-alives into silence: the connection is forgotten, and its packets vanish', () => {
    const probes = [0, 75, 150, 225, 300, 375].map((after) => keepAlive(7200 + after));
    const { seen } = judged([...HANDSHAKE, ...EXCHANGE, ...probes.map(atEnd)], 7800);
    expect(seen.get('connection-stalled')).toMatchObject({
      afterIdle: { connections: 1, least: 7199 },
    });
    const unused = judged([...HANDSHAKE, ...probes], 7800);
    expect(unused.seen.get('connection-stalled')).toMatchObject({
      afterIdle: { connections: 1, least: 7200 },
    });
  });
});

/** The same keep-alive behind the exchange. */
const atEnd = ([at, from, fields]: Step): Step => [
  at,
  from,
  { ...fields, sequence: 1200, acknowledgment: 5301 },
];

describe('a window that is closed', () => {
  const taken = (at: number, window: number): Step => [
    at,
    '<',
    { flags: ACK, sequence: 5001, acknowledgment: 2001, window },
  ];
  const upload: Step = [
    1,
    '>',
    { flags: ACK | PSH, sequence: 1001, acknowledgment: 5001, data: filler(1000) },
  ];
  const probe = (at: number): Step => [
    at,
    '>',
    { flags: ACK, sequence: 2000, acknowledgment: 5001, data: filler(1) },
  ];
  const probes = [2, 4, 8, 16, 32].flatMap((at) => [probe(at), taken(at + 0.01, 0)]);

  it('and opens again: the receiver was slow', () => {
    const { verdict, seen } = judged(
      [
        ...[...HANDSHAKE, upload, taken(1.1, 0), ...probes, taken(41, 8_000)],
        [42, '>', { flags: ACK | FIN, sequence: 2001, acknowledgment: 5001 }],
        [42.1, '<', { flags: ACK | FIN, sequence: 5001, acknowledgment: 2002, window: 8_000 }],
        [42.2, '>', { flags: ACK, sequence: 2002, acknowledgment: 5002 }],
      ],
      60,
    );
    expect(verdict).toBe('answered');
    expect(seen.get('receiver-slow')).toEqual({ times: 1, longest: 40 });
    expect(seen.has('window-never-opens')).toBe(false);
  });

  it('to the end: named', () => {
    const { seen } = judged([...HANDSHAKE, upload, taken(1.1, 0), ...probes], 60);
    expect(seen.get('window-never-opens')).toMatchObject({ times: 1 });
    const proxied: Step = [
      0.04,
      '<',
      { flags: SYN | ACK, sequence: 5000, acknowledgment: 1001, window: 0 },
    ];
    const behindProxy = judged([HANDSHAKE[0], proxied, HANDSHAKE[2]], 60);
    expect(behindProxy.seen.get('window-never-opens')).toMatchObject({ times: 1 });
    expect(behindProxy.verdict).toBe('inconclusive');
  });
});

describe('a SYN/ACK that comes again although it was acknowledged', () => {
  const again = [1, 3, 7].flatMap((at): Step[] => [
    [at, '<', { flags: SYN | ACK, sequence: 5000, acknowledgment: 1001 }],
    [at + 0.01, '>', { flags: ACK, sequence: 1001, acknowledgment: 5001 }],
  ]);

  it('says that acknowledgments do not arrive', () => {
    const { seen } = judged([...HANDSHAKE, ...again], 60);
    expect(seen.get('ack-unheard')).toEqual({ connections: 1 });
  });

  it('says nothing where the server serves the next request: it accepts late', () => {
    const later = EXCHANGE.map(([at, from, fields]): Step => [at + 8, from, fields]);
    const { verdict, seen } = judged([...HANDSHAKE, ...again, ...later], 60);
    expect(seen.has('ack-unheard')).toBe(false);
    expect(verdict).toBe('answered');
  });
});
