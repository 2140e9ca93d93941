import { readUint16 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * PPP over Ethernet (RFC 2516 §4).
 *
 *  0          1      2            4        6
 * +----------+------+------------+--------+---------…
 * | ver|type | code | session id | length | tags or PPP
 * +----------+------+------------+--------+---------…
 */
const VERSION_AND_TYPE = 0;
const CODE = 1;
export const SESSION_ID = 2;
export const LENGTH = 4;

/** Bytes in the header. */
export const HEADER_LENGTH = 6;

/** Version and type, 4 bits each: 0x11. */
export function versionAndType(bytes: Uint8Array, at: number): number {
  return bytes[at + VERSION_AND_TYPE];
}
/** Code: 0 session data, 0x09 PADI, 0x07 PADO, 0x19 PADR, 0x65 PADS, 0xa7 PADT. */
export function code(bytes: Uint8Array, at: number): number {
  return bytes[at + CODE];
}
/** Session identifier. */
export function sessionId(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + SESSION_ID);
}
/** Bytes after the header. */
export function payloadLength(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + LENGTH);
}

function decodeHeader(view: PacketView, protocol: Protocol): boolean {
  const at = view.cursor;
  if (view.limit - at < HEADER_LENGTH) {
    view.stopShort(protocol);
    return false;
  }
  view.narrow(at + HEADER_LENGTH + payloadLength(view.currentBytes, at));
  view.pushLayer(protocol, view.limit);
  return true;
}

/** Decodes a discovery packet at the view's cursor. */
export function decodeDiscovery(view: PacketView): void {
  if (decodeHeader(view, Protocol.PPPOE_DISCOVERY)) view.nextTable = NextTable.END;
}

/** Decodes a session packet at the view's cursor. */
export function decodeSession(view: PacketView): void {
  const at = view.cursor;
  // As a link type (LINKTYPE_PPP_ETHER) it holds both kinds: only session packets have code 0.
  if (
    view.layerCount === 0 &&
    view.limit - at >= HEADER_LENGTH &&
    code(view.currentBytes, at) !== 0
  ) {
    return decodeDiscovery(view);
  }
  if (decodeHeader(view, Protocol.PPPOE_SESSION)) {
    view.follow(NextTable.PROTOCOL, Protocol.PPP, at + HEADER_LENGTH);
  }
}
