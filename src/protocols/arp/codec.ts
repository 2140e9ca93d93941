import { readInt32, readUint16, writeUint16, writeUint32 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Address Resolution Protocol (RFC 826); offsets of addresses for Ethernet and IPv4.
 *
 *  0         2          4      5      6        8          14         18         24         28
 * +---------+----------+------+------+--------+----------+----------+----------+----------+
 * | hw type | protocol | hlen | plen | opcode | sender   | sender   | target   | target   |
 * |         |          |      |      |        | MAC      | IPv4     | MAC      | IPv4     |
 * +---------+----------+------+------+--------+----------+----------+----------+----------+
 */
const HARDWARE_TYPE = 0;
const PROTOCOL_TYPE = 2;
const HARDWARE_LENGTH = 4;
const PROTOCOL_LENGTH = 5;
const OPCODE = 6;
const SENDER_HARDWARE = 8;
const SENDER_PROTOCOL = 14;
const TARGET_HARDWARE = 18;
const TARGET_PROTOCOL = 24;

/** Bytes before the addresses. */
export const FIXED_LENGTH = 8;
/** Bytes in a message for Ethernet and IPv4. */
export const ETHERNET_IPV4_LENGTH = 28;

export const REQUEST = 1;
export const REPLY = 2;
/** Of reverse ARP (RFC 903), its dynamic form (RFC 1931) and inverse ARP (RFC 2390). */
export const REVERSE_REQUEST = 3;
export const REVERSE_REPLY = 4;
export const DYNAMIC_REVERSE_REQUEST = 5;
export const INVERSE_REQUEST = 8;
export const INVERSE_REPLY = 9;

/** Hardware type; 1 is Ethernet. */
export function hardwareType(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + HARDWARE_TYPE);
}
/** Protocol type, an EtherType; 0x0800 is IPv4. */
export function protocolType(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + PROTOCOL_TYPE);
}
/** Length of a hardware address in bytes. */
export function hardwareLength(bytes: Uint8Array, at: number): number {
  return bytes[at + HARDWARE_LENGTH];
}
/** Length of a protocol address in bytes. */
export function protocolLength(bytes: Uint8Array, at: number): number {
  return bytes[at + PROTOCOL_LENGTH];
}
/** 1 request, 2 reply. */
export function opcode(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + OPCODE);
}
/** Whether addresses are MAC and IPv4, so that the getters below apply. */
export function isEthernetIpv4(bytes: Uint8Array, at: number): boolean {
  return (
    protocolType(bytes, at) === 0x0800 &&
    hardwareLength(bytes, at) === 6 &&
    protocolLength(bytes, at) === 4
  );
}
/** Whether the hardware type is Ethernet, experimental Ethernet or IEEE 802: MAC addresses. */
export function isEthernetHardware(bytes: Uint8Array, at: number): boolean {
  const type = hardwareType(bytes, at);
  return (type === 1 || type === 2 || type === 6) && hardwareLength(bytes, at) === 6;
}
/** Offset of the sender's MAC address. */
export function senderHardwareAt(at: number): number {
  return at + SENDER_HARDWARE;
}
/** Offset of the sender's IPv4 address. */
export function senderProtocolAt(at: number): number {
  return at + SENDER_PROTOCOL;
}
/** Sender's IPv4 address, as int32. */
export function senderProtocol(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at + SENDER_PROTOCOL);
}
/** Offset of the target's MAC address. */
export function targetHardwareAt(at: number): number {
  return at + TARGET_HARDWARE;
}
/** Offset of the target's IPv4 address. */
export function targetProtocolAt(at: number): number {
  return at + TARGET_PROTOCOL;
}
/** Target's IPv4 address, as int32. */
export function targetProtocol(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at + TARGET_PROTOCOL);
}

/** Decodes the message at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  if (view.limit - at < FIXED_LENGTH) return view.stopShort(Protocol.ARP);
  const bytes = view.currentBytes;
  const length = FIXED_LENGTH + 2 * (hardwareLength(bytes, at) + protocolLength(bytes, at));
  if (view.limit - at < length) return view.stopShort(Protocol.ARP);
  view.pushLayer(Protocol.ARP, at + length);
  view.nextTable = NextTable.END;
}

/** A message about IPv4 over Ethernet to be written. */
export interface Message {
  readonly opcode: number;
  /** Six bytes; null where unknown: zeros are written. */
  readonly senderHardware: Uint8Array | null;
  readonly targetHardware: Uint8Array | null;
  /** IPv4 addresses, as int32. */
  readonly senderProtocol: number;
  readonly targetProtocol: number;
}

/** Writes a message. @returns the offset behind it */
export function emit(bytes: Uint8Array, at: number, message: Message): number {
  const end = at + ETHERNET_IPV4_LENGTH;
  bytes.fill(0, at, end);
  writeUint16(bytes, at + HARDWARE_TYPE, 1);
  writeUint16(bytes, at + PROTOCOL_TYPE, 0x0800);
  bytes[at + HARDWARE_LENGTH] = 6;
  bytes[at + PROTOCOL_LENGTH] = 4;
  writeUint16(bytes, at + OPCODE, message.opcode);
  if (message.senderHardware !== null) bytes.set(message.senderHardware, senderHardwareAt(at));
  writeUint32(bytes, at + SENDER_PROTOCOL, message.senderProtocol);
  if (message.targetHardware !== null) bytes.set(message.targetHardware, targetHardwareAt(at));
  writeUint32(bytes, at + TARGET_PROTOCOL, message.targetProtocol);
  return end;
}
