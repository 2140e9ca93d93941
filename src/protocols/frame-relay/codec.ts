import { readUint16, readUint24 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Frame Relay (ITU-T Q.922 Annex A) with what RFC 2427 puts in it: an address of 2 to 4 bytes, whose
 * last has bit 0 set; 0x03, unnumbered information; a network layer protocol identifier, with a byte
 * of padding before that of SNAP. Cisco has an EtherType right behind the address.
 */
const END_OF_ADDRESS = 1;
const LONGEST_ADDRESS = 4;
const UNNUMBERED_INFORMATION = 0x03;
const PAD = 0x00;
const NLPID_SNAP = 0x80;
const NLPID_IPV4 = 0xcc;
const NLPID_IPV6 = 0x8e;
const SNAP_LENGTH = 5;
const OUI_ETHERNET = 0x000000;
const OUI_BRIDGED = 0x0080c2;
/** Bridged Ethernet with and without its checksum (RFC 2427 §9.2). */
const PID_BRIDGED_ETHERNET = [1, 7];
/** Below it, no number is an EtherType. */
const SMALLEST_TYPE = 0x600;
const LINK_TYPE_WITH_DIRECTION = 206;

/** Bytes in the smallest header. */
export const MINIMUM_HEADER_LENGTH = 4;

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  // Before the frame: a byte that says whether it came in or went out.
  if (view.layerCount === 0 && view.linkType === LINK_TYPE_WITH_DIRECTION) view.cursor++;
  const at = view.cursor;
  const bytes = view.currentBytes;
  if (view.limit - at < MINIMUM_HEADER_LENGTH) return view.stopShort(Protocol.FRAME_RELAY);
  let cursor = at + 1;
  while (cursor < at + LONGEST_ADDRESS && (bytes[cursor] & END_OF_ADDRESS) === 0) cursor++;
  cursor++;
  if (view.limit - cursor < 2) return view.stopShort(Protocol.FRAME_RELAY);
  view.pushLayer(Protocol.FRAME_RELAY, view.limit);
  if (bytes[cursor] !== UNNUMBERED_INFORMATION) {
    const type = readUint16(bytes, cursor);
    if (type < SMALLEST_TYPE) return view.followData(cursor);
    return view.follow(NextTable.ETHER_TYPE, type, cursor + 2);
  }
  cursor++;
  if (bytes[cursor] === PAD && cursor + 1 < view.limit) cursor++;
  const protocol = bytes[cursor++];
  if (protocol === NLPID_IPV4) return view.follow(NextTable.PROTOCOL, Protocol.IPV4, cursor);
  if (protocol === NLPID_IPV6) return view.follow(NextTable.PROTOCOL, Protocol.IPV6, cursor);
  if (protocol !== NLPID_SNAP || view.limit - cursor < SNAP_LENGTH) return view.followData(cursor);
  const organisation = readUint24(bytes, cursor);
  const pid = readUint16(bytes, cursor + 3);
  cursor += SNAP_LENGTH;
  if (organisation === OUI_ETHERNET) view.follow(NextTable.ETHER_TYPE, pid, cursor);
  else if (organisation === OUI_BRIDGED && PID_BRIDGED_ETHERNET.includes(pid)) {
    view.follow(NextTable.PROTOCOL, Protocol.ETHERNET, cursor);
  } else view.followData(cursor);
}
