import { readUint16 } from '../bytes.ts';
import { saw, Turn } from '../message-of-datagram.ts';

/*
 * Datagram Transport Layer Security 1.0 and 1.2 (RFC 6347 §4.1, §4.2.2): records as TLS has them, with
 * epoch and sequence number.
 *
 *  0      1         3       5                 11       13               25
 * +------+---------+-------+-----------------+--------+----------------+----…
 * | type | version | epoch | sequence number | length | handshake: type, length, …
 * +------+---------+-------+-----------------+--------+----------------+----…
 */
const VERSION = 1;
const EPOCH = 3;
const LENGTH = 11;
/** Bytes in a record's header. */
export const HEADER_LENGTH = 13;
const ALERT = 21;
const HANDSHAKE = 22;
const FIRST_TYPE = 20;
const LAST_TYPE = 25;
/** 1.0, 1.2, and what Cisco and OpenSSL sent before there was a standard. */
const VERSIONS: readonly number[] = [0xfeff, 0xfefd, 0x0100];
const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const HELLO_VERIFY_REQUEST = 3;
const CLIENT_KEY_EXCHANGE = 16;

/** Whether a record stands at `at`. */
export function isRecord(bytes: Uint8Array, at: number, end: number): boolean {
  return (
    end - at > HEADER_LENGTH &&
    bytes[at] >= FIRST_TYPE &&
    bytes[at] <= LAST_TYPE &&
    VERSIONS.includes(readUint16(bytes, at + VERSION))
  );
}
/** Type of the record: 20 to 25. */
export function contentType(bytes: Uint8Array, at: number): number {
  return bytes[at];
}
export function version(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + VERSION);
}
export function epoch(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + EPOCH);
}
/** Bytes behind the record's header. */
export function length(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + LENGTH);
}
/** Type of the handshake message that begins a record in the clear. */
export function handshakeType(bytes: Uint8Array, at: number): number {
  return bytes[at + HEADER_LENGTH];
}

/** Reads a datagram's first record. Its answers are known by their ports. */
export function read(bytes: Uint8Array, at: number, end: number, wireEnd: number): boolean {
  if (!isRecord(bytes, at, end) || at + HEADER_LENGTH + length(bytes, at) > wireEnd) return false;
  const type = contentType(bytes, at);
  if (type === ALERT) return saw(Turn.RESPONSE, 0);
  if (type !== HANDSHAKE || epoch(bytes, at) !== 0) return saw(Turn.NEITHER, 0);
  const message = handshakeType(bytes, at);
  switch (message) {
    case CLIENT_HELLO:
    case CLIENT_KEY_EXCHANGE:
      return saw(Turn.REQUEST, message);
    case SERVER_HELLO:
    case HELLO_VERIFY_REQUEST:
      return saw(Turn.RESPONSE, message);
    default:
      return saw(Turn.NEITHER, message);
  }
}
