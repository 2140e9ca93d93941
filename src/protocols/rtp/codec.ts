import { readInt32, readUint16, readUint32 } from '../bytes.ts';

/*
 * Real-time Transport Protocol (RFC 3550 §5.1) and its control protocol (§6.4), which share version
 * and place.
 *
 *  0               1                2          4           8      12
 * +---------------+----------------+----------+-----------+------+------…
 * | V P X, count  | M, payload type| sequence | timestamp | SSRC | media
 * +---------------+----------------+----------+-----------+------+------…
 */
export const PAYLOAD_TYPE = 1;
export const SEQUENCE = 2;
export const TIMESTAMP = 4;
export const SSRC = 8;
/** Bytes in the header, without contributing sources. */
export const HEADER_LENGTH = 12;
export const PADDING = 0x20;
export const EXTENSION = 0x10;
export const SOURCES = 0x0f;
export const MARKER = 0x80;
/** Bytes before a header extension: what it is, and how many words it has (§5.3.1). */
export const EXTENSION_HEADER_LENGTH = 4;
/** Extensions of one kind (RFC 8285): elements with a byte before each, or two. */
export const ONE_BYTE_ELEMENTS = 0xbede;
export const TWO_BYTE_ELEMENTS = 0x1000;
const TWO_BYTE_MASK = 0xfff0;
const VERSION_BITS = 0xc0;
const VERSION_2 = 0x80;
/** RTCP's packet types as they stand where RTP has marker and payload type (RFC 5761 §4). */
const FIRST_OF_RTCP = 192;
const LAST_OF_RTCP = 223;
/** A receiver may have missed so many packets between two. */
const MOST_MISSED = 16;

/** Whether the bytes may be a packet of RTP; the next one tells. */
export function mayBeRtp(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at <= HEADER_LENGTH || (bytes[at] & VERSION_BITS) !== VERSION_2) return false;
  const type = bytes[at + PAYLOAD_TYPE];
  return type < FIRST_OF_RTCP || type > LAST_OF_RTCP;
}
/** 2 in all that is in use. */
export function version(bytes: Uint8Array, at: number): number {
  return bytes[at] >> 6;
}
export function hasPadding(bytes: Uint8Array, at: number): boolean {
  return (bytes[at] & PADDING) !== 0;
}
/** Whether it is RTCP that shares RTP's port (RFC 5761 §4), as Wireshark tells. */
export function isControl(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at <= PAYLOAD_TYPE) return false;
  const type = payloadType(bytes, at);
  return isMarked(bytes, at) && type >= 72 && type <= 76;
}
/** Where the header extension begins; `end` where there is none. */
export function extensionAt(bytes: Uint8Array, at: number, end: number): number {
  if ((bytes[at] & EXTENSION) === 0) return end;
  return Math.min(end, at + HEADER_LENGTH + 4 * (bytes[at] & SOURCES));
}
/** What kind of extension begins at `extension`. */
export function isOneByteExtension(bytes: Uint8Array, extension: number): boolean {
  return readUint16(bytes, extension) === ONE_BYTE_ELEMENTS;
}
export function isTwoByteExtension(bytes: Uint8Array, extension: number): boolean {
  return (readUint16(bytes, extension) & TWO_BYTE_MASK) === TWO_BYTE_ELEMENTS;
}
/** Where the media begins, behind sources and extension; `end` where that cannot be. */
export function payloadAt(bytes: Uint8Array, at: number, end: number): number {
  const sources = at + HEADER_LENGTH + 4 * (bytes[at] & SOURCES);
  if ((bytes[at] & EXTENSION) === 0) return Math.min(end, sources);
  if (sources + EXTENSION_HEADER_LENGTH > end) return end;
  return Math.min(end, sources + EXTENSION_HEADER_LENGTH + 4 * readUint16(bytes, sources + 2));
}
/** Bytes of padding at the end of a packet that has it, as far as they can be. */
export function paddingLength(bytes: Uint8Array, at: number, end: number): number {
  if (!hasPadding(bytes, at) || end <= at) return 0;
  return Math.min(bytes[end - 1], end - payloadAt(bytes, at, end));
}
/** Whether a payload type is keys that are pressed (RFC 4733), by what a description calls it. */
export function isEvent(encoding: string): boolean {
  return encoding.toLowerCase() === 'telephone-event';
}
/** The source of the stream. */
export function ssrc(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at + SSRC);
}
export function sequence(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + SEQUENCE);
}
export function timestamp(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at + TIMESTAMP);
}
/** Payload types from here on have the meaning that a description gives them (RFC 3551 §3). */
export const FIRST_DYNAMIC = 96;
/** 0 to 127. */
export function payloadType(bytes: Uint8Array, at: number): number {
  return bytes[at + PAYLOAD_TYPE] & 0x7f;
}
export function isMarked(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + PAYLOAD_TYPE] & MARKER) !== 0;
}
/** Whether one packet's sequence number may follow another's. */
export function follows(sequence: number, before: number): boolean {
  const step = (sequence - before) & 0xffff;
  return step > 0 && step <= MOST_MISSED;
}
