import { readUint16 } from '../bytes.ts';

/*
 * RTP Control Protocol (RFC 3550 §6.4): one datagram has several packets, one behind the other.
 *
 *  0                1      2        4
 * +----------------+------+--------+-------------…
 * | V P count      | type | length | its content: the sender's SSRC first, in most
 * +----------------+------+--------+-------------…
 *
 * The length is in words, without the first.
 */
export const TYPE = 1;
export const LENGTH = 2;
/** Bytes in the header. */
export const HEADER_LENGTH = 4;
export const PADDING = 0x20;
export const COUNT = 0x1f;
const VERSION_2 = 2;

export const FULL_INTRA_REQUEST = 192;
export const NEGATIVE_ACKNOWLEDGMENT = 193;
export const SENDER_REPORT = 200;
export const RECEIVER_REPORT = 201;
export const SOURCE_DESCRIPTION = 202;
export const GOODBYE = 203;
export const APPLICATION = 204;
export const TRANSPORT_FEEDBACK = 205;
export const PAYLOAD_FEEDBACK = 206;
export const EXTENDED_REPORT = 207;
/** Packets begin with types from here to there (RFC 5760 has the last). */
const FIRST_TYPE = 192;
const LAST_TYPE = 213;

/** Where a report's blocks begin: behind the SSRC, and what a sender says of itself (§6.4.1). */
export const SENDER_SSRC = 4;
export const NTP_TIME = 8;
export const RTP_TIME = 16;
export const PACKETS = 20;
export const OCTETS = 24;
const RECEIVER_BLOCKS = 8;
const SENDER_BLOCKS = 28;
/** Bytes of a block. */
export const BLOCK_LENGTH = 24;

/** 2 in all that is in use. */
export function version(bytes: Uint8Array, at: number): number {
  return bytes[at] >> 6;
}
export function type(bytes: Uint8Array, at: number): number {
  return bytes[at + TYPE];
}
/** How many blocks, sources or chunks it has; in others a subtype. */
export function count(bytes: Uint8Array, at: number): number {
  return bytes[at] & COUNT;
}
/** Whether a packet begins at `at`. */
export function isPacket(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < HEADER_LENGTH) return false;
  return type(bytes, at) >= FIRST_TYPE && type(bytes, at) <= LAST_TYPE;
}
/** Where the packet ends by its own length. */
export function packetEnd(bytes: Uint8Array, at: number): number {
  return at + 4 * (readUint16(bytes, at + LENGTH) + 1);
}
/** Where the blocks of a report begin. */
export function blocksAt(bytes: Uint8Array, at: number): number {
  return at + (type(bytes, at) === SENDER_REPORT ? SENDER_BLOCKS : RECEIVER_BLOCKS);
}

/** Where a report ends by the number of its blocks. */
export function blocksEnd(bytes: Uint8Array, at: number): number {
  return blocksAt(bytes, at) + count(bytes, at) * BLOCK_LENGTH;
}

/** What may stand first in a datagram of which nothing says that it is RTCP. */
const FIRST: readonly number[] = [
  SENDER_REPORT,
  RECEIVER_REPORT,
  GOODBYE,
  APPLICATION,
  PAYLOAD_FEEDBACK,
];

/**
 * Whether a datagram of `length` bytes on the wire looks like RTCP: Wireshark's dissect_rtcp_heur.
 */
export function looksLikeRtcp(bytes: Uint8Array, at: number, end: number, length: number): boolean {
  if (end - at < HEADER_LENGTH || length % 4 !== 0) return false;
  return version(bytes, at) === VERSION_2 && FIRST.includes(type(bytes, at));
}
