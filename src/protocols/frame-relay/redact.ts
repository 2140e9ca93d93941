import type { Canvas, RedactedLayer } from '../redact/canvas.ts';

const END_OF_ADDRESS = 1;
/** A circuit that is not 0, which carries signalling: the same for all. */
const SOME_CIRCUIT = 0x18;
/** Control, padding, protocol identifier and SNAP. */
const LONGEST_REST = 9;

/** Which protocol follows, where it is known; which circuit it goes through is not told. */
export function redactFrameRelay(
  canvas: Canvas,
  { at, next, isFollowed, layer }: RedactedLayer,
): void {
  if (!isFollowed) return;
  // Of LINKTYPE_FRELAY_WITH_DIR.
  if (layer === 0 && at > canvas.start) canvas.copyBits(canvas.start, 1);
  const { from } = canvas;
  let place = at;
  while (place < next && (from[place] & END_OF_ADDRESS) === 0) canvas.put(place++, 0);
  canvas.put(place++, END_OF_ADDRESS);
  canvas.put(at, SOME_CIRCUIT | (from[at] & END_OF_ADDRESS));
  canvas.copy(place, Math.min(next, place + LONGEST_REST));
}
