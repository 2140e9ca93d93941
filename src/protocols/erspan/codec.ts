import { readUint16 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import { followVersion } from '../raw-ip/codec.ts';

/*
 * Encapsulated Remote Switched Port Analyzer: type II (version 1) and III (version 2), as
 * draft-foschiano-erspan §4.2 and §4.3 lay them out.
 *
 *  0               2                4
 * +-----+---------+---------------+-------------------…
 * | ver | VLAN    | cos/en/t/id   | type II: 4 bytes, III: 8 bytes and 8 more with flag O
 * +-----+---------+---------------+-------------------…
 */
const VERSION_AND_VLAN = 0;
/** Type III: what is mirrored, in five bits. */
export const FRAME_TYPE = 10;
/** Bits of `FRAME_TYPE` that tell it. */
export const FRAME_TYPE_BITS = 0x7c;
/** The last byte of the header, whose bit says that more follows for a platform. */
export const LAST = 11;
export const FLAG_PLATFORM = 1;
const FRAME_TYPE_ETHERNET = 0;
const FRAME_TYPE_IP = 2;

/** Bytes in the header of type II, the smaller one. */
export const MINIMUM_HEADER_LENGTH = 8;
const TYPE_3_HEADER_LENGTH = 12;
const PLATFORM_HEADER_LENGTH = 8;

/** 1 for type II, 2 for type III. */
export function version(bytes: Uint8Array, at: number): number {
  return bytes[at + VERSION_AND_VLAN] >> 4;
}
/** VLAN of the mirrored frame. */
export function vlan(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + VERSION_AND_VLAN) & 0xfff;
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  if (view.limit - at < MINIMUM_HEADER_LENGTH) return view.stopShort(Protocol.ERSPAN);
  const bytes = view.currentBytes;
  let length = MINIMUM_HEADER_LENGTH;
  if (version(bytes, at) === 2) {
    length = TYPE_3_HEADER_LENGTH;
    if (view.limit - at < length) return view.stopShort(Protocol.ERSPAN);
    if ((bytes[at + LAST] & FLAG_PLATFORM) !== 0) length += PLATFORM_HEADER_LENGTH;
  }
  view.pushLayer(Protocol.ERSPAN, view.limit);
  if (view.limit - at < length) return view.stopShort(Protocol.ERSPAN);
  const type = version(bytes, at);
  const frameType = type === 2 ? (bytes[at + FRAME_TYPE] >> 2) & 0x1f : FRAME_TYPE_ETHERNET;
  if (type === 2 && frameType === FRAME_TYPE_IP && at + length < view.limit) {
    followVersion(view, at + length);
  } else if ((type === 1 || type === 2) && frameType === FRAME_TYPE_ETHERNET) {
    view.follow(NextTable.PROTOCOL, Protocol.ETHERNET, at + length);
  } else {
    view.followData(at + length);
  }
}
