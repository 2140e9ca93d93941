import type { PacketView } from '../packet-view.ts';

/** Frames of fewer bytes (without frame check sequence) are padded (IEEE 802.3 §3.2.8). */
const SMALLEST_FRAME = 60;
const FCS_LENGTH = 4;
/** From this length on there is no need to pad: what looks like a checksum is taken for one. */
const SURELY_NOT_PADDED = 64;

/** Bytes of a link layer after what it carries, in the packet's bytes. */
export class Trailer {
  /** Padding up to the smallest frame: zeros at [start, paddingEnd). */
  start = 0;
  paddingEnd = 0;
  /** Bytes that nothing explains: [paddingEnd, trailerEnd). */
  trailerEnd = 0;
  /** Where the frame check sequence starts, or -1. */
  fcsAt = -1;
  /** The frame may be padded, though not with zeros. */
  isPaddingDoubtful = false;
}

const trailer = new Trailer();

/**
 * Finds the trailer of layer `layer` behind its payload, which ends at `payloadEnd`: Wireshark's
 * rules (packet-eth.c, add_ethernet_trailer). The result is overwritten by the next call.
 * @param hasFcsRule whether the trailer of a frame that is long enough ends in a checksum
 * @returns null where there is no trailer
 */
export function findTrailer(
  view: PacketView,
  layer: number,
  payloadEnd: number,
  hasFcsRule: boolean,
): Trailer | null {
  const isKnownFcs = layer === 0 && view.fcsLength === FCS_LENGTH;
  const capturedEnd = isKnownFcs
    ? Math.min(view.end + FCS_LENGTH, view.start + view.capturedLength)
    : view.layerEnd[layer];
  const wireLength = view.originalLength + view.fcsLength;
  // What an inner layer had on the wire is not known apart from what was captured.
  const declaredEnd = layer === 0 ? view.start + wireLength : capturedEnd;
  const captured = capturedEnd - payloadEnd;
  let declared = declaredEnd - payloadEnd;
  if (declared <= 0 || captured < 0) return null;

  const bytes = view.layerBytes(layer);
  let padding = 0;
  const mayBePadded = wireLength >= SMALLEST_FRAME && wireLength - declared < SMALLEST_FRAME;
  if (mayBePadded) {
    padding = SMALLEST_FRAME - (wireLength - declared);
    if (padding > captured) return null;
    for (let i = 0; i < padding; i++) {
      if (bytes[payloadEnd + i] !== 0) {
        padding = 0;
        break;
      }
    }
  }
  let length = captured - padding;
  declared -= padding;
  trailer.start = payloadEnd;
  trailer.paddingEnd = payloadEnd + padding;
  trailer.fcsAt = -1;
  const isLong = hasFcsRule && wireLength >= SURELY_NOT_PADDED && declared >= FCS_LENGTH;
  if (isKnownFcs || isLong) {
    if (length < declared) length = Math.min(length, declared - FCS_LENGTH);
    else {
      length -= FCS_LENGTH;
      trailer.fcsAt = trailer.paddingEnd + length;
    }
  }
  trailer.trailerEnd = trailer.paddingEnd + length;
  trailer.isPaddingDoubtful = mayBePadded && padding === 0 && length > 0;
  return trailer;
}
