import type { Canvas, RedactedLayer } from '../redact/canvas.ts';
import * as udp from './codec.ts';

/** Ports and length, as far as they are there; the checksum is made right elsewhere. */
export function redactUdpHeader(canvas: Canvas, at: number, limit: number): void {
  canvas.copy(at, Math.min(at + udp.CHECKSUM, limit));
  canvas.reach(Math.min(at + udp.HEADER_LENGTH, limit));
}

export function redactUdp(canvas: Canvas, { at, limit }: RedactedLayer): void {
  redactUdpHeader(canvas, at, limit);
}
