import type { PacketView } from '../../../wire/packet-view.ts';
import { Protocol } from '../../../wire/protocol.ts';
import * as udp from '../../../wire/udp.ts';
import type { PacketText } from '../packet-text.ts';

/** Wireshark's packet-udp.c. */
export function describeUdp(view: PacketView, layer: number, text: PacketText): void {
  text.protocol = 'UDP';
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const length = udp.length(bytes, at);
  text.info = `${udp.sourcePort(bytes, at)} → ${udp.destinationPort(bytes, at)}`;
  const isOverIpv6 = view.network >= 0 && view.layerProtocol[view.network] === Protocol.IPV6;
  if (length === 0 && isOverIpv6) {
    text.info += ` Len=${view.declaredLimit - at - udp.HEADER_LENGTH} [Jumbogram]`;
  } else if (length < udp.HEADER_LENGTH) {
    text.info += ` [BAD UDP LENGTH ${length} < 8]`;
  } else {
    if (at + length > view.declaredLimit) {
      text.info += ` [BAD UDP LENGTH ${length} > IP PAYLOAD LENGTH]`;
    }
    text.info += ` Len=${length - udp.HEADER_LENGTH}`;
  }
}
