/** Ports by the names that tcpdump is given: those of /etc/services that one meets. */
export const PORTS: Readonly<Record<string, number>> = {
  ...{ bgp: 179, bootpc: 68, bootps: 67, 'dhcpv6-client': 546, 'dhcpv6-server': 547, domain: 53 },
  ...{ ftp: 21, 'ftp-data': 20, http: 80, 'http-alt': 8080, https: 443, imap2: 143, imap: 143 },
  ...{ imaps: 993, isakmp: 500, 'ipsec-nat-t': 4500, kerberos: 88, ldap: 389, ldaps: 636 },
  ...{ mdns: 5353, 'microsoft-ds': 445, 'ms-sql-s': 1433, mysql: 3306, 'netbios-dgm': 138 },
  ...{ 'netbios-ns': 137, 'netbios-ssn': 139, nfs: 2049, ntp: 123, openvpn: 1194, pop3: 110 },
  ...{ pop3s: 995, postgresql: 5432, radius: 1812, 'radius-acct': 1813, sip: 5060 },
  ...{ 'sip-tls': 5061, smtp: 25, smtps: 465, snmp: 161, 'snmp-trap': 162, snmptrap: 162 },
  ...{ ssh: 22, submission: 587, sunrpc: 111, syslog: 514, telnet: 23, tftp: 69 },
};

/** `ip proto NAME` and `ip6 proto NAME`: IANA's protocol numbers. */
export const IP_PROTOCOLS: Readonly<Record<string, number>> = {
  ...{ icmp: 1, igmp: 2, igrp: 9, tcp: 6, udp: 17, gre: 47, esp: 50, ah: 51, icmp6: 58 },
  ...{ 'ipv6-icmp': 58, ospf: 89, pim: 103, vrrp: 112, carp: 112, sctp: 132 },
};

/** `ether proto NAME`: IEEE's EtherTypes. */
export const ETHER_TYPES: Readonly<Record<string, number>> = {
  ...{ ip: 0x0800, arp: 0x0806, rarp: 0x8035, ip6: 0x86dd, vlan: 0x8100 },
};

/** Protocols that are a primitive of their own: as display filters, and whether they are IP. */
export const PROTOCOLS: Readonly<Record<string, readonly [filter: string, isIp: boolean]>> = {
  ip: ['ip', true],
  ip6: ['ipv6', true],
  arp: ['arp', false],
  tcp: ['tcp', true],
  udp: ['udp', true],
  sctp: ['sctp', true],
  icmp: ['icmp', true],
  icmp6: ['icmpv6', true],
  igmp: ['igmp', true],
  ah: ['ah', true],
  esp: ['esp', true],
  pim: ['pim', true],
  vrrp: ['vrrp', true],
  stp: ['stp', false],
  vlan: ['vlan', false],
  mpls: ['mpls', false],
  pppoed: ['pppoed', false],
  pppoes: ['pppoes', false],
};

/** Names of numbers in `tcp[tcpflags] & tcp-syn`: pcap-filter(7). */
export const NUMBERS: Readonly<Record<string, number>> = {
  ...{ icmptype: 0, icmp6type: 0, icmpcode: 1, icmp6code: 1, tcpflags: 13 },
  ...{ 'tcp-fin': 1, 'tcp-syn': 2, 'tcp-rst': 4, 'tcp-push': 8, 'tcp-ack': 16 },
  ...{ 'tcp-urg': 32, 'tcp-ece': 64, 'tcp-cwr': 128 },
  ...{ 'icmp-echoreply': 0, 'icmp-unreach': 3, 'icmp-sourcequench': 4, 'icmp-redirect': 5 },
  ...{ 'icmp-echo': 8, 'icmp-routeradvert': 9, 'icmp-routersolicit': 10, 'icmp-timxceed': 11 },
  ...{ 'icmp-paramprob': 12, 'icmp-tstamp': 13, 'icmp-tstampreply': 14, 'icmp-ireq': 15 },
  ...{ 'icmp-ireqreply': 16, 'icmp-maskreq': 17, 'icmp-maskreply': 18 },
  ...{ 'icmp6-destinationrunreach': 1, 'icmp6-packettoobig': 2, 'icmp6-timeexceeded': 3 },
  ...{ 'icmp6-parameterproblem': 4, 'icmp6-echo': 128, 'icmp6-echoreply': 129 },
  ...{ 'icmp6-multicastlistenerquery': 130, 'icmp6-multicastlistenerreportv1': 131 },
  ...{ 'icmp6-multicastlistenerdone': 132, 'icmp6-routersolicit': 133 },
  ...{ 'icmp6-routeradvert': 134, 'icmp6-neighborsolicit': 135, 'icmp6-neighboradvert': 136 },
  'icmp6-redirect': 137,
};

/** Flags of a TCP header's byte 13, the least bit first. */
export const TCP_FLAGS = ['fin', 'syn', 'reset', 'push', 'ack', 'urg', 'ece', 'cwr'] as const;

/** Which field the bytes of a header are: `ip[8]` is `ip.ttl`. */
export const BYTES: Readonly<Record<string, string>> = {
  'ip[1:1]': 'ip.dsfield',
  'ip[2:2]': 'ip.len',
  'ip[4:2]': 'ip.id',
  'ip[8:1]': 'ip.ttl',
  'ip[9:1]': 'ip.proto',
  'ip6[4:2]': 'ipv6.plen',
  'ip6[6:1]': 'ipv6.nxt',
  'ip6[7:1]': 'ipv6.hlim',
  'tcp[0:2]': 'tcp.srcport',
  'tcp[2:2]': 'tcp.dstport',
  'tcp[4:4]': 'tcp.seq_raw',
  'tcp[8:4]': 'tcp.ack_raw',
  'tcp[14:2]': 'tcp.window_size_value',
  'udp[0:2]': 'udp.srcport',
  'udp[2:2]': 'udp.dstport',
  'udp[4:2]': 'udp.length',
  'icmp[0:1]': 'icmp.type',
  'icmp[1:1]': 'icmp.code',
  'icmp6[0:1]': 'icmpv6.type',
  'icmp6[1:1]': 'icmpv6.code',
  'arp[6:2]': 'arp.opcode',
  'arp[7:1]': 'arp.opcode',
  'ether[12:2]': 'eth.type',
  len: 'frame.len',
};

/** What tcpdump's manual has for whole ideas, and the display filter for them. */
export const IDIOMS: readonly (readonly [pattern: RegExp, filter: string])[] = [
  // "To print all HTTP packets that contain data": tcpdump(1).
  [
    /^\(*ip\[2:2\]-\(\(ip\[0\]&0xf\)<<2\)\)*-\(\(tcp\[12(?::1)?\]&0xf0\)>>2\)\)*!=0\)*$/,
    'tcp.len > 0',
  ],
  [/^\(*ip\[6:2\]&0x1fff!=0\)*$/, 'ip.frag_offset > 0'],
  [/^\(*ip\[6:2\]&0x1fff=0\)*$/, 'ip.frag_offset == 0'],
  [/^\(*ip\[6\]&0x20!=0\)*$/, 'ip.flags.mf == 1'],
  [/^\(*ip\[6\]&0x40!=0\)*$/, 'ip.flags.df == 1'],
  [/^\(*ip\[0\]&(?:0xf|15)!=5\)*$/, 'ip.hdr_len != 20'],
  [/^\(*ip\[0\]&(?:0xf|15)>5\)*$/, 'ip.hdr_len > 20'],
  [/^\(*ether\[0\]&1!=0\)*$/, 'eth.dst.ig == 1'],
  [/^\(*ether\[0\]&1=0\)*$/, 'eth.dst.ig == 0'],
  [/^\(*ether\[0\]&1=1\)*$/, 'eth.dst.ig == 1'],
];
