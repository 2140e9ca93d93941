import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MemorySource } from '../../src/capture/byte-source.ts';
import { openCapture } from '../../src/capture/open-capture.ts';
import { FLOW_WORDS, Flow } from '../../src/track/flow-table.ts';
import { Next, runPackets } from '../../src/track/run-packets.ts';
import { isSettled, unsettle } from '../../src/track/settled-connections.ts';
import { Tracker } from '../../src/track/tracker.ts';
import { tlsClientHello } from '../../support/packet-builder.ts';
import {
  ACK,
  FIN,
  factsOf,
  PSH,
  RST,
  type SegmentFields,
  SYN,
  Tracked,
} from '../../support/tracked.ts';

const CLIENT = { address: '192.168.1.20', port: 50_000 };
const SERVER = { address: '203.0.113.5', port: 443 };
const HELLO = tlsClientHello('one.example');
/** Next sequence numbers of both sides, once the connection is settled. */
const NEXT = { client: 1001 + HELLO.length + 100, server: 5001 + 300 };

type Step = readonly [at: number, from: '>' | '<', fields: SegmentFields];

const data = (length: number) => new Uint8Array(length).fill(0x17);
const client = (fields: Partial<SegmentFields> = {}): SegmentFields => ({
  ...{ flags: ACK | PSH, sequence: NEXT.client, acknowledgment: NEXT.server },
  ...fields,
});
const server = (fields: Partial<SegmentFields> = {}): SegmentFields => ({
  ...{ flags: ACK | PSH, sequence: NEXT.server, acknowledgment: NEXT.client },
  ...fields,
});

/** A connection that works, with a ClientHello, an answer, a request and an answer. */
const WORKS: readonly Step[] = [
  [0, '>', { flags: SYN, sequence: 1000 }],
  [0.01, '<', { flags: SYN | ACK, sequence: 5000, acknowledgment: 1001 }],
  [0.02, '>', { flags: ACK, sequence: 1001, acknowledgment: 5001 }],
  [0.03, '>', { flags: ACK | PSH, sequence: 1001, acknowledgment: 5001, data: HELLO }],
  [0.04, '<', server({ sequence: 5001, acknowledgment: 1001 + HELLO.length, data: data(200) })],
  [0.05, '>', client({ sequence: 1001 + HELLO.length, acknowledgment: 5201, data: data(100) })],
  [0.06, '<', server({ flags: ACK, sequence: 5201 })],
  [0.07, '<', server({ sequence: 5201, data: data(100) })],
  [0.08, '>', client({ flags: ACK })],
];

/** What may come next; only the first two carry the connection on. */
const EVENTS: Readonly<Record<string, readonly Step[]>> = {
  'an answer and its acknowledgment': [
    [0.1, '<', server({ data: data(50) })],
    [0.11, '>', client({ flags: ACK, acknowledgment: NEXT.server + 50 })],
  ],
  'a request and its acknowledgment': [
    [0.1, '>', client({ data: data(50) })],
    [0.11, '<', server({ flags: ACK, acknowledgment: NEXT.client + 50 })],
  ],
  'an end by FIN': [[0.1, '>', client({ flags: ACK | FIN })]],
  'a reset': [[0.1, '<', server({ flags: RST })]],
  'a packet without acknowledgment': [[0.1, '<', server({ flags: PSH, data: data(5) })]],
  'a closed window': [[0.1, '<', server({ flags: ACK, window: 0 })]],
  'data that was lost before': [[0.1, '<', server({ sequence: NEXT.server + 10, data: data(5) })]],
  'an acknowledgment of what is not there': [
    [0.1, '>', client({ flags: ACK, acknowledgment: NEXT.server + 500 })],
  ],
  'data again': [
    [0.1, '>', client({ data: data(50) })],
    [0.4, '>', client({ data: data(50) })],
  ],
  'the same acknowledgment again': [
    [0.1, '>', client({ data: data(50) })],
    [0.2, '<', server({ flags: ACK })],
  ],
  'a keep-alive': [[0.1, '>', client({ flags: ACK, sequence: NEXT.client - 1 })]],
  'data after a long time': [[100, '>', client({ data: data(50) })]],
  'an alert': [[0.1, '>', client({ data: Uint8Array.of(21, 3, 3, 0, 2, 2, 48) })]],
};

/** Feeds the packets, going the whole way with each where it is not short. */
function fed(steps: readonly Step[], isShort: boolean) {
  const tracked = new Tracked();
  const { flows, capture } = tracked.tracker;
  for (const [at, from, fields] of steps) {
    if (!isShort && flows.used > 0) unsettle(flows.words, 0);
    tracked.segment(at, from === '>' ? CLIENT : SERVER, from === '>' ? SERVER : CLIENT, fields);
  }
  const isLeftSettled = isSettled(flows.words, 0);
  unsettle(flows.words, 0);
  const record = Array.from(flows.words.subarray(0, FLOW_WORDS));
  const endpoints = tracked.finish(200).map(factsOf);
  return { isLeftSettled, record, unseen: capture.unseenSegments, endpoints };
}

describe('a settled connection', () => {
  test('is one whose sides both acknowledged data', () => {
    for (let length = 1; length < WORKS.length; length++) {
      expect(fed(WORKS.slice(0, length), true).isLeftSettled, `${length}`).toBe(length >= 7);
    }
  });

  test.each(Object.entries(EVENTS))('%s: judged as by the whole way', (_, steps) => {
    const short = fed([...WORKS, ...steps], true);
    const whole = fed([...WORKS, ...steps], false);
    expect({ ...short, isLeftSettled: null }).toEqual({ ...whole, isLeftSettled: null });
  });

  test('goes the short way: nobody asks the record for more', () => {
    const carries = Object.entries(EVENTS).slice(0, 2);
    for (const [, steps] of carries)
      expect(fed([...WORKS, ...steps], true).isLeftSettled).toBe(true);
    const others = Object.entries(EVENTS).slice(2);
    const before = fed(WORKS, true).record;
    // Each of the others leaves another record than a packet that carries on: none is passed over.
    for (const [name, steps] of others) {
      const { record } = fed([...WORKS, ...steps], true);
      const differs = record.some((word, i) => word !== before[i] && i !== Flow.LAST_FRAME);
      expect(differs, name).toBe(true);
    }
  });
});

/** Connections that carry on, and all that may come between. */
const CAPTURES = [
  ...['healthy', 'healthy-loss-30', 'capture-lost-frames', 'window-stays-closed', 'many-stalled'],
  ...['keep-alive-works', 'hosts-go-away-in-upload', 'many-requests-dropped-later'],
];

async function followed(path: string, isShort: boolean) {
  const tracker = new Tracker();
  const { flows } = tracker;
  let settled = 0;
  await runPackets(await openCapture(new MemorySource(readFileSync(path))), {
    observe(view) {
      for (let flow = 0; flow < flows.used; flow++) {
        if (isSettled(flows.words, flow * FLOW_WORDS)) settled++;
        if (!isShort) unsettle(flows.words, flow * FLOW_WORDS);
      }
      tracker.observe(view, true);
      return Next.MORE;
    },
  });
  tracker.finish();
  return { settled, capture: tracker.capture, endpoints: tracker.endpoints.endpoints.map(factsOf) };
}

describe('captures of real programs', () => {
  test.each(CAPTURES)('%s: the short way gives what the whole way gives', async (name) => {
    const plain = `captures/lab/${name}.pcapng`;
    const path = existsSync(plain) ? plain : `${plain}.gz`;
    const short = await followed(path, true);
    const whole = await followed(path, false);
    expect(short.settled).toBeGreaterThan(0);
    expect(short.endpoints).toEqual(whole.endpoints);
    expect(short.capture).toEqual(whole.capture);
  });
});
