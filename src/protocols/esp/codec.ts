import { readUint32 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * IP Encapsulating Security Payload (RFC 4303 §2): what follows is encrypted.
 *
 *  0     4                 8
 * +-----+-----------------+------…
 * | SPI | sequence number | data
 * +-----+-----------------+------…
 */
const SPI = 0;
export const SEQUENCE = 4;
/** Bytes in the header. */
export const HEADER_LENGTH = 8;
/** Its number in IP headers (IANA). */
export const IP_PROTOCOL = 50;

/** Security parameter index: whose key it is. */
export function spi(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at + SPI);
}
export function sequence(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at + SEQUENCE);
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  if (view.limit - view.cursor < HEADER_LENGTH) return view.stopShort(Protocol.ESP);
  view.pushLayer(Protocol.ESP, view.limit);
  view.nextTable = NextTable.END;
}
