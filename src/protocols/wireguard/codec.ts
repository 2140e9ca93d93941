import { readInt32 } from '../bytes.ts';
import { saw, Turn } from '../message-of-datagram.ts';

/*
 * WireGuard (wireguard.com/protocol): a type, three zeros, then indices in little-endian order.
 *
 *  0      1          4        8
 * +------+----------+--------+------------…
 * | type | reserved | sender | (receiver …)
 * +------+----------+--------+------------…
 */
const INITIATION = 1;
const RESPONSE = 2;
const COOKIE_REPLY = 3;
const TRANSPORT_DATA = 4;
const INDEX = 4;
const SECOND_INDEX = 8;
const COUNTER = 8;
/** Bytes of each; of data, without any. */
const INITIATION_LENGTH = 148;
const RESPONSE_LENGTH = 92;
const COOKIE_REPLY_LENGTH = 64;
const EMPTY_DATA_LENGTH = 32;
/** What is carried is padded to multiples of this many bytes. */
const UNIT = 16;

function little(bytes: Uint8Array, at: number): number {
  const value = readInt32(bytes, at);
  return ((value << 24) | ((value & 0xff00) << 8) | ((value >> 8) & 0xff00) | (value >>> 24)) >>> 0;
}

/** Type of the message of so many bytes at `at`; 0 where it is none. */
export function messageType(bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  if (end - at < COUNTER + 4) return 0;
  const type = bytes[at];
  if ((readInt32(bytes, at) & 0xffffff) !== 0) return 0;
  const length = wireEnd - at;
  switch (type) {
    case INITIATION:
      return length === INITIATION_LENGTH ? type : 0;
    case RESPONSE:
      return length === RESPONSE_LENGTH ? type : 0;
    case COOKIE_REPLY:
      return length === COOKIE_REPLY_LENGTH ? type : 0;
    case TRANSPORT_DATA:
      return length >= EMPTY_DATA_LENGTH && length % UNIT === 0 ? type : 0;
    default:
      return 0;
  }
}
/** The first index: the sender's in a handshake, else the receiver's. */
export function index(bytes: Uint8Array, at: number): number {
  return little(bytes, at + INDEX);
}
/** The receiver's index in a response. */
export function secondIndex(bytes: Uint8Array, at: number): number {
  return little(bytes, at + SECOND_INDEX);
}
/** The counter of data, its low 32 bits. */
export function counter(bytes: Uint8Array, at: number): number {
  return little(bytes, at + COUNTER);
}
/** Bytes that data of that length carries, padding included. */
export function dataLength(length: number): number {
  return length - EMPTY_DATA_LENGTH;
}

/** Reads a message. Each try has an index of its own: an answer is known by its ports. */
export function read(bytes: Uint8Array, at: number, end: number, wireEnd: number): boolean {
  const type = messageType(bytes, at, end, wireEnd);
  if (type === 0) return false;
  if (type === INITIATION) return saw(Turn.REQUEST, type);
  return saw(type === TRANSPORT_DATA ? Turn.NEITHER : Turn.RESPONSE, type);
}
