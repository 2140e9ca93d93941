import type { Canvas, RedactedLayer } from '../redact/canvas.ts';

const END_OF_ADDRESS = 1;
const LONGEST_ADDRESS = 4;
/** Control, padding, protocol identifier and SNAP. */
const LONGEST_REST = 8;

/** Which protocol follows, where it is known; which circuit it goes through is not told. */
export function redactFrameRelay(
  canvas: Canvas,
  { at, next, isFollowed, layer }: RedactedLayer,
): void {
  if (!isFollowed) return;
  // Of LINKTYPE_FRELAY_WITH_DIR.
  if (layer === 0 && at > canvas.start) canvas.copyBits(canvas.start, 1);
  let place = at;
  do canvas.copyBits(place, END_OF_ADDRESS);
  while ((canvas.from[place++] & END_OF_ADDRESS) === 0 && place < at + LONGEST_ADDRESS);
  canvas.copy(place, Math.min(next, place + LONGEST_REST));
}
