import { type Canvas, Identifier, type Mappers, type RedactedLayer } from '../redact/canvas.ts';
import * as ah from './codec.ts';

/** The header without its integrity check value. */
export function redactAuthenticationHeader(
  canvas: Canvas,
  { at, limit }: RedactedLayer,
  { identifiers }: Mappers,
): void {
  canvas.copy(at, at + 2);
  canvas.identifier32(at + ah.SPI, Identifier.SECURITY_ASSOCIATION, identifiers);
  canvas.copy(at + ah.SEQUENCE, at + ah.MINIMUM_HEADER_LENGTH);
  canvas.reach(limit);
}
