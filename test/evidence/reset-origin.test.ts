import { describe, expect, it } from 'vitest';
import { detectContext } from '../../src/diagnosis/context.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import { placeOf } from '../../src/diagnosis/place.ts';
import { observe } from '../../src/evidence/table.ts';
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import { hopsOf } from '../../src/track/hop-limit.ts';
import { say } from '../../src/words/say.ts';
import { filler } from '../../support/packet-builder.ts';
import {
  ACK,
  PSH,
  RST,
  type SegmentFields,
  type Side,
  SYN,
  Tracked,
} from '../../support/tracked.ts';

const CLIENT = { address: '192.168.1.20', port: 50_000 };
const SERVER = { address: '198.51.100.7', port: 8443 };

/** What is seen of the first endpoint, and what it is called. */
function judged(tracked: Tracked, droppedPackets = 0) {
  const [endpoint] = tracked.finish(60);
  const { tracker } = tracked;
  const context = detectContext(tracker, new ProfileMatcher(GENERIC_PROFILE), droppedPackets);
  const seen = observe(endpoint, context);
  const judgement = judge(seen);
  return {
    ...judgement,
    place: placeOf(endpoint, judgement, context, tracker.neighbors),
    strengths: Object.fromEntries(seen.map(({ code, strength }) => [code, strength])),
    text: (code: string) =>
      seen.filter((one) => one.code === code).map((one) => say({ code: 'evidence', seen: one }))[0],
  };
}

/** Three connections to one port that RSTs refuse, then one to another port for each time to live. */
function refused(reset: number, own: readonly number[], delay = 0.02) {
  const tracked = new Tracked();
  for (const at of [0, 1, 2]) {
    const sequence = 1000 + at;
    tracked.segment(at, CLIENT, SERVER, { flags: SYN, sequence });
    const fields = { flags: RST | ACK, sequence: 0, acknowledgment: sequence + 1, window: 0 };
    tracked.segment(at + delay, SERVER, CLIENT, { ...fields, ttl: reset });
  }
  own.forEach((ttl, i) => {
    const client = { ...CLIENT, port: 51_000 + i };
    const server = { ...SERVER, port: 443 };
    tracked.segment(10 + i, client, server, { flags: SYN, sequence: 1 });
    const answer = { flags: SYN | ACK, sequence: 9, acknowledgment: 2, ttl };
    tracked.segment(10.02 + i, server, client, answer);
  });
  return judged(tracked);
}

it.each([
  [64, 0],
  [52, 12],
  [128, 0],
  [119, 9],
  [243, 12],
  [28, 4],
  [21, 11],
  [0, 32],
  // No start that is in use is that near: 43 hops of 255 are no way on this Internet.
  [212, -1],
  [150, -1],
  [-1, -1],
])('time to live %d has passed %d routers', (timeToLive, hops) => {
  expect(hopsOf(timeToLive)).toBe(hops);
});

describe('the way of a RST and that of the server’s other packets', () => {
  it.each([
    ['the same time to live', 52, [52, 52], { 'reset-ttl-matches': 1 }, 'closed, high'],
    ['another start, as many hops', 243, [52, 52], { 'reset-ttl-matches': 0.7 }, 'closed, high'],
    [
      'another start, as many hops, over 128',
      55,
      [119, 119],
      { 'reset-ttl-matches': 0.7 },
      'closed, high',
    ],
    ['from much nearer', 62, [52, 52], { 'reset-ttl-differs': 1 }, 'reject, high'],
    [
      'from much nearer, with another start',
      126,
      [52, 52],
      { 'reset-ttl-differs': 1 },
      'reject, high',
    ],
    ['another start, a hop nearer', 56, [119, 119], { 'reset-ttl-differs': 0.6 }, 'reject, low'],
    ['a hop nearer', 53, [52, 52], {}, 'inconclusive, low'],
    ['farther than the server', 40, [52, 52], { 'reset-ttl-differs': 0.25 }, 'reject, low'],
    // Once is not enough to know a way, and one that moves says less.
    ['nearer than the one answer', 62, [52], { 'reset-ttl-differs': 0.25 }, 'reject, low'],
    [
      'nearer than a way that moves',
      62,
      [52, 51, 52],
      { 'reset-ttl-differs': 0.25 },
      'reject, low',
    ],
    ['two ways', 62, [52, 45, 52], {}, 'inconclusive, low'],
    ['between two ways', 50, [52, 45, 52], {}, 'inconclusive, low'],
    ['a start that nobody has', 200, [52, 52], {}, 'inconclusive, low'],
  ] as const)('%s', (_, reset, own, clues, expected) => {
    const seen = refused(reset, own, expected === 'closed, high' ? 0.02 : 0.013);
    const ways = Object.entries(seen.strengths).filter(([code]) => code.startsWith('reset-ttl'));
    expect(Object.fromEntries(ways)).toEqual(clues);
    expect(`${seen.verdict}, ${seen.confidence}`).toBe(expected);
    // The next most likely thing is a firewall on the server, or right before it.
    if (seen.verdict === 'closed') {
      expect(seen.alternative?.verdict).toBe('reject');
      expect(seen.place?.code).toBe('server-end');
    }
  });

  it('is said in hops', () => {
    expect(refused(243, [52, 52]).text('reset-ttl-matches')).toBe(
      "The RST has time to live 243 (12 hops): another start, but as many hops as the server's other packets (52).",
    );
    expect(refused(62, [52, 52]).text('reset-ttl-differs')).toBe(
      "The RST has time to live 62 (2 hops), the server's other packets time to live 52 (12 hops).",
    );
    expect(refused(56, [119, 119]).place?.code).toBe('server-end');
  });
});

describe('RSTs of a timer', () => {
  /** One attempt: SYNs at some times, then an RST. */
  const timed = (syns: readonly number[], reset: number, fields = {}, roundTrip = 0) => {
    const tracked = new Tracked();
    for (const at of syns) tracked.segment(at, CLIENT, SERVER, { flags: SYN, sequence: 1000 });
    const answer = { flags: RST | ACK, sequence: 0, acknowledgment: 1001, window: 0 };
    tracked.segment(reset, SERVER, CLIENT, { ...answer, ...fields });
    if (roundTrip > 0) {
      const [client, server] = [
        { ...CLIENT, port: 51_000 },
        { ...SERVER, port: 443 },
      ];
      tracked.segment(20, client, server, { flags: SYN, sequence: 1 });
      const accepted = { flags: SYN | ACK, sequence: 9, acknowledgment: 2 };
      tracked.segment(20 + roundTrip, server, client, accepted);
    }
    return judged(tracked);
  };
  const noAck = { flags: RST, acknowledgment: 0 };

  it.each([
    ['seconds after the last SYN', [0, 1, 3], 5.5, {}, 'drop, low'],
    ['after a SYN that was sent once', [0], 30, {}, 'drop, low'],
    ['without ACK', [0, 1], 1.4, noAck, 'drop, low'],
    ['with the sequence number of the SYN', [0, 1], 1.4, { sequence: 1000 }, 'drop, low'],
    // It answers the SYN that came through at last.
    ['right behind a SYN sent again', [0, 1, 3], 3.02, {}, 'inconclusive, low'],
    ['at once', [0], 0.02, {}, 'inconclusive, low'],
    ['at once, without ACK', [0], 0.02, noAck, 'inconclusive, low'],
  ] as const)('%s', (_, syns, reset, fields, expected) => {
    const seen = timed(syns, reset, fields);
    expect(`${seen.verdict}, ${seen.confidence}`).toBe(expected);
    if (seen.verdict === 'drop') {
      expect(seen.evidence.map(({ code }) => code)).toEqual([
        ...['reset-by-timer', 'syn-reset', 'nothing-answers'],
      ]);
      expect(seen.evidence[0].frames).toEqual([syns.length + 1]);
      expect(seen.place?.code).toBe('unknown');
    }
  });

  it('are not those of a server that is as far away', () => {
    expect(timed([0, 1], 3.2, {}, 1.6).strengths).not.toHaveProperty('reset-by-timer');
    expect(timed([0, 1], 3.2, {}, 0.1).strengths).toHaveProperty('reset-by-timer');
  });

  it('are no longer sure where the capture lost packets, or its clock is nonsense', () => {
    const tracked = new Tracked();
    tracked.segment(0, CLIENT, SERVER, { flags: SYN, sequence: 1000 });
    const answer = { flags: RST | ACK, sequence: 0, acknowledgment: 1001, window: 0 };
    tracked.segment(5, SERVER, CLIENT, answer);
    const seen = judged(tracked, 100);
    expect(seen.strengths['reset-by-timer']).toBe(0.25);
    expect(seen.verdict).toBe('inconclusive');
    expect(timed([0], 18_446_744).strengths).not.toHaveProperty('reset-by-timer');
  });

  it.each([
    [true, 'as sure'],
    [false, 'no surer'],
  ])(
    'where the client sent its SYN again, and the server’s distance is known (%s), are %s',
    (isKnown) => {
      const tracked = new Tracked();
      for (const at of [0, 1, 3])
        tracked.segment(at, CLIENT, SERVER, { flags: SYN, sequence: 1000 });
      const answer = { flags: RST | ACK, sequence: 0, acknowledgment: 1001, window: 0 };
      tracked.segment(5.5, SERVER, CLIENT, answer);
      const other = { ...SERVER, port: 443 };
      const asking = { ...CLIENT, port: 51_000 };
      if (isKnown) {
        tracked.segment(20, asking, other, { flags: SYN, sequence: 1 });
        const accepted = { flags: SYN | ACK, sequence: 9, acknowledgment: 2 };
        tracked.segment(20.03, other, asking, accepted);
      }
      // It may be as far away as that.
      expect(judged(tracked, 100).strengths['reset-by-timer']).toBe(isKnown ? 1 : 0.25);
    },
  );

  it('are late after the last SYN where the first may have been sent before the capture', () => {
    expect(timed([0], 2.5).strengths).toHaveProperty('reset-by-timer');
    expect(timed([0], 1.5).strengths).not.toHaveProperty('reset-by-timer');
    const tracked = new Tracked();
    const noise = { ...CLIENT, port: 52_000 };
    tracked.segment(0, noise, { ...SERVER, port: 81 }, { flags: SYN, sequence: 1 });
    tracked.segment(10, CLIENT, SERVER, { flags: SYN, sequence: 1000 });
    const answer = { flags: RST | ACK, sequence: 0, acknowledgment: 1001, window: 0 };
    tracked.segment(12.5, SERVER, CLIENT, answer);
    const endpoint = tracked.finish(60).find(({ port }) => port === SERVER.port);
    expect(endpoint?.resets?.timed.count).toBe(0);
  });

  it('are all of one kind where no host sends any of them', () => {
    const tracked = new Tracked();
    for (const [port, syns, reset] of [
      [50_000, [0], 0.4],
      [50_001, [10, 11, 12, 13], 13.4],
    ] as const) {
      const client = { ...CLIENT, port };
      for (const at of syns) tracked.segment(at, client, SERVER, { flags: SYN, sequence: 1000 });
      tracked.segment(reset, SERVER, client, { flags: RST, sequence: 0, window: 0, ttl: 62 });
    }
    const seen = judged(tracked);
    expect(seen.strengths['reset-by-timer']).toBe(1);
    expect(seen.verdict).toBe('drop');
  });

  it('are said with their delay, from the first SYN', () => {
    expect(timed([0, 1, 3], 5.5).text('reset-by-timer')).toBe(
      '1 RST came 5.5 s after the first SYN, and not right behind another: a timer ended what had no answer.',
    );
    expect(timed([0, 1, 3], 5.5).text('syn-reset')).toContain('after 5.5 s');
  });
});

describe('a RST after the client’s first data', () => {
  /** The first data, sent again at some times, then an RST. */
  const reset = (again: readonly number[], at: number, acknowledged = false) => {
    const tracked = new Tracked();
    const data = { flags: PSH | ACK, sequence: 1001, acknowledgment: 6, data: filler(200) };
    tracked.segment(0, CLIENT, SERVER, { flags: SYN, sequence: 1000 });
    const accepted = { flags: SYN | ACK, sequence: 5, acknowledgment: 1001, ttl: 52 };
    tracked.segment(0.02, SERVER, CLIENT, accepted);
    for (const time of [0.03, ...again]) tracked.segment(time, CLIENT, SERVER, data);
    const next = { sequence: 6, acknowledgment: acknowledged ? 1201 : 1001, ttl: 52 };
    if (acknowledged) tracked.segment(0.05, SERVER, CLIENT, { flags: ACK, ...next });
    tracked.segment(at, SERVER, CLIENT, { flags: RST | ACK, ...next });
    return judged(tracked).strengths;
  };

  it('that was lost for seconds is a timer’s: the data was dropped', () => {
    expect(reset([0.3, 0.9, 2, 4], 6)).toHaveProperty('first-data-dropped');
    expect(reset([0.3, 0.9, 2, 4], 6)).not.toHaveProperty('first-data-reset');
    // Right behind the data that was sent again it is the answer to that.
    expect(reset([0.3, 0.9, 2, 4], 4.02)).toHaveProperty('first-data-reset');
    expect(reset([], 0.05)).toHaveProperty('first-data-reset');
  });
});

describe('a RST in mid-exchange', () => {
  /** Connections with data both ways, on which a request is answered by an RST. */
  const strengths = (own: number, ttl: number) => {
    const tracked = new Tracked();
    for (let i = 0; i < 3; i++) {
      const client = { ...CLIENT, port: 52_000 + i };
      const segment = (at: number, isClient: boolean, fields: SegmentFields) =>
        isClient
          ? tracked.segment(i + at, client, SERVER, fields)
          : tracked.segment(i + at, SERVER, client, { ttl: own, ...fields });
      segment(0, true, { flags: SYN, sequence: 1000 });
      segment(0.02, false, { flags: SYN | ACK, sequence: 5, acknowledgment: 1001 });
      const data = { flags: PSH | ACK, data: filler(100) };
      segment(0.03, true, { ...data, sequence: 1001, acknowledgment: 6 });
      segment(0.06, false, { ...data, sequence: 6, acknowledgment: 1101 });
      segment(0.08, true, { ...data, sequence: 1101, acknowledgment: 106 });
      segment(0.09, false, { flags: RST, sequence: 106, ttl });
    }
    return judged(tracked).strengths;
  };

  it('from another distance than the connection’s is not the server’s; another start may be', () => {
    expect(strengths(52, 62)['connection-reset-later']).toBe(1);
    expect(strengths(52, 40)['connection-reset-later']).toBe(0.25);
    for (const ttl of [52, 243, 116, 53, 200]) {
      expect(strengths(52, ttl)).not.toHaveProperty('connection-reset-later');
    }
  });
});

describe('a server of which nothing else is known', () => {
  /** An RST to the first server, and what others answer: time to live, and seconds for each. */
  const compared = (
    reset: { ttl: number; delay: number },
    others: readonly (readonly [ttl: number, delay: number])[],
  ) => {
    const tracked = new Tracked();
    tracked.segment(0, CLIENT, SERVER, { flags: SYN, sequence: 1000, ttl: 128 });
    const refusal = { flags: RST | ACK, sequence: 0, acknowledgment: 1001, window: 0 };
    tracked.segment(reset.delay, SERVER, CLIENT, { ...refusal, ttl: reset.ttl });
    others.forEach(([ttl, delay], i) => {
      const client = { ...CLIENT, port: 51_000 + i };
      const server = { address: `203.0.${113 + i}.9`, port: 443 };
      tracked.segment(10 + i, client, server, { flags: SYN, sequence: 1, ttl: 128 });
      const answer = { flags: SYN | ACK, sequence: 9, acknowledgment: 2, ttl };
      tracked.segment(10 + i + delay, server, client, answer);
    });
    return judged(tracked);
  };
  const far = [
    [52, 0.012],
    [50, 0.02],
    [117, 0.03],
  ] as const;

  it.each([
    ['at once, where three others are far', 0.0004, far, 1],
    ['at once, where two others are', 0.0004, far.slice(1), 0.4],
    ['at once, where one is near', 0.0004, [...far, [63, 0.001]], 0.4],
    ['at once, without others', 0.0004, [], 0.4],
    // A content network may be that near.
    ['sooner than three others', 0.004, far, 0.15],
    ['sooner than two others', 0.004, far.slice(1), undefined],
    ['as soon as others', 0.009, far, undefined],
  ] as const)('refuses %s', (_, delay, others, strength) => {
    const { strengths, verdict } = compared({ ttl: 53, delay }, others);
    expect(strengths['reset-too-fast']).toBe(strength);
    if ((strength ?? 0) < 0.4) expect(verdict).toBe('inconclusive');
  });

  it('and whose RST crossed no router: on this network, unless one host answers for all', () => {
    expect(compared({ ttl: 64, delay: 0.012 }, far).strengths).toHaveProperty('reset-ttl-initial');
    for (const ttl of [64, 128, 255]) {
      const behindNat = compared({ ttl: 64, delay: 0.012 }, [[ttl, 0.012], ...far.slice(1)]);
      expect(behindNat.strengths).not.toHaveProperty('reset-ttl-initial');
      expect(behindNat.verdict).toBe('inconclusive');
    }
  });
});

it('a host that answers for all servers, as that of a virtual machine, shows no way; time does', () => {
  // Time to live 64 of all: that of the RST says nothing, its delay does.
  const same = refused(64, [64, 64]);
  expect(same.strengths).not.toHaveProperty('reset-ttl-matches');
  expect(`${same.verdict}, ${same.confidence}`).toBe('closed, low');
  const sooner = refused(64, [64, 64], 0.0004);
  expect(sooner.strengths['reset-too-fast']).toBe(1);
  expect(sooner.verdict).toBe('reject');
});

it('the same packets on both sides of a router are neither sent again nor another way', () => {
  const tracked = new Tracked();
  /** Each packet twice: with one hop less behind the router, a moment later. */
  const twice = (at: number, from: Side, to: Side, fields: SegmentFields & { ttl: number }) => {
    tracked.segment(at, from, to, fields);
    tracked.segment(at + 0.00003, from, to, { ...fields, ttl: fields.ttl - 1 });
  };
  for (const at of [0, 1, 2]) {
    const sequence = 1000 + at;
    const refusal = { flags: RST | ACK, sequence: 0, acknowledgment: sequence + 1, window: 0 };
    twice(at, CLIENT, SERVER, { flags: SYN, sequence, ttl: 64 });
    twice(at + 0.02, SERVER, CLIENT, { ...refusal, ttl: 52 });
    const [client, server] = [
      { ...CLIENT, port: 51_000 + at },
      { ...SERVER, port: 443 },
    ];
    twice(10 + at, client, server, { flags: SYN, sequence: 1, ttl: 64 });
    const accepted = { flags: SYN | ACK, sequence: 9, acknowledgment: 2, ttl: 52 };
    twice(10.02 + at, server, client, accepted);
  }
  const seen = judged(tracked);
  expect(`${seen.verdict}, ${seen.confidence}`).toBe('closed, high');
  expect(seen.strengths['reset-ttl-matches']).toBe(1);
  expect(tracked.tracker.endpoints.endpoints.map(({ retransmissions }) => retransmissions)).toEqual(
    [0, 0],
  );
});
