import { describe, expect, it } from 'vitest';
import { PacketView } from '../../src/protocols/packet-view.ts';
import { Protocol } from '../../src/protocols/protocol.ts';
import {
  FLOW_WORDS,
  Flow,
  FlowTable,
  FROM_CLIENT,
  FROM_SERVER,
} from '../../src/track/flow-table.ts';
import { cpuMilliseconds } from '../../support/cpu-time.ts';
import { seeded } from '../../support/sample-packets.ts';
import { ACK, RST, SYN, Tracked } from '../../support/tracked.ts';

type Words = readonly [number, number, number, number];

function viewOf(source: Words, sourcePort: number, destination: Words, port: number): PacketView {
  const view = new PacketView();
  [view.source0, view.source1, view.source2, view.source3] = source;
  [view.destination0, view.destination1, view.destination2, view.destination3] = destination;
  view.sourcePort = sourcePort;
  view.destinationPort = port;
  return view;
}

const MAPPED = 0xffff;

describe('FlowTable', () => {
  it('finds a flow from both sides, by all of its key', () => {
    const table = new FlowTable(16);
    const client: Words = [0x20010db8, 1, 2, 3];
    const server: Words = [0x20010db8, 9, 8, -7];
    const flow = table.insert(viewOf(client, 40_000, server, 443), Protocol.TCP, true);
    expect(table.find(viewOf(client, 40_000, server, 443), Protocol.TCP)).toBe(flow);
    expect(table.direction).toBe(FROM_CLIENT);
    expect(table.find(viewOf(server, 443, client, 40_000), Protocol.TCP)).toBe(flow);
    expect(table.direction).toBe(FROM_SERVER);
    expect(table.find(viewOf(client, 40_000, server, 443), Protocol.UDP)).toBe(-1);
    expect(table.find(viewOf(client, 443, server, 40_000), Protocol.TCP)).toBe(-1);
    for (let word = 0; word < 4; word++) {
      const other = client.map((value, i) => (i === word ? value ^ 1 : value)) as unknown as Words;
      expect(table.find(viewOf(other, 40_000, server, 443), Protocol.TCP)).toBe(-1);
    }
  });

  it('takes IPv4 and an IPv6 address with the same last word for two', () => {
    const table = new FlowTable(16);
    const ipv4 = table.insert(
      viewOf([0, 0, MAPPED, 5], 1, [0, 0, MAPPED, 6], 2),
      Protocol.UDP,
      true,
    );
    const ipv6 = table.insert(viewOf([0, 0, 0, 5], 1, [0, 0, 0, 6], 2), Protocol.UDP, true);
    expect(table.find(viewOf([0, 0, MAPPED, 6], 2, [0, 0, MAPPED, 5], 1), Protocol.UDP)).toBe(ipv4);
    expect(table.find(viewOf([0, 0, 0, 6], 2, [0, 0, 0, 5], 1), Protocol.UDP)).toBe(ipv6);
  });

  it('agrees with a Map through insertions and removals', () => {
    const random = seeded(3);
    const table = new FlowTable(500);
    const truth = new Map<string, number>();
    for (let i = 0; i < 8_000; i++) {
      const view = viewOf(
        [0, 0, MAPPED, random() % 8],
        random() % 8,
        [0, 0, MAPPED, 8 + (random() % 8)],
        random() % 8,
      );
      const key = `${view.source3}:${view.sourcePort}-${view.destination3}:${view.destinationPort}`;
      const known = truth.get(key);
      expect(table.find(view, Protocol.TCP)).toBe(known ?? -1);
      if (known !== undefined && random() % 2 === 0) {
        table.remove(known);
        truth.delete(key);
        expect(table.isUsed(known)).toBe(false);
      } else if (known === undefined && !table.isFull) {
        truth.set(key, table.insert(view, Protocol.TCP, true));
      }
      expect(table.count).toBe(truth.size);
      expect(table.isFull).toBe(truth.size === 500);
    }
  });

  // Words 0 to 2 of an IPv6 address are the sender's to choose: were they hashed without the seed,
  // one file could put all its flows on one chain, and a minute's work would take days.
  it('cannot be made to put chosen IPv6 addresses on one chain', { timeout: 20_000 }, () => {
    const server: Words = [0x20010db8, 0, 0, 1];
    // Both at the same time, so that what else the machine does slows one like the other.
    const chosen = (i: number): Words => [0x20010000 ^ i, 77, i, 5];
    const random = seeded(5);
    const scattered = Array.from(
      { length: 60_000 },
      (): Words => [random() | 0, 77, random() | 0, 5],
    );
    const lookUp = (addressOf: (i: number) => Words): (() => number) => {
      const table = new FlowTable(60_000);
      for (let i = 0; i < 60_000; i++)
        table.insert(viewOf(addressOf(i), 1024, server, 443), Protocol.TCP, true);
      return () => {
        const started = cpuMilliseconds();
        for (let i = 0; i < 2_000; i++) {
          expect(table.find(viewOf(server, 443, addressOf(i), 1024), Protocol.TCP)).toBe(i);
        }
        return cpuMilliseconds() - started;
      };
    };
    const ofChosen = lookUp(chosen);
    const ofScattered = lookUp((i) => scattered[i]);
    let [fastestChosen, fastestScattered] = [ofChosen(), ofScattered()];
    for (let round = 0; round < 4; round++) {
      fastestChosen = Math.min(fastestChosen, ofChosen());
      fastestScattered = Math.min(fastestScattered, ofScattered());
    }
    // On one chain it would be thousands.
    expect(fastestChosen / fastestScattered).toBeLessThan(10);
  });
});

describe('flows that end', () => {
  const server = { address: '198.51.100.1', port: 443 };
  const client = (n: number) => ({
    address: `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`,
    port: 4000,
  });

  it('counts every connection once, however few are followed at once', () => {
    for (const maximumFlows of [2, 9, 1000]) {
      let ended = 0;
      const tracked = new Tracked({ maximumFlows, onFlowEnd: () => ended++ });
      for (let n = 0; n < 3_000; n++) {
        tracked.segment(n / 500, client(n), server, { flags: SYN, sequence: 100 });
        tracked.segment(n / 500 + 0.001, server, client(n), {
          flags: RST | ACK,
          sequence: 0,
          acknowledgment: 101,
        });
      }
      const endpoints = tracked.finish(60);
      const sum = (of: (endpoint: (typeof endpoints)[number]) => number) =>
        endpoints.reduce((total, endpoint) => total + of(endpoint), 0);
      expect(sum(({ attempts }) => attempts)).toBe(3_000);
      expect(sum(({ refused }) => refused)).toBe(3_000);
      expect(sum(({ packets }) => packets)).toBe(6_000);
      expect(ended).toBe(3_001);
    }
  });

  it('is not taken out twice where it was evicted while it waited to be', () => {
    // One table of live and of ended flows, full; then so many ends that the queue runs over
    // without a new flow in between.
    const maximumFlows = 6_000;
    let ended = 0;
    const tracked = new Tracked({ maximumFlows, onFlowEnd: () => ended++ });
    for (let n = 0; n < maximumFlows; n++) {
      tracked.segment(1, client(n), server, { flags: SYN, sequence: 100 });
      // The first eight are over at once: the eviction looks at them first.
      if (n < 8) {
        tracked.segment(1, server, client(n), {
          flags: RST | ACK,
          sequence: 0,
          acknowledgment: 101,
        });
      }
    }
    for (let n = 8; n < 5_500; n++) {
      tracked.segment(1, server, client(n), { flags: RST | ACK, sequence: 0, acknowledgment: 101 });
    }
    const endpoints = tracked.finish(60);
    expect(endpoints.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(maximumFlows);
    expect(ended).toBe(maximumFlows + 1);
  });

  it('keeps a record for late packets of a connection that is over', () => {
    const ends: number[] = [];
    const tracked: Tracked = new Tracked({
      onFlowEnd: (flow) => {
        ends.push(tracked.tracker.flows.words[flow * FLOW_WORDS + Flow.CLIENT_PACKETS]);
      },
    });
    tracked.segment(0, client(1), server, { flags: SYN, sequence: 100 });
    tracked.segment(0.1, client(1), server, { flags: RST, sequence: 101 });
    tracked.segment(1, client(1), server, { flags: RST, sequence: 101 });
    tracked.segment(10, client(2), server, { flags: SYN, sequence: 100 });
    expect(ends).toEqual([3]);
  });
});
