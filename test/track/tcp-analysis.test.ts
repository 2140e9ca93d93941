import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Decoder } from '../../src/protocols/decoder.ts';
import { PacketView } from '../../src/protocols/packet-view.ts';
import { TcpAnalysisFlag as Flag } from '../../src/protocols/tcp/annotation.ts';
import { TcpAnalysis } from '../../src/track/tcp-analysis.ts';
import { writePcap } from '../../support/capture-writer.ts';
import {
  ethernet,
  etherType,
  filler,
  ipv4,
  type TcpOptions,
  tcp,
  tcpFlag,
} from '../../support/packet-builder.ts';
import { installed } from '../../support/tools.ts';
import { tsharkFields } from '../../support/tshark.ts';

const { syn: SYN, ack: ACK, fin: FIN, rst: RST, psh: PSH } = tcpFlag;

/** A segment: milliseconds, who sends, flags, sequence, acknowledgment, payload length, window. */
type Segment = [
  milliseconds: number,
  from: 'client' | 'server',
  flags: number,
  sequence: number,
  acknowledgment: number,
  length?: number,
  window?: number,
  options?: TcpOptions,
];

const CLIENT = { address: '192.0.2.1', port: 40000 };
const SERVER = { address: '198.51.100.1', port: 443 };

function bytesOf(segment: Segment, clientPort = CLIENT.port): Uint8Array {
  const [, from, flags, sequence, acknowledgment, length = 0, window = 1000, options] = segment;
  const client = { ...CLIENT, port: clientPort };
  const [source, destination] = from === 'client' ? [client, SERVER] : [SERVER, client];
  const fields = {
    source: source.address,
    destination: destination.address,
    sourcePort: source.port,
    destinationPort: destination.port,
    ...{ flags, sequence, acknowledgment, window },
    ...(options === undefined ? {} : { options }),
  };
  const macs = {
    source: '00:00:5e:00:53:01',
    destination: '00:00:5e:00:53:02',
    etherType: etherType.ipv4,
  };
  const header = { source: source.address, destination: destination.address, protocol: 6 };
  return ethernet(macs, ipv4(header, tcp(fields, filler(length))));
}

class Analyzed {
  readonly view = new PacketView();
  readonly analysis: TcpAnalysis;
  readonly #decoder = new Decoder();

  constructor(maximum?: number) {
    this.analysis = new TcpAnalysis(maximum);
  }

  add(bytes: Uint8Array, milliseconds = 0) {
    const { view } = this;
    view.bytes = bytes;
    view.start = 0;
    view.end = bytes.length;
    view.originalLength = bytes.length;
    view.linkType = 1;
    view.frameNumber++;
    view.seconds = 1000 + Math.floor(milliseconds / 1000);
    view.nanoseconds = Math.round((milliseconds % 1000) * 1e6);
    this.#decoder.decode(view);
    this.analysis.annotate(view);
    return view.tcpAnnotation;
  }
}

const scale: TcpOptions = { maximumSegmentSize: 1460, windowScale: 7, sackPermitted: true };
const HANDSHAKE: Segment[] = [
  [0, 'client', SYN, 1000, 0, 0, 64240, scale],
  [20, 'server', SYN | ACK, 5000, 1001, 0, 65160, scale],
  [40, 'client', ACK, 1001, 5001],
];

/** What the user's guide ("TCP Analysis") says each must be; by name, expected flags of the last. */
const SCENARIOS: Record<string, [Segment[], number]> = {
  'SYN sent again after a second': [
    [
      [0, 'client', SYN, 1000, 0],
      [1000, 'client', SYN, 1000, 0],
    ],
    Flag.RETRANSMISSION,
  ],
  'the same ports with another ISN': [
    [
      [0, 'client', SYN, 1000, 0],
      [1, 'server', RST | ACK, 0, 1001],
      [500, 'client', SYN, 9000, 0],
    ],
    Flag.REUSED_PORTS,
  ],
  'data not acknowledged, sent again': [
    [
      ...HANDSHAKE,
      [50, 'client', PSH | ACK, 1001, 5001, 100],
      [350, 'client', PSH | ACK, 1001, 5001, 100],
    ],
    Flag.RETRANSMISSION,
  ],
  'data acknowledged, sent again': [
    [
      ...HANDSHAKE,
      [50, 'client', PSH | ACK, 1001, 5001, 100],
      [70, 'server', ACK, 5001, 1101],
      [350, 'client', PSH | ACK, 1001, 5001, 100],
    ],
    Flag.SPURIOUS_RETRANSMISSION,
  ],
  'a gap': [
    [...HANDSHAKE, [50, 'client', ACK, 1001, 5001, 100], [51, 'client', ACK, 1201, 5001, 100]],
    Flag.LOST_SEGMENT,
  ],
  'the gap filled within the round trip': [
    [
      ...HANDSHAKE,
      [50, 'client', ACK, 1001, 5001, 100],
      [51, 'client', ACK, 1201, 5001, 100],
      [52, 'client', ACK, 1101, 5001, 100],
    ],
    Flag.OUT_OF_ORDER,
  ],
  'sent again right after two duplicate ACKs': [
    [
      ...HANDSHAKE,
      [50, 'client', ACK, 1001, 5001, 100],
      [51, 'client', ACK, 1201, 5001, 100],
      [52, 'client', ACK, 1301, 5001, 100],
      [60, 'server', ACK, 5001, 1101],
      [100, 'server', ACK, 5001, 1101],
      [101, 'server', ACK, 5001, 1101],
      [102, 'client', ACK, 1101, 5001, 100],
    ],
    Flag.FAST_RETRANSMISSION,
  ],
  'a duplicate ACK': [
    [
      ...HANDSHAKE,
      [50, 'client', ACK, 1001, 5001, 100],
      [60, 'server', ACK, 5001, 1101],
      [61, 'server', ACK, 5001, 1101],
    ],
    Flag.DUPLICATE_ACK,
  ],
  'an ACK of what was not captured': [
    [...HANDSHAKE, [60, 'server', ACK, 5001, 2001]],
    Flag.ACK_LOST_SEGMENT,
  ],
  'a keep-alive': [
    [
      ...HANDSHAKE,
      [50, 'client', ACK, 1001, 5001, 100],
      [60, 'server', ACK, 5001, 1101],
      [9000, 'client', ACK, 1100, 5001, 1],
    ],
    Flag.KEEP_ALIVE,
  ],
  'the answer to a keep-alive': [
    [
      ...HANDSHAKE,
      [50, 'client', ACK, 1001, 5001, 100],
      [60, 'server', ACK, 5001, 1101],
      [9000, 'client', ACK, 1100, 5001, 1],
      [9020, 'server', ACK, 5001, 1101],
    ],
    Flag.KEEP_ALIVE_ACK,
  ],
  'a closed window': [[...HANDSHAKE, [50, 'client', ACK, 1001, 5001, 0, 0]], Flag.ZERO_WINDOW],
  'a window opened again': [
    [...HANDSHAKE, [50, 'client', ACK, 1001, 5001, 0, 0], [90, 'client', ACK, 1001, 5001, 0, 500]],
    Flag.WINDOW_UPDATE,
  ],
  'a probe of a closed window': [
    [...HANDSHAKE, [50, 'client', ACK, 1001, 5001, 0, 0], [400, 'server', ACK, 5001, 1001, 1]],
    Flag.ZERO_WINDOW_PROBE,
  ],
  'the answer to such a probe': [
    [
      ...HANDSHAKE,
      [50, 'client', ACK, 1001, 5001, 0, 0],
      [400, 'server', ACK, 5001, 1001, 1],
      [410, 'client', ACK, 1001, 5001, 0, 0],
    ],
    Flag.ZERO_WINDOW_PROBE_ACK | Flag.ZERO_WINDOW,
  ],
  'a window filled to the byte': [
    [...HANDSHAKE, [50, 'server', ACK, 5001, 1001, 0, 1], [60, 'client', ACK, 1001, 5001, 128]],
    Flag.WINDOW_FULL,
  ],
  'an ordinary close': [
    [
      ...HANDSHAKE,
      [50, 'client', FIN | ACK, 1001, 5001],
      [70, 'server', FIN | ACK, 5001, 1002],
      [90, 'client', ACK, 1002, 5002],
    ],
    0,
  ],
};

const FLAG_FIELDS: [number, string][] = [
  [Flag.RETRANSMISSION, 'tcp.analysis.retransmission'],
  [Flag.FAST_RETRANSMISSION, 'tcp.analysis.fast_retransmission'],
  [Flag.SPURIOUS_RETRANSMISSION, 'tcp.analysis.spurious_retransmission'],
  [Flag.OUT_OF_ORDER, 'tcp.analysis.out_of_order'],
  [Flag.LOST_SEGMENT, 'tcp.analysis.lost_segment'],
  [Flag.ACK_LOST_SEGMENT, 'tcp.analysis.ack_lost_segment'],
  [Flag.KEEP_ALIVE, 'tcp.analysis.keep_alive'],
  [Flag.KEEP_ALIVE_ACK, 'tcp.analysis.keep_alive_ack'],
  [Flag.WINDOW_UPDATE, 'tcp.analysis.window_update'],
  [Flag.WINDOW_FULL, 'tcp.analysis.window_full'],
  [Flag.ZERO_WINDOW, 'tcp.analysis.zero_window'],
  [Flag.ZERO_WINDOW_PROBE, 'tcp.analysis.zero_window_probe'],
  [Flag.ZERO_WINDOW_PROBE_ACK, 'tcp.analysis.zero_window_probe_ack'],
  [Flag.REUSED_PORTS, 'tcp.analysis.reused_ports'],
];

describe('TCP analysis', () => {
  it.each(Object.entries(SCENARIOS))('%s', (_, [segments, expected]) => {
    const analyzed = new Analyzed();
    for (const segment of segments) analyzed.add(bytesOf(segment), segment[0]);
    expect(analyzed.view.tcpAnnotation.flags).toBe(expected);
  });

  it('gives a reused 4-tuple a new stream, with numbers of its own', () => {
    const analyzed = new Analyzed();
    expect(analyzed.add(bytesOf([0, 'client', SYN, 1000, 0])).stream).toBe(0);
    expect(analyzed.add(bytesOf([1, 'server', RST | ACK, 0, 1001])).stream).toBe(0);
    const again = analyzed.add(bytesOf([2, 'client', SYN, 7000, 0]));
    expect([again.stream, again.relativeSequence]).toEqual([1, 0]);
  });

  it('forgets the oldest conversation where there are too many, and stays right', () => {
    const analyzed = new Analyzed(4);
    for (let port = 1; port <= 6; port++) {
      expect(analyzed.add(bytesOf([0, 'client', SYN, 1000, 0], port)).stream).toBe(port - 1);
    }
    expect(analyzed.add(bytesOf([9, 'client', ACK, 1001, 1], 6)).stream).toBe(5);
    expect(analyzed.add(bytesOf([9, 'client', ACK, 1001, 1], 3)).stream).toBe(2);
    expect(analyzed.add(bytesOf([9, 'client', ACK, 1001, 1], 1)).stream).toBe(6);
  });

  describe.skipIf(!installed('tshark'))('as tshark sees it', () => {
    it('every field of every packet of the scenarios', () => {
      const packets: { bytes: Uint8Array; segment: Segment }[] = [];
      let port = 41000;
      for (const [segments] of Object.values(SCENARIOS)) {
        port++;
        for (const segment of segments) packets.push({ bytes: bytesOf(segment, port), segment });
      }
      const folder = mkdtempSync(join(tmpdir(), 'tcp-analysis-'));
      const path = join(folder, 'scenarios.pcap');
      writeFileSync(
        path,
        writePcap(
          packets.map(({ bytes, segment: [milliseconds] }) => ({
            bytes,
            seconds: 1000 + Math.floor(milliseconds / 1000),
            nanoseconds: (milliseconds % 1000) * 1e6,
          })),
        ),
      );
      const numbers = ['stream', 'seq', 'ack', 'nxtseq', 'window_size', 'completeness'];
      const rows = tsharkFields(path, [
        ...numbers.map((name) => `tcp.${name}`),
        'tcp.analysis.duplicate_ack_num',
        'tcp.analysis.duplicate_ack_frame',
        'tcp.analysis.acks_frame',
        ...FLAG_FIELDS.map(([, field]) => field),
      ]);
      rmSync(folder, { recursive: true });
      const analyzed = new Analyzed();
      packets.forEach(({ bytes, segment: [milliseconds, , flags] }, i) => {
        const annotation = analyzed.add(bytes, milliseconds);
        const row = rows[i];
        const ours = [
          annotation.stream,
          annotation.relativeSequence,
          (flags & ACK) === 0 ? 0 : annotation.relativeAcknowledgment,
          annotation.relativeNextSequence,
          annotation.windowSize,
          annotation.completeness,
          annotation.duplicateAckNumber || '',
          annotation.duplicateAckFrame || '',
          annotation.acksFrame || '',
        ].map(String);
        expect([i + 1, ...ours]).toEqual([i + 1, ...row.slice(0, 9)]);
        const theirFlags = FLAG_FIELDS.filter((_, f) => (row[9 + f] ?? '') !== '').map(
          ([, field]) => field,
        );
        const ourFlags = FLAG_FIELDS.filter(([flag]) => (annotation.flags & flag) !== 0).map(
          ([, field]) => field,
        );
        // tshark marks the fast and the spurious kinds as retransmissions as well.
        if (/fast|spurious/.test(ourFlags.join())) ourFlags.unshift(FLAG_FIELDS[0][1]);
        expect([i + 1, ourFlags]).toEqual([i + 1, theirFlags]);
      });
    });
  });
});
