import { describe, expect, it } from 'vitest';
import { connectionState, historyText } from '../../src/track/connection-state.ts';
import { FLOW_WORDS } from '../../src/track/flow-table.ts';
import { concat, filler, tlsClientHello } from '../../support/packet-builder.ts';
import {
  ACK,
  FIN,
  PSH,
  RST,
  type SegmentFields,
  type Side,
  SYN,
  segmentBytes,
  Tracked,
} from '../../support/tracked.ts';

const CLIENT: Side = { address: '192.168.1.20', port: 50_000 };
const SERVER: Side = { address: '198.51.100.7', port: 443 };

/** `>` from the client, `<` from the server. */
type Step = readonly [at: number, from: '>' | '<', fields: SegmentFields];

const syn = (at: number, sequence = 1000): Step => [at, '>', { flags: SYN, sequence }];
const synAck = (at: number): Step => [
  at,
  '<',
  { flags: SYN | ACK, sequence: 5000, acknowledgment: 1001 },
];
const ack = (at: number): Step => [at, '>', { flags: ACK, sequence: 1001, acknowledgment: 5001 }];
const request = (at: number, data = filler(100)): Step => [
  at,
  '>',
  { flags: PSH | ACK, sequence: 1001, acknowledgment: 5001, data },
];
const response = (at: number, acknowledgment = 1101): Step => [
  at,
  '<',
  { flags: PSH | ACK, sequence: 5001, acknowledgment, data: filler(200) },
];
const refusal = (at: number, acknowledgment = 1001): Step => [
  at,
  '<',
  { flags: RST | ACK, sequence: 0, acknowledgment },
];

function run(steps: readonly Step[], end = 60) {
  const flows: { state: string; history: string }[] = [];
  const tracked: Tracked = new Tracked({
    onFlowEnd(flow) {
      const { words } = tracked.tracker.flows;
      const base = flow * FLOW_WORDS;
      flows.push({ state: connectionState(words, base), history: historyText(words, base) });
    },
  });
  for (const [at, from, fields] of steps) {
    tracked.segment(at, from === '>' ? CLIENT : SERVER, from === '>' ? SERVER : CLIENT, fields);
  }
  const endpoints = tracked.finish(end);
  expect(endpoints).toHaveLength(1);
  return { endpoint: endpoints[0], flows: flows.slice(0, -1), capture: tracked.tracker.capture };
}

const outcome = (steps: readonly Step[], end?: number) => run(steps, end).endpoint;

describe('outcomes of connection attempts', () => {
  it('silent: SYNs into nothing, one attempt', () => {
    const endpoint = outcome([syn(0), syn(1), syn(3), syn(7)]);
    expect(endpoint).toMatchObject({
      attempts: 1,
      retransmissions: 3,
      silence: { attempts: 1, retransmissions: 3 },
      answered: 0,
      port: 443,
    });
    expect(endpoint.silence.packets.frames).toEqual([1, 2, 3, 4]);
    expect(endpoint.silence.longest).toBe(60_000_000);
  });

  it('pending: the capture ends before the client would try again', () => {
    const endpoint = outcome([syn(0)], 0.9);
    expect(endpoint).toMatchObject({
      attempts: 1,
      silence: { attempts: 0 },
      pending: { attempts: 1 },
    });
    expect(endpoint.pending.packets.frames).toEqual([1]);
  });

  it('refused: SYN, RST', () => {
    const endpoint = outcome([syn(0), refusal(0.01)]);
    expect(endpoint).toMatchObject({
      attempts: 1,
      refused: 1,
      answered: 0,
      silence: { attempts: 0 },
    });
    expect(endpoint.resets?.synFrames.frames).toEqual([1]);
    expect(endpoint.resets?.resetFrames.frames).toEqual([2]);
    expect(endpoint.resets?.delay.minimum).toBeCloseTo(10_000, 0);
  });

  it.each([
    ['beyond what was sent', 1002],
    ['of an older attempt', 900],
    ['nothing', 1000],
  ])('a reset that acknowledges %s refuses nobody (RFC 9293 3.10.7.3)', (_, acknowledgment) => {
    const endpoint = outcome([syn(0), refusal(0.01, acknowledgment), syn(1)]);
    expect(endpoint).toMatchObject({ refused: 0, silence: { attempts: 1 }, resets: null });
  });

  it('injected: the server accepts after a reset in its name', () => {
    const endpoint = outcome([syn(0), refusal(0.001), synAck(0.03)]);
    expect(endpoint).toMatchObject({ attempts: 1, refused: 1, answered: 0 });
    expect(endpoint.handshake.injectedResets.frames).toEqual([3]);
  });

  it('not injected: refused, asked again, then accepted', () => {
    const endpoint = outcome([
      syn(0),
      refusal(0.01),
      syn(0.5),
      synAck(0.52),
      ack(0.53),
      request(0.54),
      response(0.6),
    ]);
    expect(endpoint.handshake.injectedResets.total).toBe(0);
    expect(endpoint).toMatchObject({ attempts: 1, answered: 1, exchanges: 1 });
    expect(endpoint.resets?.resetFrames.total).toBe(1);
  });

  it('the same SYN captured twice within 20 ms is counted once', () => {
    const { endpoint, capture } = run([syn(0), syn(0.019), syn(1), syn(1.001)]);
    expect(endpoint).toMatchObject({ attempts: 1, retransmissions: 1 });
    expect(capture.duplicates).toBe(2);
    expect(outcome([syn(0), syn(0.021)]).retransmissions).toBe(1);
  });

  it('reused ports with another sequence number: another attempt', () => {
    const endpoint = outcome([syn(0, 1000), refusal(0.01), syn(0.5, 7000), refusal(0.51, 7001)]);
    expect(endpoint).toMatchObject({ attempts: 2, retransmissions: 0, refused: 2 });
    expect(endpoint.resets?.resetFrames.frames).toEqual([2, 4]);
  });

  it('one-way: the client goes on though the capture has no packet of the server', () => {
    const endpoint = outcome([syn(0), ack(0.02), request(0.03)]);
    expect(endpoint).toMatchObject({
      attempts: 1,
      silence: { attempts: 0 },
      partial: { oneWay: { total: 1 } },
    });
  });

  it('the SYN/ACK alone is not captured: an answer all the same', () => {
    const endpoint = outcome([syn(0), ack(0.02), request(0.03), response(0.05)]);
    expect(endpoint).toMatchObject({ answered: 1, exchanges: 1, silence: { attempts: 0 } });
    expect(endpoint.answers.frames).toEqual([4]);
  });

  it('the SYN/ACK is captured before the SYN: nobody is silent', () => {
    const endpoint = outcome([synAck(0), syn(0), ack(0.02), request(0.03), response(0.05)]);
    expect(endpoint).toMatchObject({ silence: { attempts: 0 }, answered: 1 });
  });

  it('a reset in mid-connection refuses no SYN, even where the SYN/ACK is not captured', () => {
    const endpoint = outcome([syn(0), ack(0.02), [0.5, '<', { flags: RST, sequence: 5001 }]]);
    expect(endpoint.resets).toBeNull();
  });

  it('stalled: the ClientHello is sent again and again', () => {
    const hello = tlsClientHello('blocked.example');
    const endpoint = outcome([
      syn(0),
      synAck(0.02),
      ack(0.02),
      request(0.03, hello),
      request(0.33, hello),
      request(0.93, hello),
      request(2.1, hello),
    ]);
    expect(endpoint).toMatchObject({
      answered: 1,
      firstData: { stalled: 1 },
      clientHellos: 1,
    });
    expect(endpoint.firstData.stalledPackets.frames).toEqual([4, 7]);
    expect(endpoint.tls.serverNames).toMatchObject([
      { name: 'blocked.example', works: false, failures: 1 },
    ]);
  });

  it('not stalled: acknowledged at last, or repeated once only', () => {
    const acknowledged: Step = [3, '<', { flags: ACK, sequence: 5001, acknowledgment: 1101 }];
    const steps = [syn(0), synAck(0.02), ack(0.02), request(0.03), request(0.33)];
    expect(outcome(steps).firstData.stalled).toBe(0);
    expect(outcome([...steps, request(1), acknowledged]).firstData.stalled).toBe(0);
  });

  it('reset after the first data', () => {
    const endpoint = outcome([
      syn(0),
      synAck(0.02),
      ack(0.02),
      request(0.03),
      [0.04, '<', { flags: RST | ACK, sequence: 5001, acknowledgment: 1101, ttl: 61 }],
    ]);
    expect(endpoint).toMatchObject({ answered: 1, firstData: { reset: 1 }, refused: 0 });
    expect(endpoint.firstData.resetPackets.frames).toEqual([4, 5]);
    expect(endpoint.firstData.resetSender?.timeToLive).toMatchObject({ minimum: 61, maximum: 61 });
  });

  it('a reset after the exchange is no failure', () => {
    const endpoint = outcome([
      syn(0),
      synAck(0.02),
      ack(0.02),
      request(0.03),
      response(0.05),
      [5, '<', { flags: RST, sequence: 5201 }],
    ]);
    expect(endpoint).toMatchObject({ exchanges: 1, firstData: { reset: 0 }, resets: null });
  });

  it('mid-connection: no attempt, but an answer', () => {
    const endpoint = outcome([request(0), response(0.1)]);
    expect(endpoint).toMatchObject({
      attempts: 0,
      partial: { midstream: 1, midstreamExchanges: 1 },
      port: 443,
    });
    expect(endpoint.answers.frames).toEqual([2]);
  });

  it('half-open: the client never acknowledges', () => {
    expect(outcome([syn(0), synAck(0.02)])).toMatchObject({
      answered: 1,
      handshake: { halfOpen: 1 },
    });
  });

  it('the client gives up by itself, long before the capture ends', () => {
    const endpoint = outcome([syn(0), [0.2, '>', { flags: RST, sequence: 1001 }]]);
    expect(endpoint).toMatchObject({
      attempts: 1,
      handshake: { clientAborts: 1 },
      silence: { attempts: 0 },
    });
  });

  it('a client that resets after a long wait did hear nothing', () => {
    const endpoint = outcome([syn(0), syn(1), syn(3), [21, '>', { flags: RST, sequence: 1001 }]]);
    expect(endpoint).toMatchObject({ handshake: { clientAborts: 0 }, silence: { attempts: 1 } });
    expect(endpoint.silence.longest).toBe(21_000_000);
  });

  it('refused by an ICMP error', () => {
    const tracked = new Tracked();
    const bytes = segmentBytes(CLIENT, SERVER, { flags: SYN, sequence: 1000 });
    tracked.packet(0, bytes);
    tracked.icmpError(0.01, '192.168.1.1', CLIENT.address, [3, 13], bytes);
    const [endpoint] = tracked.finish(60);
    expect(endpoint).toMatchObject({ attempts: 1, refused: 1, silence: { attempts: 0 } });
    expect(endpoint.icmpErrors).toMatchObject([{ version: 4, type: 3, code: 13 }]);
  });

  it('"too big" about the server’s own packets is no late answer', () => {
    const tracked = new Tracked();
    tracked.segment(0, CLIENT, SERVER, { flags: SYN, sequence: 1000 });
    const answer = segmentBytes(SERVER, CLIENT, {
      flags: SYN | ACK,
      sequence: 1,
      acknowledgment: 1001,
    });
    tracked.icmpError(0.01, '192.168.1.1', SERVER.address, [3, 4], answer);
    tracked.icmpError(0.02, '192.168.1.1', SERVER.address, [3, 13], answer);
    expect(tracked.finish(60)[0].lateAnswers.total).toBe(0);
  });
});

// https://docs.zeek.org/en/master/scripts/base/protocols/conn/main.zeek.html
describe('conn_state and history, as Zeek defines them', () => {
  const fin = (at: number, from: '>' | '<'): Step => [
    at,
    from,
    from === '>'
      ? { flags: FIN | ACK, sequence: 1101, acknowledgment: 5201 }
      : { flags: FIN | ACK, sequence: 5201, acknowledgment: 1102 },
  ];
  const rst = (at: number, from: '>' | '<'): Step => [
    at,
    from,
    from === '>' ? { flags: RST, sequence: 1101 } : { flags: RST, sequence: 5201 },
  ];
  const open = [syn(0), synAck(0.01), ack(0.02)];
  const exchange = [
    ...open,
    request(0.03),
    [0.04, '<', { flags: ACK, sequence: 5001, acknowledgment: 1101 }] as Step,
    response(0.05),
  ];
  it.each<[string, string, Step[]]>([
    ['S0', 'S', [syn(0), syn(1)]],
    ['S1', 'ShA', open],
    ['SF', 'ShADadFf', [...exchange, fin(1, '>'), fin(1.1, '<')]],
    ['S2', 'ShADadF', [...exchange, fin(1, '>')]],
    ['S3', 'ShADadf', [...exchange, fin(1, '<')]],
    ['SF', 'ShADadFfR', [...exchange, fin(1, '>'), fin(1.1, '<'), rst(1.2, '>')]],
    ['SF', 'ShADadFfr', [...exchange, fin(1, '>'), fin(1.1, '<'), rst(1.2, '<')]],
    ['RSTR', 'ShADadFr', [...exchange, fin(1, '>'), rst(1.2, '<')]],
    ['REJ', 'Sr', [syn(0), refusal(0.1)]],
    ['RSTO', 'ShADadR', [...exchange, rst(1, '>')]],
    ['RSTR', 'ShADadr', [...exchange, rst(1, '<')]],
    ['RSTOS0', 'SR', [syn(0), rst(0.1, '>')]],
    ['SH', 'SF', [syn(0), fin(1, '>')]],
    ['RSTRH', '^hr', [synAck(0), rst(0.1, '<')]],
    ['SHR', '^hf', [synAck(0), fin(0.1, '<')]],
    ['S1', '^hA', [synAck(0), ack(0.1)]],
    ['SF', '^hAFf', [synAck(0), ack(0.1), fin(1, '>'), fin(1.1, '<')]],
    ['RSTR', '^hAr', [synAck(0), ack(0.1), rst(1, '<')]],
    ['OTH', 'Dd', [request(0), response(0.1)]],
    // "Partial" connections that were closed (UpdateEstablishedState in TCPSessionAdapter.cc).
    ['SF', 'DdFf', [request(0), response(0.1), fin(1, '>'), fin(1.1, '<')]],
    ['SH', 'DdF', [request(0), response(0.1), fin(1, '>')]],
    ['SHR', 'Ddf', [request(0), response(0.1), fin(1, '<')]],
    ['RSTRH', 'Ddr', [request(0), response(0.1), rst(1, '<')]],
    ['OTH', 'DdR', [request(0), response(0.1), rst(1, '>')]],
  ])('%s %s', (state, history, steps) => {
    expect(run(steps).flows).toEqual([{ state, history }]);
  });

  it('T: data sent again', () => {
    expect(run([...open, request(0.1), request(0.4)]).flows[0].history).toBe('ShADT');
  });
});

describe('server names of ClientHellos', () => {
  const hello = tlsClientHello('split.example.com', 3000);
  const part = (from: number, to: number, at: number): Step => [
    at,
    '>',
    {
      flags: PSH | ACK,
      sequence: 1001 + from,
      acknowledgment: 5001,
      data: hello.slice(from, to),
    },
  ];
  const open = [syn(0), synAck(0.01), ack(0.02)];
  const end = response(1, 1001 + hello.length);
  const names = (steps: Step[]) => outcome(steps).tls.serverNames.map(({ name }) => name);

  it('in one segment, in two, in three', () => {
    expect(names([...open, part(0, hello.length, 0.03), end])).toEqual(['split.example.com']);
    expect(names([...open, part(0, 40, 0.03), part(40, hello.length, 0.03), end])).toEqual([
      'split.example.com',
    ]);
    const three = [part(0, 40, 0.03), part(40, 90, 0.03), part(90, hello.length, 0.03)];
    expect(names([...open, ...three, end])).toEqual(['split.example.com']);
  });

  it('with a segment sent twice', () => {
    const parts = [part(0, 40, 0.03), part(0, 40, 0.3), part(40, hello.length, 0.31)];
    expect(names([...open, ...parts, end])).toEqual(['split.example.com']);
  });

  it('out of order: no name, and no wrong one', () => {
    const parts = [part(0, 40, 0.03), part(90, hello.length, 0.03), part(40, 90, 0.04)];
    expect(names([...open, ...parts, end])).toEqual([]);
    expect(outcome([...open, ...parts, end])).toMatchObject({
      exchanges: 1,
      clientHellos: 1,
    });
  });

  it('of two connections that interleave', () => {
    const tracked = new Tracked();
    const hellos = ['one.example', 'two.example'].map((name) => tlsClientHello(name, 2000));
    const ports = [50_000, 50_001];
    const send = (n: number, fields: SegmentFields) =>
      tracked.segment(0.1, { ...CLIENT, port: ports[n] }, SERVER, fields);
    for (const n of [0, 1]) {
      send(n, { flags: SYN, sequence: 1000 });
      send(n, {
        flags: ACK,
        sequence: 1001,
        acknowledgment: 5001,
        data: hellos[n].slice(0, 1000),
      });
    }
    for (const n of [1, 0]) {
      send(n, { flags: ACK, sequence: 2001, acknowledgment: 5001, data: hellos[n].slice(1000) });
    }
    const [endpoint] = tracked.finish(5);
    expect(endpoint.tls.serverNames.map(({ name }) => name).sort()).toEqual([
      'one.example',
      'two.example',
    ]);
  });

  it('one name fails where another works: each by itself', () => {
    const tracked = new Tracked();
    const connect = (port: number, name: string, works: boolean) => {
      const client = { ...CLIENT, port };
      tracked.segment(1, client, SERVER, { flags: SYN, sequence: 1000 });
      tracked.segment(1, SERVER, client, {
        flags: SYN | ACK,
        sequence: 5000,
        acknowledgment: 1001,
      });
      const data = concat(tlsClientHello(name));
      tracked.segment(1.1, client, SERVER, {
        flags: ACK,
        sequence: 1001,
        acknowledgment: 5001,
        data,
      });
      tracked.segment(1.2, SERVER, client, {
        flags: works ? ACK : RST | ACK,
        sequence: 5001,
        acknowledgment: 1001 + data.length,
        ...(works ? { data: filler(50) } : {}),
      });
    };
    connect(1, 'good.example', true);
    connect(2, 'bad.example', false);
    connect(3, 'BAD.example', false);
    const [endpoint] = tracked.finish(60);
    expect(endpoint.tls.serverNames).toMatchObject([
      { name: 'good.example', works: true, failures: 0 },
      { name: 'bad.example', works: false, failures: 2 },
    ]);
  });

  it('probes without SYN are no connections, and no sign of a capture of one side', () => {
    const lowPort = { address: CLIENT.address, port: 53 };
    const tracked = new Tracked();
    // ACK and FIN probes sent again, NULL from a port below the one that it asks; one is refused.
    for (const at of [0, 1, 2, 3]) {
      tracked.segment(at, CLIENT, SERVER, { flags: ACK, sequence: 7 });
      tracked.segment(at, { ...CLIENT, port: 50_001 }, SERVER, { flags: FIN | PSH, sequence: 7 });
    }
    tracked.segment(4, lowPort, SERVER, { flags: 0, sequence: 7 });
    tracked.segment(4.01, SERVER, lowPort, { flags: RST, sequence: 99 });
    const endpoints = tracked.finish(60);
    expect(endpoints).toHaveLength(1);
    expect(endpoints[0]).toMatchObject({
      attempts: 0,
      exchanges: 0,
      partial: { midstream: 0, bare: { total: 3 }, bareReset: 1, oneWay: { total: 0 } },
    });
    const { oneWayConnections, twoWayConnections, midstreamConnections } = tracked.tracker.capture;
    expect([oneWayConnections, twoWayConnections, midstreamConnections]).toEqual([0, 0, 0]);
  });

  it('what the last SYN looked like, and where it came from', () => {
    const tracked = new Tracked();
    for (const port of [1, 2, 3]) {
      const server = { address: SERVER.address, port };
      const fields = { flags: SYN, sequence: 7, window: 1024 };
      tracked.segment(0, CLIENT, server, fields);
      // Of the second more is known than of a packet that nobody answered.
      if (port === 2) tracked.segment(0.01, server, CLIENT, refusal(0, 8)[2]);
    }
    for (const endpoint of tracked.finish(60)) {
      expect(endpoint.lastSyn & 0xffff).toBe(1024);
      expect(endpoint.lastClientPort).toBe(CLIENT.port);
      expect(endpoint.highestRequestTimeToLive).toBe(64);
    }
  });
});

describe('a connection of which the capture has the client alone', () => {
  it.each([
    ['goes on', [ack(0), request(1)], 1],
    ['sends the same again and again', [request(0), request(0.3), request(0.9), request(2)], 0],
  ] as const)('%s', (_, steps, oneWay) => {
    expect(run(steps).capture.oneWayConnections).toBe(oneWay);
  });
});

describe('a server that knows the connection no more', () => {
  const begun = [syn(1), synAck(1.1), ack(1.2), request(1.3), response(1.4)];
  const more = (at: number): Step => [
    at,
    '>',
    { flags: PSH | ACK, sequence: 1101, acknowledgment: 5201, data: filler(50) },
  ];
  const reset = (at: number, fields: Partial<SegmentFields> = {}): Step => [
    at,
    '<',
    { flags: RST, sequence: 5201, ...fields },
  ];
  const told = (...steps: Step[]) => run([...begun, ...steps]).endpoint.later?.notKnown.total ?? 0;

  it('answers data by a RST without ACK, numbered by what was acknowledged', () => {
    expect(told(more(2), reset(2.1))).toBe(1);
  });

  it('is none that ends a connection itself, or has nothing to answer', () => {
    expect(told(more(2), reset(2.1, { flags: RST | ACK, acknowledgment: 1151 }))).toBe(0);
    expect(told(more(2), reset(2.1, { sequence: 5200 }))).toBe(0);
    expect(told(reset(2.1))).toBe(0);
    expect(told(more(2), reset(2.1, { ttl: 250 }))).toBe(0);
  });
});

describe('what the server said, of which nothing arrived', () => {
  const opened = [syn(1), synAck(1.1), ack(1.2)];
  /** The client gives up; what it has got is `has`, and the server's word is numbered behind `said`. */
  const end = (at: number, has: number, said: number): Step[] => [
    [at, '>', { flags: FIN | ACK, sequence: 1001, acknowledgment: has }],
    [at + 0.1, '<', { flags: ACK, sequence: said, acknowledgment: 1002 }],
  ];
  const lost = (steps: readonly Step[]) => run(steps).endpoint.unanswered?.lostConnections ?? 0;

  it('is told by the number of its acknowledgment', () => {
    expect(lost([...opened, ...end(9, 5001, 5029)])).toBe(1);
    // The request was taken, and its answer was lost.
    const taken: Step = [1.4, '<', { flags: ACK, sequence: 5001, acknowledgment: 1101 }];
    const gone: Step[] = [
      [9, '>', { flags: FIN | ACK, sequence: 1101, acknowledgment: 5001 }],
      [9.1, '<', { flags: ACK, sequence: 5301, acknowledgment: 1102 }],
    ];
    expect(lost([...opened, request(1.3), taken, ...gone])).toBe(1);
  });

  it('is none where the client has it, where nothing was said, or where it did not wait', () => {
    expect(lost([...opened, ...end(9, 5029, 5029)])).toBe(0);
    expect(lost([...opened, ...end(9, 5001, 5001)])).toBe(0);
    expect(lost([...opened, ...end(2, 5001, 5029)])).toBe(0);
    // Its own FIN takes one number.
    const closed: Step = [5, '<', { flags: FIN | ACK, sequence: 5001, acknowledgment: 1001 }];
    expect(lost([...opened, closed, ...end(9, 5002, 5002)])).toBe(0);
  });
});
