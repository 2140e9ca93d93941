import { type AddressWords, addressBytes } from '../address-text.ts';
import { readInt32, readUint16, readUint32, writeUint16, writeUint32 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Internet Protocol version 6 (RFC 8200 §3).
 *
 *  0                    4        6      7      8              24             40
 * +--------------------+--------+------+------+--------------+--------------+---------…
 * | v/class/flow label | length | next | hops | source       | destination  | payload
 * +--------------------+--------+------+------+--------------+--------------+---------…
 */
const VERSION_CLASS_FLOW = 0;
const PAYLOAD_LENGTH = 4;
const NEXT_HEADER = 6;
const HOP_LIMIT = 7;
/** Offsets of the addresses (16 bytes each). */
export const SOURCE = 8;
export const DESTINATION = 24;

/** Nothing follows; what there is all the same is to be ignored (RFC 8200 §4.7). */
export const NO_NEXT_HEADER = 59;

/** Bytes in the header. */
export const HEADER_LENGTH = 40;

/** The version field: 6. */
export function version(bytes: Uint8Array, at: number): number {
  return bytes[at + VERSION_CLASS_FLOW] >> 4;
}
/** Traffic class, the whole byte. */
export function trafficClass(bytes: Uint8Array, at: number): number {
  return (readUint16(bytes, at + VERSION_CLASS_FLOW) >> 4) & 0xff;
}
/** Flow label (20 bits). */
export function flowLabel(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at + VERSION_CLASS_FLOW) & 0xfffff;
}
/** Bytes after this header; 0 in a jumbogram (RFC 2675). */
export function payloadLength(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + PAYLOAD_LENGTH);
}
/** Protocol number of what follows. */
export function nextHeader(bytes: Uint8Array, at: number): number {
  return bytes[at + NEXT_HEADER];
}
/** Hop limit. */
export function hopLimit(bytes: Uint8Array, at: number): number {
  return bytes[at + HOP_LIMIT];
}
/** Offset of the source address (16 bytes). */
export function sourceAt(at: number): number {
  return at + SOURCE;
}
/** Offset of the destination address (16 bytes). */
export function destinationAt(at: number): number {
  return at + DESTINATION;
}

/** Word 0 to 3 of the address that begins at `at`, as an int32. */
export function addressWord(bytes: Uint8Array, at: number, word: number): number {
  return readInt32(bytes, at + 4 * word);
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  if (view.limit - at < HEADER_LENGTH) return view.stopShort(Protocol.IPV6);
  const bytes = view.currentBytes;
  if (bytes[at] >> 4 !== 6) {
    if (view.quotedFrom < 0) view.pushLayer(Protocol.BROKEN_IPV6, view.limit);
    return view.stopMalformed(Protocol.IPV6);
  }
  const payload = readUint16(bytes, at + PAYLOAD_LENGTH);
  if (payload !== 0) {
    const declared = at + HEADER_LENGTH + payload;
    if (declared < view.limit) view.limit = declared;
    if (declared < view.declaredLimit || view.quotedFrom >= 0) view.declaredLimit = declared;
  } else if (bytes[at + NEXT_HEADER] === NO_NEXT_HEADER) {
    view.narrow(at + HEADER_LENGTH);
  }
  const layer = view.layerCount;
  view.pushLayer(Protocol.IPV6, view.limit);
  if (view.quotedFrom < 0) {
    view.enterNetwork(layer);
    view.source0 = readInt32(bytes, at + SOURCE);
    view.source1 = readInt32(bytes, at + SOURCE + 4);
    view.source2 = readInt32(bytes, at + SOURCE + 8);
    view.source3 = readInt32(bytes, at + SOURCE + 12);
    view.destination0 = readInt32(bytes, at + DESTINATION);
    view.destination1 = readInt32(bytes, at + DESTINATION + 4);
    view.destination2 = readInt32(bytes, at + DESTINATION + 8);
    view.destination3 = readInt32(bytes, at + DESTINATION + 12);
  }
  view.follow(NextTable.IP_PROTOCOL, bytes[at + NEXT_HEADER], at + HEADER_LENGTH);
}

/** A header to be written. */
export interface Header {
  /** Bytes behind the header. */
  readonly payloadLength: number;
  readonly nextHeader: number;
  readonly hopLimit: number;
  readonly source: AddressWords;
  readonly destination: AddressWords;
}

/** Writes a header. @returns the offset behind it */
export function emit(bytes: Uint8Array, at: number, header: Header): number {
  writeUint32(bytes, at + VERSION_CLASS_FLOW, 6 << 28);
  writeUint16(bytes, at + PAYLOAD_LENGTH, header.payloadLength);
  bytes[at + NEXT_HEADER] = header.nextHeader;
  bytes[at + HOP_LIMIT] = header.hopLimit;
  bytes.set(addressBytes(header.source), at + SOURCE);
  bytes.set(addressBytes(header.destination), at + DESTINATION);
  return at + HEADER_LENGTH;
}
