import { readUint16 } from '../bytes.ts';
import { followTypeOrLength } from '../ethernet/codec.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Ethernet with the tag of a switch chip (LINKTYPE_DSA_TAG_*, net/dsa of Linux). Broadcom's and
 * Marvell's stand between the addresses and the type, Marvell's newer form behind a type of its own;
 * Broadcom's other form stands before the frame.
 *
 *  0             6        12             14         16    20
 * +-------------+--------+--------------+----------+-----+------+---------…
 * | destination | source | (0xdada      | reserved)| tag | type | payload
 * +-------------+--------+--------------+----------+-----+------+---------…
 */
const ADDRESSES = 12;
const TAG = 4;
const MARVELL_TYPE = 4;
export const TYPE = 2;
export const LINK_TYPE_BEFORE_FRAME = 282;
const LINK_TYPE_MARVELL_TYPED = 285;

/** Offset of the type, where the tag stands behind the addresses. */
export function typeAt(linkType: number, at: number): number {
  return at + ADDRESSES + TAG + (linkType === LINK_TYPE_MARVELL_TYPED ? MARVELL_TYPE : 0);
}

/** Decodes addresses, tag and type at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  if (view.linkType === LINK_TYPE_BEFORE_FRAME) {
    if (view.limit - at < TAG) return view.stopShort(Protocol.DSA_TAG);
    view.pushLayer(Protocol.DSA_TAG, view.limit);
    return view.follow(NextTable.PROTOCOL, Protocol.ETHERNET, at + TAG);
  }
  const type = typeAt(view.linkType, at);
  if (view.limit - type < TYPE) return view.stopShort(Protocol.DSA_TAG);
  view.pushLayer(Protocol.DSA_TAG, view.limit);
  const bytes = view.layerBytes(view.layerCount - 1);
  followTypeOrLength(view, readUint16(bytes, type), type + TYPE);
}
