import * as arp from './arp/codec.ts';
import * as authenticationHeader from './authentication-header/codec.ts';
import * as data from './data/codec.ts';
import * as dns from './dns/codec.ts';
import * as erspan from './erspan/codec.ts';
import * as etherip from './etherip/codec.ts';
import * as ethernet from './ethernet/codec.ts';
import * as gre from './gre/codec.ts';
import * as http from './http/codec.ts';
import * as icmp from './icmp/codec.ts';
import * as icmpv6 from './icmpv6/codec.ts';
import * as ipv4 from './ipv4/codec.ts';
import * as ipv6 from './ipv6/codec.ts';
import * as ipv6Extension from './ipv6/extension.ts';
import * as linuxSll from './linux-sll/codec.ts';
import * as linuxSll2 from './linux-sll2/codec.ts';
import * as llc from './llc/codec.ts';
import * as mpls from './mpls/codec.ts';
import * as nullLoopback from './null-loopback/codec.ts';
import { NextTable, type PacketView } from './packet-view.ts';
import * as ppp from './ppp/codec.ts';
import * as pppoe from './pppoe/codec.ts';
import { PROTOCOL_COUNT, Protocol } from './protocol.ts';
import * as rawIp from './raw-ip/codec.ts';
import * as tcp from './tcp/codec.ts';
import * as teredo from './teredo/codec.ts';
import * as tls from './tls/codec.ts';
import * as udp from './udp/codec.ts';
import * as vlan from './vlan/codec.ts';
import * as vxlan from './vxlan/codec.ts';

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
  [Protocol.LLC, llc.decode],
  [Protocol.LINUX_SLL, linuxSll.decode],
  [Protocol.LINUX_SLL2, linuxSll2.decode],
  [Protocol.NULL_LOOPBACK, nullLoopback.decode],
  [Protocol.RAW_IP, rawIp.decode],
  [Protocol.PPP, ppp.decode],
  [Protocol.PPPOE_DISCOVERY, pppoe.decodeDiscovery],
  [Protocol.PPPOE_SESSION, pppoe.decodeSession],
  [Protocol.MPLS, mpls.decode],
  [Protocol.GRE, gre.decode],
  [Protocol.ERSPAN, erspan.decode],
  [Protocol.ETHERIP, etherip.decode],
  [Protocol.VXLAN, vxlan.decode],
  [Protocol.TEREDO, teredo.decode],
  [Protocol.ARP, arp.decode],
  [Protocol.IPV4, ipv4.decode],
  [Protocol.IPV6, ipv6.decode],
  [Protocol.IPV6_HOP_BY_HOP, ipv6Extension.decodeHopByHop],
  [Protocol.IPV6_ROUTING, ipv6Extension.decodeRouting],
  [Protocol.IPV6_FRAGMENT, ipv6Extension.decodeFragment],
  [Protocol.IPV6_DESTINATION, ipv6Extension.decodeDestination],
  [Protocol.AUTHENTICATION_HEADER, authenticationHeader.decode],
  [Protocol.ICMP, icmp.decode],
  [Protocol.ICMPV6, icmpv6.decode],
  [Protocol.UDP, udp.decode],
  [Protocol.TCP, tcp.decode],
  [Protocol.DNS, dns.decode],
  [Protocol.MDNS, dns.decodeMdns],
  [Protocol.LLMNR, dns.decodeLlmnr],
  [Protocol.TLS, tls.decode],
  [Protocol.HTTP, http.decode],
  [Protocol.DATA, data.decode],
];

/** Link type (LINKTYPE_ registry of tcpdump.org) → first protocol. */
const LINK_TYPES: ReadonlyArray<readonly [number, Protocol]> = [
  [0, Protocol.NULL_LOOPBACK],
  [1, Protocol.ETHERNET],
  [9, Protocol.PPP],
  // DLT_RAW's number differs from system to system; LINKTYPE_RAW is 101.
  [12, Protocol.RAW_IP],
  [14, Protocol.RAW_IP],
  [50, Protocol.PPP],
  [51, Protocol.PPPOE_SESSION],
  [101, Protocol.RAW_IP],
  // Cisco HDLC, which PPP_HDLC may hold, too.
  [104, Protocol.PPP],
  // LINKTYPE_LOOP: as NULL, in network order.
  [108, Protocol.NULL_LOOPBACK],
  [113, Protocol.LINUX_SLL],
  [228, Protocol.IPV4],
  [229, Protocol.IPV6],
  [276, Protocol.LINUX_SLL2],
];

/** EtherType (IEEE registry) → protocol. */
const ETHER_TYPES: ReadonlyArray<readonly [number, Protocol]> = [
  [0x0800, Protocol.IPV4],
  [0x0806, Protocol.ARP],
  // Reverse ARP (RFC 903): ARP's form.
  [0x8035, Protocol.ARP],
  // Transparent Ethernet bridging: in GRE.
  [0x6558, Protocol.ETHERNET],
  [0x8100, Protocol.VLAN],
  [0x86dd, Protocol.IPV6],
  [0x8847, Protocol.MPLS],
  [0x8848, Protocol.MPLS],
  [0x8863, Protocol.PPPOE_DISCOVERY],
  [0x8864, Protocol.PPPOE_SESSION],
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
  [47, Protocol.GRE],
  [51, Protocol.AUTHENTICATION_HEADER],
  [58, Protocol.ICMPV6],
  [60, Protocol.IPV6_DESTINATION],
  [97, Protocol.ETHERIP],
  [137, Protocol.MPLS],
];

/** UDP port → protocol. */
const UDP_PORTS: ReadonlyArray<readonly [number, Protocol]> = [
  [53, Protocol.DNS],
  [3544, Protocol.TEREDO],
  [4754, Protocol.GRE],
  [4789, Protocol.VXLAN],
  [5353, Protocol.MDNS],
  [5355, Protocol.LLMNR],
  [6635, Protocol.MPLS],
];

/** TCP port → protocol. TLS and HTTP are known by what they look like: see `recogniseTcp`. */
const TCP_PORTS: ReadonlyArray<readonly [number, Protocol]> = [
  [53, Protocol.DNS],
  [5353, Protocol.MDNS],
  [5355, Protocol.LLMNR],
];

/** PPP protocol number (IANA) → protocol. */
const PPP_PROTOCOLS: ReadonlyArray<readonly [number, Protocol]> = [
  [0x0021, Protocol.IPV4],
  [0x0057, Protocol.IPV6],
  [0x0281, Protocol.MPLS],
  [0x0283, Protocol.MPLS],
];

/** LLC service access point → protocol. */
const LLC_SAPS: ReadonlyArray<readonly [number, Protocol]> = [[0x06, Protocol.IPV4]];

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
  tables[NextTable.FRAGMENT] = new Uint8Array(0);
  tables[NextTable.ETHER_TYPE] = table(65536, ETHER_TYPES);
  tables[NextTable.IP_PROTOCOL] = table(256, IP_PROTOCOLS);
  tables[NextTable.UDP_PORT] = table(65536, UDP_PORTS);
  tables[NextTable.TCP_PORT] = table(65536, TCP_PORTS);
  tables[NextTable.PPP_PROTOCOL] = table(65536, PPP_PROTOCOLS);
  tables[NextTable.LLC_SAP] = table(256, LLC_SAPS);
  tables[NextTable.PROTOCOL] = identity();
  return tables;
})();

/** What TCP payload on a port that names nothing looks like; `Protocol.NONE` for nothing known. */
export function recogniseTcp(bytes: Uint8Array, at: number, limit: number): Protocol {
  if (tls.looksLikeRecord(bytes, at, limit)) return Protocol.TLS;
  if (http.looksLikeMessage(bytes, at, limit)) return Protocol.HTTP;
  return Protocol.NONE;
}

/** Protocol → decoder; undefined for those that have none. */
export const decoders: readonly (Decode | undefined)[] = (() => {
  const byProtocol: (Decode | undefined)[] = new Array(PROTOCOL_COUNT).fill(undefined);
  for (const [protocol, decode] of DECODERS) byProtocol[protocol] = decode;
  return byProtocol;
})();

/**
 * Decodes one header as `protocol`. False where it has no decoder. The commonest protocols are
 * called by name, which measured about a tenth faster than through the table.
 */
export function decodeHeader(protocol: Protocol, view: PacketView): boolean {
  switch (protocol) {
    case Protocol.ETHERNET:
      ethernet.decode(view);
      return true;
    case Protocol.IPV4:
      ipv4.decode(view);
      return true;
    case Protocol.TCP:
      tcp.decode(view);
      return true;
    case Protocol.UDP:
      udp.decode(view);
      return true;
    case Protocol.IPV6:
      ipv6.decode(view);
      return true;
    case Protocol.DNS:
      dns.decode(view);
      return true;
    case Protocol.DATA:
      data.decode(view);
      return true;
    default: {
      const decode = decoders[protocol];
      if (decode === undefined) return false;
      decode(view);
      return true;
    }
  }
}
