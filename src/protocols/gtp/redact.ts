import { type Canvas, Identifier, type Mappers, type RedactedLayer } from '../redact/canvas.ts';
import * as gtp from './codec.ts';

/** The header with another endpoint in the endpoint's place; of extensions their kind and length. */
export function redactGtp(
  canvas: Canvas,
  { at, limit, next }: RedactedLayer,
  { identifiers }: Mappers,
): void {
  const { from } = canvas;
  canvas.copy(at, at + gtp.ENDPOINT);
  canvas.identifier32(at + gtp.ENDPOINT, Identifier.GTP_ENDPOINT, identifiers);
  if (!gtp.isLong(from, at, limit)) return;
  canvas.copy(at + gtp.SEQUENCE, at + gtp.NUMBER);
  canvas.reach(at + gtp.LONG_LENGTH);
  if (!gtp.hasExtensions(from, at, limit)) return;
  let type = gtp.firstNextAt(at);
  canvas.copy(type, type + 1);
  for (;;) {
    const following = gtp.nextExtension(from, type, Math.min(limit, next));
    if (following < 0) break;
    canvas.copy(type + 1, type + 2);
    canvas.copy(following, following + 1);
    type = following;
  }
}
