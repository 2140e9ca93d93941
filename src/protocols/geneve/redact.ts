import type { Canvas, RedactedLayer } from '../redact/canvas.ts';
import * as geneve from './codec.ts';

/**
 * Geneve: the header, and of options which they are. Their data names tenants, ports and endpoints of
 * the network that made it.
 */
export function redactGeneve(canvas: Canvas, { at, limit }: RedactedLayer): void {
  const { from } = canvas;
  let place = at + geneve.FIXED_LENGTH;
  if (limit < place) return;
  canvas.copy(at, place);
  if (geneve.version(from, at) !== 0) return;
  const end = Math.min(limit, place + geneve.optionsLength(from, at));
  while (end - place >= geneve.OPTION_HEADER_LENGTH) {
    canvas.copy(place, place + geneve.OPTION_HEADER_LENGTH);
    place = geneve.optionEnd(from, place);
  }
  canvas.reach(end);
}
