import { readUint16 } from '../bytes.ts';
import { saw, Turn } from '../message-of-datagram.ts';

/*
 * Trivial File Transfer Protocol (RFC 1350 §5). A request goes to port 69; the server answers from a
 * port that it chooses for the transfer (§4).
 *
 *  0        2          n       n + 1
 * +--------+----------+---+------+---+
 * | opcode | filename | 0 | mode | 0 |   read and write requests
 * +--------+----------+---+------+---+
 */
const READ_REQUEST = 1;
const WRITE_REQUEST = 2;
const DATA = 3;
const ACKNOWLEDGMENT = 4;
const ERROR = 5;
const OPTION_ACKNOWLEDGMENT = 6;
const FILENAME = 2;
const MODES: readonly string[] = ['octet', 'netascii', 'mail'];
const LONGEST_NAME = 256;
export const PORT = 69;

/** 1 to 6. */
export function opcode(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at);
}
/** Number of a block, or of an error. */
export function number(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + 2);
}
/** Offset of the zero behind the text at `from`, or -1. */
export function textEnd(bytes: Uint8Array, from: number, end: number): number {
  const limit = Math.min(end, from + LONGEST_NAME);
  for (let i = from; i < limit; i++) if (bytes[i] === 0) return i;
  return -1;
}

function hasMode(bytes: Uint8Array, at: number, end: number): boolean {
  const name = textEnd(bytes, at + FILENAME, end);
  if (name < 0) return false;
  return MODES.some((mode) => {
    if (name + 1 + mode.length >= end || bytes[name + 1 + mode.length] !== 0) return false;
    for (let i = 0; i < mode.length; i++) {
      if ((bytes[name + 1 + i] | 0x20) !== mode.charCodeAt(i)) return false;
    }
    return true;
  });
}

/** Reads a message. Its answer is known by the client's port. */
export function read(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < 4) return false;
  const what = opcode(bytes, at);
  switch (what) {
    case READ_REQUEST:
    case WRITE_REQUEST:
      return hasMode(bytes, at, end) && saw(Turn.REQUEST, what);
    case DATA:
    case ACKNOWLEDGMENT:
    case ERROR:
    case OPTION_ACKNOWLEDGMENT:
      return saw(Turn.RESPONSE, what);
    default:
      return false;
  }
}
