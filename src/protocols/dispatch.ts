import * as arp from './arp/codec.ts';
import * as authenticationHeader from './authentication-header/codec.ts';
import * as data from './data/codec.ts';
import * as dns from './dns/codec.ts';
import * as dsaTag from './dsa-tag/codec.ts';
import * as enc from './enc/codec.ts';
import * as erf from './erf/codec.ts';
import * as erspan from './erspan/codec.ts';
import * as esp from './esp/codec.ts';
import * as etherip from './etherip/codec.ts';
import * as ethernet from './ethernet/codec.ts';
import * as fddi from './fddi/codec.ts';
import * as frameRelay from './frame-relay/codec.ts';
import * as geneve from './geneve/codec.ts';
import * as gre from './gre/codec.ts';
import * as gtp from './gtp/codec.ts';
import * as http from './http/codec.ts';
import * as icmp from './icmp/codec.ts';
import * as icmpv6 from './icmpv6/codec.ts';
import * as ipOverFc from './ip-over-fc/codec.ts';
import * as ipnet from './ipnet/codec.ts';
import * as ipv4 from './ipv4/codec.ts';
import * as ipv6 from './ipv6/codec.ts';
import * as ipv6Extension from './ipv6/extension.ts';
import * as juniper from './juniper/codec.ts';
import * as linuxSll from './linux-sll/codec.ts';
import * as linuxSll2 from './linux-sll2/codec.ts';
import * as llc from './llc/codec.ts';
import * as mpls from './mpls/codec.ts';
import * as nflog from './nflog/codec.ts';
import * as nullLoopback from './null-loopback/codec.ts';
import { NextTable, type PacketView } from './packet-view.ts';
import * as pflog from './pflog/codec.ts';
import * as pktap from './pktap/codec.ts';
import * as ppi from './ppi/codec.ts';
import * as ppp from './ppp/codec.ts';
import * as pppoe from './pppoe/codec.ts';
import * as prism from './prism/codec.ts';
import { PROTOCOL_COUNT, Protocol } from './protocol.ts';
import * as radiotap from './radiotap/codec.ts';
import * as rawIp from './raw-ip/codec.ts';
import * as slip from './slip/codec.ts';
import * as symantec from './symantec/codec.ts';
import * as tcp from './tcp/codec.ts';
import * as teredo from './teredo/codec.ts';
import * as tls from './tls/codec.ts';
import * as tokenRing from './token-ring/codec.ts';
import * as udp from './udp/codec.ts';
import * as vlan from './vlan/codec.ts';
import * as vxlan from './vxlan/codec.ts';
import * as wlan from './wlan/codec.ts';

/** Reads one header at the view's cursor, records the layer, and says what follows. */
export type Decode = (view: PacketView) => void;

/** Where a protocol follows: keys of the tables by which what is below names it. */
interface Keys {
  /** LINKTYPE_ registry of tcpdump.org. */
  readonly linkType?: readonly number[];
  /** IEEE registry. */
  readonly etherType?: readonly number[];
  /** IANA registry. */
  readonly ipProtocol?: readonly number[];
  readonly udpPort?: readonly number[];
  readonly tcpPort?: readonly number[];
  /** IANA registry. */
  readonly pppProtocol?: readonly number[];
  /** Service access point of LLC. */
  readonly llcSap?: readonly number[];
}

interface Row {
  readonly protocol: Protocol;
  /** Wireshark's filter name, its Protocol column, its long name. */
  readonly names: readonly [filter: string, column: string, title: string];
  readonly decode?: Decode;
  readonly after?: Keys;
}

/*
 * The protocols: what each is called, its decoder, and what it follows. The only place that knows
 * which protocol follows which. What else a protocol's folder may have (fields, Info, redaction) is
 * in `protocol-parts.ts`, which no diagnosis loads unless it is asked for a field, a row or redaction.
 */
const PROTOCOLS: readonly Row[] = [
  {
    protocol: Protocol.ETHERNET,
    names: ['eth', 'Ethernet', 'Ethernet'],
    decode: ethernet.decode,
    // As an EtherType: transparent Ethernet bridging, in GRE.
    after: { linkType: [1], etherType: [0x6558] },
  },
  {
    protocol: Protocol.VLAN,
    names: ['vlan', 'VLAN', '802.1Q Virtual LAN'],
    decode: vlan.decode,
    after: { etherType: [0x8100, 0x88a8, 0x9100] },
  },
  {
    protocol: Protocol.LLC,
    names: ['llc', 'LLC', 'Logical-Link Control'],
    decode: llc.decode,
    // ATM with LLC (RFC 2684 §5), without ATM's own header.
    after: { linkType: [100] },
  },
  {
    protocol: Protocol.LINUX_SLL,
    names: ['sll', 'SLL', 'Linux cooked-mode capture'],
    decode: linuxSll.decode,
    after: { linkType: [113] },
  },
  {
    protocol: Protocol.LINUX_SLL2,
    names: ['sll', 'SLL', 'Linux cooked-mode capture'],
    decode: linuxSll2.decode,
    after: { linkType: [276] },
  },
  {
    protocol: Protocol.NULL_LOOPBACK,
    names: ['null', 'N/A', 'Null/Loopback'],
    decode: nullLoopback.decode,
    // 108, LINKTYPE_LOOP, is as NULL, in network order.
    after: { linkType: [0, 108] },
  },
  {
    protocol: Protocol.RAW_IP,
    names: ['raw', 'Raw', 'Raw packet data'],
    decode: rawIp.decode,
    // DLT_RAW's number differs from system to system; LINKTYPE_RAW is 101.
    after: { linkType: [12, 14, 101] },
  },
  {
    protocol: Protocol.PPP,
    names: ['ppp', 'PPP', 'Point-to-Point Protocol'],
    decode: ppp.decode,
    // 104 is Cisco HDLC, which PPP_HDLC (50) may hold, too.
    // With a byte of direction before: 166, pppd's, in place of the address; 204 and 205.
    after: { linkType: [9, 50, 104, 166, 204, 205] },
  },
  {
    protocol: Protocol.WLAN,
    names: ['wlan', '802.11', 'IEEE 802.11 wireless LAN'],
    decode: wlan.decode,
    after: { linkType: [105] },
  },
  {
    protocol: Protocol.RADIOTAP,
    names: ['radiotap', '802.11', 'IEEE 802.11 Radiotap Capture header'],
    decode: radiotap.decode,
    after: { linkType: [127] },
  },
  {
    protocol: Protocol.PPI,
    names: ['ppi', 'PPI', 'PPI Packet Header'],
    decode: ppi.decode,
    after: { linkType: [192] },
  },
  {
    protocol: Protocol.PRISM,
    names: ['prism', 'Prism', 'Prism capture header'],
    decode: prism.decode,
    after: { linkType: [119] },
  },
  {
    protocol: Protocol.WLAN_AVS,
    names: ['wlancap', 'WLANCAP', 'AVS WLAN Capture header'],
    decode: prism.decodeAvs,
    after: { linkType: [163] },
  },
  {
    protocol: Protocol.TOKEN_RING,
    names: ['tr', 'TR', 'Token-Ring'],
    decode: tokenRing.decode,
    after: { linkType: [6] },
  },
  {
    protocol: Protocol.FDDI,
    names: ['fddi', 'FDDI', 'Fiber Distributed Data Interface'],
    decode: fddi.decode,
    after: { linkType: [10] },
  },
  {
    protocol: Protocol.IP_OVER_FC,
    names: ['ipfc', 'IP/FC', 'IP Over FC'],
    decode: ipOverFc.decode,
    after: { linkType: [122] },
  },
  {
    protocol: Protocol.FRAME_RELAY,
    names: ['fr', 'FR', 'Frame Relay'],
    decode: frameRelay.decode,
    after: { linkType: [107, 206] },
  },
  {
    protocol: Protocol.SLIP,
    names: ['raw', 'Raw', 'Serial Line IP'],
    decode: slip.decode,
    after: { linkType: [8] },
  },
  {
    protocol: Protocol.DSA_TAG,
    names: ['brcm-tag', 'Broadcom tag', 'Broadcom tag protocol'],
    decode: dsaTag.decode,
    after: { linkType: [281, 282, 284, 285] },
  },
  {
    protocol: Protocol.PFLOG,
    names: ['pflog', 'PFLOG', 'OpenBSD Packet Filter log file'],
    decode: pflog.decode,
    after: { linkType: [117] },
  },
  {
    protocol: Protocol.NFLOG,
    names: ['nflog', 'NFLOG', 'Linux Netfilter NFLOG'],
    decode: nflog.decode,
    after: { linkType: [239] },
  },
  {
    protocol: Protocol.PKTAP,
    names: ['pktap', 'PKTAP', 'PKTAP packet header'],
    decode: pktap.decode,
    after: { linkType: [258] },
  },
  {
    protocol: Protocol.ENC,
    names: ['enc', 'ENC', 'OpenBSD Encapsulating device'],
    decode: enc.decode,
    after: { linkType: [109] },
  },
  {
    protocol: Protocol.IPNET,
    names: ['ipnet', 'IPNET', 'Solaris IPNET'],
    decode: ipnet.decode,
    after: { linkType: [226] },
  },
  {
    protocol: Protocol.SYMANTEC,
    names: ['symantec', 'Symantec', 'Symantec Enterprise Firewall'],
    decode: symantec.decode,
    after: { linkType: [99] },
  },
  {
    protocol: Protocol.JUNIPER,
    names: ['juniper', 'Juniper', 'Juniper'],
    decode: juniper.decode,
    after: { linkType: [178] },
  },
  {
    protocol: Protocol.ERF,
    names: ['erf', 'ERF', 'Extensible Record Format'],
    decode: erf.decode,
    after: { linkType: [197] },
  },
  {
    protocol: Protocol.PPPOE_DISCOVERY,
    names: ['pppoed', 'PPPoED', 'PPP-over-Ethernet Discovery'],
    decode: pppoe.decodeDiscovery,
    after: { etherType: [0x8863] },
  },
  {
    protocol: Protocol.PPPOE_SESSION,
    names: ['pppoes', 'PPPoES', 'PPP-over-Ethernet Session'],
    decode: pppoe.decodeSession,
    after: { linkType: [51], etherType: [0x8864] },
  },
  {
    protocol: Protocol.MPLS,
    names: ['mpls', 'MPLS', 'MultiProtocol Label Switching Header'],
    decode: mpls.decode,
    after: {
      etherType: [0x8847, 0x8848],
      ipProtocol: [137],
      udpPort: [6635],
      pppProtocol: [0x0281, 0x0283],
    },
  },
  {
    protocol: Protocol.GRE,
    names: ['gre', 'GRE', 'Generic Routing Encapsulation'],
    decode: gre.decode,
    after: { ipProtocol: [47], udpPort: [4754] },
  },
  {
    protocol: Protocol.ERSPAN,
    names: ['erspan', 'ERSPAN', 'Encapsulated Remote Switch Packet ANalysis'],
    decode: erspan.decode,
  },
  {
    protocol: Protocol.ETHERIP,
    names: ['etherip', 'ETHERIP', 'Ethernet over IP'],
    decode: etherip.decode,
    after: { ipProtocol: [97] },
  },
  {
    protocol: Protocol.VXLAN,
    names: ['vxlan', 'VXLAN', 'Virtual eXtensible Local Area Network'],
    decode: vxlan.decode,
    after: { udpPort: [4789] },
  },
  {
    protocol: Protocol.GENEVE,
    names: ['geneve', 'Geneve', 'Generic Network Virtualization Encapsulation'],
    decode: geneve.decode,
    after: { udpPort: [6081] },
  },
  {
    protocol: Protocol.GTP,
    names: ['gtp', 'GTP', 'GPRS Tunneling Protocol'],
    decode: gtp.decode,
    after: { udpPort: [2152] },
  },
  {
    protocol: Protocol.TEREDO,
    names: ['teredo', 'Teredo', 'Teredo IPv6 over UDP tunneling'],
    decode: teredo.decode,
    after: { udpPort: [3544] },
  },
  {
    protocol: Protocol.ARP,
    names: ['arp', 'ARP', 'Address Resolution Protocol'],
    decode: arp.decode,
    // Reverse ARP (RFC 903) has ARP's form.
    after: { etherType: [0x0806, 0x8035] },
  },
  {
    protocol: Protocol.IPV4,
    names: ['ip', 'IPv4', 'Internet Protocol Version 4'],
    decode: ipv4.decode,
    after: {
      linkType: [228],
      etherType: [0x0800],
      ipProtocol: [4],
      pppProtocol: [0x0021],
      llcSap: [0x06],
    },
  },
  {
    protocol: Protocol.IPV6,
    names: ['ipv6', 'IPv6', 'Internet Protocol Version 6'],
    decode: ipv6.decode,
    after: { linkType: [229], etherType: [0x86dd], ipProtocol: [41], pppProtocol: [0x0057] },
  },
  { protocol: Protocol.BROKEN_IPV4, names: ['ip', 'IPv4', 'Internet Protocol Version 4'] },
  { protocol: Protocol.BROKEN_IPV6, names: ['ipv6', 'IPv6', 'Internet Protocol Version 6'] },
  {
    protocol: Protocol.IPV6_HOP_BY_HOP,
    names: ['ipv6.hopopts', 'IPv6', 'IPv6 Hop-by-Hop Option'],
    decode: ipv6Extension.decodeHopByHop,
    after: { ipProtocol: [0] },
  },
  {
    protocol: Protocol.IPV6_ROUTING,
    names: ['ipv6.routing', 'IPv6', 'Routing Header for IPv6'],
    decode: ipv6Extension.decodeRouting,
    after: { ipProtocol: [43] },
  },
  {
    protocol: Protocol.IPV6_FRAGMENT,
    names: ['ipv6.fraghdr', 'IPv6', 'Fragment Header for IPv6'],
    decode: ipv6Extension.decodeFragment,
    after: { ipProtocol: [44] },
  },
  {
    protocol: Protocol.IPV6_DESTINATION,
    names: ['ipv6.dstopts', 'IPv6', 'Destination Options for IPv6'],
    decode: ipv6Extension.decodeDestination,
    after: { ipProtocol: [60] },
  },
  {
    protocol: Protocol.AUTHENTICATION_HEADER,
    names: ['ah', 'AH', 'Authentication Header'],
    decode: authenticationHeader.decode,
    after: { ipProtocol: [51] },
  },
  {
    protocol: Protocol.ESP,
    names: ['esp', 'ESP', 'Encapsulating Security Payload'],
    decode: esp.decode,
    after: { ipProtocol: [esp.IP_PROTOCOL] },
  },
  {
    protocol: Protocol.ICMP,
    names: ['icmp', 'ICMP', 'Internet Control Message Protocol'],
    decode: icmp.decode,
    after: { ipProtocol: [icmp.IP_PROTOCOL] },
  },
  {
    protocol: Protocol.ICMPV6,
    names: ['icmpv6', 'ICMPv6', 'Internet Control Message Protocol v6'],
    decode: icmpv6.decode,
    after: { ipProtocol: [icmpv6.IP_PROTOCOL] },
  },
  {
    protocol: Protocol.UDP,
    names: ['udp', 'UDP', 'User Datagram Protocol'],
    decode: udp.decode,
    after: { ipProtocol: [udp.IP_PROTOCOL] },
  },
  {
    protocol: Protocol.TCP,
    names: ['tcp', 'TCP', 'Transmission Control Protocol'],
    decode: tcp.decode,
    after: { ipProtocol: [tcp.IP_PROTOCOL] },
  },
  {
    protocol: Protocol.DNS,
    names: ['dns', 'DNS', 'Domain Name System'],
    decode: dns.decode,
    after: { udpPort: [53], tcpPort: [53] },
  },
  {
    protocol: Protocol.MDNS,
    names: ['mdns', 'MDNS', 'Multicast Domain Name System'],
    decode: dns.decodeMdns,
    after: { udpPort: [5353], tcpPort: [5353] },
  },
  {
    protocol: Protocol.LLMNR,
    names: ['llmnr', 'LLMNR', 'Link-local Multicast Name Resolution'],
    decode: dns.decodeLlmnr,
    after: { udpPort: [5355], tcpPort: [5355] },
  },
  {
    protocol: Protocol.TLS,
    names: ['tls', 'TLS', 'Transport Layer Security'],
    decode: tls.decode,
    // TLS and HTTP are known by what they look like: see `recogniseTcp`.
  },
  {
    protocol: Protocol.HTTP,
    names: ['http', 'HTTP', 'Hypertext Transfer Protocol'],
    decode: http.decode,
  },
  {
    protocol: Protocol.QUIC,
    names: ['quic', 'QUIC', 'QUIC IETF'],
    // No decoder: the analysis of conversations names it.
  },
  {
    protocol: Protocol.SIP,
    names: ['sip', 'SIP', 'Session Initiation Protocol'],
    // No decoder: messages take any number of segments.
  },
  {
    protocol: Protocol.RTP,
    names: ['rtp', 'RTP', 'Real-Time Transport Protocol'],
    // No decoder: a call says which ports it has.
  },
  {
    protocol: Protocol.RTCP,
    names: ['rtcp', 'RTCP', 'Real-time Transport Control Protocol'],
  },
  { protocol: Protocol.DATA, names: ['data', 'Data', 'Data'], decode: data.decode },
];

function table(length: number, kind: keyof Keys): Uint8Array {
  const byKey = new Uint8Array(length);
  for (const { protocol, after } of PROTOCOLS) {
    for (const key of after?.[kind] ?? []) byKey[key] = protocol;
  }
  return byKey;
}

/** Link type → first protocol, `Protocol.NONE` for those not decoded. */
export const linkTypeTable = table(65536, 'linkType');

/** For each `NextTable`: key → protocol. */
export const nextTables: readonly Uint8Array[] = (() => {
  const tables: Uint8Array[] = [];
  tables[NextTable.END] = new Uint8Array(0);
  tables[NextTable.FRAGMENT] = new Uint8Array(0);
  tables[NextTable.ETHER_TYPE] = table(65536, 'etherType');
  tables[NextTable.IP_PROTOCOL] = table(256, 'ipProtocol');
  tables[NextTable.UDP_PORT] = table(65536, 'udpPort');
  tables[NextTable.TCP_PORT] = table(65536, 'tcpPort');
  tables[NextTable.PPP_PROTOCOL] = table(65536, 'pppProtocol');
  tables[NextTable.LLC_SAP] = table(256, 'llcSap');
  tables[NextTable.LINK_TYPE] = table(65536, 'linkType');
  tables[NextTable.PROTOCOL] = Uint8Array.from({ length: PROTOCOL_COUNT }, (_, key) => key);
  return tables;
})();

interface ProtocolNames {
  /** Filter name, the part before the dot of its fields: `ip`, `tcp`. */
  readonly filterName: string;
  /** What Wireshark's Protocol column shows when this is the last layer it knows. */
  readonly columnName: string;
  /** Wireshark's long name. */
  readonly title: string;
}

/** Wireshark's names, by `Protocol`. */
export const PROTOCOL_NAMES: readonly ProtocolNames[] = (() => {
  const byProtocol: ProtocolNames[] = [{ filterName: '', columnName: '', title: '' }];
  for (const { protocol, names } of PROTOCOLS) {
    const [filterName, columnName, title] = names;
    byProtocol[protocol] = { filterName, columnName, title };
  }
  return byProtocol;
})();

/** What TCP payload on a port that names nothing looks like; `Protocol.NONE` for nothing known. */
export function recogniseTcp(bytes: Uint8Array, at: number, limit: number): Protocol {
  if (tls.looksLikeRecord(bytes, at, limit)) return Protocol.TLS;
  if (http.looksLikeMessage(bytes, at, limit)) return Protocol.HTTP;
  return Protocol.NONE;
}

/** Protocol → decoder; undefined for those that have none. */
const decoders: readonly (Decode | undefined)[] = (() => {
  const byProtocol: (Decode | undefined)[] = new Array(PROTOCOL_COUNT).fill(undefined);
  for (const { protocol, decode } of PROTOCOLS) byProtocol[protocol] = decode;
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
