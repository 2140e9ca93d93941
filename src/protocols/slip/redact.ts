import type { Canvas, RedactedLayer } from '../redact/canvas.ts';
import * as slip from './codec.ts';

/** The direction. */
export function redactSlip(canvas: Canvas, { at }: RedactedLayer): void {
  canvas.copyBits(at, 1);
  canvas.reach(at + slip.HEADER_LENGTH);
}
