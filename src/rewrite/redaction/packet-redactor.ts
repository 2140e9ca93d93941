import * as dns from '../../protocols/dns/codec.ts';
import { redactDns } from '../../protocols/dns/redact.ts';
import * as gre from '../../protocols/gre/codec.ts';
import * as icmp from '../../protocols/icmp/codec.ts';
import * as icmpv6 from '../../protocols/icmpv6/codec.ts';
import { pseudoHeaderSum } from '../../protocols/internet-checksum.ts';
import * as ipv4 from '../../protocols/ipv4/codec.ts';
import * as ipv6 from '../../protocols/ipv6/codec.ts';
import * as ipv6Extension from '../../protocols/ipv6/extension.ts';
import type { PacketView } from '../../protocols/packet-view.ts';
import { PROTOCOL_COUNT, Protocol } from '../../protocols/protocol.ts';
import { PROTOCOL_PARTS } from '../../protocols/protocol-parts.ts';
import { Canvas, type Mappers, type Redact } from '../../protocols/redact/canvas.ts';
import * as tcp from '../../protocols/tcp/codec.ts';
import { redactTcpHeader } from '../../protocols/tcp/redact.ts';
import * as udp from '../../protocols/udp/codec.ts';
import { redactUdpHeader } from '../../protocols/udp/redact.ts';
import { StreamRedactor } from './streams.ts';

/** What redacts a layer, by protocol; a layer that has none is cut off. */
const REDACT: (Redact | undefined)[] = new Array(PROTOCOL_COUNT).fill(undefined);
for (const { of, redact } of PROTOCOL_PARTS) {
  if (redact !== undefined) for (const protocol of of ?? []) REDACT[protocol] = redact;
}

/** Where a transport's checksum stands in its header. */
const CHECKSUM_AT: Partial<Record<Protocol, number>> = {
  [Protocol.TCP]: tcp.CHECKSUM,
  [Protocol.UDP]: udp.CHECKSUM,
  [Protocol.ICMP]: icmp.CHECKSUM,
  [Protocol.ICMPV6]: icmpv6.CHECKSUM,
  [Protocol.GRE]: gre.CHECKSUM,
};

/** Whose checksum covers the addresses, and their numbers, which it covers too. */
const NUMBERS: Partial<Record<Protocol, number>> = {
  [Protocol.TCP]: tcp.IP_PROTOCOL,
  [Protocol.UDP]: udp.IP_PROTOCOL,
  [Protocol.ICMPV6]: icmpv6.IP_PROTOCOL,
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
    const at = view.layerStart[layer];
    const limit = view.layerEnd[layer];
    const hasNext = layer + 1 < layers;
    const next = hasNext ? view.layerStart[layer + 1] : limit;
    const isFollowed = hasNext && view.layerProtocol[layer + 1] !== Protocol.DATA;
    const redact = REDACT[view.layerProtocol[layer]];
    redact?.(canvas, { at, limit, next, isFollowed, view, layer }, this.mappers);
    const isStream = layer === view.transport && view.transportProtocol === Protocol.TCP;
    if (isStream) this.#segment(canvas, view);
  }

  #segment(canvas: Canvas, view: PacketView): void {
    const at = view.layerStart[view.transport];
    const from = `${view.source0} ${view.source1} ${view.source3} ${view.sourcePort}`;
    const to = `${view.destination0} ${view.destination1} ${view.destination3} ${view.destinationPort}`;
    this.#streams.redact(canvas, {
      ...{ flow: `${from} ${to}`, back: `${to} ${from}` },
      sequence: tcp.sequence(view.bytes, at),
      at: view.payloadStart,
      limit: view.payloadEnd,
      mayBeDns:
        view.sourcePort === dns.PORT ||
        view.destinationPort === dns.PORT ||
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
    let isFragment = false;
    let isFirst = true;
    if (protocol === Protocol.IPV4) {
      start = at + ipv4.headerLength(bytes, at);
      carried = ipv4.protocol(bytes, at);
      isFragment = ipv4.isFragment(bytes, at);
      isFirst = ipv4.fragmentOffset(bytes, at) === 0;
    } else if (protocol === Protocol.IPV6) {
      start = at + ipv6.HEADER_LENGTH;
      carried = ipv6.nextHeader(bytes, at);
    } else if (protocol === Protocol.IPV6_FRAGMENT) {
      start = at + ipv6Extension.MINIMUM_LENGTH;
      carried = ipv6Extension.nextHeader(bytes, at);
      isFragment = ipv6Extension.isFragment(bytes, at);
      isFirst = ipv6Extension.fragmentOffset(bytes, at) === 0;
    } else return;
    if (start >= limit) return;
    const isTcp = carried === tcp.IP_PROTOCOL;
    const isUdp = carried === udp.IP_PROTOCOL;
    const header = isTcp ? tcp.MINIMUM_HEADER_LENGTH : udp.HEADER_LENGTH;
    if (isTcp && isFirst) redactTcpHeader(canvas, start, limit);
    if (isUdp && isFirst) redactUdpHeader(canvas, start, limit);
    if (!isFragment) return;
    // Fragments stay as long as they are: they must still make a whole datagram.
    canvas.reach(limit);
    if (!isFirst || start + header > limit) return;
    if (!isUdp) return;
    // The sum of a datagram cannot be put right in one of its fragments: without one, where that
    // may be (RFC 768).
    canvas.put16(start + udp.CHECKSUM, protocol === Protocol.IPV4 ? 0 : 0xffff);
    if (
      udp.sourcePort(bytes, start) === dns.PORT ||
      udp.destinationPort(bytes, start) === dns.PORT
    ) {
      redactDns(canvas, start + udp.HEADER_LENGTH, limit, true, this.mappers);
    }
  }

  #checksum(canvas: Canvas, view: PacketView, layer: number): void {
    const protocol: Protocol = view.layerProtocol[layer];
    const at = view.layerStart[layer];
    if (protocol === Protocol.IPV4) return this.#headerChecksum(canvas, at);
    if (protocol === Protocol.GRE && !gre.hasChecksum(view.bytes, at)) return;
    const place = CHECKSUM_AT[protocol];
    if (place === undefined) return;
    if (protocol === Protocol.UDP && udp.checksum(view.bytes, at) === 0) return;
    let ip = layer - 1;
    while (ip >= 0 && !isIp(view.layerProtocol[ip])) ip--;
    const end = protocol === Protocol.UDP ? at + udp.length(view.bytes, at) : view.layerEnd[layer];
    canvas.put16(at + place, 0);
    const declared = ip < 0 ? -1 : payloadEnd(view, ip);
    // Of what is not all there no sum can be made.
    if (ip < 0 || end > canvas.end || (declared > end && protocol !== Protocol.UDP)) return;
    const number = NUMBERS[protocol];
    const covered =
      number === undefined ? 0 : redactedPseudoHeader(canvas, view, ip, number, end - at);
    const sum = canvas.checksum(at, end, covered);
    canvas.put16(at + place, sum === 0 && protocol === Protocol.UDP ? 0xffff : sum);
  }

  #headerChecksum(canvas: Canvas, at: number): void {
    const end = at + ipv4.headerLength(canvas.from, at);
    if (end > canvas.end) return;
    canvas.put16(at + ipv4.CHECKSUM, 0);
    canvas.put16(at + ipv4.CHECKSUM, canvas.checksum(at, end));
  }
}

/** Where the payload of the IP header in layer `ip` ends, as the header says. */
function payloadEnd(view: PacketView, ip: number): number {
  const at = view.layerStart[ip];
  return view.layerProtocol[ip] === Protocol.IPV4
    ? at + ipv4.totalLength(view.bytes, at)
    : at + ipv6.HEADER_LENGTH + ipv6.payloadLength(view.bytes, at);
}

/** What the IP header in layer `ip`, as redacted, adds to the sum of what it carries. */
function redactedPseudoHeader(
  canvas: Canvas,
  view: PacketView,
  ip: number,
  number: number,
  length: number,
): number {
  const at = view.layerStart[ip] - canvas.start;
  return view.layerProtocol[ip] === Protocol.IPV4
    ? pseudoHeaderSum(canvas.to, ipv4.sourceAt(at), 8, number, length)
    : pseudoHeaderSum(canvas.to, ipv6.sourceAt(at), 32, number, length);
}
