import { readUint32Little } from '../../capture/byte-order.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Per-Packet Information (CACE Technologies, 2007), little-endian. Behind the header come fields of a
 * type (2), a length (2) and so many bytes.
 *
 *  0         1       2        4           8
 * +---------+-------+--------+-----------+---------…
 * | version | flags | length | link type | fields
 * +---------+-------+--------+-----------+---------…
 */
export const LENGTH = 2;
export const LINK_TYPE = 4;
const FIELD_HEADER = 4;
/** 802.11-Common: the time (8), then flags whose first bit says that a checksum is there. */
const FIELD_WLAN_COMMON = 2;
const FLAGS = 8;
const FLAG_FCS = 1;
const FCS_LENGTH = 4;
const MAXIMUM_FIELDS = 64;

/** Bytes in the smallest header. */
export const MINIMUM_HEADER_LENGTH = 8;

function readLength(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8);
}

/** LINKTYPE_ value of what follows. */
export function linkType(bytes: Uint8Array, at: number): number {
  return readUint32Little(bytes, at + LINK_TYPE);
}

function hasFcs(bytes: Uint8Array, at: number, end: number): boolean {
  let field = at + MINIMUM_HEADER_LENGTH;
  for (let count = 0; count < MAXIMUM_FIELDS && field + FIELD_HEADER <= end; count++) {
    const value = field + FIELD_HEADER;
    if (readLength(bytes, field) === FIELD_WLAN_COMMON && value + FLAGS < end) {
      return (bytes[value + FLAGS] & FLAG_FCS) !== 0;
    }
    field = value + readLength(bytes, field + 2);
  }
  return false;
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  const bytes = view.currentBytes;
  if (view.limit - at < MINIMUM_HEADER_LENGTH) return view.stopShort(Protocol.PPI);
  const length = readLength(bytes, at + LENGTH);
  if (length < MINIMUM_HEADER_LENGTH) return view.stopMalformed(Protocol.PPI);
  if (view.limit - at < length) return view.stopShort(Protocol.PPI);
  view.pushLayer(Protocol.PPI, view.limit);
  if (hasFcs(bytes, at, at + length)) {
    view.narrow(Math.max(at + length, view.declaredLimit - FCS_LENGTH));
  }
  view.follow(NextTable.LINK_TYPE, linkType(bytes, at) & 0xffff, at + length);
}
