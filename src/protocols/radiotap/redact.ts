import type { Canvas, RedactedLayer } from '../redact/canvas.ts';
import * as radiotap from './codec.ts';

/** The length, and of the fields those flags by which the frame behind is read. */
export function redactRadiotap(canvas: Canvas, { at, next }: RedactedLayer): void {
  canvas.copy(at + radiotap.LENGTH, at + radiotap.PRESENT);
  const flags = radiotap.flags(canvas.from, at) & (radiotap.FLAG_FCS | radiotap.FLAG_DATA_PAD);
  if (flags !== 0) {
    canvas.put(at + radiotap.PRESENT, radiotap.HAS_FLAGS);
    canvas.put(at + radiotap.MINIMUM_HEADER_LENGTH, flags);
  }
  canvas.reach(next);
}
