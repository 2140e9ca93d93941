import type { Canvas, RedactedLayer } from '../redact/canvas.ts';
import * as prism from './codec.ts';

/** Prism's: its length, so that the frame is found; not the device's name. */
export function redactPrism(canvas: Canvas, { at, next }: RedactedLayer): void {
  canvas.copy(at + prism.LENGTH, at + prism.MINIMUM_HEADER_LENGTH);
  canvas.reach(next);
}

/** AVS's: the version that tells it from Prism's, and its length. */
export function redactAvs(canvas: Canvas, { at, next }: RedactedLayer): void {
  canvas.put32(at, prism.AVS_VERSION | 1);
  canvas.copy(at + prism.LENGTH, at + prism.MINIMUM_HEADER_LENGTH);
  canvas.reach(next);
}
