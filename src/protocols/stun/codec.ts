import { readInt32, readUint16 } from '../bytes.ts';
import { hashOf, saw, Turn } from '../message-of-datagram.ts';

/*
 * Session Traversal Utilities for NAT (RFC 8489 §5), and TURN (RFC 8656) with it.
 *
 *  0      2        4              8                20
 * +------+--------+--------------+----------------+-----------…
 * | type | length | magic cookie | transaction ID | attributes
 * +------+--------+--------------+----------------+-----------…
 */
const LENGTH = 2;
const COOKIE = 4;
const TRANSACTION = 8;
/** Bytes in the header. */
export const HEADER_LENGTH = 20;
const MAGIC_COOKIE = 0x2112a442;
/** In the type: two bits for the class, the others for the method. */
const CLASS_BITS = 0x0110;
const REQUEST = 0x0000;
const INDICATION = 0x0010;
/** Attribute of a connectivity check (RFC 8445 §7.1.1): most candidates that are tried never answer. */
const PRIORITY = 0x0024;
const MOST_ATTRIBUTES = 32;

/** Whether a message stands at `at` that ends at `wireEnd`. */
export function isMessage(bytes: Uint8Array, at: number, end: number, wireEnd: number): boolean {
  return (
    end - at >= HEADER_LENGTH &&
    (bytes[at] & 0xc0) === 0 &&
    readInt32(bytes, at + COOKIE) === MAGIC_COOKIE &&
    (bytes[at + LENGTH + 1] & 3) === 0 &&
    at + HEADER_LENGTH + readUint16(bytes, at + LENGTH) === wireEnd
  );
}
/** Class and method as sent. */
export function messageType(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at);
}
/** 1 is Binding, 3 Allocate. */
export function method(type: number): number {
  return (type & 0x000f) | ((type & 0x00e0) >> 1) | ((type & 0x3e00) >> 2);
}
/** 0 a request, 1 an indication, 2 a success, 3 an error. */
export function messageClass(type: number): number {
  return ((type & 0x0010) >> 4) | ((type & 0x0100) >> 7);
}

/** Whether the message has an attribute of that type. */
function hasAttribute(bytes: Uint8Array, at: number, end: number, type: number): boolean {
  let attribute = at + HEADER_LENGTH;
  for (let i = 0; i < MOST_ATTRIBUTES && end - attribute >= 4; i++) {
    if (readUint16(bytes, attribute) === type) return true;
    attribute += 4 + ((readUint16(bytes, attribute + 2) + 3) & ~3);
  }
  return false;
}

/** Reads a message: a response has its request's transaction ID. */
export function read(bytes: Uint8Array, at: number, end: number, wireEnd: number): boolean {
  if (!isMessage(bytes, at, end, wireEnd)) return false;
  const type = messageType(bytes, at);
  const what = method(type);
  const kind = type & CLASS_BITS;
  if (kind === INDICATION) return saw(Turn.NEITHER, what);
  const first = hashOf(bytes, at + TRANSACTION, at + HEADER_LENGTH);
  const second = readInt32(bytes, at + TRANSACTION);
  if (kind !== REQUEST) return saw(Turn.RESPONSE, what, first, second);
  const isCheck = hasAttribute(bytes, at, end, PRIORITY);
  return saw(isCheck ? Turn.NEITHER : Turn.REQUEST, what, first, second);
}
