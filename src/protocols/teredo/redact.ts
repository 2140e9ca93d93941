import type { Canvas, RedactedLayer } from '../redact/canvas.ts';
import { isOrigin } from './codec.ts';

/** Indications (RFC 4380 §5.1.1): of the first one its type and lengths, and nothing else. */
export function redactTeredo(canvas: Canvas, { at, limit, next }: RedactedLayer): void {
  if (next <= at) return;
  canvas.copy(at, Math.min(at + 4, next, limit));
  if (isOrigin(canvas.from, at)) canvas.fill(at, Math.min(next, limit), 0);
}
