import * as arp from './arp.ts';
import * as dns from './dns.ts';
import * as ethernet from './ethernet.ts';
import * as icmp from './icmp.ts';
import * as icmpv6 from './icmpv6.ts';
import * as ipv4 from './ipv4.ts';
import * as ipv6 from './ipv6.ts';
import * as ipv6Extension from './ipv6-extension.ts';
import { NextTable, type PacketView } from './packet-view.ts';
import { PROTOCOL_COUNT, Protocol } from './protocol.ts';
import * as tcp from './tcp.ts';
import * as udp from './udp.ts';
import * as vlan from './vlan.ts';

/** Reads one header at the view's cursor, records the layer, and says what follows. */
export type Decode = (view: PacketView) => void;

/*
 * The only place that knows which protocol follows which. A new protocol is one file beside this
 * one, one row in DECODERS and one row for each way to reach it.
 */

/** Protocol → its decoder. */
const DECODERS: ReadonlyArray<readonly [Protocol, Decode]> = [
  [Protocol.ETHERNET, ethernet.decode],
  [Protocol.VLAN, vlan.decode],
  [Protocol.ARP, arp.decode],
  [Protocol.IPV4, ipv4.decode],
  [Protocol.IPV6, ipv6.decode],
  [Protocol.IPV6_HOP_BY_HOP, ipv6Extension.decodeHopByHop],
  [Protocol.IPV6_ROUTING, ipv6Extension.decodeRouting],
  [Protocol.IPV6_FRAGMENT, ipv6Extension.decodeFragment],
  [Protocol.IPV6_DESTINATION, ipv6Extension.decodeDestination],
  [Protocol.ICMP, icmp.decode],
  [Protocol.ICMPV6, icmpv6.decode],
  [Protocol.UDP, udp.decode],
  [Protocol.TCP, tcp.decode],
  [Protocol.DNS, dns.decode],
];

/** Link type (LINKTYPE_ registry of tcpdump.org) → first protocol. */
const LINK_TYPES: ReadonlyArray<readonly [number, Protocol]> = [[1, Protocol.ETHERNET]];

/** EtherType (IEEE registry) → protocol. */
const ETHER_TYPES: ReadonlyArray<readonly [number, Protocol]> = [
  [0x0800, Protocol.IPV4],
  [0x0806, Protocol.ARP],
  [0x8100, Protocol.VLAN],
  [0x86dd, Protocol.IPV6],
  [0x88a8, Protocol.VLAN],
  [0x9100, Protocol.VLAN],
];

/** IP protocol number (IANA) → protocol. */
const IP_PROTOCOLS: ReadonlyArray<readonly [number, Protocol]> = [
  [0, Protocol.IPV6_HOP_BY_HOP],
  [1, Protocol.ICMP],
  [4, Protocol.IPV4],
  [6, Protocol.TCP],
  [17, Protocol.UDP],
  [41, Protocol.IPV6],
  [43, Protocol.IPV6_ROUTING],
  [44, Protocol.IPV6_FRAGMENT],
  [58, Protocol.ICMPV6],
  [60, Protocol.IPV6_DESTINATION],
];

/** UDP port → protocol. */
const UDP_PORTS: ReadonlyArray<readonly [number, Protocol]> = [[53, Protocol.DNS]];

/** TCP port → protocol. */
const TCP_PORTS: ReadonlyArray<readonly [number, Protocol]> = [[53, Protocol.DNS]];

function table(length: number, rows: ReadonlyArray<readonly [number, Protocol]>): Uint8Array {
  const byKey = new Uint8Array(length);
  for (const [key, protocol] of rows) byKey[key] = protocol;
  return byKey;
}

function identity(): Uint8Array {
  return Uint8Array.from({ length: PROTOCOL_COUNT }, (_, protocol) => protocol);
}

/** Link type → first protocol, `Protocol.NONE` for those not decoded. */
export const linkTypeTable = table(65536, LINK_TYPES);

/** For each `NextTable`: key → protocol. */
export const nextTables: readonly Uint8Array[] = (() => {
  const tables: Uint8Array[] = [];
  tables[NextTable.END] = new Uint8Array(0);
  tables[NextTable.ETHER_TYPE] = table(65536, ETHER_TYPES);
  tables[NextTable.IP_PROTOCOL] = table(256, IP_PROTOCOLS);
  tables[NextTable.UDP_PORT] = table(65536, UDP_PORTS);
  tables[NextTable.TCP_PORT] = table(65536, TCP_PORTS);
  tables[NextTable.PPP_PROTOCOL] = table(65536, []);
  tables[NextTable.LLC_SAP] = table(256, []);
  tables[NextTable.PROTOCOL] = identity();
  return tables;
})();

/** Protocol → decoder; undefined for those that have none. */
export const decoders: readonly (Decode | undefined)[] = (() => {
  const byProtocol: (Decode | undefined)[] = new Array(PROTOCOL_COUNT).fill(undefined);
  for (const [protocol, decode] of DECODERS) byProtocol[protocol] = decode;
  return byProtocol;
})();
