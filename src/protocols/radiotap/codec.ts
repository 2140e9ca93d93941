import { readUint32Little } from '../../capture/byte-order.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Radiotap (radiotap.org), little-endian: what a receiver says of an 802.11 frame.
 *
 *  0         1     2        4         8
 * +---------+-----+--------+---------+---------…
 * | version | pad | length | present | fields
 * +---------+-----+--------+---------+---------…
 */
export const LENGTH = 2;
export const PRESENT = 4;
const HAS_TIME = 1;
export const HAS_FLAGS = 2;
const MORE_PRESENT = 0x8000_0000;
/** The time (TSFT) is 8 bytes, aligned to as many. */
const TIME_LENGTH = 8;
export const FLAG_FCS = 0x10;
export const FLAG_DATA_PAD = 0x20;
const FCS_LENGTH = 4;

/** Bytes in the smallest header. */
export const MINIMUM_HEADER_LENGTH = 8;

/** Bytes in the header, as it says. */
export function headerLength(bytes: Uint8Array, at: number): number {
  return bytes[at + LENGTH] | (bytes[at + LENGTH + 1] << 8);
}

/** The flags field; 0 where there is none. */
export function flags(bytes: Uint8Array, at: number): number {
  const end = at + headerLength(bytes, at);
  const present = readUint32Little(bytes, at + PRESENT);
  if ((present & HAS_FLAGS) === 0) return 0;
  let field = at + PRESENT;
  while (field + 4 <= end && (readUint32Little(bytes, field) & MORE_PRESENT) !== 0) field += 4;
  field += 4;
  if ((present & HAS_TIME) !== 0) field = at + ((field - at + 7) & ~7) + TIME_LENGTH;
  return field < end ? bytes[field] : 0;
}

/** Whether the frame behind has its header padded to four bytes. */
export function hasDataPad(bytes: Uint8Array, at: number): boolean {
  return (flags(bytes, at) & FLAG_DATA_PAD) !== 0;
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  const bytes = view.currentBytes;
  if (view.limit - at < MINIMUM_HEADER_LENGTH) return view.stopShort(Protocol.RADIOTAP);
  const length = headerLength(bytes, at);
  if (length < MINIMUM_HEADER_LENGTH) return view.stopMalformed(Protocol.RADIOTAP);
  if (view.limit - at < length) return view.stopShort(Protocol.RADIOTAP);
  view.pushLayer(Protocol.RADIOTAP, view.limit);
  if ((flags(bytes, at) & FLAG_FCS) !== 0) {
    view.narrow(Math.max(at + length, view.declaredLimit - FCS_LENGTH));
  }
  view.follow(NextTable.PROTOCOL, Protocol.WLAN, at + length);
}
