import { Unknown } from '../capture/packet-record.ts';
import * as ipv4 from '../protocols/ipv4/codec.ts';
import * as ipv6 from '../protocols/ipv6/codec.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';

/** Hops apart up to which two TTLs may still be of one sender, by another path. */
export const UNCLEAR_HOPS = 2;

/** TTL or hop limit of the packet, of the network layer that carries its transport; -1: unknown. */
export function hopLimit(view: PacketView): number {
  if ((view.unknown & Unknown.HOP_LIMIT) !== 0) return -1;
  const bytes = view.layerBytes(view.network);
  const at = view.layerStart[view.network];
  return view.layerProtocol[view.network] === Protocol.IPV4
    ? ipv4.timeToLive(bytes, at)
    : ipv6.hopLimit(bytes, at);
}

/** IPv4 identification of the packet, of the same layer; 0 where unknown and for IPv6, which has none. */
export function identification(view: PacketView): number {
  return view.layerProtocol[view.network] === Protocol.IPV4 &&
    (view.unknown & Unknown.IDENTIFICATION) === 0
    ? ipv4.identification(view.layerBytes(view.network), view.layerStart[view.network])
    : 0;
}
