import type { Canvas, RedactedLayer } from '../redact/canvas.ts';
import * as pflog from './codec.ts';

/** What pf did, why, and in which direction; not by which rule, on which interface, for whom. */
export function redactPflog(canvas: Canvas, { at, next }: RedactedLayer): void {
  canvas.copy(at, at + pflog.INTERFACE);
  canvas.copy(at + pflog.DIRECTION, at + pflog.DIRECTION + 1);
  canvas.reach(next);
}
