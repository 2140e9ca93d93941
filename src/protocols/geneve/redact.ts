import { type Canvas, Identifier, type Mappers, type RedactedLayer } from '../redact/canvas.ts';
import * as geneve from './codec.ts';

/** Control packet, and critical options (RFC 8926 §3.4). */
const KNOWN_FLAGS = 0xc0;
const OPTION_LENGTH = 3;
const OPTION_LENGTH_BITS = 0x1f;

/**
 * Geneve: the header with another network in the network's place, and of options their lengths. What
 * they are and their data names vendors, tenants, ports and endpoints of the network that made it.
 */
export function redactGeneve(
  canvas: Canvas,
  { at, limit }: RedactedLayer,
  { identifiers }: Mappers,
): void {
  const { from } = canvas;
  let place = at + geneve.FIXED_LENGTH;
  canvas.copy(at, at + geneve.FLAGS);
  canvas.copyBits(at + geneve.FLAGS, KNOWN_FLAGS);
  canvas.copy(at + geneve.PROTOCOL, at + geneve.IDENTIFIER);
  canvas.identifier24(at + geneve.IDENTIFIER, Identifier.VIRTUAL_NETWORK, identifiers);
  canvas.reach(place);
  if (geneve.version(from, at) !== 0) return;
  const end = Math.min(limit, place + geneve.optionsLength(from, at));
  while (end - place >= geneve.OPTION_HEADER_LENGTH) {
    canvas.copyBits(place + OPTION_LENGTH, OPTION_LENGTH_BITS);
    place = geneve.optionEnd(from, place);
  }
  canvas.reach(end);
}
