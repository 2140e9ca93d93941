/**
 * What a layer of a packet is. The order is free; the numbers are only used inside one run.
 * `PROTOCOLS` below has the names that Wireshark gives them.
 */
export enum Protocol {
  NONE = 0,
  ETHERNET,
  VLAN,
  LLC,
  LINUX_SLL,
  LINUX_SLL2,
  NULL_LOOPBACK,
  RAW_IP,
  PPP,
  PPPOE_DISCOVERY,
  PPPOE_SESSION,
  MPLS,
  GRE,
  ERSPAN,
  ETHERIP,
  VXLAN,
  TEREDO,
  ARP,
  IPV4,
  IPV6,
  IPV6_HOP_BY_HOP,
  IPV6_ROUTING,
  IPV6_FRAGMENT,
  IPV6_DESTINATION,
  AUTHENTICATION_HEADER,
  ICMP,
  ICMPV6,
  UDP,
  TCP,
  DNS,
  /** Multicast DNS: its messages and fields are DNS's. */
  MDNS,
  /** Link-local multicast name resolution: its messages and fields are DNS's. */
  LLMNR,
  TLS,
  HTTP,
  /** Named by the analysis of conversations: a short header cannot be told by its looks. */
  QUIC,
  /** Bytes that no decoder claims: Wireshark's `data`. */
  DATA,
}

/** How many protocols there are, `NONE` included. */
export const PROTOCOL_COUNT = Protocol.DATA + 1;

interface ProtocolNames {
  /** Filter name, the part before the dot of its fields: `ip`, `tcp`. */
  readonly filterName: string;
  /** What Wireshark's Protocol column shows when this is the last layer it knows. */
  readonly columnName: string;
}

/** Wireshark's names, by `Protocol`. */
export const PROTOCOL_NAMES: Readonly<Record<Protocol, ProtocolNames>> = {
  [Protocol.NONE]: { filterName: '', columnName: '' },
  [Protocol.ETHERNET]: { filterName: 'eth', columnName: 'Ethernet' },
  [Protocol.VLAN]: { filterName: 'vlan', columnName: 'VLAN' },
  [Protocol.LLC]: { filterName: 'llc', columnName: 'LLC' },
  [Protocol.LINUX_SLL]: { filterName: 'sll', columnName: 'SLL' },
  [Protocol.LINUX_SLL2]: { filterName: 'sll', columnName: 'SLL' },
  [Protocol.NULL_LOOPBACK]: { filterName: 'null', columnName: 'N/A' },
  [Protocol.RAW_IP]: { filterName: 'raw', columnName: 'Raw' },
  [Protocol.PPP]: { filterName: 'ppp', columnName: 'PPP' },
  [Protocol.PPPOE_DISCOVERY]: { filterName: 'pppoed', columnName: 'PPPoED' },
  [Protocol.PPPOE_SESSION]: { filterName: 'pppoes', columnName: 'PPPoES' },
  [Protocol.MPLS]: { filterName: 'mpls', columnName: 'MPLS' },
  [Protocol.GRE]: { filterName: 'gre', columnName: 'GRE' },
  [Protocol.ERSPAN]: { filterName: 'erspan', columnName: 'ERSPAN' },
  [Protocol.ETHERIP]: { filterName: 'etherip', columnName: 'ETHERIP' },
  [Protocol.VXLAN]: { filterName: 'vxlan', columnName: 'VXLAN' },
  [Protocol.TEREDO]: { filterName: 'teredo', columnName: 'Teredo' },
  [Protocol.ARP]: { filterName: 'arp', columnName: 'ARP' },
  [Protocol.IPV4]: { filterName: 'ip', columnName: 'IPv4' },
  [Protocol.IPV6]: { filterName: 'ipv6', columnName: 'IPv6' },
  [Protocol.IPV6_HOP_BY_HOP]: { filterName: 'ipv6.hopopts', columnName: 'IPv6' },
  [Protocol.IPV6_ROUTING]: { filterName: 'ipv6.routing', columnName: 'IPv6' },
  [Protocol.IPV6_FRAGMENT]: { filterName: 'ipv6.fraghdr', columnName: 'IPv6' },
  [Protocol.IPV6_DESTINATION]: { filterName: 'ipv6.dstopts', columnName: 'IPv6' },
  [Protocol.AUTHENTICATION_HEADER]: { filterName: 'ah', columnName: 'AH' },
  [Protocol.ICMP]: { filterName: 'icmp', columnName: 'ICMP' },
  [Protocol.ICMPV6]: { filterName: 'icmpv6', columnName: 'ICMPv6' },
  [Protocol.UDP]: { filterName: 'udp', columnName: 'UDP' },
  [Protocol.TCP]: { filterName: 'tcp', columnName: 'TCP' },
  [Protocol.DNS]: { filterName: 'dns', columnName: 'DNS' },
  [Protocol.MDNS]: { filterName: 'mdns', columnName: 'MDNS' },
  [Protocol.LLMNR]: { filterName: 'llmnr', columnName: 'LLMNR' },
  [Protocol.TLS]: { filterName: 'tls', columnName: 'TLS' },
  [Protocol.HTTP]: { filterName: 'http', columnName: 'HTTP' },
  [Protocol.QUIC]: { filterName: 'quic', columnName: 'QUIC' },
  [Protocol.DATA]: { filterName: 'data', columnName: 'Data' },
};
