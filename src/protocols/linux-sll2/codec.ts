import { readUint16, readUint32, writeUint16 } from '../bytes.ts';
import { followProtocol } from '../linux-sll/codec.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Linux "cooked" capture, version 2 (LINKTYPE_LINUX_SLL2, tcpdump.org).
 *
 *  0          2          4           8        10     11     12        20
 * +----------+----------+-----------+--------+------+------+---------+---------…
 * | protocol | reserved | interface | ARPHRD | type | alen | address | payload
 * +----------+----------+-----------+--------+------+------+---------+---------…
 */
const PROTOCOL = 0;
export const INTERFACE = 4;
export const HARDWARE_TYPE = 8;
const PACKET_TYPE = 10;
const ADDRESS_LENGTH = 11;
const ADDRESS = 12;

/** Bytes in the header. */
export const HEADER_LENGTH = 20;

/** EtherType, or one of the LINUX_SLL_P_ values below 0x600. */
export function protocol(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + PROTOCOL);
}
/** Index of the interface on the machine that captured. */
export function interfaceIndex(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at + INTERFACE);
}
/** Device type (Linux ARPHRD_ value). */
export function hardwareType(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + HARDWARE_TYPE);
}
/** Where the packet came from or went to; values as in `linux-sll.ts`. */
export function packetType(bytes: Uint8Array, at: number): number {
  return bytes[at + PACKET_TYPE];
}
/** Length of the sender's address in bytes; more than 8 means that it was cut. */
export function addressLength(bytes: Uint8Array, at: number): number {
  return bytes[at + ADDRESS_LENGTH];
}
/** Offset of the sender's link-layer address (8 bytes, padded). */
export function addressAt(at: number): number {
  return at + ADDRESS;
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  if (view.limit - at < HEADER_LENGTH) return view.stopShort(Protocol.LINUX_SLL2);
  view.pushLayer(Protocol.LINUX_SLL2, view.limit);
  followProtocol(view, protocol(view.currentBytes, at), at + HEADER_LENGTH);
}

export interface Header {
  /** Where the packet came from or went to. */
  readonly packetType: number;
  /** Six bytes of the sender's address; null where unknown. */
  readonly source: Uint8Array | null;
  readonly type: number;
}

/** Writes a header. @returns where it ends */
export function emit(bytes: Uint8Array, at: number, header: Header): number {
  bytes.fill(0, at, at + HEADER_LENGTH);
  writeUint16(bytes, at + PROTOCOL, header.type);
  writeUint16(bytes, at + HARDWARE_TYPE, 1);
  bytes[at + PACKET_TYPE] = header.packetType;
  if (header.source !== null) {
    bytes[at + ADDRESS_LENGTH] = header.source.length;
    bytes.set(header.source, at + ADDRESS);
  }
  return at + HEADER_LENGTH;
}
