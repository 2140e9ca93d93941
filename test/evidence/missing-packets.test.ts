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

/**
 * The endpoint's verdict.
 * @param lost packets that the capturing host says it lost
 */
function judged(steps: readonly Step[], lost: number, end = 60, port = SERVER.port) {
  const server = { ...SERVER, port };
  const tracked = new Tracked();
  for (const [at, from, fields] of steps) {
    if (from === '>') tracked.segment(at, CLIENT, server, fields);
    else tracked.segment(at, server, CLIENT, { ttl: 58, ...fields });
  }
  const [endpoint] = tracked.finish(end);
  const context = detectContext(tracked.tracker, new ProfileMatcher(GENERIC_PROFILE), lost);
  const observations = observe(endpoint, context);
  return { ...judge(observations), codes: observations.map(({ code }) => code), endpoint };
}

const HANDSHAKE: readonly Step[] = [
  [0, '>', { flags: SYN, sequence: 1000 }],
  [0.04, '<', { flags: SYN | ACK, sequence: 5000, acknowledgment: 1001 }],
  [0.05, '>', { flags: ACK, sequence: 1001, acknowledgment: 5001 }],
];
const EXCHANGE: readonly Step[] = [
  [1, '>', { flags: ACK | PSH, sequence: 1001, acknowledgment: 5001, data: filler(200) }],
  [1.1, '<', { flags: ACK | PSH, sequence: 5001, acknowledgment: 1201, data: filler(300) }],
  [1.2, '>', { flags: ACK, sequence: 1201, acknowledgment: 5301 }],
];
const reset = (at: number, ttl: number): Step => [at, '<', { flags: RST, sequence: 5301, ttl }];
const again = (at: number): Step => [
  at,
  '>',
  { flags: ACK | PSH, sequence: 1201, acknowledgment: 5301, data: filler(90) },
];

describe('where packets are missing, what is left of a failure is no answer', () => {
  const worked = [...HANDSHAKE, ...EXCHANGE];

  it('a reset from elsewhere, with nothing open that the capture shows', () => {
    const steps = [...worked, reset(11, 64)];
    expect(judged(steps, 0).verdict).toBe('answered');
    expect(judged(steps, 1)).toMatchObject({ verdict: 'inconclusive' });
    expect(judged(steps, 1).codes).toContain('part-fails');
  });

  it("but the server's own reset at the end of an exchange is nothing", () => {
    expect(judged([...worked, reset(11, 58)], 1).verdict).toBe('answered');
  });

  it('data that is sent again, once, and nothing comes of it', () => {
    const steps = [...worked, again(11), again(12)];
    expect(judged(steps, 0).verdict).toBe('answered');
    expect(judged(steps, 1).verdict).toBe('inconclusive');
    const goesOn: Step = [13, '<', { flags: ACK, sequence: 5301, acknowledgment: 1291 }];
    expect(judged([...steps, goesOn], 1).verdict).toBe('answered');
    // It was sent a moment ago.
    expect(judged(steps, 1, 13).verdict).toBe('answered');
  });

  it('an end without all that the server has sent', () => {
    const ends: Step = [20, '>', { flags: FIN | ACK, sequence: 1201, acknowledgment: 5301 }];
    const behind: Step = [20.04, '<', { flags: ACK, sequence: 9000, acknowledgment: 1202 }];
    expect(judged([...worked, ends, behind], 1).verdict).toBe('inconclusive');
    const level: Step = [20.04, '<', { flags: ACK, sequence: 5301, acknowledgment: 1202 }];
    expect(judged([...worked, ends, level], 1).verdict).toBe('answered');
  });

  it('a SYN/ACK that the client resets, as who was refused does', () => {
    const turnedDown: Step[] = [
      [0, '>', { flags: SYN, sequence: 1000 }],
      [0.04, '<', { flags: SYN | ACK, sequence: 5000, acknowledgment: 1001 }],
      [0.041, '>', { flags: RST, sequence: 1001 }],
    ];
    expect(judged(turnedDown, 0).verdict).toBe('answered');
    expect(judged(turnedDown, 1).verdict).toBe('inconclusive');
  });

  it('a redirect from next door whose request is missing, as any portal sends one', () => {
    const page = (text: string, ttl: number): Step[] => {
      const data = new TextEncoder().encode(text);
      const acknowledgment = 5001 + data.length;
      return [
        [1.1, '<', { flags: ACK | PSH, sequence: 5001, acknowledgment: 1201, data, ttl }],
        [1.2, '>', { flags: ACK, sequence: 1201, acknowledgment }],
      ];
    };
    const redirect = 'HTTP/1.1 302 Found\r\nLocation: https://login.example/\r\n\r\n';
    const at = (text: string, ttl = 58) =>
      judged([...HANDSHAKE, ...page(text, ttl)], 1, 60, 80).verdict;
    expect(at(redirect, 64)).toBe('inconclusive');
    expect(at(redirect)).toBe('answered');
    expect(at('HTTP/1.1 511 Network Authentication Required\r\n\r\n')).toBe('intercepted');
    expect(at('HTTP/1.1 200 OK\r\n\r\n')).toBe('answered');
  });
});

describe('connections under way count from the first acknowledgment of a side', () => {
  const underWay: readonly Step[] = [
    [0, '<', { flags: ACK | PSH, sequence: 5001, acknowledgment: 1201, data: filler(300) }],
    [0.1, '>', { flags: ACK, sequence: 1201, acknowledgment: 5301 }],
  ];

  it('a keep-alive that a reset from elsewhere answers', () => {
    const keepAlive: Step = [7, '>', { flags: ACK, sequence: 1200, acknowledgment: 5301 }];
    const { endpoint, verdict } = judged([...underWay, keepAlive, reset(7.01, 64)], 0);
    expect(endpoint.later?.resetConnections).toBe(1);
    expect(verdict).toBe('inconclusive');
  });

  it('data of the server behind what the client has acknowledged', () => {
    const { endpoint } = judged(
      [
        [0, '>', { flags: ACK, sequence: 1201, acknowledgment: 5301 }],
        [0.1, '<', { flags: ACK | PSH, sequence: 9000, acknowledgment: 1201, data: filler(300) }],
        [0.2, '>', { flags: ACK, sequence: 1201, acknowledgment: 5301 }],
        [20, '>', { flags: FIN | ACK, sequence: 1201, acknowledgment: 5301 }],
      ],
      0,
    );
    expect(endpoint.unanswered?.lackingConnections).toBe(1);
  });

  it('the next connection on the same ports, its SYN not there, contradicts no reset', () => {
    const { endpoint } = judged(
      [
        [0, '>', { flags: ACK, sequence: 1001, acknowledgment: 5001 }],
        [0.1, '>', { flags: RST | ACK, sequence: 1001, acknowledgment: 5001 }],
        [2, '>', { flags: ACK | PSH, sequence: 90_001, acknowledgment: 70_001, data: filler(200) }],
        [2.1, '<', { flags: ACK | PSH, sequence: 70_001, acknowledgment: 90_201, data: filler(9) }],
      ],
      0,
    );
    expect(endpoint.oddResets?.clientGoesOn.total ?? 0).toBe(0);
  });

  it('what came before the capture is not missing in it', () => {
    const tracked = new Tracked();
    // At the server: data that was sent before is acknowledged now.
    for (const acknowledgment of [5301, 5601, 5901]) {
      tracked.segment(0, CLIENT, SERVER, { flags: ACK, sequence: 1201, acknowledgment });
    }
    tracked.finish(60);
    expect(tracked.tracker.capture.unseenSegments).toBe(0);
  });
});

describe('what begins anew says more than what began before the capture', () => {
  const old: Step[] = [
    [0, '>', { flags: ACK | PSH, sequence: 1001, acknowledgment: 5001, data: filler(200) }],
    [0.1, '<', { flags: ACK | PSH, sequence: 5001, acknowledgment: 1201, data: filler(300) }],
    [0.2, '>', { flags: ACK, sequence: 1201, acknowledgment: 5301 }],
  ];
  const anew = (...times: readonly number[]): Step[] =>
    times.map((at) => [at, '>', { flags: SYN, sequence: 77_000 }]);

  it('SYNs that are sent again and again in vain', () => {
    expect(judged(old, 0).verdict).toBe('answered');
    const { verdict, codes } = judged([...old, ...anew(5, 6, 8, 12)], 0);
    expect(verdict).not.toBe('answered');
    expect(codes).toContain('part-fails');
    expect(judged([...old, ...anew(5)], 0).verdict).toBe('answered');
  });
});

describe('a connection that is still open when another ends', () => {
  // Which record of the table is ended first is chance: with some port each is.
  it.each(Array.from({ length: 12 }, (_, index) => index))(
    'keeps what its packets told: %i',
    (n) => {
      const tracked = new Tracked();
      const client = { ...CLIENT, port: 50_000 + n * 613 };
      const other = { ...CLIENT, port: 41_000 + n * 1_117 };
      for (const [at, from, fields] of [...HANDSHAKE, ...EXCHANGE]) {
        if (from === '>') tracked.segment(at, client, SERVER, fields);
        else tracked.segment(at, SERVER, client, { ttl: 58, ...fields });
      }
      const asked = { flags: ACK | PSH, sequence: 1201, acknowledgment: 5301, data: filler(90) };
      tracked.segment(2, client, SERVER, asked);
      const refused = { flags: RST | ACK, acknowledgment: 1291, ttl: 62 };
      for (const sequence of [5301, 6761]) {
        tracked.segment(2.003, SERVER, client, { ...refused, sequence });
      }
      tracked.segment(2.9, other, SERVER, { flags: SYN, sequence: 500 });
      const [endpoint] = tracked.finish(3);
      expect(endpoint.later?.resetConnections).toBe(1);
      expect(endpoint.oddResets?.jumps.total).toBe(1);
    },
  );
});
