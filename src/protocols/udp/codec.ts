import { readUint16, writeUint16 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * User Datagram Protocol (RFC 768).
 *
 *  0        2        4        6         8
 * +--------+--------+--------+---------+---------…
 * | source | dest   | length | checksum| payload
 * +--------+--------+--------+---------+---------…
 */
const SOURCE_PORT = 0;
const DESTINATION_PORT = 2;
const LENGTH = 4;
/** Offset of the checksum. */
export const CHECKSUM = 6;

/** Its number in IP headers (IANA). */
export const IP_PROTOCOL = 17;
/** Bytes in the header. */
export const HEADER_LENGTH = 8;

/** Source port. */
export function sourcePort(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + SOURCE_PORT);
}
/** Destination port. */
export function destinationPort(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + DESTINATION_PORT);
}
/** Length of header and payload in bytes; 0 in an IPv6 jumbogram (RFC 2675 §4). */
export function length(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + LENGTH);
}
/** Checksum as sent; 0 means none over IPv4. */
export function checksum(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + CHECKSUM);
}

function isOverIpv4(view: PacketView): boolean {
  return view.layerCount > 0 && view.layerProtocol[view.layerCount - 1] === Protocol.IPV4;
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  if (view.limit - at < HEADER_LENGTH) return view.stopShort(Protocol.UDP);
  const bytes = view.currentBytes;
  const length = readUint16(bytes, at + LENGTH);
  if (length >= HEADER_LENGTH) {
    if (at + length < view.limit) view.limit = at + length;
    if (at + length < view.declaredLimit) view.declaredLimit = at + length;
  } else if (length !== 0 || isOverIpv4(view)) {
    // Only a jumbogram may say 0: the length is then IPv6's (RFC 2675 §4).
    view.pushLayer(Protocol.UDP, view.limit);
    return view.stopMalformed(Protocol.UDP);
  }
  const layer = view.layerCount;
  view.pushLayer(Protocol.UDP, view.limit);
  const source = readUint16(bytes, at + SOURCE_PORT);
  const destination = readUint16(bytes, at + DESTINATION_PORT);
  if (view.quotedFrom < 0) {
    view.transport = layer;
    view.transportProtocol = Protocol.UDP;
    view.sourcePort = source;
    view.destinationPort = destination;
    view.payloadStart = at + HEADER_LENGTH;
    view.payloadEnd = view.limit;
    view.payloadLength = view.declaredLimit - at - HEADER_LENGTH;
  }
  // Wireshark tries the lower port first (udp.c, decode_udp_ports).
  view.alternativeKey = Math.max(source, destination);
  view.follow(NextTable.UDP_PORT, Math.min(source, destination), at + HEADER_LENGTH);
}

/** A header to be written. */
export interface Header {
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** Bytes of header and payload. */
  readonly length: number;
}

/** Writes a header; its checksum is 0. @returns the offset behind it */
export function emit(bytes: Uint8Array, at: number, header: Header): number {
  writeUint16(bytes, at + SOURCE_PORT, header.sourcePort);
  writeUint16(bytes, at + DESTINATION_PORT, header.destinationPort);
  writeUint16(bytes, at + LENGTH, header.length);
  writeUint16(bytes, at + CHECKSUM, 0);
  return at + HEADER_LENGTH;
}
