import type { Canvas, RedactedLayer } from '../redact/canvas.ts';
import * as llc from './codec.ts';

/** Access points, control and SNAP, before what is known. */
export function redactLlc(canvas: Canvas, { at, next, isFollowed }: RedactedLayer): void {
  if (isFollowed) canvas.copy(at, Math.min(next, at + llc.SNAP_HEADER_LENGTH));
}
