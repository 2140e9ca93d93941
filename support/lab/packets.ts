// A capture's packets with what deriving and labelling must know of each: whose they are, and what
// they carry. Facts of the headers only; nothing here judges.

import { MemorySource } from '../../src/capture/byte-source.ts';
import { openPath } from '../../src/platform/node/path-source.ts';
import { formatAddress } from '../../src/protocols/address-text.ts';
import { Decoder } from '../../src/protocols/decoder.ts';
import { PacketView } from '../../src/protocols/packet-view.ts';
import { Protocol } from '../../src/protocols/protocol.ts';
import * as tcp from '../../src/protocols/tcp/codec.ts';
import * as udp from '../../src/protocols/udp/codec.ts';
import { type ReadCapture, type ReadPacket, readSource } from '../read-capture.ts';

export interface LabPacket {
  /** Place in the whole capture, from 0; its frame number there less 1. */
  readonly index: number;
  readonly read: ReadPacket;
  /** Seconds since the capture's first packet. */
  readonly time: number;
  /** Where the innermost IP header stands; -1 where there is none. */
  readonly network: number;
  readonly version: 4 | 6;
  /** Where its TCP, UDP or ICMP header stands; -1 where there is none, as in later fragments. */
  readonly transport: number;
  /** All fragments of a datagram of UDP are of UDP, whose first is in the capture: its ports are theirs. */
  readonly kind: 'tcp' | 'udp' | 'icmp' | 'other';
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** TCP: flags, sequence and acknowledgment number. */
  readonly flags: number;
  readonly sequence: number;
  readonly acknowledgment: number;
  /** Bytes of payload on the wire: of a datagram in fragments the first has them all. */
  readonly payload: number;
  /** DNS: its ID; 0 elsewhere. */
  readonly messageId: number;
  /** An ICMP error: the packet that it is about, where it says; null otherwise. */
  readonly quoted: Quoted | null;
}

/** A packet that an ICMP error quotes: addresses and ports as it was sent. */
export interface Quoted {
  readonly kind: 'tcp' | 'udp';
  readonly network: number;
  readonly transport: number;
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

export interface LabCapture {
  readonly packets: readonly LabPacket[];
  /** Link type, snap length and losses of each interface. */
  readonly interfaces: ReadCapture['reader']['interfaces'];
  /** The file's decryption secrets: key logs of TLS. */
  readonly keyLogs: readonly Uint8Array[];
}

/** Reads a capture file whole. */
export async function readPackets(path: string): Promise<LabCapture> {
  const { packets, reader } = await readSource(await openPath(path, { sha256: false }));
  return { packets: parse(packets), interfaces: reader.interfaces, keyLogs: reader.tlsKeyLogs };
}

/** Reads a capture in memory whole. */
export async function readPacketsOf(bytes: Uint8Array): Promise<LabCapture> {
  const { packets, reader } = await readSource(new MemorySource(bytes));
  return { packets: parse(packets), interfaces: reader.interfaces, keyLogs: reader.tlsKeyLogs };
}

function parse(packets: readonly ReadPacket[]): LabPacket[] {
  const view = new PacketView();
  const decoder = new Decoder();
  const [first] = packets;
  const datagrams = new Map<string, Datagram>();
  const headed = packets.map((read, index) => {
    Object.assign(view, {
      bytes: read.bytes,
      ...{ start: 0, end: read.bytes.length, originalLength: read.originalLength },
      ...{ linkType: read.linkType, frameNumber: index + 1, capturedLength: read.bytes.length },
    });
    decoder.decode(view);
    const packet: LabPacket = {
      ...{ index, read },
      time: read.seconds - first.seconds + (read.nanoseconds - first.nanoseconds) / 1e9,
      ...headers(view),
    };
    return { packet, datagram: datagramOf(view, packet, datagrams) };
  });
  return headed.map(({ packet, datagram }) =>
    datagram === null || datagram.first < 0
      ? packet
      : { ...packet, ...inDatagram(packet, datagram) },
  );
}

type Headers = Omit<LabPacket, 'index' | 'read' | 'time'>;

/** A datagram of UDP in IP fragments. */
interface Datagram {
  /** Index of its first fragment, or -1. */
  first: number;
  sourcePort: number;
  destinationPort: number;
  payload: number;
  /** As the fragment that completes it has it; 0 where none does. */
  messageId: number;
}

/** The datagram that a fragment is of, by what is known so far; null where it is of none of UDP. */
function datagramOf(
  view: PacketView,
  { index, version, network, source, destination, messageId }: LabPacket,
  datagrams: Map<string, Datagram>,
): Datagram | null {
  if (!view.isFragment || view.quotedFrom >= 0 || network < 0) return null;
  const { bytes } = view;
  const protocol = bytes[network + (version === 6 ? IPV6_HEADER : 9)];
  if (protocol !== udp.IP_PROTOCOL) return null;
  const key = `${version} ${source} ${destination} ${view.fragmentIdentification}`;
  let found = datagrams.get(key);
  // The same number is another datagram's later.
  if (found === undefined || (view.fragmentOffset === 0 && found.first >= 0)) {
    found = { first: -1, sourcePort: 0, destinationPort: 0, payload: 0, messageId: 0 };
    datagrams.set(key, found);
  }
  found.messageId ||= messageId;
  const at = headerEnd(bytes, network, version);
  if (view.fragmentOffset === 0 && at + udp.HEADER_LENGTH <= view.end) {
    found.first = index;
    found.sourcePort = udp.sourcePort(bytes, at);
    found.destinationPort = udp.destinationPort(bytes, at);
    found.payload = udp.length(bytes, at) - udp.HEADER_LENGTH;
  }
  return found;
}

function inDatagram(
  { index, network, version, read }: LabPacket,
  { first, sourcePort, destinationPort, payload, messageId }: Datagram,
): Partial<LabPacket> {
  const isFirst = index === first;
  return {
    ...{ kind: 'udp', sourcePort, destinationPort, messageId },
    transport: isFirst ? headerEnd(read.bytes, network, version) : -1,
    payload: isFirst ? payload : 0,
  };
}

const IPV6_HEADER = 40;

/** Where a fragment's IP header ends, and over IPv6 the fragment header that follows on it. */
function headerEnd(bytes: Uint8Array, network: number, version: 4 | 6): number {
  return network + (version === 6 ? IPV6_HEADER + 8 : (bytes[network] & 0xf) * 4);
}

function headers(view: PacketView): Headers {
  const { network, transport, transportProtocol } = view;
  const bytes = transport < 0 ? view.bytes : view.layerBytes(transport);
  const at = transport < 0 ? -1 : view.layerStart[transport];
  const isTcp = transportProtocol === Protocol.TCP;
  const isUdp = transportProtocol === Protocol.UDP;
  const isIcmp = transportProtocol === Protocol.ICMP || transportProtocol === Protocol.ICMPV6;
  const dns = view.findLayer(Protocol.DNS);
  return {
    network: network < 0 ? -1 : view.layerStart[network],
    version: network >= 0 && view.layerProtocol[network] === Protocol.IPV6 ? 6 : 4,
    transport: transport >= view.reassembledFrom ? -1 : at,
    kind: isTcp ? 'tcp' : isUdp ? 'udp' : isIcmp ? 'icmp' : 'other',
    source:
      network < 0 ? '' : formatAddress(view.source0, view.source1, view.source2, view.source3),
    destination:
      network < 0
        ? ''
        : formatAddress(view.destination0, view.destination1, view.destination2, view.destination3),
    sourcePort: view.sourcePort,
    destinationPort: view.destinationPort,
    flags: isTcp ? tcp.flags(bytes, at) : 0,
    sequence: isTcp ? tcp.sequence(bytes, at) : 0,
    acknowledgment: isTcp ? tcp.acknowledgmentWord(bytes, at) : 0,
    payload: view.payloadLength,
    messageId:
      dns >= 0 && isUdp ? (bytes[view.layerStart[dns]] << 8) | bytes[view.layerStart[dns] + 1] : 0,
    quoted: view.quotedFrom < 0 ? null : quotedOf(view),
  };
}

function quotedOf(view: PacketView): Quoted | null {
  const { bytes, quotedFrom } = view;
  const network = view.layerStart[quotedFrom];
  const isIpv6 = view.layerProtocol[quotedFrom] === Protocol.IPV6;
  const tcpLayer = view.findLayer(Protocol.TCP, quotedFrom);
  const layer = tcpLayer >= 0 ? tcpLayer : view.findLayer(Protocol.UDP, quotedFrom);
  // A quotation of 8 bytes has a TCP header's ports, and no whole header.
  const transport = layer >= 0 ? view.layerStart[layer] : network + (isIpv6 ? 40 : 20);
  if (transport + 4 > view.end) return null;
  const protocol = bytes[network + (isIpv6 ? 6 : 9)];
  if (protocol !== 6 && protocol !== 17) return null;
  const address = (at: number) =>
    isIpv6
      ? formatAddress(...(words(bytes, at) as [number, number, number, number]))
      : formatAddress(0, 0, 0xffff, words(bytes, at)[0]);
  return {
    kind: protocol === 6 ? 'tcp' : 'udp',
    ...{ network, transport },
    source: address(network + (isIpv6 ? 8 : 12)),
    destination: address(network + (isIpv6 ? 24 : 16)),
    sourcePort: (bytes[transport] << 8) | bytes[transport + 1],
    destinationPort: (bytes[transport + 2] << 8) | bytes[transport + 3],
  };
}

function words(bytes: Uint8Array, at: number): number[] {
  return [0, 4, 8, 12].map(
    (offset) =>
      (bytes[at + offset] << 24) |
      (bytes[at + offset + 1] << 16) |
      (bytes[at + offset + 2] << 8) |
      bytes[at + offset + 3],
  );
}
