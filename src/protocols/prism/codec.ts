import { readUint32Little } from '../../capture/byte-order.ts';
import { readUint32 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * What two generations of Linux drivers put before an 802.11 frame: Prism's header, in the byte order
 * of the machine, which begins with a message code (4) and its length (4); and AVS's, in network byte
 * order, which begins with a version (4, 0x8021100x) and its length (4).
 */
export const LENGTH = 4;
export const AVS_VERSION = 0x8021_1000;
const AVS_VERSION_MASK = 0xffff_f000;
/** Longer headers than any: the length is in the other byte order. */
const LONGEST = 0xffff;

/** Bytes that every header has. */
export const MINIMUM_HEADER_LENGTH = 8;

function isAvs(bytes: Uint8Array, at: number): boolean {
  return (readUint32(bytes, at) & AVS_VERSION_MASK) >>> 0 === AVS_VERSION;
}

/** Bytes in the header, as it says. */
export function headerLength(bytes: Uint8Array, at: number): number {
  const length = readUint32(bytes, at + LENGTH);
  if (isAvs(bytes, at) || length <= LONGEST) return length;
  return readUint32Little(bytes, at + LENGTH);
}

function decodeAs(view: PacketView, protocol: Protocol): void {
  const at = view.cursor;
  const bytes = view.currentBytes;
  if (view.limit - at < MINIMUM_HEADER_LENGTH) return view.stopShort(protocol);
  const length = headerLength(bytes, at);
  if (length < MINIMUM_HEADER_LENGTH || length > LONGEST) return view.stopMalformed(protocol);
  if (view.limit - at < length) return view.stopShort(protocol);
  view.pushLayer(protocol, view.limit);
  view.follow(NextTable.PROTOCOL, Protocol.WLAN, at + length);
}

/** Decodes Prism's header at the view's cursor; AVS's, too, shares its link type. */
export function decode(view: PacketView): void {
  const hasVersion = view.limit - view.cursor >= MINIMUM_HEADER_LENGTH;
  const isAvsHere = hasVersion && isAvs(view.currentBytes, view.cursor);
  decodeAs(view, isAvsHere ? Protocol.WLAN_AVS : Protocol.PRISM);
}

/** Decodes AVS's header at the view's cursor. */
export function decodeAvs(view: PacketView): void {
  decodeAs(view, Protocol.WLAN_AVS);
}
