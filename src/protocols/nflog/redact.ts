import type { Canvas, RedactedLayer } from '../redact/canvas.ts';
import * as nflog from './codec.ts';

/** Family, and which attributes there are; of these the EtherType. The rule's prefix goes. */
export function redactNflog(
  canvas: Canvas,
  { at, next, isFollowed, view, layer }: RedactedLayer,
): void {
  if (!isFollowed) return;
  const { from } = canvas;
  canvas.copy(at, at + nflog.RESOURCE);
  nflog.eachAttribute(from, at, view.layerEnd[layer], (place, type) => {
    if (place >= next) return;
    canvas.copy(place, place + nflog.ATTRIBUTE_HEADER);
    if (type !== nflog.TYPE_PACKET_HEADER) return;
    const value = place + nflog.ATTRIBUTE_HEADER;
    canvas.copy(value, Math.min(value + 2, next));
  });
  canvas.reach(next);
}
