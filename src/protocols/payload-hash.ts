import type { PacketView } from './packet-view.ts';

/** Bytes of a payload that its hash is of, at most: two captures may have kept more or less of it. */
export const HASHED_BYTES = 1_024;

/**
 * FNV-1a, 32 bits, of the transport payload that was captured, its first `HASHED_BYTES` at most: the
 * same bytes in two captures have the same hash. 0 where there is no payload.
 */
export function payloadHash(view: PacketView): number {
  if (view.transport < 0 || view.payloadEnd <= view.payloadStart) return 0;
  const bytes = view.layerBytes(view.transport);
  const end = Math.min(view.payloadEnd, view.payloadStart + HASHED_BYTES);
  let hash = 0x811c9dc5;
  for (let at = view.payloadStart; at < end; at++) hash = Math.imul(hash ^ bytes[at], 0x01000193);
  return hash >>> 0;
}

/** Whether the capture has as much of the payload as its hash can be of. */
export function isHashWhole(view: PacketView): boolean {
  const captured = view.payloadEnd - view.payloadStart;
  return captured >= Math.min(view.payloadLength, HASHED_BYTES);
}
