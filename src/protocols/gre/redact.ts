import { readUint16 } from '../bytes.ts';
import { type Canvas, Identifier, type Mappers, type RedactedLayer } from '../redact/canvas.ts';
import * as gre from './codec.ts';

/** Bits that RFC 2784, 2890 and 2637 give a meaning. */
const KNOWN_FLAGS = 0xf887;
const ROUTE_HEADER = 4;

/**
 * The header: another key in the key's place, and of a source route its lengths. The checksum is made
 * right with the others.
 */
export function redactGre(
  canvas: Canvas,
  { at, limit, next, isFollowed }: RedactedLayer,
  { identifiers }: Mappers,
): void {
  const { from } = canvas;
  const flags = gre.flags(from, at);
  canvas.put16(at, flags & KNOWN_FLAGS);
  canvas.copy(at + 2, at + gre.MINIMUM_HEADER_LENGTH);
  if (!isFollowed) return;
  const key = gre.keyAt(from, at);
  const sequence = gre.sequenceAt(from, at);
  const acknowledgment = gre.acknowledgmentAt(from, at);
  const isPptp = gre.version(from, at) === 1;
  const end = acknowledgment + ((flags & gre.FLAG_ACKNOWLEDGMENT) !== 0 && isPptp ? 4 : 0);
  if (end > limit) return;
  canvas.reach(end);
  if ((flags & gre.FLAG_KEY) !== 0) {
    // PPTP's key is the length of what follows and a call.
    if (isPptp) {
      canvas.copy(key, key + 2);
      canvas.identifier16(key + 2, Identifier.GRE_KEY, identifiers);
    } else canvas.identifier32(key, Identifier.GRE_KEY, identifiers);
  }
  canvas.copy(sequence, end);
  if ((flags & gre.FLAG_ROUTING) === 0) return;
  for (let route = end; route + ROUTE_HEADER <= next; ) {
    const length = from[route + 3];
    // A family that is none: addresses are not told by their length alone.
    canvas.put16(route, length === 0 && readUint16(from, route) === 0 ? 0 : 1);
    canvas.put(route + 3, length);
    route += ROUTE_HEADER + length;
    canvas.reach(Math.min(route, next));
    if (length === 0) break;
  }
}
