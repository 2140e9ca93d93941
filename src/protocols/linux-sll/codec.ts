import { readUint16 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Linux "cooked" capture (LINKTYPE_LINUX_SLL, tcpdump.org).
 *
 *  0             2         4          6          14         16
 * +-------------+---------+----------+----------+----------+---------…
 * | packet type | ARPHRD  | addr len | address  | protocol | payload
 * +-------------+---------+----------+----------+----------+---------…
 */
const PACKET_TYPE = 0;
const HARDWARE_TYPE = 2;
const ADDRESS_LENGTH = 4;
const ADDRESS = 6;
const PROTOCOL = 14;

/** Bytes in the header. */
export const HEADER_LENGTH = 16;

/** Protocol value that says that LLC follows (LINUX_SLL_P_802_2); below 0x600 none is an EtherType. */
const PROTOCOL_802_2 = 0x0004;

/** Where the packet came from or went to: 0 to us, 1 to all, 2 to a group, 3 to others, 4 from us. */
export function packetType(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + PACKET_TYPE);
}
/** Device type (Linux ARPHRD_ value). */
export function hardwareType(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + HARDWARE_TYPE);
}
/** Length of the sender's address in bytes; more than 8 means that it was cut. */
export function addressLength(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + ADDRESS_LENGTH);
}
/** Offset of the sender's link-layer address (8 bytes, padded). */
export function addressAt(at: number): number {
  return at + ADDRESS;
}
/** EtherType, or one of the LINUX_SLL_P_ values below 0x600. */
export function protocol(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + PROTOCOL);
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  if (view.limit - at < HEADER_LENGTH) return view.stopShort(Protocol.LINUX_SLL);
  view.pushLayer(Protocol.LINUX_SLL, view.limit);
  followProtocol(view, protocol(view.currentBytes, at), at + HEADER_LENGTH);
}

/** What follows the protocol field of a cooked header, of either version. */
export function followProtocol(view: PacketView, value: number, cursor: number): void {
  if (value === PROTOCOL_802_2) view.follow(NextTable.PROTOCOL, Protocol.LLC, cursor);
  else view.follow(NextTable.ETHER_TYPE, value, cursor);
}
