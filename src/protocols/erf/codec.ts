import { HEADER_LENGTH, headersLength, kindOf } from '../../capture/records/formats/erf.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/** Endace's record as a link layer (LINKTYPE_ERF): the form is the container's, which see. */
export const TYPE = 8;
export const RECORD_LENGTH = 10;
export const WIRE_LENGTH = 14;

export { HEADER_LENGTH };

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  const bytes = view.currentBytes;
  if (view.limit - at < HEADER_LENGTH) return view.stopShort(Protocol.ERF);
  const length = headersLength(bytes, at, view.limit);
  if (length < 0) return view.stopMalformed(Protocol.ERF);
  if (length === 0) return view.stopShort(Protocol.ERF);
  view.pushLayer(Protocol.ERF, view.limit);
  const { linkType, skip } = kindOf(bytes[at + TYPE]);
  const packet = at + length + skip;
  // Records are padded to 8 bytes.
  view.narrow(packet + ((bytes[at + WIRE_LENGTH] << 8) | bytes[at + WIRE_LENGTH + 1]));
  view.follow(NextTable.LINK_TYPE, linkType, packet);
}
