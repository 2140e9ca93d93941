import type { Canvas, Mappers, RedactedLayer } from '../redact/canvas.ts';
import * as ipv4 from './codec.ts';

const NO_OPERATION = 1;

/** The header; its options become no-operations. */
export function redactIpv4(
  canvas: Canvas,
  { at, limit }: RedactedLayer,
  { addresses }: Mappers,
): void {
  const options = at + ipv4.MINIMUM_HEADER_LENGTH;
  canvas.copy(at, ipv4.sourceAt(at));
  canvas.ipv4(ipv4.sourceAt(at), addresses);
  canvas.ipv4(ipv4.destinationAt(at), addresses);
  canvas.fill(options, Math.min(limit, at + ipv4.headerLength(canvas.from, at)), NO_OPERATION);
}
