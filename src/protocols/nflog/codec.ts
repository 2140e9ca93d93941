import { readUint16 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Linux netfilter's NFLOG (tcpdump.org, LINKTYPE_NFLOG).
 *
 *  0        1         2          4
 * +--------+---------+----------+---------…
 * | family | version | resource | attributes: length (2), type (2), value, padding to 4
 * +--------+---------+----------+---------…
 *
 * Lengths and types are in the byte order of the machine that captured, the resource is not.
 */
const FAMILY = 0;
export const RESOURCE = 2;
export const ATTRIBUTE_HEADER = 4;
export const TYPE_PACKET_HEADER = 1;
const TYPE_PAYLOAD = 9;
const TYPE_PREFIX = 10;
/** Types that there are (linux/netfilter/nfnetlink_log.h): above, the byte order is the other. */
const LAST_TYPE = 255;

const AF_INET = 2;
const AF_INET6 = 10;

/** Bytes before the attributes. */
export const HEADER_LENGTH = 4;

/** Whether attributes have the least significant byte first. */
function isLittle(bytes: Uint8Array, at: number, end: number): boolean {
  const first = at + HEADER_LENGTH;
  return first + ATTRIBUTE_HEADER > end || readUint16(bytes, first + 2) > LAST_TYPE;
}

const number = (bytes: Uint8Array, at: number, little: boolean) =>
  little ? bytes[at] | (bytes[at + 1] << 8) : readUint16(bytes, at);

/** Offset of the header of the first attribute of the layer [at, end); -1 where there is none. */
export function firstAttribute(bytes: Uint8Array, at: number, end: number): number {
  return attributeFrom(bytes, at, end, at + HEADER_LENGTH);
}
/** The same of the one behind that at `place`. */
export function attributeBehind(bytes: Uint8Array, at: number, end: number, place: number): number {
  const length = attributeLength(bytes, at, end, place);
  return attributeFrom(bytes, at, end, place + ((length + 3) & ~3));
}
function attributeFrom(bytes: Uint8Array, at: number, end: number, place: number): number {
  if (place + ATTRIBUTE_HEADER > end) return -1;
  return attributeLength(bytes, at, end, place) < ATTRIBUTE_HEADER ? -1 : place;
}
/** What the attribute at `place` of the layer [at, end) is. */
export function attributeType(bytes: Uint8Array, at: number, end: number, place: number): number {
  return number(bytes, place + 2, isLittle(bytes, at, end));
}

/** Where an attribute's header is in the layer [at, end); -1 where it is not there. */
function attribute(bytes: Uint8Array, at: number, end: number, type: number): number {
  let place = firstAttribute(bytes, at, end);
  while (place >= 0 && attributeType(bytes, at, end, place) !== type) {
    place = attributeBehind(bytes, at, end, place);
  }
  return place;
}

/** Length of the attribute at `at`, header included, of the layer that starts at `layer`. */
function attributeLength(bytes: Uint8Array, layer: number, end: number, at: number): number {
  return number(bytes, at, isLittle(bytes, layer, end));
}

/** The rule's log prefix; '' where there is none. Control characters are left out. */
export function prefix(bytes: Uint8Array, at: number, end: number): string {
  const found = attribute(bytes, at, end, TYPE_PREFIX);
  if (found < 0) return '';
  const limit = Math.min(end, found + attributeLength(bytes, at, end, found));
  let text = '';
  for (let i = found + ATTRIBUTE_HEADER; i < limit && bytes[i] !== 0; i++) {
    if (bytes[i] >= 0x20 && bytes[i] < 0x7f) text += String.fromCharCode(bytes[i]);
  }
  return text.trim();
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  const bytes = view.currentBytes;
  if (view.limit - at < HEADER_LENGTH) return view.stopShort(Protocol.NFLOG);
  view.pushLayer(Protocol.NFLOG, view.limit);
  const payload = attribute(bytes, at, view.limit, TYPE_PAYLOAD);
  if (payload < 0) return view.followData(at + HEADER_LENGTH);
  view.narrow(payload + attributeLength(bytes, at, view.limit, payload));
  const cursor = payload + ATTRIBUTE_HEADER;
  const family = bytes[at + FAMILY];
  if (family === AF_INET) return view.follow(NextTable.PROTOCOL, Protocol.IPV4, cursor);
  if (family === AF_INET6) return view.follow(NextTable.PROTOCOL, Protocol.IPV6, cursor);
  const header = attribute(bytes, at, payload, TYPE_PACKET_HEADER);
  if (header < 0) return view.followData(cursor);
  view.follow(NextTable.ETHER_TYPE, readUint16(bytes, header + ATTRIBUTE_HEADER), cursor);
}
