import { kindOf } from '../../capture/records/formats/erf.ts';
import type { Canvas, RedactedLayer } from '../redact/canvas.ts';
import * as erf from './codec.ts';

const HAS_EXTENSION = 0x80;
const EXTENSION_LENGTH = 8;

/** The kind of record and its lengths; of extension headers that they are there. */
export function redactErf(canvas: Canvas, { at, next, isFollowed }: RedactedLayer): void {
  if (!isFollowed) return;
  canvas.copy(at + erf.TYPE, at + erf.TYPE + 1);
  canvas.copy(at + erf.RECORD_LENGTH, at + erf.RECORD_LENGTH + 2);
  canvas.copy(at + erf.WIRE_LENGTH, at + erf.WIRE_LENGTH + 2);
  const end = next - kindOf(canvas.from[at + erf.TYPE]).skip;
  for (let place = at + erf.HEADER_LENGTH; place < end; place += EXTENSION_LENGTH) {
    canvas.copyBits(place, HAS_EXTENSION);
  }
  canvas.reach(next);
}
