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
  const end = view.layerEnd[layer];
  let place = nflog.firstAttribute(from, at, end);
  for (; place >= 0 && place < next; place = nflog.attributeBehind(from, at, end, place)) {
    const value = place + nflog.ATTRIBUTE_HEADER;
    canvas.copy(place, value);
    if (nflog.attributeType(from, at, end, place) === nflog.TYPE_PACKET_HEADER) {
      canvas.copy(value, Math.min(value + 2, next));
    }
  }
  canvas.reach(next);
}
