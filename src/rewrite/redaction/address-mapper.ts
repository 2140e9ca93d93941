import type { AddressWords } from '../../protocols/address-text.ts';
import { MAPPED_PREFIX } from '../../protocols/address-text.ts';
import type { KeptAddresses } from './kept.ts';

/**
 * Pseudo-random function under the key: at least 32 bytes for any input, the same for the same
 * input. An HMAC; whoever runs the redaction brings it, as a browser and Node have different ones.
 */
export type KeyedFunction = (input: Uint8Array) => Uint8Array;

/** Digests of prefixes that are kept; beyond, they are computed again. */
const MAXIMUM_CACHED = 65_536;
const LONGEST = 16;

/** Address families are mapped independently of each other. */
enum Family {
  IPV4 = 4,
  IPV6 = 6,
  MAC = 1,
  /** The last 24 bits of an address, which solicited-node groups name (RFC 4291 §2.7.1). */
  SOLICITED = 2,
  /** What a MAC address has of an IPv4 group: 23 bits (RFC 1112 §6.4); and of an IPv6 group: 32. */
  GROUP_IPV4 = 5,
  GROUP_IPV6 = 7,
  /** The rest of a group. */
  GROUP = 8,
}

/** Groups of protocols that everybody has (IANA's lists), by the range of their last bits. */
const LAST_KNOWN_IPV4_GROUP = 0x0001ff;
const LAST_KNOWN_IPV6_GROUP = 0x0001ffff;
/** Of SSDP and SLP, in the scope of a site: 239.255.255.250 and .253. */
const KNOWN_SITE_GROUPS: readonly number[] = [0x7ffffa, 0x7ffffd];
/** MAC addresses of groups, of IEEE 802.1D and 802.1AB, and of Cisco's protocols between devices. */
const KNOWN_MAC_GROUPS: readonly (readonly number[])[] = [
  [0x01, 0x80, 0xc2, 0x00, 0x00],
  [0x01, 0x00, 0x0c, 0xcc, 0xcc],
  [0x01, 0x00, 0x0c, 0xcd, 0xcd],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
];

/**
 * Replaces addresses so that two with a common prefix of n bits are replaced by two with a common
 * prefix of n bits (Crypto-PAn, Xu et al. 2002): every bit is flipped or not by a keyed function of
 * the bits before it. Blocks that mean something keep their meaning: private stays in its private
 * block, multicast multicast. Only what everybody has stays as it is: groups of known protocols,
 * 127.0.0.0/24, broadcast, unspecified.
 */
export class AddressMapper {
  readonly #digests = new Map<string, Uint8Array>();
  readonly #input = new Uint8Array(2 + LONGEST);
  readonly #from = new Uint8Array(LONGEST);
  readonly #to = new Uint8Array(LONGEST);

  constructor(
    private readonly keyed: KeyedFunction,
    private readonly kept: KeptAddresses,
  ) {}

  /** What stands for an IPv4 address (int32). */
  ipv4(address: number): number {
    if (address >>> 28 === 14) return this.#ipv4Group(address);
    const bits = fixedBitsOfIpv4(address);
    if (bits === 32 || this.kept.has(0, 0, MAPPED_PREFIX, address)) return address;
    // A public address must not become one that is kept or means something else: it is replaced
    // until it does not. A permutation leads back to where it began, so this ends.
    let mapped = address;
    do {
      put32(this.#from, 0, mapped);
      this.#map(Family.IPV4, 4, bits);
      mapped = get32(this.#to, 0);
    } while (fixedBitsOfIpv4(mapped) !== bits || this.kept.has(0, 0, MAPPED_PREFIX, mapped));
    return mapped;
  }

  /** What stands for an address in four words, IPv4 mapped (RFC 4291 §2.5.5.2). */
  words(address: AddressWords): AddressWords {
    const [word0, word1, word2, word3] = address;
    // IPv4 inside IPv6: mapped, compatible, and behind NAT64 (RFC 6052).
    if (word0 === 0 && word1 === 0 && (word2 === MAPPED_PREFIX || (word2 === 0 && word3 >>> 16))) {
      return [word0, word1, word2, this.ipv4(word3)];
    }
    if (word0 === 0x0064ff9b && word1 === 0 && word2 === 0) {
      return [word0, word1, word2, this.ipv4(word3)];
    }
    if (word0 >>> 24 === 0xff) {
      return this.#ipv6Group(address);
    }
    const bits = fixedBitsOfIpv6(word0, word1, word2, word3);
    if (bits === 128 || this.kept.has(word0, word1, word2, word3)) return address;
    let mapped: AddressWords = address;
    do {
      mapped.forEach((word, index) => {
        put32(this.#from, 4 * index, word);
      });
      this.#map(Family.IPV6, 16, bits);
      mapped = [get32(this.#to, 0), get32(this.#to, 4), get32(this.#to, 8), get32(this.#to, 12)];
    } while (fixedBitsOfIpv6(...mapped) !== bits || this.kept.has(...mapped));
    return mapped;
  }

  /** Writes what stands for the MAC address at `bytes[at]` to `into[to]`. */
  mac(bytes: Uint8Array, at: number, into: Uint8Array, to: number): void {
    const first = bytes[at];
    let isZero = true;
    for (let i = 0; i < 6; i++) if (bytes[at + i] !== 0) isZero = false;
    // All known groups have the bit of groups: other addresses are compared with none.
    const isKnown =
      isZero ||
      ((first & 1) !== 0 && KNOWN_MAC_GROUPS.some((group) => startsWith(bytes, at, group)));
    const [second, third] = [bytes[at + 1], bytes[at + 2]];
    if (isKnown) {
      for (let i = 0; i < 6; i++) into[to + i] = bytes[at + i];
    } else if (first === 0x33 && second === 0x33) {
      // RFC 2464 §7: the last 32 bits of a group's address.
      put32(into, to, 0x33330000);
      put32(into, to + 2, this.#lastOfIpv6Group(get32(bytes, at + 2)));
    } else if (first === 1 && second === 0 && third === 0x5e && bytes[at + 3] < 0x80) {
      put32(into, to + 2, this.#lastOfIpv4Group(get32(bytes, at + 2) & 0x7fffff));
      into[to] = first;
      into[to + 1] = second;
      into[to + 2] = third;
    } else {
      for (let i = 0; i < 6; i++) this.#from[i] = bytes[at + i];
      // Two bits tell groups and locally made addresses: they are not flipped.
      this.#map(Family.MAC, 6, 0);
      into[to] = (this.#to[0] & 0xfc) | (first & 3);
      for (let i = 1; i < 6; i++) into[to + i] = this.#to[i];
    }
  }

  /**
   * A group (RFC 5771): its first 8 bits stay. What follows may hold the number of an AS (RFC 3180) or a
   * prefix (RFC 6034), or is a site's own.
   */
  #ipv4Group(address: number): number {
    const first = address >>> 24;
    const low = address & 0x7fffff;
    const isHigh = (address & 0x800000) !== 0;
    if (first === 224 && !isHigh && low <= LAST_KNOWN_IPV4_GROUP) return address;
    if (first === 239 && isHigh && KNOWN_SITE_GROUPS.includes(low)) return address;
    // What MAC addresses have of it is replaced as it is there, unless that is kept there.
    let mapped = this.#lastOfIpv4Group(low);
    this.#from[0] = first;
    this.#from[1] = isHigh ? 0x80 : 0;
    put32(this.#from, 2, low);
    if (mapped === low) {
      this.#map(Family.GROUP, 6, 8);
      mapped = get32(this.#to, 2) & 0x7fffff;
    }
    this.#map(Family.GROUP, 2, 8);
    return (first << 24) | ((this.#to[1] & 0x80) << 16) | mapped;
  }

  /** For the last 23 bits of a group. */
  #lastOfIpv4Group(low: number): number {
    const isKnown = (group: number) =>
      group <= LAST_KNOWN_IPV4_GROUP || KNOWN_SITE_GROUPS.includes(group);
    let mapped = low;
    if (!isKnown(low)) {
      do {
        put32(this.#from, 0, mapped << 9);
        this.#map(Family.GROUP_IPV4, 3, 0);
        mapped = get32(this.#to, 0) >>> 9;
      } while (isKnown(mapped));
    }
    return mapped;
  }

  /**
   * A group (RFC 4291 §2.7): flags and scope stay, the rest where it is one that everybody has. Others
   * hold prefixes (RFC 3306), addresses (RFC 3956) or hashes of names (RFC 4620).
   */
  #ipv6Group(address: AddressWords): AddressWords {
    const [word0, word1, word2, word3] = address;
    const isPermanent = (word0 & 0xf0ffff) === 0 && word1 === 0;
    if (isPermanent && word2 === 0 && word3 >>> 0 <= LAST_KNOWN_IPV6_GROUP) return address;
    const last = this.#lastOfIpv6Group(word3);
    if (isPermanent && word2 === 1 && word3 >>> 24 === 0xff) return [word0, word1, word2, last];
    address.forEach((word, index) => {
      put32(this.#from, 4 * index, word);
    });
    this.#map(Family.GROUP, 12, 16);
    return [get32(this.#to, 0), get32(this.#to, 4), get32(this.#to, 8), last];
  }

  /** For the last 32 bits of a group. */
  #lastOfIpv6Group(low: number): number {
    if (low >>> 24 === 0xff) return (0xff000000 | this.#solicited(low & 0xffffff)) >> 0;
    let mapped = low;
    if (low >>> 0 > LAST_KNOWN_IPV6_GROUP) {
      do {
        put32(this.#from, 0, mapped);
        this.#map(Family.GROUP_IPV6, 4, 0);
        mapped = get32(this.#to, 0);
      } while (mapped >>> 24 === 0xff || mapped >>> 0 <= LAST_KNOWN_IPV6_GROUP);
    }
    return mapped;
  }

  #solicited(low: number): number {
    this.#from[0] = low >>> 16;
    this.#from[1] = low >>> 8;
    this.#from[2] = low;
    this.#map(Family.SOLICITED, 3, 0);
    return (this.#to[0] << 16) | (this.#to[1] << 8) | this.#to[2];
  }

  /** Maps `#from` to `#to`; the first `fixedBits` bits stay. */
  #map(family: Family, length: number, fixedBits: number): void {
    for (let i = 0; i < length; i++) {
      const value = this.#from[i];
      const fixed = Math.min(8, Math.max(0, fixedBits - 8 * i));
      if (fixed === 8) {
        this.#to[i] = value;
        continue;
      }
      // One digest has a bit for each of the 255 prefixes that begin with the bytes before.
      const digest = this.#digest(family, i);
      let node = 1;
      let mapped = 0;
      for (let bit = 0; bit < 8; bit++) {
        const original = (value >>> (7 - bit)) & 1;
        const flip = bit < fixed ? 0 : (digest[node >>> 3] >>> (node & 7)) & 1;
        mapped = (mapped << 1) | (original ^ flip);
        node = (node << 1) | original;
      }
      this.#to[i] = mapped;
    }
  }

  /** Digest of the first `count` bytes of `#from`. */
  #digest(family: Family, count: number): Uint8Array {
    this.#input[0] = family;
    this.#input[1] = count;
    let key = String.fromCharCode(family);
    for (let i = 0; i < count; i++) {
      this.#input[2 + i] = this.#from[i];
      key += String.fromCharCode(this.#from[i]);
    }
    let digest = this.#digests.get(key);
    if (digest === undefined) {
      if (this.#digests.size >= MAXIMUM_CACHED) this.#digests.clear();
      digest = this.keyed(this.#input.slice(0, 2 + count));
      this.#digests.set(key, digest);
    }
    return digest;
  }
}

/** Leading bits of an IPv4 address that tell what it is for, and stay: 32 keeps all of it. */
function fixedBitsOfIpv4(address: number): number {
  const first = address >>> 24;
  const second = (address >>> 16) & 0xff;
  // Unspecified, loopback as everybody has it, broadcast; groups are apart.
  if (address === 0 || address >>> 8 === 0x7f0000 || address === -1) return 32;
  if (first === 0 || first === 127) return 8;
  if (first >= 224) return 4;
  if (first === 10) return 8;
  if (first === 172 && second >>> 4 === 1) return 12;
  if ((first === 192 && second === 168) || (first === 169 && second === 254)) return 16;
  if (first === 100 && second >>> 6 === 1) return 10;
  return 0;
}

/** The same for IPv6: 128 keeps all of it. */
function fixedBitsOfIpv6(word0: number, word1: number, word2: number, word3: number): number {
  if (word0 === 0 && word1 === 0 && word2 === 0 && word3 >>> 1 === 0) return 128;
  if (word0 >>> 22 === 0x3fa) return word0 >>> 0 === 0xfe800000 && word1 === 0 ? 64 : 10;
  if (word0 >>> 25 === 0x7e) return 8;
  if (word0 === 0x20010000) return 32; // Teredo (RFC 4380)
  if (word0 >>> 16 === 0x2002) return 16; // 6to4 (RFC 3056)
  // Groups are apart.
  return word0 >>> 24 === 0xff ? 16 : 3;
}

function startsWith(bytes: Uint8Array, at: number, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[at + index] === byte);
}

function put32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

function get32(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
}
