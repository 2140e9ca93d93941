import type { Canvas, Mappers, RedactedLayer } from '../redact/canvas.ts';
import * as ipv4 from './codec.ts';

const NO_OPERATION = 1;
/** Flags and fragment offset without the bit that is reserved. */
const FLAGS = 6;
const FLAG_BITS = 0x7f;

/** The header; its options become no-operations. The checksum is made right elsewhere. */
export function redactIpv4(
  canvas: Canvas,
  { at, limit }: RedactedLayer,
  { addresses }: Mappers,
): void {
  const options = at + ipv4.MINIMUM_HEADER_LENGTH;
  canvas.copy(at, at + FLAGS);
  canvas.copyBits(at + FLAGS, FLAG_BITS);
  canvas.copy(at + FLAGS + 1, at + ipv4.CHECKSUM);
  canvas.ipv4(ipv4.sourceAt(at), addresses);
  canvas.ipv4(ipv4.destinationAt(at), addresses);
  canvas.fill(options, Math.min(limit, at + ipv4.headerLength(canvas.from, at)), NO_OPERATION);
}
