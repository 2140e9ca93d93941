const SEED = (Math.random() * 0x100000000) | 0;

/** The two hashes of the name that `hashName` was called with last; reused, so copy them. */
export const nameHash = { first: 0, second: 0 };

/**
 * Two independent hashes of a name, upper and lower case alike (RFC 4343), in `nameHash`; 32 bits
 * each, seeded at random for each run, so that no capture can be written to make names collide.
 * @param at offset of the name's first label
 * @param end one past the name
 */
export function hashName(bytes: Uint8Array, at: number, end: number): void {
  let first = SEED;
  let second = ~SEED;
  for (let i = at; i < end; i++) {
    const byte = bytes[i];
    const folded = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    first = Math.imul(first ^ folded, 0x01000193);
    first ^= first >>> 17;
    second = Math.imul(second + folded, 0x9e3779b1) ^ (second >>> 15);
  }
  nameHash.first = first;
  nameHash.second = second;
}

/** A hash of bytes, to tell copies of a packet from others; the same in every run. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  return hash;
}

const FNV_OFFSET = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;

/** FNV-1a over the bytes, ASCII letters in lower case; goes on from `hash`. The same in every run. */
export function hashText(bytes: Uint8Array, from: number, to: number, hash = FNV_OFFSET): number {
  let value = hash;
  for (let i = from; i < to; i++) {
    const byte = bytes[i];
    value = Math.imul(value ^ (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte), FNV_PRIME);
  }
  return value;
}
