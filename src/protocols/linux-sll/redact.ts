import * as linuxSll2 from '../linux-sll2/codec.ts';
import type { AddressReplacements, Canvas, Mappers, RedactedLayer } from '../redact/canvas.ts';
import * as linuxSll from './codec.ts';

const MAC_LENGTH = 6;
/** Bytes of the field, whatever the address takes of them. */
const FIELD_LENGTH = 8;

/** Cooked headers, whose address is a MAC address as a rule. */
function redactCooked(
  canvas: Canvas,
  at: number,
  address: number,
  length: number,
  end: number,
  addresses: AddressReplacements,
): void {
  canvas.copy(at, address);
  if (length === MAC_LENGTH) canvas.mac(address, addresses);
  canvas.copy(address + FIELD_LENGTH, end);
  canvas.reach(end);
}

export function redactSll(canvas: Canvas, { at }: RedactedLayer, { addresses }: Mappers): void {
  const length = linuxSll.addressLength(canvas.from, at);
  const end = at + linuxSll.HEADER_LENGTH;
  redactCooked(canvas, at, linuxSll.addressAt(at), length, end, addresses);
}

export function redactSll2(canvas: Canvas, { at }: RedactedLayer, { addresses }: Mappers): void {
  const length = linuxSll2.addressLength(canvas.from, at);
  const end = at + linuxSll2.HEADER_LENGTH;
  redactCooked(canvas, at, linuxSll2.addressAt(at), length, end, addresses);
}
