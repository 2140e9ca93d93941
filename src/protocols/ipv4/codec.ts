import { readInt32, readUint16, writeUint16, writeUint32 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Internet Protocol version 4 (RFC 791 §3.1).
 *
 *  0    1    2       4       6       8    9         10       12       16       20
 * +----+----+-------+-------+-------+----+---------+--------+--------+--------+---------…
 * |v/hl|tos | total | id    |fl/frag|ttl |protocol |checksum| source | dest   | options…
 * +----+----+-------+-------+-------+----+---------+--------+--------+--------+---------…
 */
const VERSION_AND_HEADER_LENGTH = 0;
const TYPE_OF_SERVICE = 1;
const TOTAL_LENGTH = 2;
const IDENTIFICATION = 4;
const FLAGS_AND_FRAGMENT_OFFSET = 6;
/** In flags and fragment offset. */
const MORE_FRAGMENTS = 0x2000;
const TIME_TO_LIVE = 8;
const PROTOCOL = 9;
/** Offset of the header checksum. */
export const CHECKSUM = 10;
/** Offsets of the addresses (4 bytes each). */
export const SOURCE = 12;
export const DESTINATION = 16;

/** Bytes in the smallest header. */
export const MINIMUM_HEADER_LENGTH = 20;

/** The version field: 4. */
export function version(bytes: Uint8Array, at: number): number {
  return bytes[at + VERSION_AND_HEADER_LENGTH] >> 4;
}
/** Header length in bytes, options included (20 to 60). */
export function headerLength(bytes: Uint8Array, at: number): number {
  return (bytes[at + VERSION_AND_HEADER_LENGTH] & 0xf) << 2;
}
/** Differentiated services field (RFC 2474), the whole byte. */
export function typeOfService(bytes: Uint8Array, at: number): number {
  return bytes[at + TYPE_OF_SERVICE];
}
/** Total length in bytes as sent; 0 where segmentation was left to the network card. */
export function totalLength(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + TOTAL_LENGTH);
}
/** Identification. */
export function identification(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + IDENTIFICATION);
}
/** The three flag bits: 4 reserved, 2 don't fragment, 1 more fragments. */
export function flags(bytes: Uint8Array, at: number): number {
  return bytes[at + FLAGS_AND_FRAGMENT_OFFSET] >> 5;
}
/** Fragment offset in bytes. */
export function fragmentOffset(bytes: Uint8Array, at: number): number {
  return (readUint16(bytes, at + FLAGS_AND_FRAGMENT_OFFSET) & 0x1fff) << 3;
}
/** Whether the packet is a fragment: not all of a datagram. */
export function isFragment(bytes: Uint8Array, at: number): boolean {
  return (readUint16(bytes, at + FLAGS_AND_FRAGMENT_OFFSET) & 0x3fff) !== 0;
}
/** Time to live. */
export function timeToLive(bytes: Uint8Array, at: number): number {
  return bytes[at + TIME_TO_LIVE];
}
/** Protocol number of the payload (IANA protocol numbers). */
export function protocol(bytes: Uint8Array, at: number): number {
  return bytes[at + PROTOCOL];
}
/** Header checksum as sent. */
export function checksum(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + CHECKSUM);
}
/** Offset of the source address (4 bytes). */
export function sourceAt(at: number): number {
  return at + SOURCE;
}
/** Offset of the destination address (4 bytes). */
export function destinationAt(at: number): number {
  return at + DESTINATION;
}
/** Source address, as int32. */
export function source(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at + SOURCE);
}
/** Destination address, as int32. */
export function destination(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at + DESTINATION);
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  if (view.limit - at < MINIMUM_HEADER_LENGTH) return view.stopShort(Protocol.IPV4);
  const bytes = view.currentBytes;
  const header = (bytes[at] & 0xf) << 2;
  if (bytes[at] >> 4 !== 4 || header < MINIMUM_HEADER_LENGTH) {
    // Some senders give IPv6 the EtherType of IPv4; Wireshark decodes by the version, too.
    if (bytes[at] >> 4 === 6) return view.follow(NextTable.PROTOCOL, Protocol.IPV6, at);
    return stopBroken(view);
  }
  // A total length of 0 is a large send that the network card was to cut up: all that is there.
  const total = readUint16(bytes, at + TOTAL_LENGTH);
  if (total !== 0) {
    if (total < header) return stopBroken(view);
    const declared = at + total;
    if (declared < view.limit) view.limit = declared;
    if (declared < view.declaredLimit || view.quotedFrom >= 0) view.declaredLimit = declared;
  }
  const layer = view.layerCount;
  view.pushLayer(Protocol.IPV4, view.limit);
  if (view.quotedFrom < 0) {
    view.enterNetwork(layer);
    view.source0 = 0;
    view.source1 = 0;
    view.source2 = 0xffff;
    view.source3 = readInt32(bytes, at + SOURCE);
    view.destination0 = 0;
    view.destination1 = 0;
    view.destination2 = 0xffff;
    view.destination3 = readInt32(bytes, at + DESTINATION);
  }
  if (view.limit - at < header) return view.stopShort(Protocol.IPV4);
  const fragment = readUint16(bytes, at + FLAGS_AND_FRAGMENT_OFFSET) & 0x3fff;
  if (fragment !== 0) {
    view.isFragment = true;
    view.fragmentIdentification = readUint16(bytes, at + IDENTIFICATION);
    view.fragmentOffset = (fragment & 0x1fff) << 3;
    view.moreFragments = (fragment & MORE_FRAGMENTS) !== 0;
    view.follow(NextTable.FRAGMENT, bytes[at + PROTOCOL], at + header);
    return;
  }
  view.follow(NextTable.IP_PROTOCOL, bytes[at + PROTOCOL], at + header);
}

/** Stops at a header that cannot be right. What is quoted has a layer only where it can be told whose it is. */
function stopBroken(view: PacketView): void {
  if (view.quotedFrom < 0) view.pushLayer(Protocol.BROKEN_IPV4, view.limit);
  view.stopMalformed(Protocol.IPV4);
}

/** A header without options to be written. */
export interface Header {
  /** Bytes of the whole packet. */
  readonly totalLength: number;
  readonly identification: number;
  /** In eight bytes; 0 where absent. */
  readonly fragmentOffset?: number;
  readonly moreFragments?: boolean;
  readonly timeToLive: number;
  readonly protocol: number;
  /** Addresses, as int32. */
  readonly source: number;
  readonly destination: number;
}

/** Writes a header of a whole datagram; its checksum is 0. @returns the offset behind it */
export function emit(bytes: Uint8Array, at: number, header: Header): number {
  const end = at + MINIMUM_HEADER_LENGTH;
  bytes.fill(0, at, end);
  bytes[at + VERSION_AND_HEADER_LENGTH] = 0x40 | (MINIMUM_HEADER_LENGTH >> 2);
  writeUint16(bytes, at + TOTAL_LENGTH, header.totalLength);
  writeUint16(bytes, at + IDENTIFICATION, header.identification);
  const more = header.moreFragments === true ? MORE_FRAGMENTS : 0;
  writeUint16(bytes, at + FLAGS_AND_FRAGMENT_OFFSET, more | (header.fragmentOffset ?? 0));
  bytes[at + TIME_TO_LIVE] = header.timeToLive;
  bytes[at + PROTOCOL] = header.protocol;
  writeUint32(bytes, at + SOURCE, header.source);
  writeUint32(bytes, at + DESTINATION, header.destination);
  return end;
}
