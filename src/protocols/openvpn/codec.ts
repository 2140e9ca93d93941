import { readInt32 } from '../bytes.ts';
import { saw, Turn } from '../message-of-datagram.ts';

/*
 * OpenVPN over UDP (ssl_pkt.h): opcode and number of the key in one byte; control packets go on with
 * their sender's session ID, then what authenticates them, acknowledgments, packet number.
 *
 *  0                1            9
 * +----------------+------------+------…
 * | opcode, key ID | session ID |
 * +----------------+------------+------…
 */
const SESSION_ID = 1;
const AFTER_SESSION_ID = 9;
const RESET_CLIENT_2 = 7;
const RESET_SERVER_2 = 8;
const RESET_CLIENT_3 = 10;
/** Opcodes in use: 1 to 11. */
const LAST_OPCODE = 11;
const FIRST_OF_CONTROL = 1;
/** Bytes of a client's first packet without authentication: no acknowledgment, packet number 0. */
const PLAIN_RESET_LENGTH = 14;
/** The same with HMAC of SHA-1, SHA-256 and SHA-512, and with `tls-crypt`. */
const AUTHENTICATED_LENGTHS: readonly number[] = [42, 54, 86];
/** With `tls-crypt-v2` the client's own key follows. */
const WRAPPED_KEY_FROM = 100;
export const PORT = 1194;

/** 1 to 11: 7 and 10 are a client's first packet, 8 a server's. */
export function opcode(bytes: Uint8Array, at: number): number {
  return bytes[at] >>> 3;
}
/** 0 to 7. */
export function keyId(bytes: Uint8Array, at: number): number {
  return bytes[at] & 7;
}

/** Whether the bytes are those of a client's first packet, whatever the port. */
function isReset(bytes: Uint8Array, at: number, end: number, wireEnd: number): boolean {
  if (end - at < PLAIN_RESET_LENGTH || keyId(bytes, at) !== 0) return false;
  const hasSession =
    readInt32(bytes, at + SESSION_ID) !== 0 && readInt32(bytes, at + SESSION_ID + 4) !== 0;
  if (!hasSession) return false;
  const length = wireEnd - at;
  if (opcode(bytes, at) === RESET_CLIENT_3) return length >= WRAPPED_KEY_FROM;
  if (length !== PLAIN_RESET_LENGTH) return AUTHENTICATED_LENGTHS.includes(length);
  return bytes[at + AFTER_SESSION_ID] === 0 && readInt32(bytes, at + AFTER_SESSION_ID + 1) === 0;
}

/** Reads a packet. A client that tries anew has another session: an answer is known by its ports. */
export function read(bytes: Uint8Array, at: number, end: number, wireEnd: number): boolean {
  if (end - at < AFTER_SESSION_ID) return false;
  const code = opcode(bytes, at);
  if (code === RESET_CLIENT_2 || code === RESET_CLIENT_3) {
    return isReset(bytes, at, end, wireEnd) && saw(Turn.REQUEST, code);
  }
  if (code < FIRST_OF_CONTROL || code > LAST_OPCODE) return false;
  return saw(code === RESET_SERVER_2 ? Turn.RESPONSE : Turn.NEITHER, code);
}
