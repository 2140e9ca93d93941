import { readUint16, readUint32 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Generic Routing Encapsulation (RFC 2784, 2890; routing RFC 1701; version 1 with an
 * acknowledgment, RFC 2637 §4.1).
 *
 *  0       2          4
 * +-------+----------+--------------------+-------+----------+-----+---------…
 * | flags | protocol | checksum, reserved | key   | sequence | ack | payload
 * +-------+----------+--------------------+-------+----------+-----+---------…
 *                      each 4 bytes, there where its flag is set
 */
const FLAGS = 0;
const PROTOCOL = 2;
/** Offset of the checksum, where there is one. */
export const CHECKSUM = 4;

/** Bytes in the smallest header. */
export const MINIMUM_HEADER_LENGTH = 4;

/** Flag bits as `flags()` gives them. */
export const FLAG_CHECKSUM = 0x8000;
export const FLAG_ROUTING = 0x4000;
export const FLAG_KEY = 0x2000;
export const FLAG_SEQUENCE = 0x1000;
export const FLAG_ACKNOWLEDGMENT = 0x0080;

const PROTOCOL_ERSPAN_2 = 0x88be;
const PROTOCOL_ERSPAN_3 = 0x22eb;
export const PROTOCOL_PPP = 0x880b;
const PROTOCOL_WCCP = 0x883e;
/** Aruba's access points send 802.11 frames to their controller, numbered by radio and queue: 0x8200, 0x8210 … 0x8370. */
const FIRST_OF_ARUBA = 0x8200;
const LAST_OF_ARUBA = 0x8370;
const STEP_OF_ARUBA = 0x10;

/** Flags, recursion control and version. */
export function flags(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + FLAGS);
}
/** Whether there is a checksum, of header and payload. */
export function hasChecksum(bytes: Uint8Array, at: number): boolean {
  return (flags(bytes, at) & FLAG_CHECKSUM) !== 0;
}
/** 0, or 1 for PPTP's. */
export function version(bytes: Uint8Array, at: number): number {
  return bytes[at + FLAGS + 1] & 7;
}
/** Protocol of the payload, an EtherType. */
export function protocol(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + PROTOCOL);
}
/** Offset of the key field (4 bytes), where `FLAG_KEY` is set. */
export function keyAt(bytes: Uint8Array, at: number): number {
  const hasChecksum = (flags(bytes, at) & (FLAG_CHECKSUM | FLAG_ROUTING)) !== 0;
  return at + MINIMUM_HEADER_LENGTH + (hasChecksum ? 4 : 0);
}
/** Offset of the sequence number (4 bytes), where `FLAG_SEQUENCE` is set. */
export function sequenceAt(bytes: Uint8Array, at: number): number {
  return keyAt(bytes, at) + ((flags(bytes, at) & FLAG_KEY) !== 0 ? 4 : 0);
}
/** Offset of the acknowledgment (4 bytes), where `FLAG_ACKNOWLEDGMENT` is set. */
export function acknowledgmentAt(bytes: Uint8Array, at: number): number {
  return sequenceAt(bytes, at) + ((flags(bytes, at) & FLAG_SEQUENCE) !== 0 ? 4 : 0);
}
/** Key, where `FLAG_KEY` is set. */
export function key(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, keyAt(bytes, at));
}
/** Sequence number, where `FLAG_SEQUENCE` is set. */
export function sequence(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, sequenceAt(bytes, at));
}

function isAruba(type: number): boolean {
  return type >= FIRST_OF_ARUBA && type <= LAST_OF_ARUBA && type % STEP_OF_ARUBA === 0;
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  if (view.limit - at < MINIMUM_HEADER_LENGTH) return view.stopShort(Protocol.GRE);
  const bytes = view.currentBytes;
  const flagBits = flags(bytes, at);
  const type = protocol(bytes, at);
  let end = acknowledgmentAt(bytes, at);
  if ((flagBits & FLAG_ACKNOWLEDGMENT) !== 0 && version(bytes, at) === 1) end += 4;
  view.pushLayer(Protocol.GRE, view.limit);
  if (end > view.limit) return view.stopShort(Protocol.GRE);
  if ((flagBits & FLAG_ROUTING) !== 0) {
    // Source route entries: family, offset, length; an entry of family 0 and length 0 ends them.
    for (;;) {
      if (view.limit - end < 4) return view.stopShort(Protocol.GRE);
      const family = readUint16(bytes, end);
      const length = bytes[end + 3];
      end += 4 + length;
      if (family === 0 && length === 0) break;
    }
    if (end > view.limit) return view.stopShort(Protocol.GRE);
  }
  if (type === PROTOCOL_ERSPAN_2) {
    // Type I has no header of its own, and no sequence number in GRE's.
    const protocol = (flagBits & FLAG_SEQUENCE) !== 0 ? Protocol.ERSPAN : Protocol.ETHERNET;
    view.follow(NextTable.PROTOCOL, protocol, end);
  } else if (type === PROTOCOL_ERSPAN_3) {
    view.follow(NextTable.PROTOCOL, Protocol.ERSPAN, end);
  } else if (type === PROTOCOL_PPP) {
    view.follow(NextTable.PROTOCOL, Protocol.PPP, end);
  } else if (isAruba(type)) {
    view.follow(NextTable.PROTOCOL, Protocol.WLAN, end);
  } else if (type === PROTOCOL_WCCP && view.limit - end >= 4) {
    // WCCP version 2 puts 4 bytes before the IPv4 header, version 1 none.
    const skipped = bytes[end] >> 4 === 4 ? 0 : 4;
    view.follow(NextTable.PROTOCOL, Protocol.IPV4, end + skipped);
  } else {
    view.follow(NextTable.ETHER_TYPE, type, end);
  }
}
