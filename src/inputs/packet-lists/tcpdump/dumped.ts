import * as arp from '../../../protocols/arp/codec.ts';
import * as ethernet from '../../../protocols/ethernet/codec.ts';
import * as icmpv6 from '../../../protocols/icmpv6/codec.ts';
import * as ipv4 from '../../../protocols/ipv4/codec.ts';
import * as ipv6 from '../../../protocols/ipv6/codec.ts';
import { linkTypeIn } from '../link-type-of-bytes.ts';
import type { PacketFacts } from '../packet-facts.ts';

const ETHERNET = 1;
const RAW = 101;
/** Where IP begins, by link type. */
const NETWORK_AT: Readonly<Record<number, number>> = { 0: 4, 1: 14, 101: 0, 113: 16, 276: 20 };
const ARP = 0x0806;
const TYPE_IPV4 = 0x0800;
const TYPE_IPV6 = 0x86dd;
/** Bytes that Ethernet adds to the shortest IP packet. */
const MOST_PADDING = 46;
/** Link types by the names that tcpdump has for them (DLT_). */
const LINK_TYPES: Readonly<Record<string, number>> = {
  ...{ EN10MB: 1, NULL: 0, LOOP: 108, RAW: 101, LINUX_SLL: 113, LINUX_SLL2: 276, PPP: 9 },
  ...{ IEEE802_11: 105, IEEE802_11_RADIO: 127, PFLOG: 117, IPV4: 228, IPV6: 229, PKTAP: 258 },
};

/**
 * Makes the dumped bytes the packet: they begin with the link layer (`-xx`) or with what follows it
 * (`-x`), which is told from the addresses that are printed above.
 * @param banner link type that tcpdump said it reads; -1 where it did not
 * @returns whether they are a packet whose link type is known
 */
export function setBytes(facts: PacketFacts, bytes: Uint8Array, banner: number): boolean {
  const found = linkTypeOf(facts, bytes, banner);
  if (found < 0) return false;
  if (found === RAW && isArp(bytes)) {
    // Without its link layer: that is put in front as far as the message tells it.
    const frame = new Uint8Array(ethernet.HEADER_LENGTH + bytes.length);
    const source = facts.sourceMac ?? facts.arp?.senderMac ?? null;
    const header = { source, destination: facts.destinationMac, type: ARP };
    frame.set(bytes, ethernet.emit(frame, 0, header));
    facts.bytes = frame;
    facts.linkType = ETHERNET;
    return true;
  }
  facts.bytes = bytes;
  facts.linkType = found;
  // The frame may be longer than what was captured of it: the IP packet says its length.
  const network = NETWORK_AT[found] ?? -1;
  const length = network < 0 ? -1 : ipLength(bytes, network);
  if (found === RAW || facts.length < 0) facts.length = length < 0 ? -1 : network + length;
  return true;
}

function linkTypeOf(facts: PacketFacts, bytes: Uint8Array, banner: number): number {
  if (isArp(bytes)) return RAW;
  const byAddresses = facts.arp === null ? linkTypeIn(bytes, facts) : -1;
  if (byAddresses >= 0) return byAddresses;
  if (isEthernet(bytes)) return ETHERNET;
  if (isIp(bytes)) return RAW;
  // Another link type than those that are told by what is in them; not a part of a packet.
  return facts.source === null && facts.arp === null ? banner : -1;
}

/** tcpdump dumps ICMPv6 messages of kinds that it does not know, without their IP header. */
export function setMessage(facts: PacketFacts, bytes: Uint8Array): void {
  const { icmp } = facts;
  if (icmp?.version !== 6 || bytes.length < icmpv6.HEADER_LENGTH) return;
  if (icmpv6.type(bytes, 0) !== icmp.type || icmpv6.code(bytes, 0) !== icmp.code) return;
  facts.carried = { protocol: icmpv6.IP_PROTOCOL, start: bytes, length: bytes.length };
  facts.icmp = null;
}

function isArp(bytes: Uint8Array): boolean {
  return bytes.length >= arp.ETHERNET_IPV4_LENGTH && arp.isEthernetIpv4(bytes, 0);
}

function isEthernet(bytes: Uint8Array): boolean {
  if (bytes.length < ethernet.HEADER_LENGTH + ipv4.MINIMUM_HEADER_LENGTH) return false;
  const type = ethernet.typeOrLength(bytes, 0);
  const version = ipv4.version(bytes, ethernet.HEADER_LENGTH);
  return (
    type === ARP || (type === TYPE_IPV4 && version === 4) || (type === TYPE_IPV6 && version === 6)
  );
}

/** A whole IP header whose length fits what is there. */
function isIp(bytes: Uint8Array): boolean {
  if (bytes.length < ipv4.MINIMUM_HEADER_LENGTH) return false;
  const length = ipLength(bytes, 0);
  return length >= bytes.length - MOST_PADDING && length >= ipv4.MINIMUM_HEADER_LENGTH;
}

/** Length of the IP packet at a place, as it says; -1 where none is there. */
function ipLength(bytes: Uint8Array, at: number): number {
  if (bytes.length < at + ipv4.MINIMUM_HEADER_LENGTH) return -1;
  const version = ipv4.version(bytes, at);
  if (version === 4) return ipv4.totalLength(bytes, at);
  if (version !== 6 || bytes.length < at + ipv6.HEADER_LENGTH) return -1;
  return ipv6.HEADER_LENGTH + ipv6.payloadLength(bytes, at);
}

/** The link type in `listening on eth0, link-type EN10MB (Ethernet), …`; -1 where there is none. */
export function bannerLinkType(line: string): number {
  const name = /\blink-type (\w{1,40})/.exec(line.slice(0, 512))?.[1];
  return name !== undefined && Object.hasOwn(LINK_TYPES, name) ? LINK_TYPES[name] : -1;
}
