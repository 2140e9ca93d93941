import type { PacketText } from '../info/packet-text.ts';
import * as ipv6 from '../ipv6/codec.ts';
import * as extension from '../ipv6/extension.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as ipv4 from './codec.ts';
import { ipProtocolName } from './protocol-names.ts';

const NO_NEXT_HEADER = 59;

/** An IPv4 packet whose payload is not known or is a fragment (Wireshark's packet-ip.c). */
export function describeIpv4(view: PacketView, layer: number, text: PacketText): void {
  text.protocol = 'IPv4';
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const protocol = ipv4.protocol(bytes, at);
  const name = ipProtocolName(protocol);
  const offset = ipv4.fragmentOffset(bytes, at);
  if (offset !== 0 || (ipv4.flags(bytes, at) & 1) !== 0) {
    const identification = ipv4.identification(bytes, at).toString(16).padStart(4, '0');
    text.info = `Fragmented IP protocol (proto=${name} ${protocol}, off=${offset}, ID=${identification})`;
  } else {
    text.info = `${name} (${protocol})`;
  }
}

/** An IPv6 packet whose payload is not known or is a fragment (Wireshark's packet-ipv6.c). */
export function describeIpv6(view: PacketView, layer: number, text: PacketText): void {
  text.protocol = 'IPv6';
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  let next: number;
  switch (view.layerProtocol[layer]) {
    case Protocol.IPV6_FRAGMENT: {
      next = extension.nextHeader(bytes, at);
      const more = extension.moreFragments(bytes, at) !== 0 ? 'y' : 'n';
      const offset = extension.fragmentOffset(bytes, at);
      const identification = extension.identification(bytes, at).toString(16).padStart(8, '0');
      if (more === 'y' || offset !== 0) {
        text.info = `IPv6 fragment (off=${offset} more=${more} ident=0x${identification} nxt=${next})`;
        return;
      }
      break;
    }
    case Protocol.IPV6:
      next = ipv6.nextHeader(bytes, at);
      break;
    default:
      next = extension.nextHeader(bytes, at);
  }
  text.info =
    next === NO_NEXT_HEADER
      ? 'IPv6 no next header'
      : `Unknown IP Protocol: ${ipProtocolName(next)} (${next})`;
}
