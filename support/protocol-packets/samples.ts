import {
  arp,
  concat,
  dnsOverTcp,
  dnsQuery,
  dnsResponse,
  ethernet,
  etherType,
  filler,
  hex,
  icmp,
  icmpQuote,
  icmpv6,
  ipProtocol,
  ipv4,
  ipv6,
  linuxCooked,
  linuxCooked2,
  tcp,
  tcpFlag,
  text,
  tlsAlert,
  tlsClientHello,
  tlsServerHello,
  udp,
  uint16,
  vlan,
} from '../packet-builder.ts';

export interface Sample {
  readonly name: string;
  readonly linkType: number;
  /** Layers, outermost first, as `Protocol` spells them. */
  readonly stack: string;
  readonly bytes: Uint8Array;
}

const MACS = { source: '00:0c:29:3e:61:7a', destination: '00:0c:29:aa:bb:cc' };
const V4 = { source: '10.0.0.1', destination: '10.0.0.2' };
const V6 = { source: '2001:db8::1', destination: '2001:db8::2' };

const query = dnsQuery({
  id: 0xf7fb,
  name: 'debug.opendns.com',
  type: 'TXT',
  ednsOptions: [{ code: 20292, data: filler(32) }],
});
const response = dnsResponse({
  id: 0xf7fb,
  name: 'www.example.com',
  type: 'A',
  answers: [
    { name: 'www.example.com', type: 'CNAME', data: 'web.example.net' },
    { name: 'web.example.net', type: 'A', data: '192.0.2.7' },
  ],
});

const ip = (payload: Uint8Array, protocol: number) => ipv4({ ...V4, protocol }, payload);
const ip6 = (payload: Uint8Array, nextHeader: number) => ipv6({ ...V6, nextHeader }, payload);
const frame = (payload: Uint8Array, type: number) =>
  ethernet({ ...MACS, etherType: type }, payload);
const datagram = (destinationPort: number, payload: Uint8Array) =>
  udp({ ...V4, sourcePort: 50000, destinationPort }, payload);
const segment = (destinationPort: number, payload?: Uint8Array) =>
  tcp(
    {
      ...V4,
      sourcePort: 50000,
      destinationPort,
      flags: tcpFlag.ack | tcpFlag.psh,
      sequence: 1000,
      acknowledgment: 2000,
      options: { timestamps: { value: 1, echoReply: 2 } },
    },
    payload,
  );
const overIp = (payload: Uint8Array, protocol: number) =>
  frame(ip(payload, protocol), etherType.ipv4);

/** An inner frame and an inner packet, for tunnels. */
const innerIp = ip(datagram(53, query), ipProtocol.udp);
const innerIp6 = ip6(udp({ ...V6, sourcePort: 50000, destinationPort: 53 }, query), ipProtocol.udp);
const innerFrame = frame(innerIp, etherType.ipv4);
const INNER = 'IPV4 UDP DNS';
/** A length of 16 bits in hexadecimal. */
const length16 = (length: number) => length.toString(16).padStart(4, '0');

/** One packet of every kind that the decoder knows. */
export const SAMPLES: readonly Sample[] = [
  ...[
    ['DNS over UDP', overIp(datagram(53, query), ipProtocol.udp), 'IPV4 UDP DNS'],
    ['DNS response', overIp(datagram(53, response), ipProtocol.udp), 'IPV4 UDP DNS'],
    ['multicast DNS', overIp(datagram(5353, response), ipProtocol.udp), 'IPV4 UDP MDNS'],
    ['LLMNR', overIp(datagram(5355, query), ipProtocol.udp), 'IPV4 UDP LLMNR'],
    ['DNS over TCP', overIp(segment(53, dnsOverTcp(response)), ipProtocol.tcp), 'IPV4 TCP DNS'],
    ['UDP data', overIp(datagram(9999, filler(20)), ipProtocol.udp), 'IPV4 UDP DATA'],
    ['bare ACK', overIp(segment(443), ipProtocol.tcp), 'IPV4 TCP'],
    [
      'TLS ClientHello',
      overIp(segment(443, tlsClientHello('www.example.com')), ipProtocol.tcp),
      'IPV4 TCP TLS',
    ],
    ['TLS ServerHello', overIp(segment(443, tlsServerHello()), ipProtocol.tcp), 'IPV4 TCP TLS'],
    ['TLS alert', overIp(segment(443, tlsAlert(2, 40)), ipProtocol.tcp), 'IPV4 TCP TLS'],
    [
      'HTTP request',
      overIp(segment(80, text('GET / HTTP/1.1\r\nHost: example.com\r\n\r\n')), ipProtocol.tcp),
      'IPV4 TCP HTTP',
    ],
    [
      'HTTP response',
      overIp(segment(80, text('HTTP/1.1 403 Forbidden\r\n\r\n')), ipProtocol.tcp),
      'IPV4 TCP HTTP',
    ],
    [
      'ICMP unreachable',
      overIp(icmp({ type: 3, code: 13 }, icmpQuote(innerIp, innerIp.length)), ipProtocol.icmp),
      'IPV4 ICMP IPV4 UDP DNS',
    ],
    [
      'ICMPv6 unreachable',
      frame(ip6(icmpv6({ ...V6, type: 1, code: 1 }, innerIp6), ipProtocol.icmpv6), etherType.ipv6),
      'IPV6 ICMPV6 IPV6 UDP DNS',
    ],
    [
      'VLAN in VLAN',
      frame(
        vlan({ id: 5, etherType: 0x8100 }, vlan({ id: 6, etherType: 0x0800 }, innerIp)),
        0x88a8,
      ),
      `VLAN VLAN ${INNER}`,
    ],
    [
      'IPv6 with a routing header',
      frame(ip6(concat(hex('1100 0000 0000 0000'), innerIp6.slice(40)), 43), etherType.ipv6),
      'IPV6 IPV6_ROUTING UDP DNS',
    ],
    [
      'IPv6 with options',
      frame(
        ip6(concat(hex('3c00 0104 0000 0000 1100 0104 0000 0000'), innerIp6.slice(40)), 0),
        etherType.ipv6,
      ),
      'IPV6 IPV6_HOP_BY_HOP IPV6_DESTINATION UDP DNS',
    ],
    [
      'atomic fragment',
      frame(ip6(concat(hex('1100 0000 0000 0007'), innerIp6.slice(40)), 44), etherType.ipv6),
      'IPV6 IPV6_FRAGMENT UDP DNS',
    ],
    ['IP in IP', overIp(innerIp, 4), `IPV4 ${INNER}`],
    ['6in4', overIp(innerIp6, 41), 'IPV4 IPV6 UDP DNS'],
    [
      'authentication header',
      overIp(
        concat(hex('1104 0000 00000001 00000002 000102030405060708090a0b'), innerIp.slice(20)),
        51,
      ),
      'IPV4 AUTHENTICATION_HEADER UDP DNS',
    ],
    ['EtherIP', overIp(concat(hex('3000'), innerFrame), 97), `IPV4 ETHERIP ETHERNET ${INNER}`],
    ['GRE', overIp(concat(hex('0000 0800'), innerIp), 47), `IPV4 GRE ${INNER}`],
    [
      'GRE with all fields',
      overIp(concat(hex('b000 6558 00000000 00000007 00000001'), innerFrame), 47),
      `IPV4 GRE ETHERNET ${INNER}`,
    ],
    [
      'GRE of PPTP',
      overIp(concat(hex('3081 880b 0020 0001 00000001 00000002 ff03 0021'), innerIp), 47),
      `IPV4 GRE PPP ${INNER}`,
    ],
    [
      'ERSPAN type II',
      overIp(concat(hex('1000 88be 00000001 1005 0001 00000000'), innerFrame), 47),
      `IPV4 GRE ERSPAN ETHERNET ${INNER}`,
    ],
    [
      'ERSPAN type III',
      overIp(
        concat(hex('1000 22eb 00000001 2005 0001 00000000 00000001 0000000000000000'), innerFrame),
        47,
      ),
      `IPV4 GRE ERSPAN ETHERNET ${INNER}`,
    ],
    [
      'VXLAN',
      overIp(datagram(4789, concat(hex('0800 0000 00002a00'), innerFrame)), 17),
      `IPV4 UDP VXLAN ETHERNET ${INNER}`,
    ],
    [
      'Geneve',
      overIp(datagram(6081, concat(hex('0000 6558 00002a00'), innerFrame)), 17),
      `IPV4 UDP GENEVE ETHERNET ${INNER}`,
    ],
    [
      'Geneve with options, and no Ethernet',
      overIp(
        datagram(
          6081,
          concat(hex('0440 0800 00002a00 0100 81 01 01020304 0100 02 01 05060708'), innerIp),
        ),
        17,
      ),
      `IPV4 UDP GENEVE ${INNER}`,
    ],
    [
      'GTP-U',
      overIp(datagram(2152, concat(hex(`30ff ${length16(innerIp.length)} 00000001`), innerIp)), 17),
      `IPV4 UDP GTP ${INNER}`,
    ],
    [
      'GTP-U with extension headers',
      overIp(
        datagram(
          2152,
          concat(
            hex(`34ff ${length16(innerIp.length + 12)} 00000001 0000 00 85 01 0009 c0 01 0001 00`),
            innerIp,
          ),
        ),
        17,
      ),
      `IPV4 UDP GTP ${INNER}`,
    ],
    [
      'Teredo',
      overIp(
        datagram(3544, concat(hex('0001 0000 0000000000000000 00 0000 3caf f5ffffff'), innerIp6)),
        17,
      ),
      'IPV4 UDP TEREDO IPV6 UDP DNS',
    ],
    ['MPLS', frame(concat(hex('00010040 00011140'), innerIp), 0x8847), `MPLS ${INNER}`],
    [
      'MPLS pseudowire',
      frame(concat(hex('00011140 00000000'), innerFrame), 0x8847),
      `MPLS ETHERNET ${INNER}`,
    ],
    [
      'PPPoE session',
      frame(
        concat(
          hex('1100 0001'),
          hex((innerIp.length + 2).toString(16).padStart(4, '0')),
          hex('0021'),
          innerIp,
        ),
        0x8864,
      ),
      `PPPOE_SESSION PPP ${INNER}`,
    ],
    ['PPPoE discovery', frame(hex('1109 0000 0004 0101 0000'), 0x8863), 'PPPOE_DISCOVERY'],
    [
      'LLC with SNAP',
      frame(concat(hex('aaaa 03 000000 0800'), innerIp), 8 + innerIp.length),
      `LLC ${INNER}`,
    ],
    ['spanning tree', frame(concat(hex('4242 03'), filler(35)), 38), 'LLC DATA'],
    [
      'ARP',
      frame(
        arp({
          operation: 'request',
          senderMac: MACS.source,
          senderAddress: V4.source,
          targetAddress: V4.destination,
        }),
        etherType.arp,
      ),
      'ARP',
    ],
  ].map(([name, bytes, stack]) => ({
    name: name as string,
    linkType: 1,
    stack: `ETHERNET ${stack as string}`,
    bytes: bytes as Uint8Array,
  })),
  {
    name: 'SLL',
    linkType: 113,
    stack: `LINUX_SLL ${INNER}`,
    bytes: linuxCooked({ source: MACS.source, packetType: 4, etherType: etherType.ipv4 }, innerIp),
  },
  {
    name: 'SLL2',
    linkType: 276,
    stack: `LINUX_SLL2 ${INNER}`,
    bytes: linuxCooked2(
      { source: MACS.source, packetType: 4, etherType: etherType.ipv4, interfaceIndex: 2 },
      innerIp,
    ),
  },
  {
    name: 'NULL, little-endian',
    linkType: 0,
    stack: `NULL_LOOPBACK ${INNER}`,
    bytes: concat(hex('02000000'), innerIp),
  },
  {
    name: 'NULL, big-endian',
    linkType: 0,
    stack: `NULL_LOOPBACK ${INNER}`,
    bytes: concat(hex('00000002'), innerIp),
  },
  {
    name: 'LOOP',
    linkType: 108,
    stack: 'NULL_LOOPBACK IPV6 UDP DNS',
    bytes: concat(hex('00000018'), innerIp6),
  },
  ...['1c', '1e'].map((family) => ({
    name: `NULL, family 0x${family}`,
    linkType: 0,
    stack: 'NULL_LOOPBACK IPV6 UDP DNS',
    bytes: concat(hex(`${family}000000`), innerIp6),
  })),
  ...[12, 14, 101].map((linkType) => ({
    name: `raw IP (${linkType})`,
    linkType,
    stack: 'RAW_IP IPV6 UDP DNS',
    bytes: innerIp6,
  })),
  { name: 'IPv4 as link type', linkType: 228, stack: INNER, bytes: innerIp },
  { name: 'IPv6 as link type', linkType: 229, stack: 'IPV6 UDP DNS', bytes: innerIp6 },
  { name: 'PPP', linkType: 9, stack: `PPP ${INNER}`, bytes: concat(hex('ff03 0021'), innerIp) },
  {
    name: 'PPP, compressed',
    linkType: 9,
    stack: 'PPP IPV6 UDP DNS',
    bytes: concat(hex('57'), innerIp6),
  },
  {
    name: 'PPP in HDLC',
    linkType: 50,
    stack: `PPP ${INNER}`,
    bytes: concat(hex('ff03 21'), innerIp),
  },
  {
    name: 'Cisco HDLC',
    linkType: 104,
    stack: `PPP ${INNER}`,
    bytes: concat(hex('0f00 0800'), innerIp),
  },
  {
    name: 'PPPoE as link type',
    linkType: 51,
    stack: `PPPOE_SESSION PPP ${INNER}`,
    bytes: concat(hex('1100 0001'), uint16(innerIp.length + 2), hex('0021'), innerIp),
  },
];
