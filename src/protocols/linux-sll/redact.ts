import * as linuxSll2 from '../linux-sll2/codec.ts';
import {
  type AddressReplacements,
  type Canvas,
  Identifier,
  type Mappers,
  type RedactedLayer,
} from '../redact/canvas.ts';
import * as linuxSll from './codec.ts';

const MAC_LENGTH = 6;
/** Bytes of the field, whatever the address takes of them. */
const FIELD_LENGTH = 8;

/** The address of a cooked header, which is a MAC address as a rule; others go. */
function redactAddress(
  canvas: Canvas,
  address: number,
  length: number,
  addresses: AddressReplacements,
): void {
  if (length === MAC_LENGTH) canvas.mac(address, addresses);
  canvas.reach(address + FIELD_LENGTH);
}

export function redactSll(canvas: Canvas, { at }: RedactedLayer, { addresses }: Mappers): void {
  const address = linuxSll.addressAt(at);
  canvas.copy(at, address);
  redactAddress(canvas, address, linuxSll.addressLength(canvas.from, at), addresses);
  canvas.copy(address + FIELD_LENGTH, at + linuxSll.HEADER_LENGTH);
}

export function redactSll2(
  canvas: Canvas,
  { at }: RedactedLayer,
  { addresses, identifiers }: Mappers,
): void {
  const address = linuxSll2.addressAt(at);
  canvas.copy(at, at + 2);
  canvas.identifier32(at + linuxSll2.INTERFACE, Identifier.INTERFACE_INDEX, identifiers);
  canvas.copy(at + linuxSll2.HARDWARE_TYPE, address);
  redactAddress(canvas, address, linuxSll2.addressLength(canvas.from, at), addresses);
}
