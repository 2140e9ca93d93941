import type { Canvas, RedactedLayer } from '../redact/canvas.ts';
import * as ipnet from './codec.ts';

/** Version, family and length; not the interfaces and zones. */
export function redactIpnet(canvas: Canvas, { at, isFollowed }: RedactedLayer): void {
  if (!isFollowed) return;
  canvas.copy(at, at + ipnet.HOOK_TYPE);
  canvas.copy(at + ipnet.LENGTH, at + ipnet.INTERFACE);
  canvas.reach(at + ipnet.HEADER_LENGTH);
}
