import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as radiotap from '../radiotap/codec.ts';

/*
 * IEEE 802.11 (IEEE 802.11-2020 §9.2), as far as data frames carry LLC.
 *
 *  0               2          4          10         16         22         24
 * +---------------+----------+----------+----------+----------+----------+---------…
 * | frame control | duration | address  | address  | address  | sequence | address 4, QoS, HT; LLC
 * +---------------+----------+----------+----------+----------+----------+---------…
 */
export const HEADER = 24;
/** Offsets of the first three addresses. */
export const ADDRESS_1 = 4;
export const ADDRESS_2 = 10;
export const ADDRESS_3 = 16;
const FIRST_ADDRESS = ADDRESS_1;
const ADDRESS = 6;
const QOS_LENGTH = 2;
const HT_CONTROL_LENGTH = 4;
/** Header of the first frame in an A-MSDU: addresses and length. */
export const SUBFRAME_HEADER = 14;
export const SUBFRAME_LENGTH = 12;
/** Before what is encrypted: WEP's initialisation vector, or the longer one of TKIP and CCMP (§12.5). */
const WEP_IV_LENGTH = 4;
const EXTENDED_IV_LENGTH = 8;
const KEY_BYTE = 3;
const EXTENDED_IV = 0x20;
const WEP_ICV_LENGTH = 4;

const TYPE_CONTROL = 1;
const TYPE_DATA = 2;
const TYPE_EXTENSION = 3;
/** Control frames with the address of who sent them: block acknowledgments, PS-Poll and RTS. */
const WITH_TRANSMITTER = [8, 9, 10, 11];
/** Bits of a data frame's subtype. */
const SUBTYPE_NO_DATA = 4;
const SUBTYPE_QOS = 8;
/** Bits of the second byte of frame control. */
const TO_DS = 0x01;
const FROM_DS = 0x02;
const MORE_FRAGMENTS = 0x04;
const PROTECTED = 0x40;
const ORDER = 0x80;
export const AMSDU_PRESENT = 0x80;
export const SEQUENCE = 22;

/** Bytes in the smallest header: of acknowledgments. */
export const MINIMUM_HEADER_LENGTH = 10;

/** Kind of frame: 0 management, 1 control, 2 data, 3 extension. */
export function type(bytes: Uint8Array, at: number): number {
  return (bytes[at] >> 2) & 3;
}
/** Kind within the kind. */
export function subtype(bytes: Uint8Array, at: number): number {
  return bytes[at] >> 4;
}
/** Whether what the frame carries is encrypted. */
export function isProtected(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + 1] & PROTECTED) !== 0;
}

/** Offset of the n-th address. */
const addressAt = (at: number, number: 1 | 2 | 3 | 4): number =>
  number === 4 ? at + HEADER : at + FIRST_ADDRESS + (number - 1) * ADDRESS;

const inside = (place: number, end: number): number => (place + ADDRESS <= end ? place : -1);

/** Offset of the address of who sent what the frame at [at, end) holds; -1 where it has none. */
export function sourceAt(bytes: Uint8Array, at: number, end: number): number {
  const kind = type(bytes, at);
  const direction = bytes[at + 1] & (TO_DS | FROM_DS);
  if (kind === TYPE_CONTROL) {
    return WITH_TRANSMITTER.includes(subtype(bytes, at)) ? inside(addressAt(at, 2), end) : -1;
  }
  if (kind === TYPE_DATA && direction === FROM_DS) return inside(addressAt(at, 3), end);
  if (kind === TYPE_DATA && direction === (TO_DS | FROM_DS)) return inside(addressAt(at, 4), end);
  return kind === TYPE_EXTENSION ? -1 : inside(addressAt(at, 2), end);
}

/** Offset of the address that it is for; -1 where it has none. */
export function destinationAt(bytes: Uint8Array, at: number, end: number): number {
  const kind = type(bytes, at);
  if (kind === TYPE_EXTENSION) return -1;
  const isThird = kind === TYPE_DATA && (bytes[at + 1] & TO_DS) !== 0;
  return inside(addressAt(at, isThird ? 3 : 1), end);
}

/** Whether the addresses are those of the two radios alone, as in control frames. */
export function isControl(bytes: Uint8Array, at: number): boolean {
  return type(bytes, at) === TYPE_CONTROL;
}

/** Whether the frame is one of data, with data. */
export function isData(bytes: Uint8Array, at: number): boolean {
  return type(bytes, at) === TYPE_DATA && (subtype(bytes, at) & SUBTYPE_NO_DATA) === 0;
}
/** Whether there is a fourth address, behind the sequence: from access point to access point. */
export function hasFourthAddress(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + 1] & (TO_DS | FROM_DS)) === (TO_DS | FROM_DS);
}
/** Offset of the QoS control field of a data frame; -1 where it has none. */
export function qosAt(bytes: Uint8Array, at: number): number {
  if ((subtype(bytes, at) & SUBTYPE_QOS) === 0) return -1;
  return at + HEADER + (hasFourthAddress(bytes, at) ? ADDRESS : 0);
}

/** Bytes in the header of a data frame, without padding. */
export function dataHeaderLength(bytes: Uint8Array, at: number): number {
  const flags = bytes[at + 1];
  const isQos = (subtype(bytes, at) & SUBTYPE_QOS) !== 0;
  const hasFourth = hasFourthAddress(bytes, at);
  const hasHtControl = isQos && (flags & ORDER) !== 0;
  return (
    HEADER +
    (hasFourth ? ADDRESS : 0) +
    (isQos ? QOS_LENGTH : 0) +
    (hasHtControl ? HT_CONTROL_LENGTH : 0)
  );
}

/** The encrypted bytes, as Wireshark shows them: without what stands before, and WEP's check value behind. */
function followEncrypted(view: PacketView, cursor: number): void {
  const isLong =
    cursor + KEY_BYTE < view.limit && (view.currentBytes[cursor + KEY_BYTE] & EXTENDED_IV) !== 0;
  if (!isLong) view.narrow(Math.max(cursor + WEP_IV_LENGTH, view.declaredLimit - WEP_ICV_LENGTH));
  const start = cursor + (isLong ? EXTENDED_IV_LENGTH : WEP_IV_LENGTH);
  view.followData(Math.min(start, view.limit));
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  const bytes = view.currentBytes;
  if (view.limit - at < MINIMUM_HEADER_LENGTH) return view.stopShort(Protocol.WLAN);
  const hasData = isData(bytes, at);
  const length = hasData ? dataHeaderLength(bytes, at) : MINIMUM_HEADER_LENGTH;
  if (view.limit - at < length) return view.stopShort(Protocol.WLAN);
  view.pushLayer(Protocol.WLAN, view.limit);
  view.nextTable = NextTable.END;
  if (!hasData) return;
  const isFragment = (bytes[at + 1] & MORE_FRAGMENTS) !== 0 || (bytes[at + SEQUENCE] & 0x0f) !== 0;
  let cursor = at + length;
  // What is encrypted, or but a part of a frame, is not looked into.
  if (isProtected(bytes, at)) return followEncrypted(view, cursor);
  if (isFragment) return view.followData(cursor);
  if (view.layerCount > 1 && view.layerProtocol[0] === Protocol.RADIOTAP) {
    // Some drivers align what follows to four bytes.
    if (radiotap.hasDataPad(bytes, view.layerStart[0])) cursor = at + ((length + 3) & ~3);
  }
  if ((subtype(bytes, at) & SUBTYPE_QOS) !== 0) {
    if ((bytes[qosAt(bytes, at)] & AMSDU_PRESENT) !== 0) {
      if (view.limit - cursor < SUBFRAME_HEADER) return view.stopShort(Protocol.WLAN);
      const held = (bytes[cursor + SUBFRAME_LENGTH] << 8) | bytes[cursor + SUBFRAME_LENGTH + 1];
      cursor += SUBFRAME_HEADER;
      // The first alone: a packet here is one packet of IP.
      view.narrow(cursor + held);
    }
  }
  if (cursor >= view.limit) return view.stopShort(Protocol.WLAN);
  view.follow(NextTable.PROTOCOL, Protocol.LLC, cursor);
}
