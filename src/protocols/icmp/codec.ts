import { readUint16, writeUint16 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Internet Control Message Protocol (RFC 792).
 *
 *  0      1      2          4               8
 * +------+------+----------+---------------+---------…
 * | type | code | checksum | rest          | payload or quoted datagram
 * +------+------+----------+---------------+---------…
 */
const TYPE = 0;
const CODE = 1;
/** Offset of the checksum. */
export const CHECKSUM = 2;
export const REST = 4;

/** Its number in IP headers (IANA). */
export const IP_PROTOCOL = 1;
/** Bytes in the header. */
export const HEADER_LENGTH = 8;

export const ECHO_REPLY = 0;
export const DESTINATION_UNREACHABLE = 3;
export const SOURCE_QUENCH = 4;
/** Code of an unreachable destination that tells the next hop's MTU (RFC 1191 §4). */
export const FRAGMENTATION_NEEDED = 4;
export const REDIRECT = 5;
export const ECHO_REQUEST = 8;
export const TIME_EXCEEDED = 11;
export const PARAMETER_PROBLEM = 12;
export const EXTENDED_ECHO_REQUEST = 42;
export const EXTENDED_ECHO_REPLY = 43;

/** Message type. */
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
/** Echo identifier. */
export function identifier(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + REST);
}
/** Echo sequence number. */
export function sequence(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + REST + 2);
}
/** Next-hop MTU in bytes, of a "fragmentation needed" message (RFC 1191 §4). */
export function nextHopMtu(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + REST + 2);
}
/** Whether messages of that type may have extensions behind what they quote (RFC 4884 §4). */
export function mayHaveExtensions(type: number): boolean {
  return type === DESTINATION_UNREACHABLE || type === TIME_EXCEEDED || type === PARAMETER_PROBLEM;
}
/** Offset of the byte that tells how much such a message quotes. */
export function quotedLengthAt(at: number): number {
  return at + REST + 1;
}
/** Bytes that a message with extensions says it quotes, padding included, or 0. */
export function quotedLength(bytes: Uint8Array, at: number): number {
  return mayHaveExtensions(bytes[at + TYPE]) ? bytes[at + REST + 1] << 2 : 0;
}
/** Offset of the gateway address of a redirect (4 bytes). */
export function gatewayAt(at: number): number {
  return at + REST;
}

/** Whether messages of that type quote the datagram that caused them. */
export function isError(type: number): boolean {
  return (
    type === DESTINATION_UNREACHABLE ||
    type === TIME_EXCEEDED ||
    type === SOURCE_QUENCH ||
    type === REDIRECT ||
    type === PARAMETER_PROBLEM
  );
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  if (view.limit - at < HEADER_LENGTH) return view.stopShort(Protocol.ICMP);
  const layer = view.layerCount;
  view.pushLayer(Protocol.ICMP, view.limit);
  const bytes = view.layerBytes(layer);
  if (view.quotedFrom < 0) {
    view.transport = layer;
    view.transportProtocol = Protocol.ICMP;
    view.payloadStart = at + HEADER_LENGTH;
    view.payloadEnd = view.limit;
    view.payloadLength = view.declaredLimit - at - HEADER_LENGTH;
  }
  if (isError(bytes[at]) && view.limit > at + HEADER_LENGTH) {
    // Errors about errors are not sent (RFC 1122 §3.2.2) but seen; Wireshark decodes them, too.
    if (view.quotedFrom < 0) view.quotedFrom = layer + 1;
    const quoted = quotedLength(bytes, at);
    if (quoted !== 0) view.narrow(at + HEADER_LENGTH + quoted);
    // A redirect quotes the header and 8 bytes, whatever follows (RFC 792); Wireshark, too.
    else if (bytes[at] === REDIRECT) {
      view.narrow(at + 2 * HEADER_LENGTH + ((bytes[at + HEADER_LENGTH] & 0xf) << 2));
    }
    view.follow(NextTable.PROTOCOL, Protocol.IPV4, at + HEADER_LENGTH);
  } else if (bytes[at] === ECHO_REQUEST || bytes[at] === ECHO_REPLY) {
    view.followData(at + HEADER_LENGTH);
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
}

/** Writes the first 8 bytes of a message; its checksum is 0. @returns the offset behind them */
export function emit(bytes: Uint8Array, at: number, header: Header): number {
  bytes[at + TYPE] = header.type;
  bytes[at + CODE] = header.code;
  writeUint16(bytes, at + CHECKSUM, 0);
  writeUint16(bytes, at + REST, header.identifier);
  writeUint16(bytes, at + REST + 2, header.sequence);
  return at + REST + 4;
}
