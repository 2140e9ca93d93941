import { readInt32 } from '../bytes.ts';
import { saw, Turn } from '../message-of-datagram.ts';

/*
 * Network Time Protocol (RFC 5905 §7.3), its first byte, which all versions and modes share.
 *
 *   0     2        5       8         24 × 8             40 × 8
 * +------+---------+------+-- … ----+------------------+-------------------+
 * | leap | version | mode | …       | origin timestamp … transmit timestamp |
 * +------+---------+------+-- … ----+------------------+-------------------+
 */
const ORIGIN = 24;
const TRANSMIT = 40;
export const PORT = 123;

/** Bytes of a message without authentication. */
export const HEADER_LENGTH = 48;

/** Modes whose messages are none of time but commands, and may be shorter. */
export const CLIENT = 3;
export const SERVER = 4;
const CONTROL = 6;
const PRIVATE = 7;
/** Of a message in private mode: the first bit. */
const RESPONSE = 0x80;

/** A message of that version and mode, without its times. */
export function emptied(version: number, mode: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_LENGTH);
  bytes[0] = (version << 3) | mode;
  return bytes;
}

/** 0 to 7. */
export function version(bytes: Uint8Array, at: number): number {
  return (bytes[at] >>> 3) & 7;
}
/** 0 to 7: 3 is a client, 4 a server. */
export function mode(bytes: Uint8Array, at: number): number {
  return bytes[at] & 7;
}
/** Whether the message is in private mode, which Wireshark calls a request or a response. */
export function isPrivate(bytes: Uint8Array, at: number): boolean {
  return mode(bytes, at) === PRIVATE;
}
/** Whether a message in private mode is a response. */
export function isResponse(bytes: Uint8Array, at: number): boolean {
  return (bytes[at] & RESPONSE) !== 0;
}
/** Whether the message that ends at `end` is all there. */
export function isWhole(bytes: Uint8Array, at: number, end: number): boolean {
  return mode(bytes, at) >= CONTROL || end - at >= HEADER_LENGTH;
}

/** Reads a message: a server's origin timestamp is its client's transmit timestamp (RFC 5905 §8). */
export function read(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < HEADER_LENGTH || version(bytes, at) === 0 || version(bytes, at) > 4) return false;
  const what = mode(bytes, at);
  const stamp = at + (what === CLIENT ? TRANSMIT : ORIGIN);
  const turn = what === CLIENT ? Turn.REQUEST : what === SERVER ? Turn.RESPONSE : Turn.NEITHER;
  return saw(turn, what, readInt32(bytes, stamp), readInt32(bytes, stamp + 4));
}
