import { readUint16 } from '../../protocols/bytes.ts';
import { internetChecksum } from '../../protocols/internet-checksum.ts';
import type { PacketView } from '../../protocols/packet-view.ts';
import { Protocol } from '../../protocols/protocol.ts';
import * as quic from '../../protocols/quic/codec.ts';
import { Canvas } from './canvas.ts';
import { type Mappers, redactDns } from './dns.ts';
import {
  ipPayloadEnd,
  putMac,
  redactArp,
  redactIcmp,
  redactIcmpv6,
  redactIpv4Header,
  redactIpv6Header,
  redactTcpHeader,
  sumIpv4Header,
} from './network.ts';
import { StreamRedactor } from './streams.ts';

const DNS_PORT = 53;
const UDP_HEADER = 8;
const TCP_HEADER = 20;
/** Longest header of a layer that is taken over as it is. */
const LONGEST_PLAIN_HEADER = 64;
/** Longest connection identifier of QUIC version 1 (RFC 9000 §17.2). */
const LONGEST_ID = 20;

/** IP protocol numbers. */
const TCP = 6;
const UDP = 17;

/** Where a transport's checksum stands in its header. */
const CHECKSUM_AT: Partial<Record<Protocol, number>> = {
  [Protocol.TCP]: 16,
  [Protocol.UDP]: 6,
  [Protocol.ICMP]: 2,
  [Protocol.ICMPV6]: 2,
};

const isIp = (protocol: Protocol) => protocol === Protocol.IPV4 || protocol === Protocol.IPV6;

/**
 * Writes packets anew without what tells whose they are: only what is understood is taken over. A
 * payload that no decoder claims is cut off: the length on the wire tells that it was there.
 */
export class PacketRedactor {
  readonly #streams: StreamRedactor;

  constructor(private readonly mappers: Mappers) {
    this.#streams = new StreamRedactor(mappers);
  }

  /**
   * Redacts the decoded packet in the view.
   * @param into at least as long as the packet, and filled with zero bytes
   * @returns how many bytes of it are the packet
   */
  redact(view: PacketView, into: Uint8Array): number {
    const canvas = new Canvas(view.bytes, view.start, view.end, into);
    const layers = Math.min(view.layerCount, view.reassembledFrom);
    for (let layer = 0; layer < layers; layer++) this.#layer(canvas, view, layer, layers);
    if (layers > 0) this.#afterLast(canvas, view, layers - 1);
    // From the inside out, as outer sums cover inner ones.
    const { reached } = canvas;
    for (let layer = layers - 1; layer >= 0; layer--) this.#checksum(canvas, view, layer);
    return Math.max(reached, view.start) - view.start;
  }

  #layer(canvas: Canvas, view: PacketView, layer: number, layers: number): void {
    const { addresses } = this.mappers;
    const protocol: Protocol = view.layerProtocol[layer];
    const at = view.layerStart[layer];
    const limit = view.layerEnd[layer];
    const next = layer + 1 < layers ? view.layerStart[layer + 1] : limit;
    switch (protocol) {
      case Protocol.ETHERNET:
        putMac(canvas, at, addresses);
        putMac(canvas, at + 6, addresses);
        canvas.copy(at + 12, at + 14);
        break;
      case Protocol.LINUX_SLL:
        this.#cooked(canvas, at, 6, readUint16(view.bytes, at + 4), 16);
        break;
      case Protocol.LINUX_SLL2:
        this.#cooked(canvas, at, 12, view.bytes[at + 11], 20);
        break;
      case Protocol.VLAN:
      case Protocol.MPLS:
      case Protocol.NULL_LOOPBACK:
        canvas.copy(at, Math.min(at + 4, limit));
        break;
      case Protocol.PPPOE_DISCOVERY:
      case Protocol.PPPOE_SESSION:
        canvas.copy(at, Math.min(at + 6, limit));
        break;
      case Protocol.VXLAN:
        canvas.copy(at, Math.min(at + 8, limit));
        break;
      case Protocol.ETHERIP:
        canvas.copy(at, Math.min(at + 2, limit));
        break;
      case Protocol.LLC:
      case Protocol.PPP:
      case Protocol.GRE:
      case Protocol.ERSPAN:
        // Only in front of something: else it is not known where the header ends.
        if (next < limit) canvas.copy(at, Math.min(next, at + LONGEST_PLAIN_HEADER));
        break;
      case Protocol.TEREDO:
        // An authentication or origin header (RFC 4380 §5.1.1): lengths, and nothing else.
        if (next > at) canvas.copy(at, Math.min(at + 4, next, limit));
        if (next > at && view.bytes[at + 1] === 0) canvas.fill(at, Math.min(next, limit), 0);
        break;
      case Protocol.ARP:
        redactArp(canvas, at, limit, addresses);
        break;
      case Protocol.IPV4:
        redactIpv4Header(canvas, at, limit, addresses);
        break;
      case Protocol.IPV6:
        redactIpv6Header(canvas, at, addresses);
        break;
      case Protocol.IPV6_HOP_BY_HOP:
      case Protocol.IPV6_DESTINATION:
        // Zero bytes are padding options.
        canvas.copy(at, at + 2);
        canvas.reach(Math.min(next, limit));
        break;
      case Protocol.IPV6_ROUTING:
        canvas.copy(at, at + 4);
        canvas.reach(Math.min(next, limit));
        break;
      case Protocol.IPV6_FRAGMENT:
        canvas.copy(at, at + 8);
        break;
      case Protocol.AUTHENTICATION_HEADER:
        canvas.copy(at, Math.min(at + 12, limit));
        canvas.reach(Math.min(next, limit));
        break;
      case Protocol.ICMP:
        redactIcmp(canvas, at, limit, addresses);
        break;
      case Protocol.ICMPV6:
        redactIcmpv6(canvas, at, limit, addresses);
        break;
      case Protocol.UDP:
        canvas.copy(at, at + UDP_HEADER);
        break;
      case Protocol.TCP:
        redactTcpHeader(canvas, at, limit);
        if (layer === view.transport) this.#segment(canvas, view);
        break;
      case Protocol.DNS:
      case Protocol.MDNS:
      case Protocol.LLMNR: {
        if (layer === 0 || view.layerProtocol[layer - 1] !== Protocol.UDP) break;
        const udp = view.layerStart[layer - 1];
        const isWhole = udp + readUint16(view.bytes, udp + 4) <= limit;
        redactDns(canvas, at, limit, isWhole, this.mappers);
        break;
      }
      case Protocol.DATA:
        if (layer > 0 && view.layerProtocol[layer - 1] === Protocol.UDP)
          quicHeader(canvas, at, limit);
        break;
    }
  }

  /** Linux cooked headers, whose address is a MAC address as a rule. */
  #cooked(canvas: Canvas, at: number, place: number, length: number, header: number): void {
    canvas.copy(at, at + place);
    if (length === 6) putMac(canvas, at + place, this.mappers.addresses);
    if (place + 8 < header) canvas.copy(at + place + 8, at + header);
    canvas.reach(at + header);
  }

  #segment(canvas: Canvas, view: PacketView): void {
    const at = view.layerStart[view.transport];
    const ports = `${view.sourcePort} ${view.destinationPort}`;
    this.#streams.redact(canvas, {
      flow: `${view.source0} ${view.source1} ${view.source3} ${view.destination0} ${view.destination1} ${view.destination3} ${ports}`,
      sequence:
        ((view.bytes[at + 4] << 24) |
          (readUint16(view.bytes, at + 5) << 8) |
          view.bytes[at + 7]) >>>
        0,
      at: view.payloadStart,
      limit: view.payloadEnd,
      mayBeDns:
        view.sourcePort === DNS_PORT ||
        view.destinationPort === DNS_PORT ||
        view.findLayer(Protocol.DNS, view.transport) >= 0,
    });
  }

  /** What follows the last layer that is whole: a fragment, or the start of a header. */
  #afterLast(canvas: Canvas, view: PacketView, last: number): void {
    const protocol: Protocol = view.layerProtocol[last];
    const at = view.layerStart[last];
    const limit = view.layerEnd[last];
    const { bytes } = view;
    let start: number;
    let carried: number;
    let fragment = 0;
    if (protocol === Protocol.IPV4) {
      start = at + ((bytes[at] & 0xf) << 2);
      carried = bytes[at + 9];
      fragment = readUint16(bytes, at + 6) & 0x3fff;
    } else if (protocol === Protocol.IPV6) {
      start = at + 40;
      carried = bytes[at + 6];
    } else if (protocol === Protocol.IPV6_FRAGMENT) {
      start = at + 8;
      carried = bytes[at];
      fragment = readUint16(bytes, at + 2) & 0xfff9;
    } else return;
    if (start >= limit) return;
    const header = carried === TCP ? TCP_HEADER : UDP_HEADER;
    const isFirst = protocol === Protocol.IPV4 ? (fragment & 0x1fff) === 0 : fragment >>> 3 === 0;
    if ((carried === TCP || carried === UDP) && isFirst) {
      canvas.copy(start, Math.min(start + header, limit));
    }
    if (fragment === 0) return;
    // Fragments stay as long as they are: they must still make a whole datagram.
    canvas.reach(limit);
    if (!isFirst || start + header > limit) return;
    if (carried === TCP) canvas.put16(start + 16, 0);
    if (carried !== UDP) return;
    // The sum of a datagram cannot be put right in one of its fragments: without one, where that
    // may be (RFC 768).
    canvas.put16(start + 6, protocol === Protocol.IPV4 ? 0 : 0xffff);
    if (readUint16(bytes, start) === DNS_PORT || readUint16(bytes, start + 2) === DNS_PORT) {
      redactDns(canvas, start + UDP_HEADER, limit, true, this.mappers);
    }
  }

  #checksum(canvas: Canvas, view: PacketView, layer: number): void {
    const protocol: Protocol = view.layerProtocol[layer];
    const at = view.layerStart[layer];
    if (protocol === Protocol.IPV4) return sumIpv4Header(canvas, at, internetChecksum);
    const place = CHECKSUM_AT[protocol];
    if (place === undefined) return;
    if (protocol === Protocol.UDP && readUint16(view.bytes, at + place) === 0) return;
    let ip = layer - 1;
    while (ip >= 0 && !isIp(view.layerProtocol[ip])) ip--;
    const end =
      protocol === Protocol.UDP ? at + readUint16(view.bytes, at + 4) : view.layerEnd[layer];
    canvas.put16(at + place, 0);
    const declared = ip < 0 ? -1 : ipPayloadEnd(view.bytes, view.layerStart[ip]);
    // Of what is not all there no sum can be made.
    if (ip < 0 || end > canvas.end || (declared > end && protocol !== Protocol.UDP)) return;
    const start = at - canvas.start;
    const sum = internetChecksum(
      canvas.to,
      start,
      end - canvas.start,
      protocol === Protocol.ICMP ? 0 : this.#pseudoHeader(canvas, view, ip, protocol, end - at),
    );
    canvas.put16(at + place, sum === 0 && protocol === Protocol.UDP ? 0xffff : sum);
  }

  #pseudoHeader(
    canvas: Canvas,
    view: PacketView,
    ip: number,
    protocol: Protocol,
    length: number,
  ): number {
    const isIpv4 = view.layerProtocol[ip] === Protocol.IPV4;
    const from = view.layerStart[ip] - canvas.start + (isIpv4 ? 12 : 8);
    const to = from + (isIpv4 ? 8 : 32);
    let sum = length + (protocol === Protocol.TCP ? TCP : protocol === Protocol.UDP ? UDP : 58);
    for (let i = from; i < to; i += 2) sum += readUint16(canvas.to, i);
    return sum;
  }
}

/** The part of a QUIC header that is not encrypted: version and connection identifiers. */
function quicHeader(canvas: Canvas, at: number, limit: number): void {
  const { from } = canvas;
  if (limit - at < 7) return;
  if (!quic.hasLongHeader(from, at)) {
    // A short header has nothing but its first bits; the fixed one tells that it is QUIC.
    if ((from[at] & 0x40) !== 0) canvas.put(at, 0x40);
    return;
  }
  if (!quic.isKnownVersion(quic.version(from, at)) && quic.version(from, at) !== 0) return;
  const destination = from[at + 5];
  const source = at + 6 + destination;
  if (destination > LONGEST_ID || source >= limit || from[source] > LONGEST_ID) return;
  canvas.copy(at, Math.min(source + 1 + from[source], limit));
}
