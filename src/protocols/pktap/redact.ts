import type { Canvas, RedactedLayer } from '../redact/canvas.ts';
import * as pktap from './codec.ts';

/** Lengths and the link type; not which interface and process it was. */
export function redactPktap(canvas: Canvas, { at, next, isFollowed }: RedactedLayer): void {
  if (!isFollowed) return;
  canvas.copy(at, at + pktap.LINK_TYPE + 2);
  canvas.reach(next);
}
