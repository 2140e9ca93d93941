import * as ber from '../ber.ts';
import { saw, Turn } from '../message-of-datagram.ts';

/*
 * Kerberos 5 over UDP (RFC 4120 §5): an application tag says what a message is; in it is a SEQUENCE
 * that begins with the version, 5, and the type once more.
 */
const APPLICATION = 0x60;
const AS_REQ = 10;
const AS_REP = 11;
const TGS_REQ = 12;
const TGS_REP = 13;
const KRB_ERROR = 30;
export const PORT = 88;

/** Type of the message: 10 is AS-REQ. */
export function messageType(bytes: Uint8Array, at: number): number {
  return bytes[at] - APPLICATION;
}

/** Reads a message. Requests have no number in the clear: answers are known by their ports. */
export function read(bytes: Uint8Array, at: number, end: number, wireEnd: number): boolean {
  const inner = ber.contentAt(bytes, at, end);
  if (inner < 0 || inner + ber.contentLength(bytes, at) !== wireEnd) return false;
  if (inner >= end || bytes[inner] !== ber.SEQUENCE) return false;
  const type = messageType(bytes, at);
  switch (type) {
    case AS_REQ:
    case TGS_REQ:
      return saw(Turn.REQUEST, type);
    case AS_REP:
    case TGS_REP:
    case KRB_ERROR:
      return saw(Turn.RESPONSE, type);
    default:
      return false;
  }
}
