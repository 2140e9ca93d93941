import { readUint16, readUint24 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Frame Relay (ITU-T Q.922 Annex A) with what RFC 2427 puts in it: an address of 2 to 4 bytes, whose
 * last has bit 0 set; 0x03, unnumbered information; a network layer protocol identifier, with a byte
 * of padding before that of SNAP. Cisco has an EtherType right behind the address.
 */
const END_OF_ADDRESS = 1;
/** Bits of the address's bytes that are the circuit's number, Q.922 §3.3. */
const CIRCUIT_FIRST = 0xfc;
const CIRCUIT_SECOND = 0xf0;
const CIRCUIT_THIRD = 0xfe;
const CIRCUIT_LAST = 0xfc;
/** In the last byte of a longer address: its other bits are for control. */
const IS_CONTROL = 0x02;
const UNNUMBERED_INFORMATION = 0x03;
/** Bits of the control field that are set in frames without numbers. */
const UNNUMBERED = 0x03;
const PAD = 0x00;
const NLPID_SNAP = 0x80;
const NLPID_IPV4 = 0xcc;
const NLPID_IPV6 = 0x8e;
const NLPID_PPP = 0xcf;
/** OSI's protocols count their identifier as their own first byte (ISO/IEC TR 9577). */
const NLPID_OF_OSI: readonly number[] = [0x08, 0x81, 0x82, 0x83];
const SNAP_LENGTH = 5;
const OUI_ETHERNET = 0x000000;
const OUI_BRIDGE_TUNNEL = 0x0000f8;
const OUI_BRIDGED = 0x0080c2;
/** Bridged Ethernet with and without its checksum (RFC 2427 §9.2). */
const PID_BRIDGED_ETHERNET = [1, 7];
/** Types that Cisco's encapsulation has: EtherTypes, and numbers of its own. Others are control fields. */
const BARE_TYPES: readonly number[] = [
  ...[0x0800, 0x0806, 0x86dd, 0x8847, 0x8848, 0x6558],
  ...[0x0111, 0x0600, 0x2000, 0x4242, 0x6003, 0x8035, 0x8038, 0x809b, 0x80f3, 0x8137, 0xfefe],
];
const LINK_TYPE_WITH_DIRECTION = 206;

/** Bytes in the smallest header. */
export const MINIMUM_HEADER_LENGTH = 4;

/** Offset behind the address of the frame at `at`; `end` where it does not end before. */
function addressEnd(bytes: Uint8Array, at: number, end: number): number {
  let cursor = at;
  while (cursor < end && (bytes[cursor] & END_OF_ADDRESS) === 0) cursor++;
  return Math.min(end, cursor + 1);
}

/** Whether the address at [at, end) is that of circuit 0, which carries signalling only. */
function isCircuitZero(bytes: Uint8Array, at: number, end: number): boolean {
  const length = end - at;
  if (length < 2) return true;
  if ((bytes[at] & CIRCUIT_FIRST) !== 0 || (bytes[at + 1] & CIRCUIT_SECOND) !== 0) return false;
  if (length > 3 && (bytes[at + 2] & CIRCUIT_THIRD) !== 0) return false;
  const last = bytes[end - 1];
  return length < 3 || (last & IS_CONTROL) !== 0 || (last & CIRCUIT_LAST) === 0;
}

/** Cisco's type of what the frame at `at` carries, which stands right behind the address; -1 where it has none. */
export function bareType(bytes: Uint8Array, at: number, end: number): number {
  const cursor = addressEnd(bytes, at, end);
  if (cursor + 1 >= end || isCircuitZero(bytes, at, cursor)) return -1;
  const type = readUint16(bytes, cursor);
  return BARE_TYPES.includes(type) ? type : -1;
}

/**
 * Offset of the protocol identifier of the frame at `at`, behind control and padding; -1 where it has none:
 * Cisco's, signalling, or cut short.
 */
function identifierAt(bytes: Uint8Array, at: number, end: number): number {
  let cursor = addressEnd(bytes, at, end);
  if (cursor >= end) return -1;
  const control = bytes[cursor];
  if (control !== UNNUMBERED_INFORMATION) {
    // Frames with numbers have two bytes of control (Q.922 §3.4).
    if ((control & UNNUMBERED) === UNNUMBERED || isCircuitZero(bytes, at, cursor)) return -1;
    if (bareType(bytes, at, end) >= 0) return -1;
    cursor++;
  }
  cursor++;
  if (cursor + 1 < end && bytes[cursor] === PAD) cursor++;
  return cursor < end ? cursor : -1;
}

/** The protocol identifier of the frame at `at`; -1 where it has none. */
export function protocolIdentifier(bytes: Uint8Array, at: number, end: number): number {
  const cursor = identifierAt(bytes, at, end);
  return cursor < 0 ? -1 : bytes[cursor];
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  // Before the frame: a byte that says whether it came in or went out.
  if (view.layerCount === 0 && view.linkType === LINK_TYPE_WITH_DIRECTION) view.cursor++;
  const at = view.cursor;
  const bytes = view.currentBytes;
  const end = view.limit;
  if (end - at < MINIMUM_HEADER_LENGTH) return view.stopShort(Protocol.FRAME_RELAY);
  const control = addressEnd(bytes, at, end);
  if (end - control < 2) return view.stopShort(Protocol.FRAME_RELAY);
  view.pushLayer(Protocol.FRAME_RELAY, end);
  const type = bareType(bytes, at, end);
  if (type >= 0) return view.follow(NextTable.ETHER_TYPE, type, control + 2);
  let cursor = identifierAt(bytes, at, end);
  if (cursor < 0) return view.followData(control);
  const protocol = bytes[cursor];
  if (NLPID_OF_OSI.includes(protocol)) return view.followData(cursor);
  cursor++;
  if (protocol === NLPID_IPV4) return view.follow(NextTable.PROTOCOL, Protocol.IPV4, cursor);
  if (protocol === NLPID_IPV6) return view.follow(NextTable.PROTOCOL, Protocol.IPV6, cursor);
  if (protocol === NLPID_PPP) return view.follow(NextTable.PROTOCOL, Protocol.PPP, cursor);
  if (protocol !== NLPID_SNAP || end - cursor < SNAP_LENGTH) return view.followData(cursor);
  const organisation = readUint24(bytes, cursor);
  const pid = readUint16(bytes, cursor + 3);
  cursor += SNAP_LENGTH;
  if (organisation === OUI_ETHERNET || organisation === OUI_BRIDGE_TUNNEL) {
    view.follow(NextTable.ETHER_TYPE, pid, cursor);
  } else if (organisation === OUI_BRIDGED && PID_BRIDGED_ETHERNET.includes(pid)) {
    view.follow(NextTable.PROTOCOL, Protocol.ETHERNET, cursor);
  } else view.followData(cursor);
}
