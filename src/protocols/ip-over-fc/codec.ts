import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/** IP over Fibre Channel (RFC 2625 §3.1): two network addresses of 8 bytes, then LLC. */

/** Bytes in the header. */
export const HEADER_LENGTH = 16;

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  if (view.limit - at < HEADER_LENGTH) return view.stopShort(Protocol.IP_OVER_FC);
  view.pushLayer(Protocol.IP_OVER_FC, view.limit);
  view.follow(NextTable.PROTOCOL, Protocol.LLC, at + HEADER_LENGTH);
}
