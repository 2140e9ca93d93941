import type { Hash } from './hash.ts';

/** HMAC (RFC 2104). */
export function hmac(hash: Hash, key: Uint8Array, message: Uint8Array): Uint8Array {
  const { blockLength } = hash;
  const secret = key.length > blockLength ? hash.digest(key) : key;
  const inner = new Uint8Array(blockLength + message.length).fill(0x36, 0, blockLength);
  const outer = new Uint8Array(blockLength + hash.digestLength).fill(0x5c, 0, blockLength);
  for (let i = 0; i < secret.length; i++) {
    inner[i] ^= secret[i];
    outer[i] ^= secret[i];
  }
  inner.set(message, blockLength);
  outer.set(hash.digest(inner), blockLength);
  return hash.digest(outer);
}

/** HKDF-Extract (RFC 5869 §2.2). */
export function hkdfExtract(hash: Hash, salt: Uint8Array, input: Uint8Array): Uint8Array {
  return hmac(hash, salt, input);
}

/**
 * HKDF-Expand-Label without a context (RFC 8446 §7.1), of no more bytes than the hash has.
 * @param label without its `tls13 `
 */
export function hkdfExpandLabel(
  hash: Hash,
  secret: Uint8Array,
  label: string,
  length: number,
): Uint8Array {
  const text = `tls13 ${label}`;
  const info = new Uint8Array(5 + text.length);
  info[0] = length >> 8;
  info[1] = length;
  info[2] = text.length;
  for (let i = 0; i < text.length; i++) info[3 + i] = text.charCodeAt(i);
  // No context; then the number of HKDF-Expand's only block.
  info[info.length - 1] = 1;
  return hmac(hash, secret, info).subarray(0, length);
}
