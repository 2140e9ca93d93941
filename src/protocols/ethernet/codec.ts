import { readInt32, readUint16, writeUint16 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Ethernet II and IEEE 802.3 (IEEE 802.3-2018 §3.1.1).
 *
 *  0        6        12      14
 * +--------+--------+-------+---------…
 * | dst    | src    | type  | payload
 * +--------+--------+-------+---------…
 */
const DESTINATION = 0;
const SOURCE = 6;
const TYPE = 12;

/** Bytes in the header. */
export const HEADER_LENGTH = 14;
/** A type field up to this value is an 802.3 length (IEEE 802.3-2018 §3.2.6). */
export const MAXIMUM_LENGTH_VALUE = 1500;

/** Offset of the destination MAC address (6 bytes). */
export function destinationAt(at: number): number {
  return at + DESTINATION;
}

/** Offset of the source MAC address (6 bytes). */
export function sourceAt(at: number): number {
  return at + SOURCE;
}

/** Offset of the type field (2 bytes). */
export function typeAt(at: number): number {
  return at + TYPE;
}

/** EtherType, or the length of an 802.3 frame where it is at most 1500. */
export function typeOrLength(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + TYPE);
}

/** First two bytes of the MAC address at `at`: with `macLow` it is all of it. */
export function macHigh(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at);
}

/** Last four bytes of the MAC address at `at`, as an int32. */
export function macLow(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at + 2);
}

/** Whether the MAC address at `at` is of a group (IEEE 802-2014 §8.2): broadcast or multicast. */
export function isGroup(bytes: Uint8Array, at: number): boolean {
  return (bytes[at] & 1) !== 0;
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  if (view.limit - at < HEADER_LENGTH) return view.stopShort(Protocol.ETHERNET);
  view.pushLayer(Protocol.ETHERNET, view.limit);
  followTypeOrLength(view, readUint16(view.currentBytes, at + TYPE), at + HEADER_LENGTH);
}

/** What follows a field that is an EtherType or an 802.3 length; VLAN tags end in one too. */
export function followTypeOrLength(view: PacketView, value: number, cursor: number): void {
  if (value > MAXIMUM_LENGTH_VALUE) {
    view.follow(NextTable.ETHER_TYPE, value, cursor);
    return;
  }
  // What lies beyond the length is padding up to the smallest frame.
  view.narrow(cursor + value);
  view.follow(NextTable.PROTOCOL, Protocol.LLC, cursor);
}

/** A header to be written. */
export interface Header {
  /** Six bytes; null where unknown: zeros are written. */
  readonly destination: Uint8Array | null;
  readonly source: Uint8Array | null;
  readonly type: number;
}

/** Writes a header. @returns the offset behind it */
export function emit(bytes: Uint8Array, at: number, header: Header): number {
  bytes.fill(0, at, at + HEADER_LENGTH);
  if (header.destination !== null) bytes.set(header.destination, at + DESTINATION);
  if (header.source !== null) bytes.set(header.source, at + SOURCE);
  writeUint16(bytes, at + TYPE, header.type);
  return at + HEADER_LENGTH;
}
