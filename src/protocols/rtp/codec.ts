import { readInt32, readUint16 } from '../bytes.ts';

/*
 * Real-time Transport Protocol (RFC 3550 §5.1) and its control protocol (§6.4), which share version
 * and place.
 *
 *  0               1                2          4           8      12
 * +---------------+----------------+----------+-----------+------+------…
 * | V P X, count  | M, payload type| sequence | timestamp | SSRC | media
 * +---------------+----------------+----------+-----------+------+------…
 */
const PAYLOAD_TYPE = 1;
const SEQUENCE = 2;
const TIMESTAMP = 4;
const SSRC = 8;
/** Bytes in the header, without contributing sources. */
export const HEADER_LENGTH = 12;
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
/** The source of the stream. */
export function ssrc(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at + SSRC);
}
export function sequence(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + SEQUENCE);
}
export function timestamp(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at + TIMESTAMP) >>> 0;
}
/** 0 to 127. */
export function payloadType(bytes: Uint8Array, at: number): number {
  return bytes[at + PAYLOAD_TYPE] & 0x7f;
}
export function isMarked(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + PAYLOAD_TYPE] & 0x80) !== 0;
}
/** Whether one packet's sequence number may follow another's. */
export function follows(sequence: number, before: number): boolean {
  const step = (sequence - before) & 0xffff;
  return step > 0 && step <= MOST_MISSED;
}
