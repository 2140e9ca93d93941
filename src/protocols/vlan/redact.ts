import { readUint16 } from '../bytes.ts';
import { type Canvas, Identifier, type Mappers, type RedactedLayer } from '../redact/canvas.ts';
import * as vlan from './codec.ts';

const IDENTIFIER_BITS = 12;

/** The tag: another VLAN in the VLAN's place. */
export function redactVlan(
  canvas: Canvas,
  { at, limit }: RedactedLayer,
  { identifiers }: Mappers,
): void {
  const { from } = canvas;
  const id = identifiers.number(Identifier.VLAN, vlan.identifier(from, at), IDENTIFIER_BITS);
  canvas.put16(at, (readUint16(from, at) & 0xf000) | id);
  canvas.copy(at + 2, Math.min(at + vlan.HEADER_LENGTH, limit));
}
