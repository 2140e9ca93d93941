import { Decoder } from '../src/protocols/decoder.ts';
import { PacketView } from '../src/protocols/packet-view.ts';
import type { EndpointFacts } from '../src/track/facts/endpoint-facts.ts';
import { ROW_WORDS } from '../src/track/facts/endpoint-row.ts';
import { Tracker } from '../src/track/tracker.ts';
import {
  ethernet,
  etherType,
  icmp,
  icmpQuote,
  ipProtocol,
  ipv4,
  ipv6,
  isIpv6,
  tcp,
  tcpFlag,
  udp,
} from './packet-builder.ts';

const { syn: SYN, ack: ACK, fin: FIN, rst: RST, psh: PSH } = tcpFlag;

export { ACK, FIN, PSH, RST, SYN };

export interface Side {
  readonly address: string;
  readonly port: number;
}

export interface SegmentFields {
  readonly flags: number;
  readonly sequence: number;
  readonly acknowledgment?: number;
  readonly data?: Uint8Array;
  readonly ttl?: number;
  readonly window?: number;
}

const MACS = { source: '00:00:5e:00:53:01', destination: '00:00:5e:00:53:02' };

function ip(source: string, destination: string, protocol: number, ttl: number, body: Uint8Array) {
  return isIpv6(source)
    ? ipv6({ source, destination, nextHeader: protocol, hopLimit: ttl }, body)
    : ipv4({ source, destination, protocol, ttl }, body);
}

/** A tracker that is fed with hand-made packets; each call takes the time in seconds. */
export class Tracked {
  readonly tracker: Tracker;
  readonly endings: number[] = [];
  readonly #decoder = new Decoder();
  readonly #view = new PacketView();

  constructor(options: ConstructorParameters<typeof Tracker>[0] = {}) {
    this.tracker = new Tracker(options);
  }

  /** Frame number of the last packet. */
  get frame(): number {
    return this.#view.frameNumber;
  }

  frameOf(bytes: Uint8Array, at: number, capturedLength = bytes.length): number {
    const view = this.#view;
    view.bytes = bytes;
    view.start = 0;
    view.end = capturedLength;
    view.originalLength = bytes.length;
    view.linkType = 1;
    view.frameNumber++;
    view.seconds = 1_700_000_000 + Math.floor(at);
    view.nanoseconds = Math.round((at - Math.floor(at)) * 1e9);
    this.#decoder.decode(view);
    this.tracker.observe(view, true);
    return view.frameNumber;
  }

  /** An IP packet in an Ethernet frame. */
  packet(at: number, bytes: Uint8Array, capturedLength?: number): number {
    const type = bytes[0] >> 4 === 6 ? etherType.ipv6 : etherType.ipv4;
    const frame = ethernet({ ...MACS, etherType: type }, bytes);
    return this.frameOf(frame, at, capturedLength);
  }

  segment(at: number, from: Side, to: Side, fields: SegmentFields): number {
    return this.packet(at, segmentBytes(from, to, fields));
  }

  datagram(at: number, from: Side, to: Side, data: Uint8Array, ttl = 64): number {
    return this.packet(at, datagramBytes(from, to, data, ttl));
  }

  /** An ICMP (IPv4) error about a packet; `quoted` bytes of it are sent back. */
  icmpError(
    at: number,
    source: string,
    destination: string,
    [type, code]: readonly [number, number],
    about: Uint8Array,
    quoted = 28,
    ttl = 64,
  ): number {
    const body = icmp({ type, code }, icmpQuote(about, quoted));
    return this.packet(at, ipv4({ source, destination, protocol: ipProtocol.icmp, ttl }, body));
  }

  /** Ends the capture with a packet of no concern at that time, and gives the endpoints. */
  finish(at: number) {
    const noise = { address: '192.0.2.250', port: 40_000 };
    // Multicast is nobody's service.
    this.datagram(at, noise, { address: '239.1.2.3', port: 40_001 }, new Uint8Array(4));
    this.tracker.finish();
    return this.tracker.endpoints.endpoints;
  }
}

/** All that is known of an endpoint, with what is counted in its row: for comparisons. */
export function factsOf(endpoint: EndpointFacts) {
  const { rows, at } = endpoint;
  return { ...endpoint, row: Array.from(rows.words.subarray(at, at + ROW_WORDS)) };
}

export function segmentBytes(from: Side, to: Side, fields: SegmentFields): Uint8Array {
  const { flags, sequence, acknowledgment = 0, data, ttl = 64, window = 64_240 } = fields;
  const ports = {
    source: from.address,
    destination: to.address,
    sourcePort: from.port,
    destinationPort: to.port,
  };
  const body = tcp({ ...ports, flags, sequence, acknowledgment, window }, data);
  return ip(from.address, to.address, ipProtocol.tcp, ttl, body);
}

export function datagramBytes(from: Side, to: Side, data: Uint8Array, ttl = 64): Uint8Array {
  const ports = {
    source: from.address,
    destination: to.address,
    sourcePort: from.port,
    destinationPort: to.port,
  };
  return ip(from.address, to.address, ipProtocol.udp, ttl, udp(ports, data));
}
