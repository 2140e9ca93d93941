import { describe, expect, it } from 'vitest';
import { detectContext } from '../../src/diagnosis/context.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import { observe } from '../../src/evidence/table.ts';
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import { say } from '../../src/words/say.ts';
import {
  filler,
  ipv4,
  type TcpOptions,
  tcp,
  tlsClientHello,
} from '../../support/packet-builder.ts';
import { ACK, PSH, RST, SYN, Tracked } from '../../support/tracked.ts';

const CLIENT = '192.0.2.40';
const SERVER = '203.0.113.90';

interface Kind {
  /** It began before the capture. */
  readonly isUnderWay?: true;
  /** What becomes of it. */
  readonly ends: 'works' | 'stalls' | 'silent' | 'reset';
  readonly hello?: Uint8Array;
  readonly port?: number;
  readonly trafficClass?: number;
  readonly synFlags?: number;
  readonly options?: TcpOptions;
}

/** Connections one after another, 20 s apart. */
function judged(kinds: readonly Kind[]) {
  const tracked = new Tracked();
  kinds.forEach((kind, index) => {
    const at = 20 * index;
    const port = kind.port ?? 40_000 + ((index * 7919) % 20_000);
    const { hello = tlsClientHello('www.example.com'), trafficClass = 0, options } = kind;
    const out = (
      after: number,
      flags: number,
      sequence: number,
      data?: Uint8Array,
      isSyn = false,
    ) => {
      const body = tcp(
        {
          ...{ source: CLIENT, destination: SERVER, sourcePort: port, destinationPort: 443 },
          ...{ flags, sequence, acknowledgment: isSyn ? 0 : 5001, window: 64_240 },
          ...(isSyn && options !== undefined ? { options } : {}),
        },
        data,
      );
      const header = { source: CLIENT, destination: SERVER, protocol: 6, ttl: 64, trafficClass };
      tracked.packet(at + after, ipv4(header, body));
    };
    const back = (
      after: number,
      flags: number,
      sequence: number,
      acknowledgment: number,
      data?: Uint8Array,
    ) => {
      const [from, to] = [
        { address: SERVER, port: 443 },
        { address: CLIENT, port },
      ];
      tracked.segment(at + after, from, to, {
        flags,
        sequence,
        acknowledgment,
        ttl: 52,
        ...(data && { data }),
      });
    };
    if (!kind.isUnderWay) out(0, SYN | (kind.synFlags ?? 0), 1000, undefined, true);
    if (kind.ends === 'silent') {
      for (const after of [1, 3, 7]) out(after, SYN | (kind.synFlags ?? 0), 1000, undefined, true);
      return;
    }
    if (!kind.isUnderWay) back(0.03, SYN | ACK, 5000, 1001);
    out(0.031, ACK, 1001);
    const segments =
      hello.length > 1460 ? [hello.subarray(0, 1460), hello.subarray(1460)] : [hello];
    out(0.032, ACK | PSH, 1001, segments[0]);
    if (segments.length > 1) out(0.0321, ACK | PSH, 2461, segments[1]);
    if (kind.ends === 'stalls') {
      for (const after of [0.3, 0.7, 1.6, 3.4, 7]) out(after, ACK | PSH, 1001, segments[0]);
    } else if (kind.ends === 'reset') {
      back(0.06, RST | ACK, 5001, 1001 + hello.length);
    } else {
      back(0.06, ACK | PSH, 5001, 1001 + hello.length, filler(120));
      out(0.061, ACK, 1001 + hello.length);
    }
  });
  const [endpoint] = tracked.finish(20 * kinds.length + 60);
  const context = detectContext(tracked.tracker, new ProfileMatcher(GENERIC_PROFILE), 0);
  const observations = observe(endpoint, context);
  const part = observations.find(({ code }) => code === 'part-fails');
  return {
    verdict: judge(observations).verdict,
    differences: part?.code === 'part-fails' ? (part.values.differences?.by ?? []) : null,
    text: part === undefined ? '' : say({ code: 'evidence', seen: part }),
    endpoint,
  };
}

/** One and the other in turn, so that time tells nothing. */
const inTurn = (fails: Kind, works: Kind, times = 3): Kind[] =>
  Array.from({ length: times }).flatMap(() => [fails, works]);
const works = { ends: 'works' } as const;

describe('what tells connections that fail from those that work', () => {
  it('is the length of the ClientHello, over segments', () => {
    const large = { ends: 'stalls', hello: tlsClientHello('www.example.com', 1_480) } as const;
    const { verdict, differences, text } = judged(inTurn(large, works));
    expect(verdict).toBe('drop');
    expect(differences?.[0]).toMatchObject({
      ...{ by: 'length', isSure: true, isOverSegments: true },
      fails: { minimum: large.hello.length, maximum: large.hello.length },
    });
    expect(text).toContain('more than one segment, fails, one of');
  });

  it('with too few on either side is possible only', () => {
    const large = { ends: 'stalls', hello: tlsClientHello('www.example.com', 1_480) } as const;
    const { differences, text } = judged(inTurn(large, works, 2));
    expect(differences?.every(({ isSure }) => !isSure)).toBe(true);
    expect(text).toContain('Possibly it is by what they differ in');
  });

  it('is nothing where one of those that fail is like those that work', () => {
    const large = { ends: 'stalls', hello: tlsClientHello('www.example.com', 1_480) } as const;
    const { differences } = judged([...inTurn(large, works), { ends: 'stalls' }, works]);
    expect(differences?.filter(({ by }) => by === 'length' || by === 'client')).toEqual([]);
  });

  it('is not sure where all that failed came after all that worked', () => {
    const large = { ends: 'stalls', hello: tlsClientHello('www.example.com', 1_480) } as const;
    const { differences } = judged([works, works, works, large, large, large]);
    expect(differences?.map(({ by }) => by)).toContain('time');
    expect(differences?.every(({ isSure }) => !isSure)).toBe(true);
  });

  it('is the program, where the ClientHello has another shape', () => {
    const other = tlsClientHello('www.example.com', 1);
    const { verdict, differences } = judged(inTurn({ ends: 'stalls', hello: other }, works));
    expect(verdict).toBe('drop');
    expect(differences).toContainEqual({
      ...{ by: 'client', isSure: true },
      fails: [expect.stringMatching(/^t13d0305/)],
      works: [expect.stringMatching(/^t13d0304/)],
    });
  });

  it('is DSCP, ECN, fast open or timestamps of the SYN that has no answer', () => {
    const ECE_CWR = 0xc0;
    const kinds: readonly (readonly [Kind, object])[] = [
      [
        { ends: 'silent', trafficClass: 0xb8 },
        { by: 'dscp', fails: [46], works: [0] },
      ],
      [
        { ends: 'silent', synFlags: ECE_CWR },
        { by: 'ecn', fails: true, works: false },
      ],
      [
        { ends: 'silent', options: { fastOpen: 'kind' } },
        { by: 'fast-open', fails: true, works: false },
      ],
      [
        { ends: 'silent', options: { fastOpen: 'experiment' } },
        { by: 'fast-open', fails: true, works: false },
      ],
      [
        { ends: 'silent', options: { timestamps: { value: 1, echoReply: 0 } } },
        { by: 'timestamps', fails: true, works: false },
      ],
    ];
    for (const [fails, expected] of kinds) {
      const { verdict, differences } = judged(inTurn(fails, works));
      expect(differences).toEqual([{ ...expected, isSure: true }]);
      expect(verdict).toBe('drop');
    }
  });

  it('is so, too, where other connections that work began before the capture', () => {
    const fails = { ends: 'silent', trafficClass: 0xb8 } as const;
    const { verdict, differences } = judged([
      { ends: 'works', isUnderWay: true },
      ...inTurn(fails, works),
    ]);
    expect(differences).toEqual([{ by: 'dscp', fails: [46], works: [0], isSure: true }]);
    expect(verdict).toBe('drop');
  });

  it('is the source port, where enough of them lie apart', () => {
    const of = (ends: 'works' | 'silent', ports: readonly number[]) =>
      ports.map((port): Kind => ({ ends, port }));
    const low = of('silent', [2_000, 3_000, 1_500, 2_500]);
    const high = of('works', [50_000, 40_000, 60_000, 45_000]);
    const { verdict, differences } = judged(low.flatMap((kind, i) => [kind, high[i]]));
    expect(verdict).toBe('drop');
    expect(differences).toMatchObject([
      {
        ...{ by: 'source-port', isSure: true },
        fails: { minimum: 1_500, maximum: 3_000 },
        works: { minimum: 40_000, maximum: 60_000 },
      },
    ]);
    // With three of each they may well lie apart by accident.
    const few = judged(low.slice(1).flatMap((kind, i) => [kind, high[i + 1]]));
    expect(few.verdict).toBe('answered');
  });

  it('is SMB1 beside SMB2', () => {
    const smb = (mark: number) =>
      Uint8Array.from([0, 0, 0, 40, mark, 0x53, 0x4d, 0x42, ...filler(36)]);
    const { differences } = judged(
      inTurn({ ends: 'reset', hello: smb(0xff) }, { ends: 'works', hello: smb(0xfe) }),
    );
    expect(differences).toContainEqual({
      by: 'smb',
      fails: ['SMB1'],
      works: ['SMB2'],
      isSure: true,
    });
  });

  it('and all that was sent again is counted, whatever it was', () => {
    const { endpoint } = judged(inTurn({ ends: 'stalls' }, works));
    expect(endpoint).toMatchObject({ retransmissions: 0, dataRetransmissions: 15 });
  });
});

describe('services of one client together', () => {
  it('show a rule of which each has too few connections', () => {
    const tracked = new Tracked();
    for (let at = 0, index = 0; index < 12; index++, at += 20) {
      const from = { address: CLIENT, port: index % 2 === 0 ? 40_000 + index : 52_000 + index };
      const to = { address: `203.0.113.${index >> 1}`, port: 443 };
      tracked.segment(at, from, to, { flags: SYN, sequence: 1000 });
      if (index % 2 === 0) {
        for (const after of [1, 3, 7]) {
          tracked.segment(at + after, from, to, { flags: SYN, sequence: 1000 });
        }
        continue;
      }
      const answer = { flags: SYN | ACK, sequence: 5000, acknowledgment: 1001, ttl: 52 };
      tracked.segment(at + 0.03, to, from, answer);
      const request = { flags: ACK | PSH, sequence: 1001, acknowledgment: 5001, data: filler(99) };
      tracked.segment(at + 0.04, from, to, request);
      const response = { flags: ACK | PSH, sequence: 5001, acknowledgment: 1100, data: filler(99) };
      tracked.segment(at + 0.07, to, from, { ...response, ttl: 52 });
      tracked.segment(at + 0.08, from, to, { flags: ACK, sequence: 1100, acknowledgment: 5100 });
    }
    const endpoints = tracked.finish(400);
    const context = detectContext(tracked.tracker, new ProfileMatcher(GENERIC_PROFILE), 0);
    expect(endpoints).toHaveLength(6);
    for (const endpoint of endpoints) {
      expect(context.differencesOf(endpoint)?.by).toContainEqual(
        expect.objectContaining({ by: 'source-port', isSure: true }),
      );
      expect(judge(observe(endpoint, context)).verdict).toBe('drop');
    }
  });
});
