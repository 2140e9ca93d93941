import type { Canvas, Mappers, RedactedLayer } from '../redact/canvas.ts';
import * as ipOverFc from './codec.ts';

const ADDRESS_LENGTH = 8;
/** Where a MAC address stands in one (RFC 2625 §3.1). */
const MAC = 2;

/** The addresses. */
export function redactIpOverFc(
  canvas: Canvas,
  { at }: RedactedLayer,
  { addresses }: Mappers,
): void {
  canvas.mac(at + MAC, addresses);
  canvas.mac(at + ADDRESS_LENGTH + MAC, addresses);
  canvas.reach(at + ipOverFc.HEADER_LENGTH);
}
