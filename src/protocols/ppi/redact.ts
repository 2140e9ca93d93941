import type { Canvas, RedactedLayer } from '../redact/canvas.ts';
import * as ppi from './codec.ts';

/** Lengths and the link type; fields may tell where the receiver was. */
export function redactPpi(canvas: Canvas, { at, next, isFollowed }: RedactedLayer): void {
  if (!isFollowed) return;
  canvas.copy(at + ppi.LENGTH, at + ppi.LINK_TYPE + 2);
  canvas.reach(next);
}
