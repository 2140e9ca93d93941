import { readUint16 } from '../bytes.ts';
import { hashOf, saw, Turn } from '../message-of-datagram.ts';

/*
 * Remote Authentication Dial In User Service (RFC 2865 §3, RFC 2866, RFC 5176).
 *
 *  0      1            2        4               20
 * +------+------------+--------+---------------+-----------…
 * | code | identifier | length | authenticator | attributes
 * +------+------------+--------+---------------+-----------…
 */
const IDENTIFIER = 1;
const LENGTH = 2;
const AUTHENTICATOR = 4;
/** Bytes in the header. */
export const HEADER_LENGTH = 20;
/** Bytes in the longest message. */
export const LONGEST = 4096;
const MOST_ATTRIBUTES = 128;
/** Access-, Accounting-, Disconnect- and CoA-Request, Status-Server. */
/** Asks whether the server is there (RFC 5997). */
export const STATUS_SERVER = 12;
const REQUESTS: readonly number[] = [1, 4, STATUS_SERVER, 40, 43];
const RESPONSES: readonly number[] = [2, 3, 5, 11, 41, 42, 44, 45];

/** Runs of codes that are given (IANA, and a maker's), first and last of each. */
const CODES: readonly (readonly [number, number])[] = [
  ...([
    [1, 13],
    [21, 27],
    [29, 34],
  ] as const),
  ...([
    [40, 45],
    [50, 51],
    [129, 132],
  ] as const),
];

/** Whether that code is given to a message. */
export function isCode(code: number): boolean {
  return CODES.some(([first, last]) => code >= first && code <= last);
}

/** What the message is: 1 is Access-Request. */
export function code(bytes: Uint8Array, at: number): number {
  return bytes[at];
}
/** 0 to 255; a response has its request's. */
export function identifier(bytes: Uint8Array, at: number): number {
  return bytes[at + IDENTIFIER];
}
/** Bytes of the message. */
export function length(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + LENGTH);
}

/** Whether attributes fill the message, of which [at, end) is here and the rest up to `wireEnd` is not. */
function hasAttributes(bytes: Uint8Array, at: number, end: number, wireEnd: number): boolean {
  let attribute = at + HEADER_LENGTH;
  for (let i = 0; i < MOST_ATTRIBUTES && attribute + 1 < end; i++) {
    const size = bytes[attribute + 1];
    if (size < 2) return false;
    attribute += size;
  }
  return attribute + 1 < end || (attribute <= wireEnd && (attribute >= end || end < wireEnd));
}

/** Reads a message. */
export function read(bytes: Uint8Array, at: number, end: number, wireEnd: number): boolean {
  if (end - at < HEADER_LENGTH || at + length(bytes, at) !== wireEnd) return false;
  if (!hasAttributes(bytes, at, end, wireEnd)) return false;
  const what = code(bytes, at);
  const id = identifier(bytes, at);
  if (RESPONSES.includes(what)) return saw(Turn.RESPONSE, what, id);
  if (!REQUESTS.includes(what)) return false;
  const print = hashOf(bytes, at + AUTHENTICATOR, at + HEADER_LENGTH);
  return saw(Turn.REQUEST, what, id, 0, print);
}
