/** IP protocol numbers (IANA) as Wireshark's ipproto.c spells them, those that one meets. */
const NAMES: Readonly<Record<number, string>> = {
  0: 'IPv6 Hop-by-Hop Option',
  1: 'ICMP',
  2: 'IGMP',
  3: 'GGP',
  4: 'IPIP',
  5: 'Stream',
  6: 'TCP',
  8: 'EGP',
  9: 'IGRP',
  17: 'UDP',
  27: 'RDP',
  33: 'DCCP',
  40: 'IL',
  41: 'IPv6',
  43: 'Routing header for IPv6',
  44: 'Fragment header for IPv6',
  46: 'RSVP',
  47: 'Generic Routing Encapsulation',
  50: 'Encap Security Payload',
  51: 'Authentication Header',
  58: 'ICMPv6',
  59: 'No Next header for IPv6',
  60: 'Destination options for IPv6',
  63: 'any local network',
  88: 'EIGRP',
  89: 'OSPF IGP',
  94: 'IPIP',
  97: 'ETHERIP',
  103: 'PIM',
  106: 'QNX',
  108: 'IPComp',
  112: 'VRRP',
  113: 'PGM',
  115: 'L2TP',
  132: 'SCTP',
  136: 'UDPlite',
};

/** Name of an IP protocol, `Unknown` where it has none. */
export function ipProtocolName(protocol: number): string {
  return NAMES[protocol] ?? 'Unknown';
}
