import type { Canvas, Mappers, RedactedLayer } from '../redact/canvas.ts';
import * as dsaTag from './codec.ts';

/** Addresses and type, not the tag: which port of which chip. */
export function redactDsaTag(
  canvas: Canvas,
  { at, next, view }: RedactedLayer,
  { addresses }: Mappers,
): void {
  if (view.linkType !== dsaTag.LINK_TYPE_BEFORE_FRAME) {
    canvas.mac(at, addresses);
    canvas.mac(at + 6, addresses);
    const type = dsaTag.typeAt(view.linkType, at);
    canvas.copy(type, type + dsaTag.TYPE);
    return;
  }
  canvas.reach(next);
}
