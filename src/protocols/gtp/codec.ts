import { readUint16, readUint32 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * GPRS Tunnelling Protocol, user plane (GTP-U, 3GPP TS 29.281 §5.1, §5.2).
 *
 *  0       1      2        4          8          10            11             12
 * +-------+------+--------+----------+----------+-------------+--------------+---------…
 * | flags | type | length | endpoint | sequence | N-PDU       | next header  | headers, payload
 * +-------+------+--------+----------+----------+-------------+--------------+---------…
 *                                     these where a flag is set, each a flag of its own
 */
const FLAGS = 0;
const TYPE = 1;
const LENGTH = 2;
export const ENDPOINT = 4;
export const SEQUENCE = 8;
export const NUMBER = 10;
const NEXT = 11;

/** Bytes in the header without what flags announce, and with it. */
export const MANDATORY_LENGTH = 8;
export const LONG_LENGTH = 12;

/** Flag bits. */
export const FLAG_PAYLOAD_TYPE = 0x10;
export const FLAG_EXTENSION = 0x04;
export const FLAG_SEQUENCE = 0x02;
export const FLAG_NUMBER = 0x01;
const ANY = FLAG_EXTENSION | FLAG_SEQUENCE | FLAG_NUMBER;

/** A message that carries a packet. */
export const PACKET = 255;

/** Version: 1. */
export function version(bytes: Uint8Array, at: number): number {
  return bytes[at + FLAGS] >> 5;
}
/** Flag bits, with the version. */
export function flags(bytes: Uint8Array, at: number): number {
  return bytes[at + FLAGS];
}
/** Type of the message. */
export function messageType(bytes: Uint8Array, at: number): number {
  return bytes[at + TYPE];
}
/** Bytes after the first eight. */
export function length(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + LENGTH);
}
/** Tunnel endpoint identifier. */
export function endpointIdentifier(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at + ENDPOINT);
}
/** Whether the header has the four bytes that flags announce. */
export function isLong(bytes: Uint8Array, at: number, limit: number): boolean {
  return (flags(bytes, at) & ANY) !== 0 && limit - at >= LONG_LENGTH;
}
/** Sequence number, where the header is long. */
export function sequence(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + SEQUENCE);
}
/** N-PDU number, where the header is long. */
export function packetNumber(bytes: Uint8Array, at: number): number {
  return bytes[at + NUMBER];
}
/** Offset of the type of the first extension header, where the header is long. */
export function firstNextAt(at: number): number {
  return at + NEXT;
}
/** Type of an extension header, at an offset that these functions give; 0 for none. */
export function extensionType(bytes: Uint8Array, next: number): number {
  return bytes[next];
}
/** Whether extension headers follow. */
export function hasExtensions(bytes: Uint8Array, at: number, limit: number): boolean {
  return isLong(bytes, at, limit) && (flags(bytes, at) & FLAG_EXTENSION) !== 0;
}
/**
 * Offset of the type of the next extension header, which ends the one whose own type is at `next`; -1
 * where there is none, or it is not whole.
 */
export function nextExtension(bytes: Uint8Array, next: number, limit: number): number {
  if (bytes[next] === 0 || next + 1 >= limit) return -1;
  const size = 4 * bytes[next + 1];
  return size > 0 && next + size < limit ? next + size : -1;
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  const bytes = view.currentBytes;
  if (view.limit - at < MANDATORY_LENGTH) return view.stopShort(Protocol.GTP);
  // Other versions, and GTP' of billing, are other protocols.
  const isUserPlane = version(bytes, at) === 1 && (flags(bytes, at) & FLAG_PAYLOAD_TYPE) !== 0;
  if (!isUserPlane) return view.follow(NextTable.PROTOCOL, Protocol.DATA, at);
  view.narrow(at + MANDATORY_LENGTH + length(bytes, at));
  view.pushLayer(Protocol.GTP, view.limit);
  let payload = at + MANDATORY_LENGTH;
  if ((flags(bytes, at) & ANY) !== 0) {
    payload = at + LONG_LENGTH;
    if (payload > view.limit) return view.stopShort(Protocol.GTP);
    if (hasExtensions(bytes, at, view.limit)) {
      let next = firstNextAt(at);
      while (bytes[next] !== 0) {
        const after = nextExtension(bytes, next, view.limit);
        if (after < 0) return view.stopShort(Protocol.GTP);
        next = after;
      }
      payload = next + 1;
    }
  }
  if (messageType(bytes, at) !== PACKET) {
    view.nextTable = NextTable.END;
    return;
  }
  const ipVersion = payload < view.limit ? bytes[payload] >> 4 : 0;
  if (ipVersion === 4) view.follow(NextTable.PROTOCOL, Protocol.IPV4, payload);
  else if (ipVersion === 6) view.follow(NextTable.PROTOCOL, Protocol.IPV6, payload);
  else view.followData(payload);
}
