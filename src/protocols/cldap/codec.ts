import * as ber from '../ber.ts';
import { saw, Turn } from '../message-of-datagram.ts';

/*
 * Connectionless LDAP (MS-ADTS §6.3.3): LDAP's messages (RFC 4511 §4.1.1) over UDP, as clients find
 * their domain controller. SEQUENCE { messageID, SearchRequest or its result }.
 */
const SEARCH_REQUEST = 0x63;
const SEARCH_ENTRY = 0x64;
const SEARCH_DONE = 0x65;
export const PORT = 389;

/** Reads a message. */
export function read(bytes: Uint8Array, at: number, end: number, wireEnd: number): boolean {
  const id = ber.contentAt(bytes, at, end);
  if (id < 0 || bytes[at] !== ber.SEQUENCE) return false;
  const next = ber.afterElement(bytes, id, end, ber.INTEGER);
  if (next < 0 || next >= end || id + ber.contentLength(bytes, at) > wireEnd) return false;
  const number = ber.integer(bytes, id, end);
  const tag = bytes[next];
  if (tag === SEARCH_REQUEST) return saw(Turn.REQUEST, 3, number);
  return (tag === SEARCH_ENTRY || tag === SEARCH_DONE) && saw(Turn.RESPONSE, 4, number);
}
