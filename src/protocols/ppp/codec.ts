import { readUint16 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Point-to-Point Protocol (RFC 1661 §2, in the HDLC-like framing of RFC 1662 §3.1).
 *
 *  0         1         2          4
 * +---------+---------+----------+---------…
 * | 0xff    | 0x03    | protocol | payload
 * +---------+---------+----------+---------…
 *
 * Address and control may be left out (RFC 1661 §6.6), and the protocol be one byte, which is then
 * odd (§6.5).
 */
const ADDRESS_ALL_STATIONS = 0xff;
/** Cisco HDLC's addresses: it shares LINKTYPE_PPP_HDLC; an EtherType follows (RFC 1547 §4.3.1). */
const ADDRESS_CISCO_UNICAST = 0x0f;
const ADDRESS_CISCO_MULTICAST = 0x8f;
const TYPE_SLARP = 0x8035;
const CISCO_TYPE = 2;
const CISCO_HEADER_LENGTH = 4;

/** Bytes in the smallest header: a compressed protocol field. */
export const MINIMUM_HEADER_LENGTH = 1;

/**
 * Offset of the protocol field: past address and control where they are there. The address tells, as
 * in Wireshark: no protocol's number begins with 0xff, whatever the control field says.
 */
export function protocolAt(bytes: Uint8Array, at: number): number {
  return bytes[at] === ADDRESS_ALL_STATIONS ? at + 2 : at;
}
/** Whether the address is one of Cisco HDLC's. */
export function hasCiscoAddress(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === ADDRESS_CISCO_UNICAST || bytes[at] === ADDRESS_CISCO_MULTICAST;
}
/** EtherType of what follows, in Cisco HDLC. */
export function ciscoType(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + CISCO_TYPE);
}
/** Whether the protocol field at `field` (from `protocolAt`) is one byte. */
export function isProtocolCompressed(bytes: Uint8Array, field: number): boolean {
  return (bytes[field] & 1) !== 0;
}
/** Protocol number, decompressed. */
export function protocol(bytes: Uint8Array, at: number): number {
  const field = protocolAt(bytes, at);
  return isProtocolCompressed(bytes, field) ? bytes[field] : readUint16(bytes, field);
}

/** LINKTYPE_ values with a byte that says whether the packet came in or went out. */
const PPPD = 166;
const WITH_DIRECTION = [PPPD, 204, 205];
const CONTROL = 0x03;

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  if (view.layerCount === 0 && WITH_DIRECTION.includes(view.linkType)) skipDirection(view);
  const at = view.cursor;
  const bytes = view.currentBytes;
  const available = view.limit - at;
  if (available < MINIMUM_HEADER_LENGTH) return view.stopShort(Protocol.PPP);
  if (
    available >= CISCO_HEADER_LENGTH &&
    view.layerCount === 0 &&
    hasCiscoAddress(bytes, at) &&
    bytes[at + 1] === 0
  ) {
    view.pushLayer(Protocol.PPP, view.limit);
    const type = ciscoType(bytes, at);
    // Cisco's keepalives have the EtherType of reverse ARP.
    if (type === TYPE_SLARP) view.followData(at + CISCO_HEADER_LENGTH);
    else view.follow(NextTable.ETHER_TYPE, type, at + CISCO_HEADER_LENGTH);
    return;
  }
  const field = available >= 2 ? protocolAt(bytes, at) : at;
  const left = view.limit - field;
  if (left < 1) return view.stopShort(Protocol.PPP);
  const length = isProtocolCompressed(bytes, field) ? 1 : 2;
  if (left < length) return view.stopShort(Protocol.PPP);
  view.pushLayer(Protocol.PPP, view.limit);
  const value = length === 1 ? bytes[field] : readUint16(bytes, field);
  view.follow(NextTable.PPP_PROTOCOL, value, field + length);
}

/** Passes the byte of direction; pppd puts it in the address's place, so control goes with it. */
function skipDirection(view: PacketView): void {
  const isControl = view.linkType === PPPD && view.currentBytes[view.cursor + 1] === CONTROL;
  view.cursor = Math.min(view.limit, view.cursor + (isControl ? 2 : 1));
}
