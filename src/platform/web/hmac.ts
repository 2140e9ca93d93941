import { BLOCK, Sha256 } from '../../capture/sha256.ts';

const INNER = 0x36;
const OUTER = 0x5c;

/** HMAC-SHA-256 (RFC 2104). */
export function hmacSha256(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  const short = key.length > BLOCK ? new Sha256().update(key).digest() : key;
  const padded = (pad: number) =>
    Uint8Array.from({ length: BLOCK }, (_, i) => (short[i] ?? 0) ^ pad);
  const inner = new Sha256().update(padded(INNER)).update(bytes).digest();
  return new Sha256().update(padded(OUTER)).update(inner).digest();
}
