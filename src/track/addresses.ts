import { type AddressWords, MAPPED_PREFIX } from '../protocols/address-text.ts';

/** Whether an address (int32 words) is multicast, broadcast or unspecified: nobody's service. */
export function isGroupAddress(
  word0: number,
  word1: number,
  word2: number,
  word3: number,
): boolean {
  if (word0 === 0 && word1 === 0) {
    if (word2 === MAPPED_PREFIX) {
      return word3 >>> 28 >= 14 || word3 === 0; // 224.0.0.0/3 and 0.0.0.0
    }
    return word2 === 0 && word3 === 0;
  }
  return word0 >>> 24 === 0xff; // ff00::/8
}

/**
 * Whether a server is off the client's site for certain enough to reason with: a public address
 * that shares neither a /16 (IPv4) nor a /48 (IPv6, RFC 6177) with the client's.
 */
export function isDistant(client: AddressWords, server: AddressWords): boolean {
  return isDistantAt(client, 0, server, 0);
}

/** As `isDistant`, for addresses whose words start at places in arrays. */
export function isDistantAt(
  clients: ArrayLike<number>,
  client: number,
  servers: ArrayLike<number>,
  server: number,
): boolean {
  const first = servers[server];
  const last = servers[server + 3];
  if (isPrivateAddress(first, servers[server + 1], servers[server + 2], last)) return false;
  if (first === 0) return clients[client] !== 0 || clients[client + 3] >>> 16 !== last >>> 16;
  return clients[client] !== first || clients[client + 1] >>> 16 !== servers[server + 1] >>> 16;
}

/** Whether an address is the host's own, in no network: 127.0.0.0/8 or ::1 (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3). */
export function isLoopback([word0, word1, word2, word3]: AddressWords): boolean {
  if (word0 !== 0 || word1 !== 0) return false;
  return word2 === MAPPED_PREFIX ? word3 >>> 24 === 127 : word2 === 0 && word3 === 1;
}

/** The address by which a host knows itself, of an IP version. */
export function loopbackOf(version: 4 | 6): AddressWords {
  return version === 4 ? [0, 0, MAPPED_PREFIX, 0x7f000001] : [0, 0, 0, 1];
}

/** Whether two hosts look to be on one link: the same /24, or /64. No router stands between them. */
export function isOnLink(client: AddressWords, server: AddressWords): boolean {
  if (client[0] !== server[0] || client[1] !== server[1]) return false;
  return client[0] !== 0 || client[3] >>> 8 === server[3] >>> 8;
}

/**
 * Whether an address is one that stays within a site or a host: RFC 1918, shared space (RFC 6598),
 * loopback, link-local, unique local (RFC 4193).
 */
export function isPrivateAddress(
  word0: number,
  word1: number,
  word2: number,
  word3: number,
): boolean {
  if (word0 === 0 && word1 === 0) {
    if (word2 !== MAPPED_PREFIX) return word2 === 0 && word3 === 1;
    const first = word3 >>> 24;
    const second = (word3 >>> 16) & 0xff;
    return (
      first === 10 ||
      first === 127 ||
      (first === 172 && second >> 4 === 1) ||
      (first === 192 && second === 168) ||
      (first === 169 && second === 254) ||
      (first === 100 && second >> 6 === 1)
    );
  }
  return word0 >>> 25 === 0x7e || word0 >>> 22 === 0x3fa; // fc00::/7, fe80::/10
}
