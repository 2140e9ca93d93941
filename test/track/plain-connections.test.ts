import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MemorySource } from '../../src/capture/byte-source.ts';
import { openCapture } from '../../src/capture/open-capture.ts';
import type { EndpointFacts } from '../../src/track/facts/endpoint-facts.ts';
import { EndpointRows, ROW_WORDS, Row } from '../../src/track/facts/endpoint-row.ts';
import { FLOW_WORDS } from '../../src/track/flow-table.ts';
import { isPlain } from '../../src/track/plain-connections.ts';
import { Next, runPackets } from '../../src/track/run-packets.ts';
import { Tracker } from '../../src/track/tracker.ts';
import { CAPTURES, labCaptureNames } from '../../support/shipped-captures.ts';
import { ACK, FIN, factsOf, PSH, type SegmentFields, SYN, Tracked } from '../../support/tracked.ts';

/** Every so many of the lab's captures: the plainest have no failure, and others a few plain connections. */
const EVERY = 12;

/** All of an endpoint's facts, its row's with them, as text. */
function told(endpoint: EndpointFacts): string {
  return JSON.stringify(factsOf(endpoint), (_, value) =>
    value instanceof Map ? [...value] : value,
  );
}

/** What a tracker knows after a capture, and how many of its connections were plain. */
async function tracked(bytes: Uint8Array, inRows: boolean) {
  let plain = 0;
  const onFlowEnd = (flow: number): void => {
    if (isPlain(tracker.flows.words, flow * FLOW_WORDS)) plain++;
  };
  const tracker = new Tracker({ onFlowEnd });
  // As with copies of endpoints, all connections go the long way then.
  if (!inRows) Object.assign(tracker.endpoints, { counted: null });
  const reader = await openCapture(new MemorySource(bytes));
  await runPackets(reader, {
    observe(view) {
      tracker.observe(view, true);
      return Next.MORE;
    },
  });
  tracker.finish();
  const { tcpPackets, connectionsBegun, connectionsWithControl, twoWayConnections } =
    tracker.capture;
  return {
    plain,
    endpoints: tracker.endpoints.endpoints.map(told),
    capture: { tcpPackets, connectionsBegun, connectionsWithControl, twoWayConnections },
    attempts: tracker.endpoints.endpoints.map(({ reference }) => [
      tracker.capture.attempts.of(reference),
      tracker.capture.connections.of(reference),
    ]),
  };
}

describe('a plain connection', () => {
  test('adds to its endpoint what the long way does', async () => {
    let plain = 0;
    for (const name of labCaptureNames().filter((_, index) => index % EVERY === 0)) {
      const bytes = readFileSync(join(CAPTURES, name));
      const [one, other] = [await tracked(bytes, true), await tracked(bytes, false)];
      expect(one, name).toEqual(other);
      plain += one.plain;
    }
    expect(plain).toBeGreaterThan(100);
  });

  test('is one of which nothing is odd', () => {
    const client = { address: '192.168.1.20', port: 50_000 };
    const server = { address: '203.0.113.5', port: 22 };
    const data = new Uint8Array(20);
    const steps: readonly (readonly ['>' | '<', SegmentFields])[] = [
      ['>', { flags: SYN, sequence: 1000 }],
      ['<', { flags: SYN | ACK, sequence: 5000, acknowledgment: 1001 }],
      ['>', { flags: ACK | PSH, sequence: 1001, acknowledgment: 5001, data }],
      ['<', { flags: ACK | PSH, sequence: 5001, acknowledgment: 1021, data }],
      ['>', { flags: ACK | FIN, sequence: 1021, acknowledgment: 5021 }],
      ['<', { flags: ACK | FIN, sequence: 5021, acknowledgment: 1022 }],
    ];
    const isPlainWithout = (left: number, again: number): boolean => {
      const hand = new Tracked();
      let at = 0;
      for (const [index, [from, fields]] of steps.entries()) {
        if (index === left) continue;
        const [source, destination] = from === '>' ? [client, server] : [server, client];
        for (let time = 0; time < (index === again ? 2 : 1); time++) {
          at += 0.5;
          hand.segment(at, source, destination, fields);
        }
      }
      return isPlain(hand.tracker.flows.words, 0);
    };
    expect(isPlainWithout(-1, -1)).toBe(true);
    for (let left = 0; left < steps.length; left++) {
      expect(isPlainWithout(left, -1), `without packet ${left + 1}`).toBe(false);
    }
    expect(isPlainWithout(-1, 0), 'with its SYN twice').toBe(false);
    expect(isPlainWithout(-1, 4), 'with its FIN twice').toBe(false);
  });
});

describe("an endpoint's row", () => {
  test('begins as that of an endpoint of which nothing is known', () => {
    const rows = new EndpointRows(2);
    rows.words.fill(7);
    rows.clear(ROW_WORDS);
    expect(rows.words[Row.PACKETS]).toBe(7);
    expect(rows.words[ROW_WORDS + Row.PACKETS]).toBe(0);
    expect(rows.words[ROW_WORDS + Row.FASTEST_ANSWER]).toBe(-1);
  });

  test('keeps seconds after 2038, and copies of it their own numbers', () => {
    const rows = new EndpointRows(1);
    rows.clear(0);
    rows.touch(0, 5, 3_000_000_000, 1);
    rows.touch(0, 6, 3_000_000_001, 0);
    const copy = rows.copy(0);
    rows.touch(0, 7, 3_000_000_002, 0);
    expect(copy.words[Row.FIRST_SECONDS] >>> 0).toBe(3_000_000_000);
    expect(copy.words[Row.LAST_SECONDS] >>> 0).toBe(3_000_000_001);
    expect(rows.words[Row.LAST_SECONDS] >>> 0).toBe(3_000_000_002);
  });
});
