import { readInt32 } from './bytes.ts';

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
const LONG_HEADER_AND_FIXED_BIT = 0xc0;
const PACKET_TYPE = 0x30;
const VERSION_1 = 1;
const VERSION_2 = 0x6b3343cf;
const TYPE_INITIAL_VERSION_2 = 0x10;
/** Drafts of version 1 are 0xff0000nn. */
const DRAFTS = 0xff0000;
/** Bytes in the connection ID that a client makes up at first (RFC 9000 §7.2, §17.2). */
const SHORTEST_FIRST_ID = 8;
const LONGEST_ID = 20;

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
