import type { Canvas, Mappers, RedactedLayer } from '../redact/canvas.ts';
import * as ethernet from './codec.ts';

/** The header. */
export function redactEthernet(
  canvas: Canvas,
  { at }: RedactedLayer,
  { addresses }: Mappers,
): void {
  canvas.mac(ethernet.destinationAt(at), addresses);
  canvas.mac(ethernet.sourceAt(at), addresses);
  canvas.copy(ethernet.typeAt(at), at + ethernet.HEADER_LENGTH);
}
