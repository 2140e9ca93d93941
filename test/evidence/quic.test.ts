import { describe, expect, it } from 'vitest';
import { detectContext } from '../../src/diagnosis/context.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import { observe } from '../../src/evidence/table.ts';
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import { isInitial } from '../../src/protocols/quic/codec.ts';
import { concat, filler, hex } from '../../support/packet-builder.ts';
import { ACK, SYN, Tracked } from '../../support/tracked.ts';

const CLIENT = { address: '192.168.1.20', port: 50_000 };
const SERVER = { address: '198.51.100.7', port: 443 };
const OTHER = { address: '203.0.113.9', port: 443 };

// Headers as the RFCs print them (RFC 9001 A.2 and A.3; RFC 9369 A.2), protected.
const CLIENT_VERSION_1 = hex('c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11');
const CLIENT_VERSION_2 = hex('d76b3343cf088394c8f03e5157080000449ea0c95e82ffe67b6abcdb4298b485');
const SERVER_VERSION_1 = hex('cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a');

const padded = (header: Uint8Array) => concat(header, filler(1200 - header.length));
const INITIAL = padded(CLIENT_VERSION_1);

describe('a client’s Initial', () => {
  it.each([
    ['version 1', CLIENT_VERSION_1, true],
    ['version 2', CLIENT_VERSION_2, true],
    ['draft 29', concat(hex('c0ff00001d08'), filler(20)), true],
    ['the server’s', SERVER_VERSION_1, false],
    ['version negotiation', concat(hex('c00000000008'), filler(20)), false],
    ['a handshake packet', concat(hex('e00000000108'), filler(20)), false],
    ['a short header', concat(hex('400000000108'), filler(20)), false],
    ['cut', CLIENT_VERSION_1.slice(0, 10), false],
    ['nothing', new Uint8Array(0), false],
  ])('%s', (_, bytes, is) => {
    expect(isInitial(bytes, 0, bytes.length)).toBe(is);
  });
});

describe('QUIC without an answer', () => {
  interface Scene {
    readonly overTcp?: boolean;
    readonly others?: boolean;
    readonly answeredAfter?: number;
    readonly times?: readonly number[];
    readonly data?: Uint8Array;
  }
  function run({
    overTcp,
    others,
    answeredAfter,
    times = [0, 0.3, 0.9, 2.1],
    data = INITIAL,
  }: Scene) {
    const tracked = new Tracked();
    for (const at of times) tracked.datagram(at, CLIENT, SERVER, data);
    if (answeredAfter !== undefined) {
      tracked.datagram(answeredAfter, SERVER, CLIENT, padded(SERVER_VERSION_1), 52);
    }
    const connect = (server: typeof SERVER) => {
      tracked.segment(5, CLIENT, server, { flags: SYN, sequence: 1 });
      const accepted = { flags: SYN | ACK, sequence: 1, acknowledgment: 2, ttl: 52 };
      tracked.segment(5.02, server, CLIENT, accepted);
    };
    if (overTcp === true) connect(SERVER);
    if (others === true) connect(OTHER);
    const [endpoint] = tracked.finish(60);
    const context = detectContext(tracked.tracker, new ProfileMatcher(GENERIC_PROFILE), 0);
    const observations = observe(endpoint, context);
    const quic = observations.find(({ code }) => code === 'quic-unanswered-retransmits');
    const codes = observations.map(({ code }) => code);
    return { endpoint, quic, codes, judgement: judge(observations) };
  }

  it('is a drop, never a sure one', () => {
    for (const scene of [{ others: true }, { others: true, overTcp: true }]) {
      const { quic, judgement, codes } = run(scene);
      expect(judgement.verdict).toBe('drop');
      expect(judgement.confidence).not.toBe('high');
      expect(codes).not.toContain('udp-unanswered');
      expect(quic?.frames).toEqual([1, 4]);
      expect(quic?.values).toMatchObject({ isHttp3: true });
    }
  });

  it('weighs less where the server works over TCP: it may have no QUIC', () => {
    expect(run({ others: true, overTcp: true }).quic?.strength).toBeLessThan(
      run({ others: true }).quic?.strength ?? 0,
    );
  });

  it('answered in the end: nothing', () => {
    const { quic, judgement, endpoint } = run({ answeredAfter: 3 });
    expect(quic).toBeUndefined();
    expect(judgement.verdict).toBe('answered');
    expect(endpoint.quic).toMatchObject({ answered: 1, silentInitials: 0 });
  });

  it('two datagrams of one ClientHello are no repetition', () => {
    expect(run({ times: [0, 0.0001] }).quic).toBeUndefined();
  });

  it('other UDP is not taken for it', () => {
    const { quic, codes } = run({ data: filler(1200) });
    expect(quic).toBeUndefined();
    expect(codes).toContain('udp-unanswered');
  });
});
