import { Analysis } from '../analysis.ts';
import { ChecksumStatus } from '../fields/checksum-status.ts';
import { FieldTable, type ValueSink } from '../fields/field.ts';
import type { TimeSpan, UdpPlace } from '../packet-annotations.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as udp from './codec.ts';

const CONVERSATION = { needs: Analysis.UDP } as const;

function span(read: (place: UdpPlace) => TimeSpan) {
  return (view: PacketView, layer: number, sink: ValueSink) => {
    // A header quoted in an ICMP error is no packet of the conversation.
    if (view.quotedFrom >= 0 && layer >= view.quotedFrom) return false;
    const place = view.udpAnnotation.placeOf(layer);
    if (place === null) return false;
    const { seconds, nanoseconds } = read(place);
    return sink.time(seconds, nanoseconds);
  };
}

/** Whether the layer lies in IPv6, where a checksum of 0 is not allowed (RFC 8200 §8.1). */
function isOverIpv6(view: PacketView, layer: number): boolean {
  for (let carrier = layer - 1; carrier >= 0; carrier--) {
    if (view.layerProtocol[carrier] === Protocol.IPV4) return false;
    if (view.layerProtocol[carrier] === Protocol.IPV6) return true;
  }
  return false;
}

/** Where IP's payload ends: as in Wireshark, UDP's own length does not end this field. */
function payloadEnd(view: PacketView, layer: number): number {
  for (let carrier = layer - 1; carrier >= 0; carrier--) {
    const protocol: Protocol = view.layerProtocol[carrier];
    if (protocol !== Protocol.IPV4 && protocol !== Protocol.IPV6) continue;
    const isReassembled = carrier < view.reassembledFrom && layer >= view.reassembledFrom;
    return isReassembled ? view.reassembledLength : view.layerEnd[carrier];
  }
  return view.layerEnd[layer];
}

/** Ports that traceroute sends to, and the TTL below which it is taken for one (packet-udp.c). */
const TRACEROUTE_FIRST = 33435;
const TRACEROUTE_LAST = 33464;

/** User Datagram Protocol. */
export const udpFields = new FieldTable([Protocol.UDP])
  .number('udp.srcport', 'FT_UINT16', 'BASE_PT_UDP', 'Source port', udp.sourcePort)
  .number('udp.dstport', 'FT_UINT16', 'BASE_PT_UDP', 'Destination port', udp.destinationPort)
  .number('udp.port', 'FT_UINT16', 'BASE_PT_UDP', 'Source or destination port', [
    udp.sourcePort,
    udp.destinationPort,
  ])
  .uint16('udp.length', 'Length of header and payload in bytes', udp.length)
  .hex16('udp.checksum', 'Checksum', udp.checksum)
  .number(
    'udp.checksum.status',
    'FT_UINT8',
    'BASE_NONE',
    'Checksum: 2 not verified, 3 not there',
    (bytes, at, _end, view, layer) =>
      udp.checksum(bytes, at) === 0 && !isOverIpv6(view, layer)
        ? ChecksumStatus.NOT_PRESENT
        : ChecksumStatus.UNVERIFIED,
  )
  .uint32(
    'udp.stream',
    'Number of the conversation, from 0',
    (_bytes, _at, _end, view, layer) => view.udpAnnotation.placeOf(layer)?.stream ?? Number.NaN,
    CONVERSATION,
  )
  .span(
    'udp.time_relative',
    'Time since the first packet of the conversation',
    span((place) => place.sinceFirst),
    CONVERSATION,
  )
  .span(
    'udp.time_delta',
    'Time since the packet before of the conversation',
    span((place) => place.sincePrevious),
    CONVERSATION,
  )
  .values(
    'udp.possible_traceroute',
    'FT_NONE',
    '',
    'A port of those that traceroute begins with',
    (view, layer, sink) => {
      const bytes = view.layerBytes(layer);
      const at = view.layerStart[layer];
      for (const port of [udp.sourcePort(bytes, at), udp.destinationPort(bytes, at)]) {
        if (port >= TRACEROUTE_FIRST && port <= TRACEROUTE_LAST && sink.label()) return true;
      }
      return false;
    },
  )
  .values('udp.payload', 'FT_BYTES', '', 'Payload', (view, layer, sink) => {
    const start = view.layerStart[layer] + udp.HEADER_LENGTH;
    const end = payloadEnd(view, layer);
    return end > start && sink.bytes(view.layerBytes(layer), start, end);
  }).fields;
