import type { Canvas, RedactedLayer } from '../redact/canvas.ts';
import * as nullLoopback from './codec.ts';

/** The address family, where it is one that is known. */
export function redactNullLoopback(canvas: Canvas, { at, isFollowed }: RedactedLayer): void {
  if (isFollowed) canvas.copy(at, at + nullLoopback.HEADER_LENGTH);
}
