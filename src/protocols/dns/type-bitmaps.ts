import * as dns from './codec.ts';
import { record } from './field-messages.ts';

const TYPE_NSEC = 47;
const TYPE_NSEC3 = 50;
const TYPE_CSYNC = 62;

/** Offset of the list of types in the record at hand, or -1. */
function bitmapAt(bytes: Uint8Array, limit: number): number {
  const { type, dataAt } = record;
  if (type === TYPE_NSEC) return dns.nameEnd(bytes, dataAt, limit);
  if (type === TYPE_CSYNC) return dataAt + 6;
  if (type !== TYPE_NSEC3) return -1;
  const hash = dataAt + 5 + bytes[dataAt + 4];
  return hash < limit ? hash + 1 + bytes[hash] : -1;
}

/**
 * Gives each type that the record at hand says its name has (RFC 4034 §4.1.2) to `visit`, which says
 * whether it has seen enough.
 */
export function eachBitmapType(
  bytes: Uint8Array,
  limit: number,
  visit: (type: number) => boolean,
): boolean {
  if (record.type !== TYPE_NSEC && record.type !== TYPE_NSEC3 && record.type !== TYPE_CSYNC) {
    return false;
  }
  const end = Math.min(limit, record.dataAt + record.dataLength);
  let at = bitmapAt(bytes, end);
  if (at < 0) return false;
  // Blocks of 256 types: number, length, bits.
  while (end - at >= 2) {
    const block = bytes[at] << 8;
    const stop = Math.min(end, at + 2 + bytes[at + 1]);
    for (let place = at + 2; place < stop; place++) {
      for (let bit = 0; bit < 8; bit++) {
        if ((bytes[place] & (0x80 >> bit)) === 0) continue;
        if (visit(block + 8 * (place - at - 2) + bit)) return true;
      }
    }
    at = stop;
  }
  return false;
}
