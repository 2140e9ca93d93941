import { readInt32 } from '../bytes.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import type { FieldDefinition } from './field.ts';

/*
 * Comparisons with constant IPv4 addresses, which nearly every filter has: read as 32-bit words at
 * fixed offsets of the header.
 */

/** Above this many addresses of a list a hash set is faster than looking at each. */
const MAXIMUM_LINEAR = 8;

/**
 * Whether a 32-bit value at one of the field's offsets equals one of the values, in the bits of its mask.
 * @param field one that has `wordOffsets`
 * @param values at least one, without the bits that its mask leaves out
 * @param masks as many
 */
export function anyWord(
  field: FieldDefinition,
  values: Int32Array,
  masks: Int32Array,
): (view: PacketView) => boolean {
  const protocol = field.layers?.[0] ?? Protocol.NONE;
  const offsets = field.wordOffsets ?? [];
  const first = offsets[0];
  const last = offsets[offsets.length - 1];
  if (values.length <= 2) {
    // The filter that everybody types, written out: no call per address.
    const value = values[0];
    const mask = masks[0];
    const value2 = values[values.length - 1];
    const mask2 = masks[values.length - 1];
    return (view) => {
      for (let layer = 0; layer < view.layerCount; layer++) {
        if (view.layerProtocol[layer] !== protocol) continue;
        const bytes = view.layerBytes(layer);
        const at = view.layerStart[layer];
        const word = readInt32(bytes, at + first);
        if ((word & mask) === value || (word & mask2) === value2) return true;
        if (first === last) continue;
        const word2 = readInt32(bytes, at + last);
        if ((word2 & mask) === value || (word2 & mask2) === value2) return true;
      }
      return false;
    };
  }
  const isIn = wordTest(values, masks);
  return (view) => {
    for (let layer = 0; layer < view.layerCount; layer++) {
      if (view.layerProtocol[layer] !== protocol) continue;
      const bytes = view.layerBytes(layer);
      const at = view.layerStart[layer];
      if (isIn(readInt32(bytes, at + first))) return true;
      if (first !== last && isIn(readInt32(bytes, at + last))) return true;
    }
    return false;
  };
}

function wordTest(values: Int32Array, masks: Int32Array): (word: number) => boolean {
  if (values.length <= MAXIMUM_LINEAR) {
    return (word) => {
      for (let i = 0; i < values.length; i++) if ((word & masks[i]) === values[i]) return true;
      return false;
    };
  }
  // One set per prefix length: 33 look-ups at most, however long the list.
  const byMask = new Map<number, Set<number>>();
  values.forEach((value, i) => {
    const set = byMask.get(masks[i]) ?? new Set();
    byMask.set(masks[i], set.add(value));
  });
  const sets = [...byMask];
  return (word) => {
    for (const [mask, set] of sets) if (set.has(word & mask)) return true;
    return false;
  };
}
