import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * FDDI (ISO 9314-2): frame control (1), destination (6), source (6), and LLC in frames of class LLC.
 */
export const DESTINATION = 1;
export const SOURCE = 7;
const LLC_CLASS_MASK = 0x70;
const LLC_CLASS = 0x50;

/** Bytes in the header. */
export const HEADER_LENGTH = 13;

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  if (view.limit - at < HEADER_LENGTH) return view.stopShort(Protocol.FDDI);
  view.pushLayer(Protocol.FDDI, view.limit);
  const isLlc = (view.layerBytes(view.layerCount - 1)[at] & LLC_CLASS_MASK) === LLC_CLASS;
  if (isLlc) view.follow(NextTable.PROTOCOL, Protocol.LLC, at + HEADER_LENGTH);
  else view.followData(at + HEADER_LENGTH);
}
