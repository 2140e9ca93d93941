import { readUint16 } from '../bytes.ts';
import { followTypeOrLength } from '../ethernet/codec.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * VLAN tag (IEEE 802.1Q-2018 §9.6), after the tag protocol identifier.
 *
 *  0                         2       4
 * +-----+---+---------------+-------+---------…
 * | pri |dei| identifier    | type  | payload
 * +-----+---+---------------+-------+---------…
 */
const TAG_CONTROL = 0;
const TYPE = 2;

/** Bytes in the header. */
export const HEADER_LENGTH = 4;

/** Priority code point, 0 to 7. */
export function priority(bytes: Uint8Array, at: number): number {
  return bytes[at + TAG_CONTROL] >> 5;
}

/** Drop eligible indicator, 0 or 1. */
export function dropEligible(bytes: Uint8Array, at: number): number {
  return (bytes[at + TAG_CONTROL] >> 4) & 1;
}

/** VLAN identifier, 0 to 4095. */
export function identifier(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + TAG_CONTROL) & 0xfff;
}

/** EtherType (or 802.3 length) of what is tagged. */
export function typeOrLength(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + TYPE);
}

/** Decodes the tag at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  if (view.limit - at < HEADER_LENGTH) return view.stopShort(Protocol.VLAN);
  view.pushLayer(Protocol.VLAN, view.limit);
  followTypeOrLength(
    view,
    typeOrLength(view.layerBytes(view.layerCount - 1), at),
    at + HEADER_LENGTH,
  );
}
