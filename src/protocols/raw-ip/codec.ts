import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Link types without a link-layer header: the packet starts with IPv4 or IPv6 (LINKTYPE_RAW).
 * The layer has no bytes of its own; it stands for Wireshark's `raw`.
 */

/** Decodes by the version in the first four bits. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  if (view.limit - at < 1) return view.stopShort(Protocol.RAW_IP);
  view.pushLayer(Protocol.RAW_IP, view.limit);
  followVersion(view, at);
}

/** IPv4 or IPv6, as the first four bits at `cursor` (below the view's limit) say. */
export function followVersion(view: PacketView, cursor: number): void {
  const version = view.currentBytes[cursor] >> 4;
  if (version === 4) view.follow(NextTable.PROTOCOL, Protocol.IPV4, cursor);
  else if (version === 6) view.follow(NextTable.PROTOCOL, Protocol.IPV6, cursor);
  else view.followData(cursor);
}
