import { readUint16, readUint32 } from './bytes.ts';
import { NextTable, type PacketView } from './packet-view.ts';
import { Protocol } from './protocol.ts';

/*
 * Transmission Control Protocol (RFC 9293 §3.1).
 *
 *  0        2        4        8        12      14       16        18       20
 * +--------+--------+--------+--------+-------+--------+---------+--------+---------…
 * | source | dest   | seq    | ack    |off/fl | window | checksum| urgent | options…
 * +--------+--------+--------+--------+-------+--------+---------+--------+---------…
 */
const SOURCE_PORT = 0;
const DESTINATION_PORT = 2;
const SEQUENCE = 4;
const ACKNOWLEDGMENT = 8;
const OFFSET_AND_FLAGS = 12;
const WINDOW = 14;
const CHECKSUM = 16;
const URGENT_POINTER = 18;

/** Bytes in the smallest header. */
export const MINIMUM_HEADER_LENGTH = 20;

/** Flag bits as `flags()` gives them. */
export const FIN = 0x001;
export const SYN = 0x002;
export const RST = 0x004;
export const PSH = 0x008;
export const ACK = 0x010;
export const URG = 0x020;
export const ECE = 0x040;
export const CWR = 0x080;
export const AE = 0x100;

/** Option kinds (IANA TCP parameters) that have fields here. */
export const OPTION_END = 0;
export const OPTION_NOP = 1;
export const OPTION_MSS = 2;
export const OPTION_WINDOW_SCALE = 3;
export const OPTION_SACK_PERMITTED = 4;
export const OPTION_SACK = 5;
export const OPTION_TIMESTAMPS = 8;

/** Source port. */
export function sourcePort(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + SOURCE_PORT);
}
/** Destination port. */
export function destinationPort(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + DESTINATION_PORT);
}
/** Raw sequence number, 0 to 4,294,967,295. */
export function sequence(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at + SEQUENCE);
}
/** Raw acknowledgment number. */
export function acknowledgment(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at + ACKNOWLEDGMENT);
}
/** Header length in bytes, options included (20 to 60). */
export function headerLength(bytes: Uint8Array, at: number): number {
  return (bytes[at + OFFSET_AND_FLAGS] >> 4) << 2;
}
/** The twelve flag bits, three reserved ones included, as Wireshark's `tcp.flags`. */
export function flags(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + OFFSET_AND_FLAGS) & 0xfff;
}
/** Window as sent, before scaling. */
export function window(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + WINDOW);
}
/** Checksum as sent. */
export function checksum(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + CHECKSUM);
}
/** Urgent pointer. */
export function urgentPointer(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + URGENT_POINTER);
}

/**
 * Offset of the first option of that kind, or -1. Stops at an option whose length cannot be right
 * or that reaches past `limit`.
 * @param at offset of the header
 * @param limit end of the captured bytes of this layer
 */
export function findOption(bytes: Uint8Array, at: number, limit: number, kind: number): number {
  const end = Math.min(at + headerLength(bytes, at), limit);
  let option = at + MINIMUM_HEADER_LENGTH;
  while (option < end) {
    const found = bytes[option];
    if (found === OPTION_END) return -1;
    const length = found === OPTION_NOP ? 1 : option + 1 < end ? bytes[option + 1] : 0;
    if (length === 0 || (found !== OPTION_NOP && length < 2) || option + length > end) return -1;
    if (found === kind) return option;
    option += length;
  }
  return -1;
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  const bytes = view.currentBytes;
  if (view.limit - at < MINIMUM_HEADER_LENGTH) {
    // An ICMP error quotes as little as 8 bytes: ports and sequence number (RFC 792).
    if (view.limit - at >= 8 && view.quotedFrom >= 0) view.pushLayer(Protocol.TCP, view.limit);
    return view.stopShort(Protocol.TCP);
  }
  const header = (bytes[at + OFFSET_AND_FLAGS] >> 4) << 2;
  const layer = view.layerCount;
  view.pushLayer(Protocol.TCP, view.limit);
  if (header < MINIMUM_HEADER_LENGTH || at + header > view.declaredLimit) {
    return view.stopMalformed(Protocol.TCP);
  }
  const source = readUint16(bytes, at + SOURCE_PORT);
  const destination = readUint16(bytes, at + DESTINATION_PORT);
  const payload = Math.min(at + header, view.limit);
  if (view.quotedFrom < 0) {
    view.transport = layer;
    view.transportProtocol = Protocol.TCP;
    view.sourcePort = source;
    view.destinationPort = destination;
    view.payloadStart = payload;
    view.payloadEnd = view.limit;
    view.payloadLength = view.declaredLimit - at - header;
  }
  if (payload === view.limit) {
    view.nextTable = NextTable.END;
    return;
  }
  view.alternativeKey = Math.max(source, destination);
  view.follow(NextTable.TCP_PORT, Math.min(source, destination), payload);
}
