import { describe, expect, it } from 'vitest';
import { detectContext } from '../../src/diagnosis/context.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import { observe } from '../../src/evidence/table.ts';
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import { KeyCounts } from '../../src/protocols/hash-tables.ts';
import { Protocol } from '../../src/protocols/protocol.ts';
import { ENDPOINT_KEY_WORDS, EndpointTable } from '../../src/track/endpoint-table.ts';
import type { EndpointFacts } from '../../src/track/facts/endpoint-facts.ts';
import { FLOW_WORDS, Flow } from '../../src/track/flow-table.ts';
import { dnsQuery, dnsResponse } from '../../support/packet-builder.ts';
import { ACK, PSH, RST, SYN, Tracked } from '../../support/tracked.ts';

const MAPPED = 0xffff;
const DATA = new Uint8Array(20);

function verdictsOf(tracked: Tracked, endpoints: readonly EndpointFacts[]): Set<string> {
  const context = detectContext(tracked.tracker, new ProfileMatcher(GENERIC_PROFILE), 0);
  return new Set(endpoints.map((endpoint) => judge(observe(endpoint, context)).verdict));
}

describe('flows that make room', () => {
  // The server's port is the higher one: by the ports alone it would be taken for the client.
  const server = { address: '198.51.100.1', port: 50_443 };
  const client = (n: number) => ({ address: `10.0.0.${n % 30}`, port: 1024 + Math.floor(n / 30) });
  const CONNECTIONS = 3_000;

  function late(answer: (tracked: Tracked, n: number, at: number) => void) {
    const tracked = new Tracked({ maximumFlows: 1_000 });
    for (let n = 0; n < CONNECTIONS; n++) {
      tracked.segment(n * 1e-4, client(n), server, { flags: SYN, sequence: 100 });
    }
    for (let n = 0; n < CONNECTIONS; n++) answer(tracked, n, 4 + n * 1e-4);
    return { tracked, endpoints: tracked.finish(60), facts: tracked.tracker.capture };
  }

  it('are not silent where the SYN/ACK comes later, and then data', () => {
    const { tracked, endpoints, facts } = late((tracking, n, at) => {
      tracking.segment(at, server, client(n), {
        flags: SYN | ACK,
        sequence: 500,
        acknowledgment: 101,
      });
      tracking.segment(at + 5, client(n), server, {
        flags: PSH | ACK,
        sequence: 101,
        acknowledgment: 501,
        data: DATA,
      });
      tracking.segment(at + 5.1, server, client(n), {
        flags: PSH | ACK,
        sequence: 501,
        acknowledgment: 121,
        data: DATA,
      });
    });
    expect(facts.flowsEvicted).toBeGreaterThan(CONNECTIONS);
    expect(endpoints).toHaveLength(30);
    for (const endpoint of endpoints) {
      expect(endpoint.silence.attempts).toBe(0);
      expect(endpoint.attempts).toBe(CONNECTIONS / 30);
      expect(endpoint.exchanges).toBeGreaterThanOrEqual(CONNECTIONS / 30);
    }
    expect(verdictsOf(tracked, endpoints)).toEqual(new Set(['answered']));
    // What the tracker itself cut in two is no fault of the capture.
    expect(facts.oneWayConnections).toBe(0);
    expect(facts.midstreamConnections).toBe(0);
  });

  it('are no drop where nothing more is seen of them', () => {
    const { tracked, endpoints, facts } = late(() => {});
    expect(facts.flowsEvicted).toBeGreaterThan(0);
    const sum = (of: (endpoint: EndpointFacts) => number) =>
      endpoints.reduce((total, endpoint) => total + of(endpoint), 0);
    expect(sum(({ attempts }) => attempts)).toBe(CONNECTIONS);
    // Only those that were followed to the end are known to be silent.
    const silent = sum(({ silence }) => silence.attempts);
    expect(silent).toBeGreaterThan(900);
    expect(silent).toBeLessThanOrEqual(1_000);
    expect(silent + sum(({ pending }) => pending.evicted)).toBe(CONNECTIONS);
    expect(verdictsOf(tracked, endpoints)).not.toContain('reject');
  });

  it('leave one that is asked again and again for later', () => {
    const tracked = new Tracked({ maximumFlows: 1_000 });
    const real = { address: '192.168.1.20', port: 50_000 };
    const dead = { address: '198.51.100.77', port: 443 };
    const at = [0, 1, 3, 7];
    // Time enough for the second SYN before the table is full of others.
    const rate = 400;
    for (let n = 0; n < 14 * rate; n++) {
      if (at.includes(n / rate)) {
        tracked.segment(n / rate, real, dead, { flags: SYN, sequence: 7 });
      }
      const spoofed = { address: `11.0.${n >> 8}.${n & 255}`, port: 1024 };
      tracked.segment(n / rate, spoofed, server, { flags: SYN, sequence: n });
    }
    const failed = tracked.finish(60).find(({ port }) => port === dead.port);
    expect(failed).toMatchObject({ silence: { attempts: 1, retransmissions: 3 } });
  });

  it('of UDP: an answer that comes later belongs to the same endpoint', () => {
    const tracked = new Tracked({ maximumFlows: 100 });
    for (let n = 0; n < 300; n++) tracked.datagram(n * 1e-3, client(n), server, DATA);
    for (let n = 0; n < 300; n++) tracked.datagram(5 + n * 1e-3, server, client(n), DATA);
    const endpoints = tracked.finish(60);
    expect(endpoints).toHaveLength(30);
    for (const endpoint of endpoints) expect(endpoint.exchanges).toBeGreaterThanOrEqual(10);
    expect(verdictsOf(tracked, endpoints)).toEqual(new Set(['answered']));
  });

  it('of DNS: more questions at once than are followed, answered late, are no drop', () => {
    const tracked = new Tracked();
    const resolver = { address: '203.0.113.53', port: 53 };
    const asker = { address: '192.168.1.20', port: 50_000 };
    const total = 66_000;
    for (let id = 0; id < total; id++) {
      const query = dnsQuery({ id: id & 0xffff, name: `h${id}.example.com`, type: 'A' });
      tracked.datagram(id * 1e-4, asker, resolver, query);
    }
    for (let id = 0; id < total; id++) {
      const response = dnsResponse({ id: id & 0xffff, name: `h${id}.example.com`, type: 'A' });
      tracked.datagram(10 + id * 1e-4, resolver, asker, response);
    }
    const endpoints = tracked.finish(60);
    expect(endpoints).toMatchObject([{ silence: { attempts: 0 }, attempts: total }]);
    expect(verdictsOf(tracked, endpoints)).toEqual(new Set(['answered']));
  });
});

describe('endpoints that make room', () => {
  it('leave failures that come before or after a scan, and tell how many were not followed', () => {
    const tracked = new Tracked();
    const client = { address: '192.168.1.20', port: 50_000 };
    const scanner = { address: '192.0.2.66', port: 40_000 };
    const ask = (from: number, address: string) => {
      for (const pause of [0, 1, 3, 7]) {
        tracked.segment(from + pause, client, { address, port: 443 }, { flags: SYN, sequence: 1 });
      }
    };
    ask(0, '198.51.100.1');
    const scanned = 80_000;
    for (let n = 0; n < scanned; n++) {
      const target = { address: `45.0.${(n >> 8) >> 4}.${(n >> 4) & 255}`, port: 1 + (n & 15) };
      tracked.segment(10 + n * 1e-4, scanner, target, { flags: SYN, sequence: n });
    }
    ask(20, '198.51.100.2');
    const endpoints = tracked.finish(60);
    const failed = endpoints.filter(({ silence }) => silence.retransmissions === 3);
    expect(failed.map(({ server }) => server[3])).toEqual([0xc6336401 | 0, 0xc6336402 | 0]);
    expect(endpoints.length).toBeLessThan(10_000);
    const { endpointsNotFollowed } = tracked.tracker.capture;
    expect(endpoints.length - 2 + endpointsNotFollowed).toBe(scanned);
  });

  it('keep the facts of one whose connection still goes on', () => {
    const tracked = new Tracked();
    const client = { address: '192.168.1.20', port: 50_000 };
    const server = { address: '198.51.100.1', port: 443 };
    tracked.segment(0, client, server, { flags: SYN, sequence: 100 });
    for (let n = 0; n < 140_000; n++) {
      const spoofed = { address: `11.${n >> 16}.${(n >> 8) & 255}.${n & 255}`, port: 1024 };
      const flooded = { address: '203.0.113.10', port: 80 };
      tracked.segment(1 + n * 1e-5, spoofed, flooded, { flags: SYN, sequence: n });
    }
    tracked.segment(3, server, client, { flags: RST | ACK, sequence: 0, acknowledgment: 101 });
    const endpoint = tracked.finish(60).find(({ port }) => port === 443);
    expect(endpoint).toMatchObject({ attempts: 1, refused: 1, silence: { attempts: 0 } });
    expect(endpoint?.resets?.resetFrames.total).toBe(1);
    expect(endpoint?.resets?.synFrames.total).toBe(1);
  });

  it('are not taken for silent when they come back', () => {
    const table = new EndpointTable();
    const words = new Int32Array(FLOW_WORDS);
    const key = new Int32Array(ENDPOINT_KEY_WORDS);
    const facts = (n: number) => {
      key.set([0, 0, MAPPED, 0x0a000001, 0, 0, MAPPED, 0x2d000000 + n, 443, Protocol.TCP]);
      words[Flow.ENDPOINT] = table.slotOfKey(key);
      return table.at(words[Flow.ENDPOINT]);
    };
    const total = 100_000;
    for (let n = 0; n < total; n++) {
      const endpoint = facts(n);
      if (endpoint === null) throw new Error('healthy endpoints make room for new ones');
      endpoint.attempts = 2;
      endpoint.answered = 2;
      endpoint.exchanges = 2;
      table.settle(words, 0);
    }
    expect(table.notFollowed).toBe(0);
    expect(table.leftOut).toBe(total - table.endpoints.length);
    const kept = new Set(table.endpoints.map(({ server }) => server[3] - 0x2d000000));
    let returned = 0;
    for (let n = 0; n < total && returned < 500; n++) {
      if (kept.has(n)) continue;
      returned++;
      expect(facts(n)?.partial.midstreamExchanges).toBeGreaterThanOrEqual(2);
    }
    expect(returned).toBe(500);
    // Such as never were there have no past: of so many counters, next to none are shared.
    let strangers = 0;
    for (let n = total; n < total + 500; n++) {
      if ((facts(n)?.partial.midstreamExchanges ?? 0) > 0) strangers++;
    }
    expect(strangers).toBeLessThan(5);
  });
});

describe('KeyCounts', () => {
  it('counts never too low, and seldom too high', () => {
    const counts = new KeyCounts(2);
    const truth = new Map<number, number>();
    const key = new Int32Array(2);
    for (let i = 0; i < 200_000; i++) {
      const n = (i * 7919) % 50_000;
      key.set([n, n >> 3]);
      counts.add(key, 1);
      truth.set(n, Math.min(255, (truth.get(n) ?? 0) + 1));
    }
    let tooHigh = 0;
    for (const [n, count] of truth) {
      key.set([n, n >> 3]);
      expect(counts.get(key)).toBeGreaterThanOrEqual(count);
      if (counts.get(key) > count) tooHigh++;
    }
    expect(tooHigh).toBeLessThan(truth.size / 1_000);
    key.set([1, -1]);
    counts.add(key, 1_000);
    expect(counts.get(key)).toBe(255);
  });
});
