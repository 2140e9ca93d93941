import { type Canvas, Identifier, type Mappers, type RedactedLayer } from '../redact/canvas.ts';
import * as erspan from './codec.ts';

const VLAN_BITS = 12;
const SESSION_BITS = 10;

/** Version, VLAN and session (replaced), and of which kind the frame is; not the ports and times. */
export function redactErspan(
  canvas: Canvas,
  { at, next }: RedactedLayer,
  { identifiers }: Mappers,
): void {
  const { from } = canvas;
  const vlan = identifiers.number(Identifier.VLAN, erspan.vlan(from, at), VLAN_BITS);
  canvas.put16(at, (erspan.version(from, at) << 12) | vlan);
  const session = ((from[at + 2] & 3) << 8) | from[at + 3];
  const mapped = identifiers.number(Identifier.ERSPAN_SESSION, session, SESSION_BITS);
  canvas.put16(at + 2, ((from[at + 2] & 0xfc) << 8) | mapped);
  if (erspan.version(from, at) === 2) {
    canvas.copyBits(at + erspan.FRAME_TYPE, erspan.FRAME_TYPE_BITS);
    canvas.copyBits(at + erspan.LAST, erspan.FLAG_PLATFORM);
  }
  canvas.reach(next);
}
