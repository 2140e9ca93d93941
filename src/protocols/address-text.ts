import { readInt32 } from './bytes.ts';

/** An IPv6 address as four 32-bit words (int32); an IPv4 address mapped as in RFC 4291 §2.5.5.2. */
export type AddressWords = readonly [number, number, number, number];

export function isSameAddress(one: AddressWords, other: AddressWords): boolean {
  return one.every((word, i) => word === other[i]);
}

/** Third word of a mapped IPv4 address. */
export const MAPPED_PREFIX = 0xffff;

/** The address' IP version; a mapped IPv4 address is one of IPv4. */
export function familyOf([word0, word1, word2]: AddressWords): 4 | 6 {
  return word0 === 0 && word1 === 0 && word2 === MAPPED_PREFIX ? 4 : 6;
}

/** An address as a key of a `Map`: a number where it is one of IPv4, as nearly all are. */
export type AddressKey = number | string;

/** The key of an address; equal addresses have equal ones. */
export function addressKey(word0: number, word1: number, word2: number, word3: number): AddressKey {
  return word0 === 0 && word1 === 0 && word2 === MAPPED_PREFIX
    ? word3
    : `${word0} ${word1} ${word2} ${word3}`;
}

/** The 16 bytes of an address in network order. */
export function addressBytes(words: AddressWords): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_, at) => words[at >> 2] >>> (24 - 8 * (at & 3)));
}

/** Dotted decimal of an IPv4 address given as an integer (signed or not). */
export function formatIpv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 0xff}.${(address >>> 8) & 0xff}.${address & 0xff}`;
}

/** An IPv6 address in the canonical form of RFC 5952. */
export function formatIpv6(word0: number, word1: number, word2: number, word3: number): string {
  const groups: number[] = [];
  for (const word of [word0, word1, word2, word3])
    groups.push((word >>> 16) & 0xffff, word & 0xffff);
  let longestStart = -1;
  let longestLength = 1;
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > longestLength) {
      longestStart = start;
      longestLength = length;
    }
  }
  // RFC 5952 §5: mapped addresses keep the dotted form.
  if (longestStart === 0 && longestLength === 5 && groups[5] === 0xffff) {
    return `::ffff:${formatIpv4(word3)}`;
  }
  const text = groups.map((group) => group.toString(16));
  if (longestStart < 0) return text.join(':');
  return `${text.slice(0, longestStart).join(':')}::${text.slice(longestStart + longestLength).join(':')}`;
}

/** The IPv6 address at `at`, likewise. */
export function formatIpv6At(bytes: Uint8Array, at: number): string {
  return formatIpv6(
    readInt32(bytes, at),
    readInt32(bytes, at + 4),
    readInt32(bytes, at + 8),
    readInt32(bytes, at + 12),
  );
}

/** Text of an address held as in `PacketView`: dotted where it is a mapped IPv4 address. */
export function formatAddress(word0: number, word1: number, word2: number, word3: number): string {
  return word0 === 0 && word1 === 0 && word2 === MAPPED_PREFIX
    ? formatIpv4(word3)
    : formatIpv6(word0, word1, word2, word3);
}

/** A MAC address as Wireshark writes it: `00:1b:21:3c:9d:f8`. */
export function formatMac(bytes: Uint8Array, at: number): string {
  let text = '';
  for (let i = 0; i < 6; i++) {
    text += (i === 0 ? '' : ':') + bytes[at + i].toString(16).padStart(2, '0');
  }
  return text;
}

/** An IPv4 address in dotted decimal as int32, or null. No octal, no short forms. */
export function parseIpv4(text: string): number | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return null;
  let address = 0;
  for (let i = 1; i <= 4; i++) {
    const octet = Number(match[i]);
    if (octet > 255) return null;
    address = (address << 8) | octet;
  }
  return address;
}

/** An IPv6 address in any form of RFC 4291 §2.2 as four words, or null. */
export function parseIpv6(text: string): AddressWords | null {
  let rest = text;
  const groups: number[] = [];
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(rest);
  if (dotted !== null) {
    const address = parseIpv4(dotted[2]);
    if (address === null) return null;
    rest = `${dotted[1]}${(address >>> 16).toString(16)}:${(address & 0xffff).toString(16)}`;
  }
  const halves = rest.split('::');
  if (halves.length > 2) return null;
  const parse = (half: string): number[] | null => {
    if (half === '') return [];
    const values: number[] = [];
    for (const group of half.split(':')) {
      if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return null;
      values.push(Number.parseInt(group, 16));
    }
    return values;
  };
  const head = parse(halves[0]);
  const tail = halves.length === 2 ? parse(halves[1]) : [];
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  groups.push(...head, ...new Array<number>(missing).fill(0), ...tail);
  const word = (i: number) => (groups[2 * i] << 16) | groups[2 * i + 1];
  return [word(0), word(1), word(2), word(3)];
}

/** An IPv4 or IPv6 address as four words (IPv4 mapped), or null. */
export function parseAddress(text: string): AddressWords | null {
  const ipv4 = parseIpv4(text);
  return ipv4 === null ? parseIpv6(text) : [0, 0, MAPPED_PREFIX, ipv4];
}

/**
 * Bits of a range's prefix among the 128 of `AddressWords`: an IPv4 prefix goes on after the 96 bits
 * that every mapped address has (RFC 4291 §2.5.5.2).
 * @param address the range's address, as it is written
 */
export function mappedPrefixLength(address: string, length: number): number {
  return parseIpv4(address) === null ? length : 96 + length;
}

/** `192.0.2.1:443`, `www.example.com:443`, `[2001:db8::1]:443` (RFC 3986 §3.2.2). */
export function hostAndPort(host: string, port: number | string): string {
  return parseIpv6(host) === null ? `${host}:${port}` : `[${host}]:${port}`;
}
