import { type Canvas, Identifier, type Mappers, type RedactedLayer } from '../redact/canvas.ts';
import * as pppoe from './codec.ts';

/** The header: another session in the session's place. Tags name services and hosts. */
export function redactPppoe(canvas: Canvas, { at }: RedactedLayer, { identifiers }: Mappers): void {
  canvas.copy(at, at + pppoe.SESSION_ID);
  canvas.identifier16(at + pppoe.SESSION_ID, Identifier.PPP_SESSION, identifiers);
  canvas.copy(at + pppoe.LENGTH, at + pppoe.HEADER_LENGTH);
}
