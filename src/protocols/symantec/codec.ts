import { readUint16 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Symantec Enterprise Firewall (Wireshark, packet-symantec.c): a header of 44 bytes with an EtherType at
 * 6, or of 56 with one at 20; the other of the two is 0.
 */
export const TYPE = 6;
export const TYPE_OF_LONGER = 20;
const LONGER = 56;

/** Bytes in the shorter header. */
export const MINIMUM_HEADER_LENGTH = 44;

/** Whether the header is the longer one. */
export function isLonger(bytes: Uint8Array, at: number): boolean {
  return readUint16(bytes, at + TYPE) === 0;
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  const bytes = view.currentBytes;
  if (view.limit - at < MINIMUM_HEADER_LENGTH) return view.stopShort(Protocol.SYMANTEC);
  const hasLonger = isLonger(bytes, at);
  const length = hasLonger ? LONGER : MINIMUM_HEADER_LENGTH;
  if (view.limit - at < length) return view.stopShort(Protocol.SYMANTEC);
  view.pushLayer(Protocol.SYMANTEC, view.limit);
  const followed = readUint16(bytes, at + (hasLonger ? TYPE_OF_LONGER : TYPE));
  view.follow(NextTable.ETHER_TYPE, followed, at + length);
}
