import { readUint16, readUint32 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Multiprotocol Label Switching (RFC 3032 §2.1): entries of 4 bytes; the layer holds the stack.
 *
 *  0                        20     23      24    32 bits
 * +------------------------+------+-------+-----+
 * | label                  | class| bottom| TTL |
 * +------------------------+------+-------+-----+
 */

/** Bytes in one entry of the label stack. */
export const ENTRY_LENGTH = 4;

export const LABEL_IPV4_EXPLICIT_NULL = 0;
export const LABEL_IPV6_EXPLICIT_NULL = 2;

/** Bytes in the control word of a pseudowire (RFC 4385 §3), and of an Ethernet header behind it. */
const CONTROL_WORD_LENGTH = 4;
const ETHERNET_TYPE_OFFSET = 12;

/** Label of the entry at `at` (20 bits). */
export function label(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at) >>> 12;
}
/** Traffic class (RFC 5462), 0 to 7. */
export function trafficClass(bytes: Uint8Array, at: number): number {
  return (bytes[at + 2] >> 1) & 7;
}
/** Whether the entry is the last one of the stack. */
export function isBottomOfStack(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + 2] & 1) !== 0;
}
/** Time to live. */
export function timeToLive(bytes: Uint8Array, at: number): number {
  return bytes[at + 3];
}

/** Decodes the label stack at the view's cursor. */
export function decode(view: PacketView): void {
  const bytes = view.currentBytes;
  const at = view.cursor;
  let entry = at;
  for (;;) {
    if (view.limit - entry < ENTRY_LENGTH) return view.stopShort(Protocol.MPLS);
    if (isBottomOfStack(bytes, entry)) break;
    entry += ENTRY_LENGTH;
  }
  view.pushLayer(Protocol.MPLS, view.limit);
  const payload = entry + ENTRY_LENGTH;
  if (payload === view.limit) {
    view.nextTable = NextTable.END;
    return;
  }
  // Nothing says what the payload is: the label, else the first four bits (RFC 4928 §3).
  const bottom = label(bytes, entry);
  const nibble = bytes[payload] >> 4;
  if (bottom === LABEL_IPV4_EXPLICIT_NULL || nibble === 4) {
    view.follow(NextTable.PROTOCOL, Protocol.IPV4, payload);
  } else if (bottom === LABEL_IPV6_EXPLICIT_NULL || nibble === 6) {
    view.follow(NextTable.PROTOCOL, Protocol.IPV6, payload);
  } else if (nibble === 1) {
    // An associated channel header (RFC 4385 §5): no user's packet.
    view.followData(payload);
  } else {
    followPseudowire(view, bytes, payload);
  }
}

/** Ethernet over a pseudowire (RFC 4448), which may have a control word before it. */
function followPseudowire(view: PacketView, bytes: Uint8Array, payload: number): void {
  const plain = looksLikeEthernet(view, bytes, payload);
  if (!plain && bytes[payload] >> 4 === 0 && view.limit - payload >= CONTROL_WORD_LENGTH) {
    view.follow(NextTable.PROTOCOL, Protocol.ETHERNET, payload + CONTROL_WORD_LENGTH);
  } else {
    view.follow(NextTable.PROTOCOL, Protocol.ETHERNET, payload);
  }
}

/**
 * Whether the bytes at `at` read as an Ethernet header without a control word. Wireshark asks a
 * list of vendors' address blocks; here a known EtherType decides, or a length that fits exactly.
 */
function looksLikeEthernet(view: PacketView, bytes: Uint8Array, at: number): boolean {
  if (view.limit - at < ETHERNET_TYPE_OFFSET + 2) return false;
  const type = readUint16(bytes, at + ETHERNET_TYPE_OFFSET);
  const isKnown =
    type === 0x0800 || type === 0x0806 || type === 0x86dd || type === 0x8100 || type === 0x88a8;
  if (isKnown) return true;
  return type > 0 && type <= 1500 && at + ETHERNET_TYPE_OFFSET + 2 + type === view.declaredLimit;
}
