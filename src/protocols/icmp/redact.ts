import type { Canvas, Mappers, RedactedLayer } from '../redact/canvas.ts';
import * as icmp from './codec.ts';

/** The header. */
export function redactIcmp(
  canvas: Canvas,
  { at, limit }: RedactedLayer,
  { addresses }: Mappers,
): void {
  const type = icmp.type(canvas.from, at);
  canvas.copy(at, Math.min(at + icmp.HEADER_LENGTH, limit));
  if (type === icmp.REDIRECT) canvas.ipv4(icmp.gatewayAt(at), addresses);
  // Extensions (RFC 4884) may name interfaces: they go, and with them the length that points there.
  else if (icmp.mayHaveExtensions(type)) canvas.put(icmp.quotedLengthAt(at), 0);
}
