import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Ethernet within IP (RFC 3378 §3): four bits of version (3), twelve reserved, then the frame.
 */

/** Bytes in the header. */
export const HEADER_LENGTH = 2;

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  if (view.limit - at < HEADER_LENGTH) return view.stopShort(Protocol.ETHERIP);
  view.pushLayer(Protocol.ETHERIP, view.limit);
  view.follow(NextTable.PROTOCOL, Protocol.ETHERNET, at + HEADER_LENGTH);
}
