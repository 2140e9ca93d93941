import type { Canvas, Mappers, RedactedLayer } from '../redact/canvas.ts';
import * as tokenRing from './codec.ts';

/** Controls and addresses; of a routing field its length. */
export function redactTokenRing(
  canvas: Canvas,
  { at, limit, next }: RedactedLayer,
  { addresses }: Mappers,
): void {
  const { from } = canvas;
  canvas.copy(at, at + tokenRing.DESTINATION);
  canvas.mac(at + tokenRing.DESTINATION, addresses);
  const source = at + tokenRing.SOURCE;
  canvas.mac(source, addresses);
  // Its first bit is none of the address.
  const first = canvas.to[source - canvas.start];
  canvas.put(source, (first & ~tokenRing.HAS_ROUTING) | (from[source] & tokenRing.HAS_ROUTING));
  if (next < limit && (from[source] & tokenRing.HAS_ROUTING) !== 0) {
    canvas.copyBits(at + tokenRing.MINIMUM_HEADER_LENGTH, tokenRing.ROUTING_LENGTH);
    canvas.reach(next);
  }
}
