import type { Hash } from './hash.ts';
import { hmac } from './hkdf.ts';

/**
 * The pseudorandom function of TLS 1.2 (RFC 5246 §5), in one pass of P_hash.
 * @param length bytes that are wanted
 */
export function prf(
  hash: Hash,
  secret: Uint8Array,
  label: string,
  seed: Uint8Array,
  length: number,
): Uint8Array {
  const named = new Uint8Array(label.length + seed.length);
  for (let i = 0; i < label.length; i++) named[i] = label.charCodeAt(i);
  named.set(seed, label.length);
  const { digestLength } = hash;
  const out = new Uint8Array(Math.ceil(length / digestLength) * digestLength);
  const chained = new Uint8Array(digestLength + named.length);
  chained.set(named, digestLength);
  let link: Uint8Array = named;
  for (let at = 0; at < length; at += digestLength) {
    link = hmac(hash, secret, link);
    chained.set(link);
    out.set(hmac(hash, secret, chained), at);
  }
  return out.subarray(0, length);
}
