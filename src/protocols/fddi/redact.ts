import type { Canvas, Mappers, RedactedLayer } from '../redact/canvas.ts';
import * as fddi from './codec.ts';

/** The header. */
export function redactFddi(canvas: Canvas, { at }: RedactedLayer, { addresses }: Mappers): void {
  canvas.copy(at, at + 1);
  canvas.mac(at + fddi.DESTINATION, addresses);
  canvas.mac(at + fddi.SOURCE, addresses);
}
