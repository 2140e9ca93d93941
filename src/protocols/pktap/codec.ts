import { readUint32Little } from '../../capture/byte-order.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Apple's PKTAP (bsd/net/pktap.h of XNU; tcpdump.org, LINKTYPE_PKTAP), little-endian.
 *
 *  0        4             8           12
 * +--------+-------------+-----------+----------------+---------…
 * | length | record type | link type | interface (24) | …
 * +--------+-------------+-----------+----------------+---------…
 */
const RECORD_TYPE = 4;
export const LINK_TYPE = 8;
const TYPE_PACKET = 1;

/** Bytes in the smallest header. */
export const MINIMUM_HEADER_LENGTH = 12;

/** LINKTYPE_ value of what follows. */
export function linkType(bytes: Uint8Array, at: number): number {
  return readUint32Little(bytes, at + LINK_TYPE);
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  const bytes = view.currentBytes;
  if (view.limit - at < MINIMUM_HEADER_LENGTH) return view.stopShort(Protocol.PKTAP);
  const length = readUint32Little(bytes, at);
  if (length < MINIMUM_HEADER_LENGTH) return view.stopMalformed(Protocol.PKTAP);
  if (view.limit - at < length) return view.stopShort(Protocol.PKTAP);
  view.pushLayer(Protocol.PKTAP, view.limit);
  if (readUint32Little(bytes, at + RECORD_TYPE) !== TYPE_PACKET) view.followData(at + length);
  else view.follow(NextTable.LINK_TYPE, linkType(bytes, at) & 0xffff, at + length);
}
