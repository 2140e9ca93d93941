import { type Canvas, Identifier, type Mappers, type RedactedLayer } from '../redact/canvas.ts';
import * as vxlan from './codec.ts';

/** The flag that says so an identifier is there (RFC 7348 §5), and another in its place. */
const FLAG_IDENTIFIER = 0x08;

export function redactVxlan(canvas: Canvas, { at }: RedactedLayer, { identifiers }: Mappers): void {
  canvas.copyBits(at, FLAG_IDENTIFIER);
  canvas.identifier24(at + vxlan.IDENTIFIER, Identifier.VIRTUAL_NETWORK, identifiers);
  canvas.reach(at + vxlan.HEADER_LENGTH);
}
