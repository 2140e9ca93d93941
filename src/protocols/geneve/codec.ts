import { readUint16, readUint24 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Generic Network Virtualization Encapsulation (RFC 8926 §3.4, §3.5).
 *
 *  0                  1       2          4            7          8
 * +------------------+-------+----------+------------+----------+---------+---------…
 * | version, options | flags | protocol | identifier | reserved | options | payload
 * +------------------+-------+----------+------------+----------+---------+---------…
 *                                                       each: class 2, type 1, length 1, data
 */
const VERSION_AND_LENGTH = 0;
export const FLAGS = 1;
export const PROTOCOL = 2;
export const IDENTIFIER = 4;

/** Bytes in the header without options. */
export const FIXED_LENGTH = 8;
/** Bytes in an option without its data. */
export const OPTION_HEADER_LENGTH = 4;
const OPTION_LENGTH = 3;

/** Version; 0 is the only one. */
export function version(bytes: Uint8Array, at: number): number {
  return bytes[at + VERSION_AND_LENGTH] >> 6;
}
/** Bytes of all options. */
export function optionsLength(bytes: Uint8Array, at: number): number {
  return 4 * (bytes[at + VERSION_AND_LENGTH] & 0x3f);
}
/** Flag bits. */
export function flags(bytes: Uint8Array, at: number): number {
  return bytes[at + FLAGS];
}
/** Protocol of the payload, an EtherType. */
export function protocol(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + PROTOCOL);
}
/** Virtual network identifier (24 bits). */
export function networkIdentifier(bytes: Uint8Array, at: number): number {
  return readUint24(bytes, at + IDENTIFIER);
}
/** End of the option at `at`. */
export function optionEnd(bytes: Uint8Array, at: number): number {
  return at + OPTION_HEADER_LENGTH + 4 * (bytes[at + OPTION_LENGTH] & 0x1f);
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  const bytes = view.currentBytes;
  if (view.limit - at < FIXED_LENGTH) return view.stopShort(Protocol.GENEVE);
  view.pushLayer(Protocol.GENEVE, view.limit);
  // What another version has behind its first bits is not known (RFC 8926 §3.4).
  if (version(bytes, at) !== 0) return view.followData(at + FIXED_LENGTH);
  const end = at + FIXED_LENGTH + optionsLength(bytes, at);
  if (end > view.limit) return view.stopShort(Protocol.GENEVE);
  view.follow(NextTable.ETHER_TYPE, protocol(bytes, at), end);
}
