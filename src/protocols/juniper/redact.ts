import type { Canvas, RedactedLayer } from '../redact/canvas.ts';
import * as juniper from './codec.ts';

/** What tells where the packet begins, and what it is; not the extensions. */
export function redactJuniper(canvas: Canvas, { at, next, isFollowed }: RedactedLayer): void {
  if (!isFollowed) return;
  const { from } = canvas;
  canvas.copy(at, at + juniper.FLAGS);
  canvas.copyBits(at + juniper.FLAGS, juniper.HAS_EXTENSION | juniper.NO_LAYER_2);
  if ((from[at + juniper.FLAGS] & juniper.HAS_EXTENSION) !== 0) {
    canvas.copy(at + juniper.MINIMUM_HEADER_LENGTH, at + juniper.MINIMUM_HEADER_LENGTH + 2);
  }
  if ((from[at + juniper.FLAGS] & juniper.NO_LAYER_2) !== 0) {
    canvas.copy(next - juniper.PROTOCOL_LENGTH, next - juniper.PROTOCOL_LENGTH + 1);
  }
  canvas.reach(next);
}
