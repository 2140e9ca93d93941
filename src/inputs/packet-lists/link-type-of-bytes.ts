import { type AddressWords, addressBytes } from '../../protocols/address-text.ts';
import * as ethernet from '../../protocols/ethernet/codec.ts';
import * as ipv4 from '../../protocols/ipv4/codec.ts';
import * as ipv6 from '../../protocols/ipv6/codec.ts';
import * as linuxSll from '../../protocols/linux-sll/codec.ts';
import * as linuxSll2 from '../../protocols/linux-sll2/codec.ts';
import * as vlan from '../../protocols/vlan/codec.ts';
import type { PacketFacts } from './packet-facts.ts';

/** Where IP begins in the link types that a dump may have, and what their headers say follows. */
const CANDIDATES: readonly {
  readonly linkType: number;
  readonly network: number;
  readonly etherType: ((bytes: Uint8Array) => number) | null;
}[] = [
  { linkType: 1, network: 14, etherType: (bytes) => ethernet.typeOrLength(bytes, 0) },
  { linkType: 1, network: 18, etherType: (bytes) => vlan.typeOrLength(bytes, 14) },
  { linkType: 113, network: 16, etherType: (bytes) => linuxSll.protocol(bytes, 0) },
  { linkType: 276, network: 20, etherType: (bytes) => linuxSll2.protocol(bytes, 0) },
  { linkType: 101, network: 0, etherType: null },
  { linkType: 0, network: 4, etherType: null },
];
const ETHERNET = 1;
const ARP = 0x0806;
const IPV4 = 0x0800;

/** The link type in which the addresses of the row stand where they must; -1 for none. */
export function linkTypeIn(bytes: Uint8Array, { source, destination }: PacketFacts): number {
  if (source === null || destination === null) {
    const isLong = bytes.length >= ethernet.HEADER_LENGTH;
    return isLong && ethernet.typeOrLength(bytes, 0) === ARP ? ETHERNET : -1;
  }
  const found = CANDIDATES.find(({ network, etherType }) => {
    const version = ipv4.version(bytes, network);
    const header = version === 4 ? ipv4.MINIMUM_HEADER_LENGTH : ipv6.HEADER_LENGTH;
    if ((version !== 4 && version !== 6) || network + header > bytes.length) return false;
    const type = version === 4 ? 0x0800 : 0x86dd;
    if (etherType !== null && etherType(bytes) !== type) return false;
    return version === 4
      ? ipv4.source(bytes, network) === source[3] &&
          ipv4.destination(bytes, network) === destination[3]
      : isAddressAt(bytes, ipv6.sourceAt(network), source) &&
          isAddressAt(bytes, ipv6.destinationAt(network), destination);
  });
  return found?.linkType ?? -1;
}

function isAddressAt(bytes: Uint8Array, at: number, address: AddressWords): boolean {
  const wanted = addressBytes(address);
  return bytes.subarray(at, at + wanted.length).every((byte, index) => byte === wanted[index]);
}

/**
 * How long a packet was of which only bytes are there: as long as its IPv4 header says, where a snap length
 * cut it.
 */
export function lengthOnWire(bytes: Uint8Array, linkType: number): number {
  const found = CANDIDATES.find((one) => one.linkType === linkType);
  if (found === undefined) return bytes.length;
  const { network, etherType } = found;
  if (network + ipv4.MINIMUM_HEADER_LENGTH > bytes.length) return bytes.length;
  if (ipv4.version(bytes, network) !== 4) return bytes.length;
  if (etherType !== null && etherType(bytes) !== IPV4) return bytes.length;
  return Math.max(bytes.length, network + ipv4.totalLength(bytes, network));
}

/**
 * The link type of bytes of which nothing else is known: the first in which IP stands where it must, with
 * a length that fits; Ethernet for ARP and for what is nothing else that is long enough; -1 for none.
 */
export function linkTypeOfBytes(bytes: Uint8Array): number {
  const found = CANDIDATES.find(({ network, etherType }) => {
    if (network >= bytes.length) return false;
    const version = ipv4.version(bytes, network);
    const header = version === 4 ? ipv4.MINIMUM_HEADER_LENGTH : ipv6.HEADER_LENGTH;
    if ((version !== 4 && version !== 6) || network + header > bytes.length) return false;
    if (etherType !== null) return etherType(bytes) === (version === 4 ? 0x0800 : 0x86dd);
    // Without a type beside it, only a length says that it is IP; padding may follow.
    return version === 4
      ? ipv4.headerLength(bytes, network) >= header && ipv4.totalLength(bytes, network) >= header
      : true;
  });
  if (found !== undefined) return found.linkType;
  return bytes.length >= ethernet.HEADER_LENGTH ? ETHERNET : -1;
}
