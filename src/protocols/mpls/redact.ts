import { type Canvas, Identifier, type Mappers, type RedactedLayer } from '../redact/canvas.ts';
import * as mpls from './codec.ts';

const LABEL_BITS = 20;

/** The stack of labels, each replaced; a control word of what follows is zero. */
export function redactMpls(
  canvas: Canvas,
  { at, next }: RedactedLayer,
  { identifiers }: Mappers,
): void {
  const { from } = canvas;
  for (let entry = at; entry + mpls.ENTRY_LENGTH <= canvas.end; entry += mpls.ENTRY_LENGTH) {
    const label = identifiers.number(Identifier.MPLS_LABEL, mpls.label(from, entry), LABEL_BITS);
    canvas.put(entry, label >>> 12);
    canvas.put(entry + 1, (label >>> 4) & 0xff);
    canvas.put(entry + 2, ((label & 0xf) << 4) | (from[entry + 2] & 0xf));
    canvas.copy(entry + 3, entry + mpls.ENTRY_LENGTH);
    if (mpls.isBottomOfStack(from, entry)) break;
  }
  canvas.reach(next);
}
