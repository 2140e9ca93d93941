import { readUint32 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * IP Authentication Header (RFC 4302 §2).
 *
 *  0      1        2          4       8          12
 * +------+--------+----------+-------+----------+---------…
 * | next | length | reserved | SPI   | sequence | integrity check value
 * +------+--------+----------+-------+----------+---------…
 */
const NEXT_HEADER = 0;
const LENGTH = 1;
export const SPI = 4;
export const SEQUENCE = 8;

/** Bytes in the smallest header. */
export const MINIMUM_HEADER_LENGTH = 12;

/** Protocol number of what follows. */
export function nextHeader(bytes: Uint8Array, at: number): number {
  return bytes[at + NEXT_HEADER];
}
/** Header length in bytes. */
export function headerLength(bytes: Uint8Array, at: number): number {
  return (bytes[at + LENGTH] + 2) << 2;
}
/** Security parameters index. */
export function securityParametersIndex(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at + SPI);
}
/** Sequence number. */
export function sequence(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at + SEQUENCE);
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  if (view.limit - at < MINIMUM_HEADER_LENGTH)
    return view.stopShort(Protocol.AUTHENTICATION_HEADER);
  const bytes = view.currentBytes;
  const length = headerLength(bytes, at);
  if (length < MINIMUM_HEADER_LENGTH) return view.stopMalformed(Protocol.AUTHENTICATION_HEADER);
  view.pushLayer(Protocol.AUTHENTICATION_HEADER, Math.min(at + length, view.limit));
  if (view.limit - at < length) return view.stopShort(Protocol.AUTHENTICATION_HEADER);
  view.follow(NextTable.IP_PROTOCOL, bytes[at + NEXT_HEADER], at + length);
}
