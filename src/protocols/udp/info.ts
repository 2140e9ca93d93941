import { Unknown } from '../../capture/packet-record.ts';
import type { PacketText } from '../info/packet-text.ts';
import * as ipv4 from '../ipv4/codec.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as udp from './codec.ts';

/** Bytes that the IP header leaves for UDP; Infinity where it does not say. */
function ipPayloadLength(view: PacketView, layer: number): number {
  const ip = layer - 1;
  if (ip < 0 || view.layerProtocol[ip] !== Protocol.IPV4) {
    return view.reassembledFrom <= layer
      ? view.layerEnd[layer]
      : view.declaredLimit - view.layerStart[layer];
  }
  if (view.reassembledFrom <= layer) return Number.POSITIVE_INFINITY;
  const bytes = view.layerBytes(ip);
  const at = view.layerStart[ip];
  const total = ipv4.totalLength(bytes, at);
  return total === 0 ? Number.POSITIVE_INFINITY : total - ipv4.headerLength(bytes, at);
}

/** Wireshark's packet-udp.c. */
export function describeUdp(view: PacketView, layer: number, text: PacketText): void {
  text.protocol = 'UDP';
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const length = udp.length(bytes, at);
  const shown = (port: number) =>
    port === 0 && (view.unknown & Unknown.CLIENT_PORT) !== 0 ? '' : `${port}`;
  text.info =
    `${shown(udp.sourcePort(bytes, at))} → ${shown(udp.destinationPort(bytes, at))}`.trim();
  const isOverIpv6 = view.network >= 0 && view.layerProtocol[view.network] === Protocol.IPV6;
  if (length === 0 && isOverIpv6) {
    text.info += ` Len=${view.declaredLimit - at - udp.HEADER_LENGTH} [Jumbogram]`;
  } else if (length < udp.HEADER_LENGTH) {
    text.info += ` [BAD UDP LENGTH ${length} < 8]`;
  } else {
    if (length > ipPayloadLength(view, layer)) {
      text.info += ` [BAD UDP LENGTH ${length} > IP PAYLOAD LENGTH]`;
    }
    text.info += ` Len=${length - udp.HEADER_LENGTH}`;
  }
}
