import { addressBytes, parseIpv4, parseIpv6 } from '../protocols/address-text.ts';

/* What `ip_special_name()` and its family say of an address. */

/**
 * IANA's registries of special-purpose addresses (RFC 6890): the block, whether it may be a source, a
 * destination, is forwarded, reachable globally, reserved by the protocol, and its name.
 */
const IPV4_BLOCKS = `
0.0.0.0/32 10001 This host on this network
0.0.0.0/8 10001 This network
10.0.0.0/8 11100 Private-Use
100.64.0.0/10 11100 Shared Address Space
127.0.0.0/8 00001 Loopback
169.254.0.0/16 11001 Link Local
172.16.0.0/12 11100 Private-Use
192.0.0.0/29 11100 IPv4 Service Continuity Prefix
192.0.0.8/32 10000 IPv4 dummy address
192.0.0.9/32 11110 Port Control Protocol Anycast
192.0.0.10/32 11110 Traversal Using Relays around NAT Anycast
192.0.0.170/31 00001 NAT64/DNS64 Discovery
192.0.0.0/24 00000 IETF Protocol Assignments
192.0.2.0/24 00000 Documentation (TEST-NET-1)
192.31.196.0/24 11110 AS112-v4
192.52.193.0/24 11110 AMT
192.168.0.0/16 11100 Private-Use
192.175.48.0/24 11110 Direct Delegation AS112 Service
198.18.0.0/15 11100 Benchmarking
198.51.100.0/24 00000 Documentation (TEST-NET-2)
203.0.113.0/24 00000 Documentation (TEST-NET-3)
255.255.255.255/32 01001 Limited Broadcast
240.0.0.0/4 00001 Reserved`;
const IPV6_BLOCKS = `
::1/128 00001 Loopback Address
::/128 10001 Unspecified Address
::ffff:0:0/96 00001 IPv4-mapped Address
64:ff9b::/96 11110 IPv4-IPv6 Translat.
64:ff9b:1::/48 11100 IPv4-IPv6 Translat.
100::/64 11100 Discard-Only Address Block
100:0:0:1::/64 10000 Dummy IPv6 Prefix
2001:1::1/128 11110 Port Control Protocol Anycast
2001:1::2/128 11110 Traversal Using Relays around NAT Anycast
2001:1::3/128 11110 DNS-SD Service Registration Protocol Anycast
2001::/32 11100 TEREDO
2001:2::/48 11100 Benchmarking
2001:3::/32 11110 AMT
2001:4:112::/48 11110 AS112-v6
2001:20::/28 11110 ORCHIDv2
2001:30::/28 11110 Drone Remote ID Protocol Entity Tags (DETs) Prefix
2001::/23 00000 IETF Protocol Assignments
2001:db8::/32 00000 Documentation
2002::/16 11100 6to4
2620:4f:8000::/48 11110 Direct Delegation AS112 Service
3fff::/20 00000 Documentation
5f00::/16 11100 Segment Routing (SRv6) SIDs
fc00::/7 11100 Unique-Local
fe80::/10 11001 Link-Local Unicast`;

interface Block {
  readonly address: Uint8Array;
  readonly prefix: number;
  /** Source, destination, forwarded, global, reserved: from bit 4 down to bit 0. */
  readonly mask: number;
  readonly name: string;
}

/** An address that a field gives: IPv4 as a number, IPv6 as its bytes. */
export type Address = number | Uint8Array;

function bytesOf(address: Address): Uint8Array {
  if (typeof address !== 'number') return address;
  return Uint8Array.of(address >>> 24, address >>> 16, address >>> 8, address);
}

function parseBlock(line: string): Block {
  const [block, mask] = line.split(' ', 2);
  const [text, prefix] = block.split('/');
  const address = text.includes(':')
    ? addressBytes(parseIpv6(text) as NonNullable<ReturnType<typeof parseIpv6>>)
    : bytesOf((parseIpv4(text) as number) >>> 0);
  return {
    address,
    prefix: Number(prefix),
    mask: Number.parseInt(mask, 2),
    name: line.slice(block.length + mask.length + 2),
  };
}

let blocks: { ipv4: Block[]; ipv6: Block[] } | null = null;

/** The narrowest block that the address lies in; null for ordinary ones. */
function blockOf(address: Address): Block | null {
  const parse = (lines: string) => lines.trim().split('\n').map(parseBlock);
  blocks ??= { ipv4: parse(IPV4_BLOCKS), ipv6: parse(IPV6_BLOCKS) };
  const octets = bytesOf(address);
  for (const block of octets.length === 4 ? blocks.ipv4 : blocks.ipv6) {
    if (isIn(octets, block.address, block.prefix)) return block;
  }
  return null;
}

function isIn(octets: Uint8Array, network: Uint8Array, prefix: number): boolean {
  for (let bit = 0; bit < prefix; bit += 8) {
    const mask = prefix - bit < 8 ? (0xff00 >> (prefix - bit)) & 0xff : 0xff;
    if (((octets[bit >> 3] ^ network[bit >> 3]) & mask) !== 0) return false;
  }
  return true;
}

export function specialName(address: Address): string | null {
  return blockOf(address)?.name ?? null;
}

export function specialMask(address: Address): number | null {
  return blockOf(address)?.mask ?? null;
}

/** 169.254.0.0/16 (RFC 3927), fe80::/10. */
export function isLinkLocal(address: Address): boolean {
  const [first, second] = bytesOf(address);
  return typeof address === 'number'
    ? first === 169 && second === 254
    : first === 0xfe && (second & 0xc0) === 0x80;
}

/** 224.0.0.0/4, ff00::/8. */
export function isMulticast(address: Address): boolean {
  const [first] = bytesOf(address);
  return typeof address === 'number' ? first >> 4 === 0xe : first === 0xff;
}

/** 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 (RFC 1918). */
export function isPrivate(address: Address): boolean {
  if (typeof address !== 'number') return false;
  const [first, second] = bytesOf(address);
  return first === 10 || (first === 172 && second >> 4 === 1) || (first === 192 && second === 168);
}

/** fc00::/7 (RFC 4193). */
export function isUniqueLocal(address: Address): boolean {
  return typeof address !== 'number' && (address[0] & 0xfe) === 0xfc;
}
