import { Unknown } from '../capture/packet-record.ts';
import * as ipv4 from '../protocols/ipv4/codec.ts';
import * as ipv6 from '../protocols/ipv6/codec.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';

/** Hops apart up to which two packets may still be of one sender, by another path. */
export const UNCLEAR_HOPS = 2;
/** What operating systems and devices start the TTL or hop limit with; the oldest with 32. */
const STARTING_VALUES = [32, 64, 128, 255];
/** Hardly any hosts are further apart (Jin, Wang, Shin, "Hop-Count Filtering", CCS 2003, §3.2). */
const MOST_HOPS = 32;

/**
 * Routers that a packet has passed, from the nearest value above that senders start with; -1 where
 * that would be a longer way than there is: it started with some other value. One host may well
 * start its resets or ICMP errors with another value than its data: distances compare, values do not.
 */
export function hopsOf(timeToLive: number): number {
  const start = startOf(timeToLive);
  return timeToLive >= 0 && start - timeToLive <= MOST_HOPS ? start - timeToLive : -1;
}

/** Whether a packet comes from nearer than another, by more than two paths of one sender differ. */
export function isNearer(timeToLive: number, other: number): boolean {
  const hops = hopsOf(timeToLive);
  const others = hopsOf(other);
  return hops >= 0 && others >= 0 && others - hops > UNCLEAR_HOPS;
}

/** The nearest value above a time to live that senders start with. */
export function startOf(timeToLive: number): number {
  return STARTING_VALUES.find((value) => value >= timeToLive) ?? 255;
}

/** Asked of every packet: by the time to live. */
const NEXT_DOOR = Uint8Array.from({ length: 256 }, (_, timeToLive) => {
  const hops = hopsOf(timeToLive);
  return hops === 0 || hops === 1 ? 1 : 0;
});

/** Whether a packet has passed no router, or one, by the values that senders start with; false where unknown. */
export function isNextDoor(timeToLive: number): boolean {
  return timeToLive >= 0 && NEXT_DOOR[timeToLive] === 1;
}

/**
 * TTL or hop limit of the packet, of the network layer that carries its transport; -1: unknown.
 * @param network another layer of it, of IPv4 or IPv6
 */
export function hopLimit(view: PacketView, network = view.network): number {
  if ((view.unknown & Unknown.HOP_LIMIT) !== 0) return -1;
  const bytes = view.layerBytes(network);
  const at = view.layerStart[network];
  return view.layerProtocol[network] === Protocol.IPV4
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
