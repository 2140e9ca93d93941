import { readInt32, writeUint32 } from '../bytes.ts';
import { hashOf, saw, Turn } from '../message-of-datagram.ts';

/*
 * Internet Key Exchange, version 2 (RFC 7296 §3.1) and 1 (RFC 2408 §3.1), which share their header. On
 * port 4500 four zeros stand before it, where ESP has its security parameter index (RFC 3948 §2.2).
 *
 *  0               8               16     17        18         19      20           24       28
 * +---------------+---------------+------+---------+----------+-------+------------+--------+---…
 * | initiator SPI | responder SPI | next | version | exchange | flags | message ID | length |
 * +---------------+---------------+------+---------+----------+-------+------------+--------+---…
 */
const RESPONDER_SPI = 8;
const VERSION = 17;
const EXCHANGE = 18;
const FLAGS = 19;
const MESSAGE_ID = 20;
const LENGTH = 24;
/** Bytes in the header. */
export const HEADER_LENGTH = 28;
/** Ports of the protocol; on the second ESP comes in UDP, too (RFC 3948). */
export const PORT = 500;
export const PORT_WITH_ESP = 4500;

const VERSION_1 = 0x10;
const VERSION_2 = 0x20;
/** In flags: who sends began the whole (version 2), the message is a response. */
const INITIATOR = 0x08;
const RESPONSE = 0x20;
const MAIN_MODE = 2;
const AGGRESSIVE_MODE = 4;
const FIRST_OF_VERSION_2 = 34;
const LAST_OF_VERSION_2 = 44;
const LAST_OF_VERSION_1 = 33;

/** Bytes of the marker that it is no ESP. */
export const MARKER_LENGTH = 4;
/** Bytes before the header: the marker that it is no ESP. */
export function markerLength(bytes: Uint8Array, at: number, end: number): number {
  return end - at >= MARKER_LENGTH && readInt32(bytes, at) === 0 ? MARKER_LENGTH : 0;
}
/** Whether a header stands at `at`, of a message that ends at `wireEnd`. */
export function isMessage(bytes: Uint8Array, at: number, end: number, wireEnd: number): boolean {
  if (end - at < HEADER_LENGTH || readInt32(bytes, at + LENGTH) !== wireEnd - at) return false;
  const exchange = bytes[at + EXCHANGE];
  if (bytes[at + VERSION] === VERSION_2) {
    return exchange >= FIRST_OF_VERSION_2 && exchange <= LAST_OF_VERSION_2;
  }
  return bytes[at + VERSION] === VERSION_1 && exchange > 0 && exchange <= LAST_OF_VERSION_1;
}
/** 1 or 2. */
export function majorVersion(bytes: Uint8Array, at: number): number {
  return bytes[at + VERSION] >>> 4;
}
/** What is exchanged: 34 is IKE_SA_INIT, 35 IKE_AUTH. */
export function exchange(bytes: Uint8Array, at: number): number {
  return bytes[at + EXCHANGE];
}
/** The number of a request and of its response, in version 2. */
export function messageId(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at + MESSAGE_ID) >>> 0;
}
export function isInitiator(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + FLAGS] & INITIATOR) !== 0;
}
export function isResponse(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + FLAGS] & RESPONSE) !== 0;
}

/** Reads a message of IKE, with or without the marker. @returns false where it is none */
export function read(bytes: Uint8Array, start: number, end: number, wireEnd: number): boolean {
  const at = start + markerLength(bytes, start, end);
  if (!isMessage(bytes, at, end, wireEnd)) return false;
  const spi = hashOf(bytes, at, at + RESPONDER_SPI);
  const what = exchange(bytes, at);
  if (majorVersion(bytes, at) === 2) {
    const turn = isResponse(bytes, at) ? Turn.RESPONSE : Turn.REQUEST;
    return saw(turn, what, spi, messageId(bytes, at));
  }
  const isFirst =
    readInt32(bytes, at + RESPONDER_SPI) === 0 && readInt32(bytes, at + RESPONDER_SPI + 4) === 0;
  // Of version 1 only main mode ends with a message of the responder (RFC 2409 §5).
  if (what === MAIN_MODE) return saw(isFirst ? Turn.REQUEST : Turn.EITHER, what, spi);
  if (what === AGGRESSIVE_MODE) return saw(isFirst ? Turn.REQUEST : Turn.RESPONSE, what, spi);
  return saw(Turn.NEITHER, what);
}

/** A header of version 2 to be written, of which the indexes are not known. */
export interface Header {
  readonly exchange: number;
  readonly isInitiator: boolean;
  readonly isResponse: boolean;
  readonly messageId: number;
  /** Bytes of the whole message. */
  readonly length: number;
}

/** Writes a header; the indexes are the same for all, and no marker. @returns the offset behind it */
export function emit(bytes: Uint8Array, at: number, header: Header): number {
  bytes.fill(0xff, at, at + 2 * RESPONDER_SPI);
  bytes[at + VERSION] = VERSION_2;
  bytes[at + EXCHANGE] = header.exchange;
  bytes[at + FLAGS] = (header.isInitiator ? INITIATOR : 0) | (header.isResponse ? RESPONSE : 0);
  writeUint32(bytes, at + MESSAGE_ID, header.messageId);
  writeUint32(bytes, at + LENGTH, header.length);
  return at + HEADER_LENGTH;
}
