import { describe, expect, it } from 'vitest';
import { detectContext } from '../../src/diagnosis/context.ts';
import { type Observation, observe } from '../../src/evidence/table.ts';
import { ciscoSecureAccess } from '../../src/profiles/cisco-secure-access.ts';
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { say } from '../../src/words/say.ts';
import {
  dnsQuery,
  dnsRcode,
  dnsResponse,
  ethernet,
  etherType,
  filler,
  icmp,
  icmpQuote,
  ipProtocol,
  ipv4,
} from '../../support/packet-builder.ts';
import { ACK, datagramBytes, RST, SYN, segmentBytes, Tracked } from '../../support/tracked.ts';

const CLIENT = { address: '192.168.1.20', port: 50_000 };
const SERVER = { address: '198.51.100.7', port: 443 };
const RESOLVER = { address: '208.67.222.222', port: 53 };

/** Observations of the first endpoint, by code. */
function observed(tracked: Tracked, end = 60, droppedPackets = 0) {
  const endpoints = tracked.finish(end);
  const matcher = new ProfileMatcher(ciscoSecureAccess);
  const context = detectContext(tracked.tracker, matcher, droppedPackets);
  return new Map<string, Observation>(
    observe(endpoints[0], context).map((seen) => [seen.code, seen]),
  );
}

function sentence(seen: Observation | undefined): string {
  return seen === undefined ? '' : say({ code: 'evidence', seen });
}

function syns(...times: number[]): Tracked {
  const tracked = new Tracked();
  for (const at of times) tracked.segment(at, CLIENT, SERVER, { flags: SYN, sequence: 1000 });
  return tracked;
}

describe('detectors', () => {
  it('SYNs into silence, with the frames that prove it', () => {
    const seen = observed(syns(0, 1, 3, 7));
    expect([...seen.keys()].sort()).toEqual(['nothing-answers', 'syn-only-retransmits']);
    expect(seen.get('syn-only-retransmits')).toMatchObject({ frames: [1, 2, 3, 4], strength: 1 });
    expect(observed(syns(0)).has('syn-unanswered')).toBe(true);
  });

  it('what the capture cannot carry', () => {
    expect([...observed(syns(0), 0.5).keys()]).toEqual(['capture-ends-too-soon']);
    expect(observed(syns(0), 60, 500).get('capture-lost-packets')?.strength).toBe(1);
    // A client that asks again had no answer, whatever the capture lost.
    expect(observed(syns(0, 1), 60, 500).get('capture-lost-packets')?.strength).toBe(0.5);
    const oneWay = syns(0, 1);
    const other = { address: '198.51.100.8', port: 80 };
    oneWay.segment(2, CLIENT, other, { flags: ACK, sequence: 1, data: filler(100) });
    expect(sentence(observed(oneWay).get('capture-one-way'))).toContain('1 connection of 1 shows');
  });

  it('a refusal, and one that the server’s own answer follows', () => {
    const tracked = syns(0);
    const reset = { flags: RST | ACK, sequence: 0, acknowledgment: 1001, window: 64_240 };
    tracked.segment(0.001, SERVER, CLIENT, reset);
    tracked.segment(0.03, SERVER, CLIENT, {
      flags: SYN | ACK,
      sequence: 5000,
      acknowledgment: 1001,
      ttl: 50,
    });
    const seen = observed(tracked);
    expect(seen.get('syn-reset')?.frames).toEqual([1, 2]);
    expect(seen.get('reset-injected')?.frames).toEqual([3]);
    expect(seen.get('reset-repeats-syn')?.values).toEqual({ repeats: 'window', times: 1, of: 1 });
    // One SYN/ACK does not show that the way is always that long.
    expect(seen.get('reset-ttl-differs')?.strength).toBe(0.25);
  });

  it.each([
    [[3, 13], '192.168.1.1', 'icmp-prohibited'],
    [[3, 15], '192.168.1.1', 'icmp-prohibited'],
    [[3, 3], '192.168.1.1', 'icmp-port-unreachable-by-other'],
    [[3, 2], SERVER.address, 'icmp-port-unreachable'],
    [[3, 3], SERVER.address, 'icmp-port-unreachable-for-tcp'],
    [[3, 1], '192.168.1.1', 'icmp-unreachable'],
    [[3, 12], '192.168.1.1', 'icmp-unreachable'],
    [[11, 0], '192.168.1.1', 'icmp-unreachable'],
  ] as const)('ICMP %s from %s: %s', (kind, sender, code) => {
    const tracked = syns(0);
    const bytes = segmentBytes(CLIENT, SERVER, { flags: SYN, sequence: 1000 });
    tracked.icmpError(0.01, sender, CLIENT.address, kind, bytes);
    expect(observed(tracked).get(code)?.frames).toEqual([2]);
  });

  it.each([
    ['the server’s', '00:00:5e:00:53:80', 'icmp-port-unreachable'],
    ['another', '00:00:5e:00:53:81', 'icmp-port-unreachable-by-other'],
  ])('ICMP port unreachable on one link, with %s network card', (_, mac, code) => {
    const server = { address: '192.168.1.80', port: 53 };
    const tracked = new Tracked();
    const receive = (at: number, source: string, bytes: Uint8Array) =>
      tracked.frameOf(
        ethernet({ source, destination: '00:00:5e:00:53:20', etherType: etherType.ipv4 }, bytes),
        at,
      );
    const query = dnsQuery({ id: 1, name: 'www.example.com', type: 'A' });
    tracked.datagram(0, CLIENT, server, query);
    const about = datagramBytes(CLIENT, server, query, 64);
    // Another address of the same host.
    const error = icmp({ type: 3, code: 3 }, icmpQuote(about, 28));
    const between = { source: '192.168.1.81', destination: CLIENT.address };
    receive(0.001, mac, ipv4({ ...between, protocol: ipProtocol.icmp, ttl: 64 }, error));
    const other = { ...server, port: 80 };
    tracked.segment(1, CLIENT, other, { flags: SYN, sequence: 1 });
    const accepted = { flags: SYN | ACK, sequence: 9, acknowledgment: 2 };
    receive(1.001, '00:00:5e:00:53:80', segmentBytes(other, CLIENT, accepted));
    expect(observed(tracked).get(code)?.frames).toEqual([2]);
  });

  it('ICMP with the server’s address that crossed no router is not the server’s', () => {
    const tracked = syns(0);
    const bytes = segmentBytes(CLIENT, SERVER, { flags: SYN, sequence: 1000 });
    tracked.icmpError(0.01, SERVER.address, CLIENT.address, [3, 3], bytes);
    const other = { address: '203.0.113.9', port: 443 };
    tracked.segment(1, CLIENT, other, { flags: SYN, sequence: 1 });
    const answer = { flags: SYN | ACK, sequence: 9, acknowledgment: 2, ttl: 50 };
    tracked.segment(1.02, other, CLIENT, answer);
    const seen = observed(tracked);
    expect(seen.has('icmp-port-unreachable-for-tcp')).toBe(false);
    expect(sentence(seen.get('icmp-port-unreachable-by-other'))).toContain(
      "from the server's address, but with time to live 64, a starting value",
    );
  });

  it.each([
    ['as far away as the server', 50, 0.021, true],
    ['a hop nearer', 51, 0.021, false],
    ['sooner than the server can', 50, 0.002, false],
  ])('ICMP port unreachable from another address, %s', (_, ttl, delay, isServers) => {
    const tracked = syns(0);
    const bytes = segmentBytes(CLIENT, SERVER, { flags: SYN, sequence: 1000 });
    tracked.icmpError(delay, '203.0.113.1', CLIENT.address, [3, 3], bytes, 28, ttl);
    const other = { ...SERVER, port: 80 };
    tracked.segment(1, CLIENT, other, { flags: SYN, sequence: 1 });
    const answer = { flags: SYN | ACK, sequence: 9, acknowledgment: 2, ttl: 50 };
    tracked.segment(1.02, other, CLIENT, answer);
    const seen = observed(tracked);
    expect(seen.has('icmp-port-unreachable-for-tcp')).toBe(isServers);
    expect(seen.has('icmp-port-unreachable-by-other')).toBe(!isServers);
  });

  it('over UDP it is the server’s where its data came as far, the handshake not being there', () => {
    const tracked = new Tracked();
    const server = { ...SERVER, port: 123 };
    const request = new Uint8Array(48).fill(0x23, 0, 1);
    const about = datagramBytes(CLIENT, server, request);
    tracked.datagram(0, CLIENT, server, request);
    tracked.icmpError(0.02, '203.0.113.1', CLIENT.address, [3, 3], about, 28, 50);
    const other = { ...SERVER, port: 80 };
    const data = new Uint8Array(40);
    for (const [from, to, ttl] of [
      [CLIENT, other, 64],
      [other, CLIENT, 50],
    ] as const) {
      tracked.segment(1, from, to, { flags: ACK, sequence: 9, acknowledgment: 2, ttl, data });
    }
    const seen = observed(tracked);
    expect(seen.has('icmp-port-unreachable-by-other')).toBe(false);
    expect(seen.get('icmp-port-unreachable')?.strength).toBeLessThan(0.5);
  });

  it('of a port that sent what nobody asked for it says that a client is done', () => {
    const tracked = new Tracked();
    const late = datagramBytes(SERVER, CLIENT, new Uint8Array(40));
    tracked.datagram(0, { ...CLIENT, port: CLIENT.port }, SERVER, new Uint8Array(4));
    tracked.icmpError(1, CLIENT.address, SERVER.address, [3, 3], late, 28);
    const seen = observed(tracked);
    expect(seen.get('icmp-port-unreachable')?.strength ?? 0).toBe(0);
  });

  it('an ICMP refusal after all answers is said to be the end of them', () => {
    const banned = (answersAgain: boolean) => {
      const tracked = new Tracked();
      const connect = (at: number, isAnswered: boolean) => {
        const client = { ...CLIENT, port: 50_000 + at };
        const bytes = segmentBytes(client, SERVER, { flags: SYN, sequence: 1000 });
        tracked.segment(at, client, SERVER, { flags: SYN, sequence: 1000 });
        const accepted = { flags: SYN | ACK, sequence: 9, acknowledgment: 1001, ttl: 50 };
        if (isAnswered) tracked.segment(at + 0.02, SERVER, client, accepted);
        else tracked.icmpError(at + 0.02, SERVER.address, client.address, [3, 3], bytes, 28, 50);
      };
      for (const at of [0, 1]) connect(at, true);
      for (const at of [2, 3, 4]) connect(at, false);
      if (answersAgain) connect(5, true);
      return observed(tracked);
    };
    const seen = banned(false);
    expect(seen.get('icmp-port-unreachable-for-tcp')?.frames).toEqual([6, 8, 10]);
    expect(sentence(seen.get('refused-from-then-on'))).toBe(
      'It worked before: 2 attempts were answered, the last in frame 4; from then on 3 refusals and no answer.',
    );
    expect(banned(true).has('refused-from-then-on')).toBe(false);
  });

  it('DNS: silence, SERVFAIL, late answers to requests before the capture', () => {
    const tracked = new Tracked();
    for (const at of [0, 1, 3]) {
      const name = 'www.example.com';
      tracked.datagram(at, CLIENT, RESOLVER, dnsQuery({ id: at, name, type: 'A' }));
    }
    expect(observed(tracked).get('dns-unanswered-retransmits')).toMatchObject({
      frames: [1, 2, 3],
    });
    const answers = new Tracked();
    const question = { id: 9, name: 'www.example.org', type: 'A' as const };
    answers.datagram(0, CLIENT, RESOLVER, dnsQuery({ ...question, name: 'other.example' }));
    answers.datagram(1, RESOLVER, CLIENT, dnsResponse({ ...question, rcode: dnsRcode.servFail }));
    const seen = observed(answers);
    expect(seen.get('dns-servfail')?.frames).toEqual([2]);
    expect(sentence(seen.get('service-answered'))).not.toContain('0 requests');
  });

  // A denied name is everyday; only the product's own probe name cannot be.
  it('a probe is denied only where its own answer says so', () => {
    const ask = (probe: number, other: number) => {
      const tracked = new Tracked();
      const both = [
        ['debug.opendns.com', probe],
        ['no-such-name.example', other],
      ] as const;
      both.forEach(([name, rcode], id) => {
        const question = { id, name, type: 'TXT' as const };
        tracked.datagram(id, CLIENT, RESOLVER, dnsQuery(question));
        if (rcode >= 0) {
          tracked.datagram(id + 0.02, RESOLVER, CLIENT, dnsResponse({ ...question, rcode }));
        }
      });
      return observed(tracked).get('dns-probe-denied');
    };
    expect(ask(dnsRcode.nxDomain, 0)?.frames).toEqual([2]);
    expect(ask(-1, dnsRcode.nxDomain)).toBeUndefined();
    expect(ask(dnsRcode.servFail, dnsRcode.nxDomain)).toBeUndefined();
  });
});

describe('DNS answers that are not the resolver’s', () => {
  /** Answers of a resolver, and a public web server that is 12 routers away. */
  const ask = (resolver: string, ttl: number, delay: number, rcode = 0) => {
    const tracked = new Tracked();
    const server = { address: resolver, port: 53 };
    for (let id = 0; id < 4; id++) {
      const question = { id, name: `host${id}.example`, type: 'A' as const };
      tracked.datagram(id, CLIENT, server, dnsQuery(question));
      tracked.datagram(id + delay, server, CLIENT, dnsResponse({ ...question, rcode }), ttl);
    }
    tracked.segment(5, CLIENT, SERVER, { flags: SYN, sequence: 1 });
    const accepted = { flags: SYN | ACK, sequence: 1, acknowledgment: 2, ttl: 52 };
    tracked.segment(5.02, SERVER, CLIENT, accepted);
    return [...observed(tracked).keys()].filter((code) => code.startsWith('dns-'));
  };

  it.each([
    ['8.8.8.8', 64, 0.0005, ['dns-intercepted']],
    ['208.67.222.222', 64, 0.0005, ['dns-intercepted']],
    // A router away, as in a data centre: only a hint.
    ['1.1.1.1', 63, 0.0005, ['dns-answer-near']],
    ['198.18.7.7', 64, 0.0005, ['dns-answer-near']],
    ['8.8.8.8', 117, 0.012, []],
  ] as const)('%s, time to live %d, %d s: %j', (resolver, ttl, delay, codes) => {
    expect(ask(resolver, ttl, delay)).toEqual(codes);
  });

  it('REFUSED to every query, of a resolver that refuses nobody', () => {
    const refuse = (resolver: string) => ask(resolver, 117, 0.012, dnsRcode.refused);
    expect(refuse('9.9.9.9')).toContain('dns-public-refused');
    expect(refuse('198.18.7.7')).not.toContain('dns-public-refused');
  });

  it('UDP is silent, TCP works', () => {
    const tracked = new Tracked();
    for (const at of [0, 1, 3]) {
      const question = { id: at, name: 'www.example.com', type: 'A' as const };
      tracked.datagram(at, CLIENT, RESOLVER, dnsQuery(question));
    }
    tracked.segment(5, CLIENT, RESOLVER, { flags: SYN, sequence: 1 });
    tracked.segment(5.02, RESOLVER, CLIENT, { flags: SYN | ACK, sequence: 1, acknowledgment: 2 });
    const seen = observed(tracked);
    expect(seen.get('dns-answers-over-tcp')?.frames).toEqual([5]);
    expect(seen.has('dns-unanswered-retransmits')).toBe(true);
  });
});

describe('resets that never were on a network', () => {
  const MACS = ['00:00:5e:00:53:01', '00:00:5e:00:53:02'];
  const observedFrom = (resetMac: string, answerMac: string) => {
    const tracked = syns(0);
    const send = (at: number, source: string, bytes: Uint8Array) =>
      tracked.frameOf(
        ethernet({ source, destination: MACS[0], etherType: etherType.ipv4 }, bytes),
        at,
      );
    const reset = { flags: RST | ACK, sequence: 0, acknowledgment: 1001, ttl: 128 };
    send(0.00005, resetMac, segmentBytes(SERVER, CLIENT, reset));
    const other = { address: '203.0.113.8', port: 443 };
    tracked.segment(1, CLIENT, other, { flags: SYN, sequence: 1 });
    const accepted = { flags: SYN | ACK, sequence: 1, acknowledgment: 2, ttl: 52 };
    send(1.02, answerMac, segmentBytes(other, CLIENT, accepted));
    return observed(tracked);
  };

  it('are made by the client’s own firewall', () => {
    expect(observedFrom(MACS[0], MACS[1]).get('reset-within-host')?.frames).toEqual([2]);
    expect(observedFrom(MACS[1], MACS[1]).has('reset-within-host')).toBe(false);
  });

  it('unless all frames look so: anonymous addresses', () => {
    expect(observedFrom(MACS[0], MACS[0]).has('reset-within-host')).toBe(false);
  });
});
