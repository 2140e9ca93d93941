import { PROTOCOL_NAMES } from '../dispatch.ts';
import { nameOfData, namesInside } from '../dissectors.ts';
import * as ipv4 from '../ipv4/codec.ts';
import * as ipv6 from '../ipv6/codec.ts';
import { type PacketView, Stop } from '../packet-view.ts';
import { PROTOCOL_COUNT, Protocol } from '../protocol.ts';
import { PROTOCOL_PARTS } from '../protocol-parts.ts';
import { analysisPrefix, describeTcp } from '../tcp/info.ts';
import { describeUdp } from '../udp/info.ts';
import type { Describe, DescribeMessage, PacketText } from './packet-text.ts';

/** Who writes the Protocol and Info columns of a packet whose last known layer is of a protocol. */
const DESCRIBERS: (Describe | undefined)[] = new Array(PROTOCOL_COUNT).fill(undefined);
/** Those of protocols that have no layer of their own, by UDP port. */
const UDP_MESSAGES = new Map<number, DescribeMessage>();
/** The same by the name of the layer above UDP. */
const UDP_MESSAGES_BY_NAME = new Map<string, DescribeMessage>();
for (const { of, info, udpPorts, dissectors, message } of PROTOCOL_PARTS) {
  for (const protocol of of ?? []) DESCRIBERS[protocol] = info;
  if (message !== undefined) for (const port of udpPorts ?? []) UDP_MESSAGES.set(port, message);
  if (message !== undefined) {
    for (const name of dissectors ?? []) UDP_MESSAGES_BY_NAME.set(name, message);
  }
}
// What they carry may have the line instead.
DESCRIBERS[Protocol.UDP] = describeUdpWithPayload;
DESCRIBERS[Protocol.TCP] = describeTcpWithPayload;

/** Wireshark's column holds no more bytes than this (COL_MAX_INFO_LEN). */
const MAXIMUM_INFO_LENGTH = 4095;

/** Both ports, with which headers of TCP and UDP begin. */
const PORTS_LENGTH = 4;

const CUT_SHORT = '[Packet size limited during capture]';
const MALFORMED = '[Malformed Packet]';
const SEGMENT = '[TCP segment of a reassembled PDU]';

/** Fills the Protocol and Info columns, as Wireshark shows them, for the packet in `view`. */
export function describePacket(view: PacketView, text: PacketText): void {
  text.protocol = '';
  text.info = '';
  const layer = lastKnownLayer(view);
  if (layer >= 0) {
    const protocol: Protocol = view.layerProtocol[layer];
    text.protocol = PROTOCOL_NAMES[protocol].columnName;
    DESCRIBERS[protocol]?.(view, layer, text);
  }
  describeStop(view, layer, text);
  // Wireshark names the tunnel of a mobile network beside what it carries.
  const tunnel = view.findLayer(Protocol.GTP);
  if (tunnel >= 0 && tunnel < layer) text.protocol = `GTP <${text.protocol}>`;
  if (text.info.length > MAXIMUM_INFO_LENGTH) text.info = text.info.slice(0, MAXIMUM_INFO_LENGTH);
}

/** Innermost layer with columns of its own, quotations inside ICMP errors left out. */
function lastKnownLayer(view: PacketView): number {
  let layer = (view.quotedFrom >= 0 ? view.quotedFrom : view.layerCount) - 1;
  // A fragment is not what it carries, until the last one completes it.
  if (view.isFragment && view.reassembledFrom > layer && view.network >= 0 && view.transport < 0) {
    layer = Math.max(view.network, view.findLayer(Protocol.IPV6_FRAGMENT, view.network));
  }
  while (layer >= 0 && view.layerProtocol[layer] === Protocol.DATA) layer--;
  // What QUIC carries has no line of its own.
  const isTls = layer > 0 && view.layerProtocol[layer] === Protocol.TLS;
  if (isTls && view.layerProtocol[layer - 1] === Protocol.QUIC) layer--;
  // TLS and HTTP are told by the stream that they are part of.
  if (
    view.transportProtocol === Protocol.TCP &&
    layer > view.transport &&
    DESCRIBERS[view.layerProtocol[layer]] === undefined
  ) {
    return view.transport;
  }
  return layer;
}

/** What Wireshark says where a header is cut off, damaged or makes no sense. */
function describeStop(view: PacketView, layer: number, text: PacketText): void {
  if (view.stop !== Stop.CUT_SHORT && view.stop !== Stop.MALFORMED) return;
  const remark = view.stop === Stop.CUT_SHORT ? CUT_SHORT : MALFORMED;
  if (view.quotedFrom >= 0) {
    // A quotation may end anywhere: no fault of the packet that quotes.
    if (view.stop === Stop.CUT_SHORT) text.info += remark;
    return;
  }
  const protocol = view.stopProtocol;
  // A header without a single byte is a payload that is empty.
  if (layer >= 0 && view.stop === Stop.MALFORMED && view.cursor >= view.declaredLimit) return;
  if (layer >= 0 && view.layerProtocol[layer] === protocol) {
    // The describer of a damaged header has said what is wrong with it.
    const saysSo = protocol === Protocol.TCP || protocol === Protocol.UDP;
    if (view.stop === Stop.CUT_SHORT || !saysSo) text.info += remark;
    return;
  }
  const isTransport = protocol === Protocol.TCP || protocol === Protocol.UDP;
  // Of a header without its ports the line is that of what carries it.
  if (layer < 0 || !isTransport || view.limit - view.cursor >= PORTS_LENGTH) {
    text.protocol = PROTOCOL_NAMES[protocol].columnName;
  }
  text.info = (view.stop === Stop.MALFORMED ? bogusHeader(view, protocol) : '') || remark;
}

/** A header whose first bytes cannot be right. */
function bogusHeader(view: PacketView, protocol: Protocol): string {
  const bytes = view.currentBytes;
  const at = view.cursor;
  if (protocol === Protocol.IPV4 && view.limit - at >= 1) {
    const version = ipv4.version(bytes, at);
    if (version !== 4) return `Bogus IPv4 version (${version}, must be 4)`;
    const header = ipv4.headerLength(bytes, at);
    if (header < ipv4.MINIMUM_HEADER_LENGTH) {
      return `Bogus IP header length (${header}, must be at least 20)`;
    }
    if (view.limit - at < ipv4.MINIMUM_HEADER_LENGTH) return '';
    const total = ipv4.totalLength(bytes, at);
    if (total < header) return `Bogus IP length (${total}, less than header length ${header})`;
  }
  if (protocol === Protocol.IPV6 && view.limit - at >= 1) {
    const version = ipv6.version(bytes, at);
    if (version !== 6) return `Bogus IPv6 version (${version}, must be 6)`;
  }
  return '';
}

/** A UDP datagram: its own line, or that of the message in it. */
function describeUdpWithPayload(view: PacketView, layer: number, text: PacketText): void {
  describeUdp(view, layer, text);
  const { payloadStart, payloadEnd, sourcePort, destinationPort } = view;
  if (layer !== view.transport || payloadEnd <= payloadStart) return;
  const { refusedAs } = view.mediaAnnotation;
  if (refusedAs !== '') {
    text.protocol = refusedAs;
    text.info = `Unknown ${refusedAs} version ${view.layerBytes(layer)[payloadStart] >> 6}`;
  }
  // Wireshark asks for the lower port first.
  const [lower, higher] = [sourcePort, destinationPort].sort((a, b) => a - b);
  const describe =
    UDP_MESSAGES.get(lower) ?? UDP_MESSAGES.get(higher) ?? describerOfData(view, layer + 1);
  if (describe === undefined) return;
  const isWhole = describe(view.layerBytes(layer), payloadStart, payloadEnd, text);
  const isCut = view.payloadLength > payloadEnd - payloadStart;
  if (!isWhole) text.info += isCut ? CUT_SHORT : MALFORMED;
}

/** By what Wireshark calls the bytes above UDP. */
function describerOfData(view: PacketView, layer: number): DescribeMessage | undefined {
  if (layer >= view.layerCount || view.layerProtocol[layer] !== Protocol.DATA) return undefined;
  const name = nameOfData(view, layer);
  const names = [name, ...namesInside(view, layer, name)];
  return UDP_MESSAGES_BY_NAME.get(
    names.reverse().find((one) => UDP_MESSAGES_BY_NAME.has(one)) ?? name,
  );
}

/** A TCP segment: its own line, or the messages that end in it. */
function describeTcpWithPayload(view: PacketView, layer: number, text: PacketText): void {
  const { messageAnnotation: note } = view;
  const framing = layer === view.transport ? note.framing : null;
  if (framing === null) {
    describeTcp(view, layer, text);
    return;
  }
  if (note.isCut && framing.protocol !== '') {
    // What is cut off is not put together; Wireshark reads it as far as it goes.
    const parts = [...framing.texts, ...(framing.partialText ? [framing.partialText.trim()] : [])];
    text.protocol = framing.protocol;
    text.info = `${analysisPrefix(view.tcpAnnotation)}${parts.join(', ')}`;
    if (text.info !== '' && framing.partialText) text.info += ' ';
    text.info += CUT_SHORT;
    return;
  }
  if (framing.texts.length === 0) {
    describeTcp(view, layer, text);
    if (!framing.isPartial) return;
    if (framing.partialText === null) text.info += ` ${SEGMENT}`;
    else {
      const shown = framing.partialText === '' ? '' : `${framing.partialText} `;
      text.info = `${analysisPrefix(view.tcpAnnotation)}${shown}${SEGMENT}`;
    }
    return;
  }
  text.protocol = framing.protocol;
  const prefix = analysisPrefix(view.tcpAnnotation);
  // Wireshark's TLS dissector puts a comma after whatever stands in the column already.
  const separator = prefix !== '' && framing.protocol.startsWith('TLS') ? ', ' : '';
  text.info = `${prefix}${separator}${framing.texts.join(', ')}`;
}
