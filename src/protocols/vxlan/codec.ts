import { readUint24 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Virtual eXtensible LAN (RFC 7348 §5).
 *
 *  0       1          4            7          8
 * +-------+----------+------------+----------+---------…
 * | flags | reserved | identifier | reserved | Ethernet
 * +-------+----------+------------+----------+---------…
 */
const FLAGS = 0;
export const IDENTIFIER = 4;

/** Bytes in the header. */
export const HEADER_LENGTH = 8;

/** Flag bits, the first byte. */
export function flags(bytes: Uint8Array, at: number): number {
  return bytes[at + FLAGS];
}
/** VXLAN network identifier (24 bits). */
export function networkIdentifier(bytes: Uint8Array, at: number): number {
  return readUint24(bytes, at + IDENTIFIER);
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  if (view.limit - at < HEADER_LENGTH) return view.stopShort(Protocol.VXLAN);
  view.pushLayer(Protocol.VXLAN, view.limit);
  view.follow(NextTable.PROTOCOL, Protocol.ETHERNET, at + HEADER_LENGTH);
}
