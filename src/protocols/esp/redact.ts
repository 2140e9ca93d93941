import { type Canvas, Identifier, type Mappers, type RedactedLayer } from '../redact/canvas.ts';
import * as esp from './codec.ts';

/** Another security association in the association's place, and the sequence number. */
export function redactEsp(canvas: Canvas, { at }: RedactedLayer, { identifiers }: Mappers): void {
  canvas.identifier32(at, Identifier.SECURITY_ASSOCIATION, identifiers);
  canvas.copy(at + esp.SEQUENCE, at + esp.HEADER_LENGTH);
}
