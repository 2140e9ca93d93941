import { type Canvas, Identifier, type Mappers, type RedactedLayer } from '../redact/canvas.ts';
import * as enc from './codec.ts';

/** The address family and the security association, replaced; not the flags. */
export function redactEnc(
  canvas: Canvas,
  { at, isFollowed }: RedactedLayer,
  { identifiers }: Mappers,
): void {
  if (!isFollowed) return;
  canvas.copy(at, at + enc.SPI);
  canvas.identifier32(at + enc.SPI, Identifier.SECURITY_ASSOCIATION, identifiers);
  canvas.reach(at + enc.HEADER_LENGTH);
}
