// A packet as a translator or another network would have it: addresses, ports and times to live
// changed, checksums with them. A wrong checksum stays as wrong as it was (RFC 1624).

import type { LabPacket } from './packets.ts';

export interface Rewriting {
  /** The address in place of another, as bytes (4 or 16); null where it stays. */
  address(text: string): Uint8Array | null;
  /** The port in place of another, of that address. */
  port?(address: string, port: number): number;
  /** Added to the time to live. */
  hops?: number;
  /** MAC addresses of an Ethernet frame, 6 bytes each; as they are where absent. */
  readonly destinationMac?: Uint8Array | undefined;
  readonly sourceMac?: Uint8Array | undefined;
}

const ETHERNET = 1;

/** Copies the packet's bytes and rewrites them; those of an ICMP error's quotation with them. */
export function rewritten(packet: LabPacket, how: Rewriting): Uint8Array {
  const bytes = packet.read.bytes.slice();
  if (packet.read.linkType === ETHERNET) {
    if (how.destinationMac !== undefined) bytes.set(how.destinationMac, 0);
    if (how.sourceMac !== undefined) bytes.set(how.sourceMac, 6);
  }
  const { network, transport, version, kind, source, destination, quoted } = packet;
  if (network < 0) return bytes;
  const inTransport = checksumPlace(bytes, transport, kind, version);
  const header = headerChecksum(network, version);
  const edit = new Edit(bytes);
  if (quoted !== null && transport >= 0) {
    // The quotation, as a translator does (RFC 5508 §4.2). Its header checksum makes up for its
    // addresses: over both together the ICMP checksum stays what it was.
    const inner = headerChecksum(quoted.network, version);
    edit.addresses(quoted, version, how, [inner >= 0 ? inner : inTransport]);
    edit.ports(quoted, how, [inTransport]);
  }
  // The pseudo-header of ICMPv4 has no addresses.
  const isPseudo = kind === 'tcp' || kind === 'udp' || version === 6;
  edit.addresses(packet, version, how, [header, isPseudo ? inTransport : -1]);
  if (kind === 'tcp' || kind === 'udp') {
    edit.ports({ transport, source, destination, ...portsOf(packet) }, how, [inTransport]);
  }
  if (how.hops !== undefined && how.hops !== 0) {
    const place = network + (version === 4 ? 8 : 7);
    const value = Math.max(1, Math.min(255, bytes[place] + how.hops));
    edit.byte(place, value, header, network);
  }
  return bytes;
}

function portsOf({ sourcePort, destinationPort }: LabPacket) {
  return { sourcePort, destinationPort };
}

function headerChecksum(network: number, version: 4 | 6): number {
  return version === 4 ? network + 10 : -1;
}

/** Where the transport's checksum stands; -1 where it has none, or the packet is cut before it. */
function checksumPlace(
  bytes: Uint8Array,
  transport: number,
  kind: LabPacket['kind'],
  version: 4 | 6,
): number {
  if (transport < 0 || kind === 'other') return -1;
  const at = transport + (kind === 'tcp' ? 16 : kind === 'udp' ? 6 : 2);
  if (at + 2 > bytes.length) return -1;
  const isUnused = kind === 'udp' && version === 4 && bytes[at] === 0 && bytes[at + 1] === 0;
  return isUnused ? -1 : at;
}

class Edit {
  constructor(readonly bytes: Uint8Array) {}

  #read(at: number): number {
    return (this.bytes[at] << 8) | this.bytes[at + 1];
  }

  #write(at: number, value: number): void {
    this.bytes[at] = value >> 8;
    this.bytes[at + 1] = value & 0xff;
  }

  /** Puts a word in place of another, and mends the checksums over it (RFC 1624, eqn. 3). */
  word(at: number, value: number, checksums: readonly number[]): void {
    if (at + 2 > this.bytes.length) return;
    const before = this.#read(at);
    if (before === value) return;
    this.#write(at, value);
    for (const place of checksums) {
      if (place < 0) continue;
      let sum = (~this.#read(place) & 0xffff) + (~before & 0xffff) + value;
      while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
      this.#write(place, ~sum & 0xffff);
    }
  }

  /** A byte of the header that starts at `start`, with the word that it is in. */
  byte(at: number, value: number, checksum: number, start: number): void {
    const word = at - ((at - start) & 1);
    const both = word === at ? (value << 8) | this.bytes[at + 1] : (this.bytes[word] << 8) | value;
    this.word(word, both, [checksum]);
  }

  addresses(
    { network, source, destination }: Pick<LabPacket, 'network' | 'source' | 'destination'>,
    version: 4 | 6,
    how: Rewriting,
    checksums: readonly number[],
  ): void {
    const length = version === 4 ? 4 : 16;
    const places = [
      [source, network + (version === 4 ? 12 : 8)],
      [destination, network + (version === 4 ? 16 : 24)],
    ] as const;
    for (const [text, at] of places) {
      const to = how.address(text);
      if (to === null || to.length !== length) continue;
      for (let i = 0; i < length; i += 2) this.word(at + i, (to[i] << 8) | to[i + 1], checksums);
    }
  }

  ports(
    packet: Pick<
      LabPacket,
      'transport' | 'source' | 'destination' | 'sourcePort' | 'destinationPort'
    >,
    how: Rewriting,
    checksums: readonly number[],
  ): void {
    if (how.port === undefined) return;
    const { transport, source, destination, sourcePort, destinationPort } = packet;
    this.word(transport, how.port(source, sourcePort), checksums);
    this.word(transport + 2, how.port(destination, destinationPort), checksums);
  }
}
