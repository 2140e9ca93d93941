import { readUint16, readUint24 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Juniper's header before Ethernet (LINKTYPE_JUNIPER_ETHER): 'MGC' (3), flags (1), where they say so an
 * extension with its length (2) first. Without a layer 2, a number for what follows (4) stands here.
 */
const MAGIC = 0x4d4743;
export const FLAGS = 3;
export const HAS_EXTENSION = 0x80;
export const NO_LAYER_2 = 0x02;
export const PROTOCOL_LENGTH = 4;
const PROTOCOL_IPV4 = 2;
const PROTOCOL_IPV6 = 6;

/** Bytes in the smallest header. */
export const MINIMUM_HEADER_LENGTH = 4;

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  const bytes = view.currentBytes;
  if (view.limit - at < MINIMUM_HEADER_LENGTH) return view.stopShort(Protocol.JUNIPER);
  if (readUint24(bytes, at) !== MAGIC) return view.stopMalformed(Protocol.JUNIPER);
  let cursor = at + MINIMUM_HEADER_LENGTH;
  if ((bytes[at + FLAGS] & HAS_EXTENSION) !== 0) {
    if (view.limit - cursor < 2) return view.stopShort(Protocol.JUNIPER);
    cursor += 2 + readUint16(bytes, cursor);
  }
  const hasLayer2 = (bytes[at + FLAGS] & NO_LAYER_2) === 0;
  if (view.limit - cursor < (hasLayer2 ? 0 : PROTOCOL_LENGTH)) {
    return view.stopShort(Protocol.JUNIPER);
  }
  view.pushLayer(Protocol.JUNIPER, view.limit);
  if (hasLayer2) return view.follow(NextTable.PROTOCOL, Protocol.ETHERNET, cursor);
  const protocol = bytes[cursor];
  cursor += PROTOCOL_LENGTH;
  if (protocol === PROTOCOL_IPV4) view.follow(NextTable.PROTOCOL, Protocol.IPV4, cursor);
  else if (protocol === PROTOCOL_IPV6) view.follow(NextTable.PROTOCOL, Protocol.IPV6, cursor);
  else view.followData(cursor);
}
