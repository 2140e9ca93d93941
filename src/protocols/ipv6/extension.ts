import { readInt32, readUint16, readUint32 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * IPv6 extension headers (RFC 8200 §4). Hop-by-hop, destination and routing headers share a form:
 *
 *  0      1        2
 * +------+--------+---------…
 * | next | length | options…      length in units of 8 bytes, the first 8 not counted
 * +------+--------+---------…
 *
 * Fragment header (§4.5):
 *
 *  0      1          2               4
 * +------+----------+---------------+----------------+
 * | next | reserved | offset/res/M  | identification |
 * +------+----------+---------------+----------------+
 */
const NEXT_HEADER = 0;
const LENGTH = 1;
const ROUTING_TYPE = 2;
const SEGMENTS_LEFT = 3;
export const OFFSET_AND_MORE = 2;
export const IDENTIFICATION = 4;
/** Bytes before the options, and before what a routing header has by its type. */
export const OPTIONS = 2;
export const ROUTING_DATA = 4;

/** Bytes in a fragment header, and in the smallest of the others. */
export const MINIMUM_LENGTH = 8;

/** Routing types (IANA's list). */
export const SOURCE_ROUTE = 0;
export const MOBILE = 2;
export const RPL_SOURCE_ROUTE = 3;
export const SEGMENT_ROUTE = 4;
export const COMPACT_16 = 5;
export const COMPACT_32 = 6;

/** Protocol number of what follows. */
export function nextHeader(bytes: Uint8Array, at: number): number {
  return bytes[at + NEXT_HEADER];
}
/** Length of a hop-by-hop, destination or routing header in bytes. */
export function headerLength(bytes: Uint8Array, at: number): number {
  return (bytes[at + LENGTH] + 1) << 3;
}
/** Routing type. */
export function routingType(bytes: Uint8Array, at: number): number {
  return bytes[at + ROUTING_TYPE];
}
/** Segments left, of a routing header. */
export function segmentsLeft(bytes: Uint8Array, at: number): number {
  return bytes[at + SEGMENTS_LEFT];
}
/** Fragment offset in bytes. */
export function fragmentOffset(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + OFFSET_AND_MORE) & 0xfff8;
}
/** More-fragments flag, 0 or 1. */
export function moreFragments(bytes: Uint8Array, at: number): number {
  return bytes[at + OFFSET_AND_MORE + 1] & 1;
}
/** Whether the packet is a fragment: an "atomic" one (RFC 6946) is whole. */
export function isFragment(bytes: Uint8Array, at: number): boolean {
  return (readUint16(bytes, at + OFFSET_AND_MORE) & 0xfff9) !== 0;
}
/** Identification of the fragmented packet. */
export function identification(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at + IDENTIFICATION);
}

function decodeOptions(view: PacketView, protocol: Protocol): void {
  const at = view.cursor;
  if (view.limit - at < MINIMUM_LENGTH) return view.stopShort(protocol);
  const bytes = view.currentBytes;
  const length = headerLength(bytes, at);
  const layer = view.layerCount;
  view.pushLayer(protocol, Math.min(at + length, view.limit));
  if (view.limit - at < length) return view.stopShort(protocol);
  view.follow(NextTable.IP_PROTOCOL, view.layerBytes(layer)[at + NEXT_HEADER], at + length);
}

/** Decodes a hop-by-hop options header at the view's cursor. */
export function decodeHopByHop(view: PacketView): void {
  decodeOptions(view, Protocol.IPV6_HOP_BY_HOP);
}

/** Decodes a destination options header at the view's cursor. */
export function decodeDestination(view: PacketView): void {
  decodeOptions(view, Protocol.IPV6_DESTINATION);
}

/** Decodes a routing header at the view's cursor. */
export function decodeRouting(view: PacketView): void {
  decodeOptions(view, Protocol.IPV6_ROUTING);
}

/** Decodes a fragment header at the view's cursor. */
export function decodeFragment(view: PacketView): void {
  const at = view.cursor;
  if (view.limit - at < MINIMUM_LENGTH) return view.stopShort(Protocol.IPV6_FRAGMENT);
  const bytes = view.currentBytes;
  view.pushLayer(Protocol.IPV6_FRAGMENT, at + MINIMUM_LENGTH);
  const next = bytes[at + NEXT_HEADER];
  const offset = fragmentOffset(bytes, at);
  const more = moreFragments(bytes, at) !== 0;
  // Offset 0 and no more to come is an "atomic fragment": a whole packet (RFC 6946).
  if (offset === 0 && !more) {
    view.follow(NextTable.IP_PROTOCOL, next, at + MINIMUM_LENGTH);
    return;
  }
  view.isFragment = true;
  view.fragmentIdentification = readInt32(bytes, at + IDENTIFICATION);
  view.fragmentOffset = offset;
  view.moreFragments = more;
  view.follow(NextTable.FRAGMENT, next, at + MINIMUM_LENGTH);
}
