import { readInt32, writeUint32 } from '../bytes.ts';

/*
 * QUIC version 1 and 2, the part of its long header that all versions share, and what tells an
 * Initial (RFC 8999 §5.1, RFC 9000 §17.2.2, RFC 9369 §3.2).
 *
 *  0            1         5        6
 * +------------+---------+--------+------------------------…
 * | 11ttrrpp   | version | length | destination connection id
 * +------------+---------+--------+------------------------…
 */
const VERSION = 1;
const CONNECTION_ID_LENGTH = 5;
const CONNECTION_ID = 6;
/** Bytes of a long header up to the destination connection ID. */
export const LONG_HEADER_FIXED_LENGTH = CONNECTION_ID;
const LONG_HEADER_AND_FIXED_BIT = 0xc0;
const PACKET_TYPE = 0x30;
const VERSION_1 = 1;
const VERSION_2 = 0x6b3343cf;
const TYPE_INITIAL_VERSION_2 = 0x10;
/** Drafts of version 1 are 0xff0000nn. */
const DRAFTS = 0xff0000;
/** Bytes in the connection ID that a client makes up at first (RFC 9000 §7.2, §17.2). */
const SHORTEST_FIRST_ID = 8;
/** Bytes in the longest connection ID of versions 1 and 2 (RFC 9000 §17.2). */
export const LONGEST_ID = 20;

/** Bytes in the least datagram that carries a client's Initial (RFC 9000 §14.1). */
export const MINIMUM_INITIAL_DATAGRAM = 1200;

/** Whether a client's Initial starts at `at`. */
export function isInitial(bytes: Uint8Array, at: number, limit: number): boolean {
  if (limit - at < CONNECTION_ID + SHORTEST_FIRST_ID) return false;
  const first = bytes[at];
  if ((first & LONG_HEADER_AND_FIXED_BIT) !== LONG_HEADER_AND_FIXED_BIT) return false;
  const idLength = bytes[at + CONNECTION_ID_LENGTH];
  if (idLength < SHORTEST_FIRST_ID || idLength > LONGEST_ID) return false;
  const version = readInt32(bytes, at + VERSION);
  const type = first & PACKET_TYPE;
  if (version === VERSION_2) return type === TYPE_INITIAL_VERSION_2;
  return type === 0 && (version === VERSION_1 || version >>> 8 === DRAFTS);
}

/** Packet types of version 1 (RFC 9000 §17.2); version 2 numbers them anew (RFC 9369 §3.2). */
export const TYPE_INITIAL = 0;
export const TYPE_HANDSHAKE = 2;
export const TYPE_RETRY = 3;

/** Whether the packet at `at` has a long header. */
export function hasLongHeader(bytes: Uint8Array, at: number): boolean {
  return (bytes[at] & 0x80) !== 0;
}
/** Whether the bit is set that every packet of versions 1 and 2 has, but those that grease it. */
export function hasFixedBit(bytes: Uint8Array, at: number): boolean {
  return (bytes[at] & 0x40) !== 0;
}
/** Version of a long header, 0 to 4,294,967,295; 0 is a version negotiation. */
export function version(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at + VERSION) >>> 0;
}
/**
 * Whether Wireshark 4.0 knows that version: 1, 2, their drafts from the 11th on, and those that mean
 * to be refused (RFC 9000 §15).
 */
export function isKnownVersion(value: number): boolean {
  if (value === VERSION_1 || value === VERSION_2) return true;
  return (value >>> 8 === DRAFTS && (value & 0xff) >= 11) || (value & 0x0f0f0f0f) === 0x0a0a0a0a;
}
/**
 * Whether what follows the packet at `first` in its datagram, at `at`, is padding: another
 * destination than the first packet's (RFC 9000 §12.2).
 */
export function isPadding(bytes: Uint8Array, first: number, at: number, end: number): boolean {
  const id = destinationIdAt(first);
  const length = bytes[id];
  let other = at + 1;
  if (hasLongHeader(bytes, at)) {
    other = destinationIdAt(at) + 1;
    if (other >= end || bytes[other - 1] !== length) return true;
  } else if ((bytes[at] & 0x40) === 0) return true;
  if (other + length > end) return true;
  for (let i = 0; i < length; i++) if (bytes[id + 1 + i] !== bytes[other + i]) return true;
  return false;
}
/** Whether that is version 2. */
export function isVersion2(value: number): boolean {
  return value === VERSION_2;
}
/** Packet type of a long header as version 1 numbers them. */
export function packetType(bytes: Uint8Array, at: number): number {
  const type = (bytes[at] & PACKET_TYPE) >> 4;
  return isVersion2(version(bytes, at)) ? (type + 3) & 3 : type;
}
/** The two bits of the packet type as sent. */
export function rawPacketType(bytes: Uint8Array, at: number): number {
  return (bytes[at] & PACKET_TYPE) >> 4;
}
/** Offset of the length byte of the destination connection ID of a long header. */
export function destinationIdAt(at: number): number {
  return at + CONNECTION_ID_LENGTH;
}
/** Offset of the length byte of the source connection ID, or -1 where it is not there. */
export function sourceIdAt(bytes: Uint8Array, at: number, limit: number): number {
  const place = at + CONNECTION_ID + bytes[at + CONNECTION_ID_LENGTH];
  return place < limit && place + 1 + bytes[place] <= limit ? place : -1;
}
/** Offset of what follows the connection IDs of a long header, or -1. */
export function afterIds(bytes: Uint8Array, at: number, limit: number): number {
  if (limit - at <= CONNECTION_ID) return -1;
  const source = sourceIdAt(bytes, at, limit);
  return source < 0 ? -1 : source + 1 + bytes[source];
}
/** Bytes in the number of variable length at `at` (RFC 9000 §16). */
export function numberLength(bytes: Uint8Array, at: number): number {
  return 1 << (bytes[at] >> 6);
}
/** The number of variable length at `at`, or -1 where it is not whole. */
export function number(bytes: Uint8Array, at: number, limit: number): number {
  const length = numberLength(bytes, at);
  if (at >= limit || at + length > limit) return -1;
  let value = bytes[at] & 0x3f;
  for (let i = 1; i < length; i++) value = value * 256 + bytes[at + i];
  return value;
}
/** Offset of the token's length in an Initial, or -1. */
export function tokenAt(bytes: Uint8Array, at: number, limit: number): number {
  return packetType(bytes, at) === TYPE_INITIAL ? afterIds(bytes, at, limit) : -1;
}
/** Offset of the `length` of a long header, or -1 where it has none. */
export function lengthAt(bytes: Uint8Array, at: number, limit: number): number {
  const after = afterIds(bytes, at, limit);
  if (after < 0 || version(bytes, at) === 0 || packetType(bytes, at) === TYPE_RETRY) return -1;
  if (packetType(bytes, at) !== TYPE_INITIAL) return after < limit ? after : -1;
  const token = number(bytes, after, limit);
  const place = after + numberLength(bytes, after) + token;
  return token >= 0 && place < limit ? place : -1;
}
/** End of the packet at `at`: as a long header says, else the end of the datagram. */
export function packetEnd(bytes: Uint8Array, at: number, limit: number): number {
  if (!hasLongHeader(bytes, at)) return limit;
  const place = lengthAt(bytes, at, limit);
  const length = place < 0 ? -1 : number(bytes, place, limit);
  return length < 0 ? limit : Math.min(limit, place + numberLength(bytes, place) + length);
}

/** The start of a client's Initial of version 1: what tells that it is one. */
export function initialStart(): Uint8Array {
  const start = new Uint8Array(CONNECTION_ID + SHORTEST_FIRST_ID);
  start[0] = LONG_HEADER_AND_FIXED_BIT;
  writeUint32(start, VERSION, VERSION_1);
  start[CONNECTION_ID_LENGTH] = SHORTEST_FIRST_ID;
  return start;
}

/** Whether an Initial of a version with packet types stands at [at, end), its identifiers whole. */
export function isInitialOfKnown(bytes: Uint8Array, at: number, end: number): boolean {
  return (
    hasLongHeader(bytes, at) &&
    afterIds(bytes, at, end) >= 0 &&
    version(bytes, at) !== 0 &&
    packetType(bytes, at) === TYPE_INITIAL
  );
}
/**
 * Whether a packet is at `at` that a client can send only with keys of the server's answer: one of the
 * Handshake, or of 1-RTT (RFC 9001 §4.1.4, §5.7).
 */
export function needsAnswer(bytes: Uint8Array, at: number, limit: number): boolean {
  if (at >= limit || !hasFixedBit(bytes, at)) return false;
  if (!hasLongHeader(bytes, at)) return true;
  if (afterIds(bytes, at, limit) < 0) return false;
  const value = version(bytes, at);
  return value !== 0 && isKnownVersion(value) && packetType(bytes, at) === TYPE_HANDSHAKE;
}
/** A copy of a connection ID, whose length byte is at `at`; what is not whole counts as none. */
export function copyOfId(bytes: Uint8Array, at: number, limit: number): Uint8Array {
  return at < 0 || at >= limit || at + 1 + bytes[at] > limit
    ? new Uint8Array(0)
    : bytes.slice(at + 1, at + 1 + bytes[at]);
}
/** Where the destination connection ID of a short header is. */
export function shortIdAt(at: number): number {
  return at + 1;
}
/** Bytes of the destination connection ID of the short header at `at`, if it is that one; else 0. */
export function shortIdLength(
  bytes: Uint8Array,
  at: number,
  limit: number,
  id: Uint8Array,
): number {
  const start = shortIdAt(at);
  if (start + id.length > limit) return 0;
  for (let i = 0; i < id.length; i++) if (bytes[start + i] !== id[i]) return 0;
  return id.length;
}
/** A copy of the header at `at` up to the end of its destination connection ID, which is there. */
export function headerStart(bytes: Uint8Array, at: number): Uint8Array {
  const id = destinationIdAt(at);
  return bytes.slice(at, id + 1 + bytes[id]);
}
/** Whether two packets, each of which may be such a copy, have one version and destination. */
export function isSameStart(start: Uint8Array, bytes: Uint8Array, at: number): boolean {
  for (let i = VERSION; i < start.length; i++) if (start[i] !== bytes[at + i]) return false;
  return true;
}

/** Length of the destination's connection ID in a long header. */
export function destinationIdLength(bytes: Uint8Array, at: number): number {
  return bytes[destinationIdAt(at)];
}
