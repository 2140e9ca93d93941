import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import { followVersion } from '../raw-ip/codec.ts';

/*
 * SLIP (LINKTYPE_SLIP): direction (1) and what van Jacobson's compression made of the header (15), then
 * IP. Headers that are compressed on the line are written out here.
 */

/** Bytes in the header. */
export const HEADER_LENGTH = 16;

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  if (view.limit - at < HEADER_LENGTH + 1) return view.stopShort(Protocol.SLIP);
  view.pushLayer(Protocol.SLIP, view.limit);
  followVersion(view, at + HEADER_LENGTH);
}
