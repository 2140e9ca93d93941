import type { Canvas, RedactedLayer } from '../redact/canvas.ts';

/** Address, control and protocol. */
const LONGEST_HEADER = 4;
const CONTROL = 0x03;

/** The header, before what is known, with the byte of direction in front of it. */
export function redactPpp(canvas: Canvas, { at, next, isFollowed, layer }: RedactedLayer): void {
  if (!isFollowed) return;
  if (layer === 0 && at > canvas.start) {
    canvas.copyBits(canvas.start, 1);
    if (at === canvas.start + 2) canvas.put(at - 1, CONTROL);
  }
  canvas.copy(at, Math.min(next, at + LONGEST_HEADER));
}
