import { type AddressWords, addressBytes } from '../address-text.ts';
import { readUint16, readUint32, writeUint16 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * ICMP for IPv6 (RFC 4443 §2.1).
 *
 *  0      1      2          4               8
 * +------+------+----------+---------------+---------…
 * | type | code | checksum | rest          | message or quoted packet
 * +------+------+----------+---------------+---------…
 */
const TYPE = 0;
const CODE = 1;
/** Offset of the checksum. */
export const CHECKSUM = 2;
const REST = 4;

/** Its number in IP headers (IANA). */
export const IP_PROTOCOL = 58;
/** Bytes in the smallest header. */
export const HEADER_LENGTH = 4;
/** Bytes before the quotation in an error message. */
export const ERROR_HEADER_LENGTH = 8;

export const DESTINATION_UNREACHABLE = 1;
export const PACKET_TOO_BIG = 2;
export const TIME_EXCEEDED = 3;
export const PARAMETER_PROBLEM = 4;
export const ECHO_REQUEST = 128;
export const ECHO_REPLY = 129;
export const LISTENER_QUERY = 130;
export const LISTENER_REPORT = 131;
export const LISTENER_DONE = 132;
export const ROUTER_SOLICITATION = 133;
export const ROUTER_ADVERTISEMENT = 134;
export const NEIGHBOR_SOLICITATION = 135;
export const NEIGHBOR_ADVERTISEMENT = 136;
export const NEIGHBOR_REDIRECT = 137;
export const LISTENER_REPORT_2 = 143;
export const EXTENDED_ECHO_REQUEST = 160;
export const EXTENDED_ECHO_REPLY = 161;

/** Message type; errors are those below 128. */
export function type(bytes: Uint8Array, at: number): number {
  return bytes[at + TYPE];
}
/** Message code. */
export function code(bytes: Uint8Array, at: number): number {
  return bytes[at + CODE];
}
/** Checksum as sent. */
export function checksum(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + CHECKSUM);
}
/** MTU in bytes, of a "packet too big" message. */
export function mtu(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at + REST);
}
/**
 * Bytes that a message with extensions says it quotes, padding included, or 0: unreachable and time
 * exceeded only (RFC 4884 §4).
 */
export function quotedLength(bytes: Uint8Array, at: number): number {
  const messageType = bytes[at + TYPE];
  return messageType === DESTINATION_UNREACHABLE || messageType === TIME_EXCEEDED
    ? bytes[at + REST] << 3
    : 0;
}
/** Echo identifier. */
export function identifier(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + REST);
}
/** Echo sequence number. */
export function sequence(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + REST + 2);
}

/** Whether messages of that type quote the packet that caused them (RFC 4443 §2.1). */
export function isError(type: number): boolean {
  return type >= DESTINATION_UNREACHABLE && type <= PARAMETER_PROBLEM;
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  if (view.limit - at < HEADER_LENGTH) return view.stopShort(Protocol.ICMPV6);
  const layer = view.layerCount;
  view.pushLayer(Protocol.ICMPV6, view.limit);
  const bytes = view.layerBytes(layer);
  if (view.quotedFrom < 0) {
    view.transport = layer;
    view.transportProtocol = Protocol.ICMPV6;
    view.payloadStart = at + HEADER_LENGTH;
    view.payloadEnd = view.limit;
    view.payloadLength = view.declaredLimit - at - HEADER_LENGTH;
  }
  if (isError(bytes[at]) && view.limit > at + ERROR_HEADER_LENGTH) {
    if (view.quotedFrom < 0) view.quotedFrom = layer + 1;
    const quoted = quotedLength(bytes, at);
    if (quoted !== 0) view.narrow(at + ERROR_HEADER_LENGTH + quoted);
    view.follow(NextTable.PROTOCOL, Protocol.IPV6, at + ERROR_HEADER_LENGTH);
  } else if (bytes[at] === ECHO_REQUEST || bytes[at] === ECHO_REPLY) {
    view.followData(Math.min(at + ERROR_HEADER_LENGTH, view.limit));
  } else {
    view.nextTable = NextTable.END;
  }
}

/** A header to be written. */
export interface Header {
  readonly type: number;
  readonly code: number;
  /** Of an echo; 0 in other messages. */
  readonly identifier: number;
  readonly sequence: number;
  /** Address that neighbor discovery is about (RFC 4861 §4.3, §4.4); null in other messages. */
  readonly target: AddressWords | null;
}

/** Writes the header of a message, and the target of neighbor discovery; its checksum is 0. @returns the offset behind */
export function emit(bytes: Uint8Array, at: number, header: Header): number {
  bytes[at + TYPE] = header.type;
  bytes[at + CODE] = header.code;
  writeUint16(bytes, at + CHECKSUM, 0);
  writeUint16(bytes, at + REST, header.identifier);
  writeUint16(bytes, at + REST + 2, header.sequence);
  if (header.target === null) return at + REST + 4;
  bytes.set(addressBytes(header.target), at + REST + 4);
  return at + REST + 20;
}
