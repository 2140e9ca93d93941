import type { Canvas, RedactedLayer } from '../redact/canvas.ts';
import * as etherip from './codec.ts';

/** The version. */
export function redactEtherip(canvas: Canvas, { at }: RedactedLayer): void {
  canvas.copyBits(at, 0xf0);
  canvas.reach(at + etherip.HEADER_LENGTH);
}
