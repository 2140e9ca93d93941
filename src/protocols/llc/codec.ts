import { readUint16, readUint24 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Logical Link Control (IEEE 802.2 §3.2), with the SubNetwork Access Protocol (IEEE 802-2014 §9.4)
 * where both service access points are 0xaa.
 *
 *  0      1      2         3      6       8
 * +------+------+---------+------+-------+---------…
 * | DSAP | SSAP | control | OUI  | PID   | payload    control is 2 bytes in I and S frames
 * +------+------+---------+------+-------+---------…
 */
const DESTINATION_SAP = 0;
const SOURCE_SAP = 1;
const CONTROL = 2;
const OUI = 3;
const PID = 6;

/** Bytes in the header of an unnumbered frame. */
export const MINIMUM_HEADER_LENGTH = 3;
/** Bytes in the header with SNAP. */
export const SNAP_HEADER_LENGTH = 8;

/** Service access point of SNAP. */
export const SAP_SNAP = 0xaa;
/** Control field of an unnumbered information frame. */
export const UNNUMBERED_INFORMATION = 0x03;

/** OUIs under which the PID is an EtherType: RFC 1042, and 802.1H (bridge tunnel). */
export const OUI_ENCAPSULATED_ETHERNET = 0x000000;
export const OUI_BRIDGE_TUNNEL = 0x0000f8;

/** Destination service access point, the whole byte. */
export function destinationSap(bytes: Uint8Array, at: number): number {
  return bytes[at + DESTINATION_SAP];
}
/** Source service access point, the whole byte. */
export function sourceSap(bytes: Uint8Array, at: number): number {
  return bytes[at + SOURCE_SAP];
}
/** First byte of the control field. */
export function control(bytes: Uint8Array, at: number): number {
  return bytes[at + CONTROL];
}
/** Length of the control field in bytes: 1 in unnumbered frames, else 2. */
export function controlLength(bytes: Uint8Array, at: number): number {
  return (bytes[at + CONTROL] & 3) === 3 ? 1 : 2;
}
/** Whether a SNAP header is there, so that `oui` and `pid` apply. */
export function isSnap(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at + DESTINATION_SAP] === SAP_SNAP &&
    bytes[at + SOURCE_SAP] === SAP_SNAP &&
    bytes[at + CONTROL] === UNNUMBERED_INFORMATION
  );
}
/** Organisation (24 bits) of a SNAP header. */
export function oui(bytes: Uint8Array, at: number): number {
  return readUint24(bytes, at + OUI);
}
/** Protocol within the organisation; an EtherType where the OUI is 0. */
export function pid(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + PID);
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  const bytes = view.currentBytes;
  if (view.limit - at < MINIMUM_HEADER_LENGTH) return view.stopShort(Protocol.LLC);
  // Novell's "raw 802.3" puts IPX, with its checksum of 0xffff, where LLC would be.
  if (readUint16(bytes, at) === 0xffff) return view.followData(at);
  const length = isSnap(bytes, at) ? SNAP_HEADER_LENGTH : CONTROL + controlLength(bytes, at);
  if (view.limit - at < length) return view.stopShort(Protocol.LLC);
  view.pushLayer(Protocol.LLC, view.limit);
  if (length !== SNAP_HEADER_LENGTH) {
    view.follow(NextTable.LLC_SAP, bytes[at + DESTINATION_SAP], at + length);
    return;
  }
  const organisation = oui(bytes, at);
  if (organisation === OUI_ENCAPSULATED_ETHERNET || organisation === OUI_BRIDGE_TUNNEL) {
    view.follow(NextTable.ETHER_TYPE, pid(bytes, at), at + length);
  } else {
    view.followData(at + length);
  }
}
