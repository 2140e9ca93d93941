import type { PacketView } from '../packet-view.ts';

/** The two columns that depend on the protocols in a packet. Reused from row to row. */
export class PacketText {
  /** What the Protocol column shows. */
  protocol = '';
  /** What the Info column shows; control characters are escaped by whoever puts text in. */
  info = '';
}

/**
 * Puts what Wireshark shows for a packet whose last known layer is `layer` into `text`. Called for
 * shown rows only, so it may build strings; what the bytes say is checked by the describer itself.
 */
export type Describe = (view: PacketView, layer: number, text: PacketText) => void;

/**
 * Writes the line of a UDP message at [at, end) of a protocol that has no layer of its own.
 * @returns false where it is not all there
 */
export type DescribeMessage = (
  bytes: Uint8Array,
  at: number,
  end: number,
  text: PacketText,
) => boolean;
