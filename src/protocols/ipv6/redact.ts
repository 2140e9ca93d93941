import { readUint32 } from '../bytes.ts';
import { type Canvas, Identifier, type Mappers, type RedactedLayer } from '../redact/canvas.ts';
import * as ipv6 from './codec.ts';
import * as extension from './extension.ts';

const FLOW_BITS = 20;
const FLOW_MASK = 0xfffff;
/** Offset of the payload length: what is before is version, class and flow. */
const PAYLOAD_LENGTH = 4;

/** The fixed header: another flow label in the label's place. */
export function redactIpv6(
  canvas: Canvas,
  { at }: RedactedLayer,
  { addresses, identifiers }: Mappers,
): void {
  const first = readUint32(canvas.from, at);
  const flow = identifiers.number(Identifier.FLOW_LABEL, first & FLOW_MASK, FLOW_BITS);
  canvas.put32(at, ((first & ~FLOW_MASK) | flow) >>> 0);
  canvas.copy(at + PAYLOAD_LENGTH, ipv6.sourceAt(at));
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

/** A fragment header without its reserved bits. */
export function redactFragment(canvas: Canvas, { at }: RedactedLayer): void {
  canvas.copy(at, at + 1);
  canvas.copy(at + extension.OFFSET_AND_MORE, at + extension.OFFSET_AND_MORE + 1);
  canvas.copyBits(at + extension.OFFSET_AND_MORE + 1, 0xf9);
  canvas.copy(at + extension.IDENTIFICATION, at + extension.MINIMUM_LENGTH);
}
