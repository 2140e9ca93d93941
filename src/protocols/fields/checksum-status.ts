import * as ipv4 from '../ipv4/codec.ts';
import * as ipv6Extension from '../ipv6/extension.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/** Wireshark's numbers of checksum states, in fields `….checksum.status`. */
export enum ChecksumStatus {
  BAD = 0,
  GOOD = 1,
  UNVERIFIED = 2,
  NOT_PRESENT = 3,
}

/**
 * What Wireshark says of the checksum of an ICMP or ICMPv6 message: it checks what is whole and no
 * quotation. `sum` gives the Internet checksum over it, NaN where it cannot be made.
 */
export function messageChecksum(
  view: PacketView,
  layer: number,
  sum: (view: PacketView, layer: number) => number,
): ChecksumStatus {
  if (layer !== view.transport) return ChecksumStatus.UNVERIFIED;
  if (view.payloadEnd - view.payloadStart < view.payloadLength) return ChecksumStatus.UNVERIFIED;
  if (isInFragment(view, layer)) return ChecksumStatus.UNVERIFIED;
  const found = sum(view, layer);
  if (Number.isNaN(found)) return ChecksumStatus.UNVERIFIED;
  return found === 0 ? ChecksumStatus.GOOD : ChecksumStatus.BAD;
}

/** Whether the layer stands in a fragment as it came: no checksum of it can be checked. */
export function isInFragment(view: PacketView, layer: number): boolean {
  if (!view.isFragment || layer >= view.reassembledFrom) return false;
  for (let carrier = layer - 1; carrier >= 0; carrier--) {
    const protocol: Protocol = view.layerProtocol[carrier];
    const at = view.layerStart[carrier];
    const bytes = view.layerBytes(carrier);
    if (protocol === Protocol.IPV4) return ipv4.isFragment(bytes, at);
    if (protocol === Protocol.IPV6_FRAGMENT) return ipv6Extension.isFragment(bytes, at);
    if (protocol === Protocol.IPV6) return false;
  }
  return false;
}
