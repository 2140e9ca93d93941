import { type AddressWords, parseAddress } from '../protocols/address-text.ts';

/**
 * Public DNS resolvers that answer everybody from their operators' own data centres: on no site is
 * one of them a router away, and none refuses an ordinary query. As the operators publish them.
 */
export const PUBLIC_RESOLVERS: readonly string[] = [
  // Google
  '8.8.8.8',
  '8.8.4.4',
  '2001:4860:4860::8888',
  '2001:4860:4860::8844',
  // Cloudflare
  '1.1.1.1',
  '1.0.0.1',
  '2606:4700:4700::1111',
  '2606:4700:4700::1001',
  // Quad9
  '9.9.9.9',
  '149.112.112.112',
  '2620:fe::fe',
  '2620:fe::9',
  // OpenDNS
  '208.67.222.222',
  '208.67.220.220',
  '2620:119:35::35',
  '2620:119:53::53',
];

const KNOWN = new Set(PUBLIC_RESOLVERS.map((address) => parseAddress(address)?.join()));

/** Whether the address is that of a well-known public resolver. */
export function isPublicResolver(address: AddressWords): boolean {
  return KNOWN.has(address.join());
}
