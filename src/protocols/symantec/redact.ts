import type { Canvas, RedactedLayer } from '../redact/canvas.ts';
import * as symantec from './codec.ts';

/** The EtherType of what follows. */
export function redactSymantec(canvas: Canvas, { at, next, isFollowed }: RedactedLayer): void {
  if (!isFollowed) return;
  const type = at + (symantec.isLonger(canvas.from, at) ? symantec.TYPE_OF_LONGER : symantec.TYPE);
  canvas.copy(type, type + 2);
  canvas.reach(next);
}
