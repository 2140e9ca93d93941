import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Token Ring (IEEE 802.5): access control (1), frame control (1), destination (6), source (6), where
 * the source's first bit says so a routing field whose first 5 bits from the right are its length,
 * and LLC in frames of that kind.
 */
const FRAME_CONTROL = 1;
export const DESTINATION = 2;
export const SOURCE = 8;
export const HAS_ROUTING = 0x80;
export const ROUTING_LENGTH = 0x1f;
const KIND = 0xc0;
const KIND_LLC = 0x40;

/** Bytes in the header without a routing field. */
export const MINIMUM_HEADER_LENGTH = 14;

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  const bytes = view.currentBytes;
  if (view.limit - at < MINIMUM_HEADER_LENGTH + 1) return view.stopShort(Protocol.TOKEN_RING);
  let cursor = at + MINIMUM_HEADER_LENGTH;
  if ((bytes[at + SOURCE] & HAS_ROUTING) !== 0) cursor += bytes[cursor] & ROUTING_LENGTH;
  if (view.limit < cursor) return view.stopShort(Protocol.TOKEN_RING);
  view.pushLayer(Protocol.TOKEN_RING, view.limit);
  if ((bytes[at + FRAME_CONTROL] & KIND) === KIND_LLC) {
    view.follow(NextTable.PROTOCOL, Protocol.LLC, cursor);
  } else view.followData(cursor);
}
