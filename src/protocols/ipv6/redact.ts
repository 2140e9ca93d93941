import type { Canvas, Mappers, RedactedLayer } from '../redact/canvas.ts';
import * as ipv6 from './codec.ts';

/** The fixed header. */
export function redactIpv6(canvas: Canvas, { at }: RedactedLayer, { addresses }: Mappers): void {
  canvas.copy(at, ipv6.sourceAt(at));
  canvas.ipv6(ipv6.sourceAt(at), addresses);
  canvas.ipv6(ipv6.destinationAt(at), addresses);
}

/** An extension header of which the first `kept` bytes stay; zero bytes are padding options. */
export const redactExtension =
  (kept: number) =>
  (canvas: Canvas, { at, limit, next }: RedactedLayer): void => {
    canvas.copy(at, Math.min(at + kept, limit));
    canvas.reach(Math.min(next, limit));
  };
