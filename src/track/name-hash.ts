const SEED = (Math.random() * 0x100000000) | 0;

/**
 * A hash of a DNS name on the wire, upper and lower case alike (RFC 4343); 32 bits, seeded at
 * random for each run, so that no capture can be written to make names collide.
 * @param at offset of the name's first label
 * @param end one past the name
 * @param salt two salts give two independent hashes
 */
export function hashName(bytes: Uint8Array, at: number, end: number, salt: number): number {
  let hash = SEED ^ Math.imul(salt + 1, 0x9e3779b1);
  for (let i = at; i < end; i++) {
    const byte = bytes[i];
    const folded = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    hash = Math.imul(hash ^ folded, 0x01000193);
    hash ^= hash >>> 17;
  }
  return hash;
}
