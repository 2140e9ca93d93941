import type { WrittenPacket } from './capture-writer.ts';
import {
  addressBytes,
  arp,
  concat,
  dnsName,
  dnsOverTcp,
  dnsQuery,
  dnsResponse,
  ethernet,
  etherType,
  hex,
  icmp,
  icmpQuote,
  icmpv6,
  ipProtocol,
  ipv4,
  ipv6,
  macBytes,
  tcp,
  tcpFlag,
  text,
  tlsClientHello,
  tlsRecord,
  tlsServerHello,
  udp,
  uint16,
  vlan,
} from './packet-builder.ts';

/*
 * A capture in which everything tells whose it is. Every value that must not be seen afterwards is
 * one of those below, and no packet has another.
 */
export const CLIENT = '10.77.88.99';
export const CLIENT_6 = 'fd12:3456:789a:1::4d58';
const LINK_LOCAL = 'fe80::1234:56ff:fe78:9abc';
const RESOLVER = '10.77.1.53';
const FILE_SERVER = '172.23.45.67';
const PUBLIC = '93.184.216.34';
const PUBLIC_6 = '2a03:2880:f12f:83::25de';
const GATEWAY = '192.168.199.201';
const CLIENT_MAC = '3c:5a:b4:12:34:56';
const ROUTER_MAC = '00:1b:21:65:43:21';

/** The product's: stays. */
export const PRODUCT_SERVER = '208.67.222.222';
export const PRODUCT_NAME = 'debug.opendns.com';
export const GATEWAY_NAME = 'swg-url-proxy-https-sse.sigproxy.qq.opendns.com';
const GATEWAY_ADDRESS = '18.135.112.200';

export const ADDRESSES = [
  ...[CLIENT, CLIENT_6, LINK_LOCAL, RESOLVER, FILE_SERVER, PUBLIC, PUBLIC_6, GATEWAY],
];
export const MACS = [CLIENT_MAC, ROUTER_MAC];

/** Texts of names, identities and payloads; none of them may be seen in any case of its letters. */
export const TEXTS = [
  ...['payroll-db', 'mersenne', 'contoso-hr', 'jdoe-laptop', 'printer-zurich', 'intranethost'],
  ...['S3cretCookie', 'UserJaneDoe', 'orgid-4711', 'originid-0815', 'deviceid-abcdef', 'Zzyzx'],
  ...['CertSubjectAcme', 'SegmentedName', 'PlainPayload', 'CommentByJane', 'eth-of-jane'],
  ...['HostOfCapture', 'PortalOfHotel', 'FragmentedOwner', 'ResolvedByJane', 'Janes-System'],
];

const random = Uint8Array.from({ length: 32 }, (_, i) => 0xa0 + ((i * 37) % 91));
/** Bytes that must not be seen: a TLS random, and a session identifier. */
export const SECRETS: readonly Uint8Array[] = [random, text('SessionIdOfJane!')];

type Payload = Uint8Array;

function framed(source: string, destination: string, protocol: number, payload: Payload) {
  const fromClient = [CLIENT, CLIENT_6, LINK_LOCAL].includes(source);
  const isIpv6 = source.includes(':');
  const macs = {
    source: fromClient ? CLIENT_MAC : ROUTER_MAC,
    destination: fromClient ? ROUTER_MAC : CLIENT_MAC,
  };
  return isIpv6
    ? ethernet(
        { ...macs, etherType: etherType.ipv6 },
        ipv6({ source, destination, nextHeader: protocol }, payload),
      )
    : ethernet(
        { ...macs, etherType: etherType.ipv4 },
        ipv4({ source, destination, protocol, ttl: fromClient ? 128 : 60 }, payload),
      );
}

function datagram(from: string, to: string, ports: [number, number], payload: Payload) {
  const addresses = { source: from, destination: to };
  return framed(
    from,
    to,
    ipProtocol.udp,
    udp({ ...addresses, sourcePort: ports[0], destinationPort: ports[1] }, payload),
  );
}

function segment(
  from: string,
  to: string,
  ports: [number, number],
  flags: number,
  sequence: number,
  payload: Payload = new Uint8Array(0),
) {
  const fields = { source: from, destination: to, sourcePort: ports[0], destinationPort: ports[1] };
  return framed(
    from,
    to,
    ipProtocol.tcp,
    tcp({ ...fields, flags, sequence, acknowledgment: 1 }, payload),
  );
}

/** A whole connection: handshake, what the client says, what the server says. */
function connection(
  port: number,
  server: string,
  serverPort: number,
  said: readonly Payload[],
  answered: readonly Payload[],
): Uint8Array[] {
  const up: [number, number] = [port, serverPort];
  const down: [number, number] = [serverPort, port];
  const frames = [
    segment(CLIENT, server, up, tcpFlag.syn, 1000),
    segment(server, CLIENT, down, tcpFlag.syn | tcpFlag.ack, 5000),
    segment(CLIENT, server, up, tcpFlag.ack, 1001),
  ];
  let sequence = 1001;
  for (const payload of said) {
    frames.push(segment(CLIENT, server, up, tcpFlag.ack | tcpFlag.psh, sequence, payload));
    sequence += payload.length;
  }
  sequence = 5001;
  for (const payload of answered) {
    frames.push(segment(server, CLIENT, down, tcpFlag.ack | tcpFlag.psh, sequence, payload));
    sequence += payload.length;
  }
  return frames;
}

function dns(id: number, name: string, address: string): Uint8Array[] {
  const query = dnsQuery({
    id,
    name,
    type: 'A',
    ednsOptions: [
      { code: 20292, data: text('orgid-4711 deviceid-abcdef') },
      { code: 8, data: concat(uint16(1), 32, 0, addressBytes(CLIENT)) },
    ],
  });
  const response = dnsResponse({
    id,
    name,
    type: 'A',
    answers: [
      { name, type: 'CNAME', data: `alias.${name}` },
      { name: `alias.${name}`, type: 'A', data: address },
    ],
    authority: [{ name: 'mersenne.example', type: 'NS', data: 'ns.mersenne.example' }],
  });
  return [
    datagram(CLIENT, RESOLVER, [50_000 + id, 53], query),
    datagram(RESOLVER, CLIENT, [53, 50_000 + id], response),
  ];
}

/** The ClientHello with a random and a session identifier of its own. */
function hello(name: string): Uint8Array {
  const plain = tlsClientHello(name);
  plain.set(random, 11);
  return plain;
}

function netBiosName(name: string): Uint8Array {
  const encoded = Array.from(name.padEnd(16).slice(0, 16), (character) => {
    const code = character.charCodeAt(0);
    return [0x41 + (code >> 4), 0x41 + (code & 15)];
  }).flat();
  return concat(
    hex('8001 0110 0001 0000 0000 0000'),
    32,
    Uint8Array.from(encoded),
    0,
    hex('0020 0001'),
  );
}

function dhcpRequest(): Uint8Array {
  return concat(
    hex('0101 0600 1234 5678 0000 0000'),
    addressBytes(CLIENT),
    new Uint8Array(12),
    macBytes(CLIENT_MAC),
    new Uint8Array(10 + 192),
    hex('6382 5363 3501 03'),
    12,
    11,
    text('jdoe-laptop'),
    0xff,
  );
}

/** Frames of the capture; every protocol that can tell something does. */
export function identifyingFrames(): Uint8Array[] {
  const blocked = segment(CLIENT, FILE_SERVER, [50_300, 445], tcpFlag.syn, 77);
  const blockedPacket = blocked.subarray(14);
  const split = hello('SegmentedName.mersenne.example');
  const large = dnsResponse({
    id: 77,
    name: 'FragmentedOwner.mersenne.example',
    type: 'TXT',
    answers: [
      {
        name: 'FragmentedOwner.mersenne.example',
        type: 'TXT',
        data: Array.from({ length: 6 }, () => 'orgid-4711 '.repeat(20)),
      },
    ],
  });
  const fragmented = udp(
    { source: RESOLVER, destination: CLIENT, sourcePort: 53, destinationPort: 50_077 },
    large,
  );
  const fragment = (from: number, to: number) =>
    ethernet(
      { source: ROUTER_MAC, destination: CLIENT_MAC, etherType: etherType.ipv4 },
      ipv4(
        {
          source: RESOLVER,
          destination: CLIENT,
          protocol: ipProtocol.udp,
          id: 4242,
          dontFragment: false,
          fragmentOffset: from,
          moreFragments: to < fragmented.length,
        },
        fragmented.subarray(from, to),
      ),
    );
  const probe = (id: number) =>
    datagram(
      CLIENT,
      PRODUCT_SERVER,
      [51_000, 53],
      dnsQuery({
        id,
        name: PRODUCT_NAME,
        type: 'TXT',
        ednsOptions: [{ code: 20292, data: text('orgid-4711 originid-0815') }],
      }),
    );
  const dnsTcp = dnsOverTcp(dnsQuery({ id: 9, name: 'contoso-hr.mersenne.example', type: 'AAAA' }));
  const certificate = concat(hex('0b 00 00 40'), text('CertSubjectAcme'.padEnd(64, '.')));
  return [
    ethernet(
      { source: CLIENT_MAC, destination: 'ff:ff:ff:ff:ff:ff', etherType: etherType.arp },
      arp({
        operation: 'request',
        senderMac: CLIENT_MAC,
        senderAddress: CLIENT,
        targetAddress: RESOLVER,
      }),
    ),
    datagram(CLIENT, '255.255.255.255', [68, 67], dhcpRequest()),
    datagram(CLIENT, '10.77.255.255', [137, 137], netBiosName('JDOE-LAPTOP')),
    datagram(
      CLIENT,
      '224.0.0.251',
      [5353, 5353],
      dnsResponse({
        id: 0,
        name: 'printer-zurich.local',
        type: 'A',
        answers: [{ name: 'printer-zurich.local', type: 'A', data: CLIENT }],
      }),
    ),
    datagram(CLIENT, '224.0.0.252', [50_900, 5355], dnsQuery({ id: 3, name: 'Zzyzx', type: 'A' })),
    ...dns(1, 'payroll-db.mersenne.example', FILE_SERVER),
    ...dns(2, 'intranethost.contoso-hr.net', PUBLIC),
    ...dns(3, GATEWAY_NAME, GATEWAY_ADDRESS),
    datagram(
      CLIENT,
      RESOLVER,
      [50_011, 53],
      dnsQuery({ id: 11, name: '99.88.77.10.in-addr.arpa', type: 'A' }),
    ),
    datagram(
      RESOLVER,
      CLIENT,
      [53, 50_012],
      dnsResponse({
        id: 12,
        name: 'payroll-db.mersenne.example',
        type: 'TXT',
        answers: [
          {
            name: 'payroll-db.mersenne.example',
            type: 'TXT',
            data: ['orgid-4711', 'source UserJaneDoe'],
          },
        ],
      }),
    ),
    fragment(0, 800),
    fragment(800, fragmented.length),
    ...connection(
      50_101,
      PUBLIC,
      443,
      [hello('intranethost.contoso-hr.net'), tlsRecord(23, text('PlainPayload'.repeat(20)))],
      [tlsServerHello(), tlsRecord(22, certificate), tlsRecord(23, text('PlainPayload'.repeat(9)))],
    ),
    ...connection(
      50_102,
      FILE_SERVER,
      8443,
      [split.subarray(0, 60), split.subarray(60, 85), split.subarray(85)],
      [tlsServerHello()],
    ),
    ...connection(
      50_103,
      PUBLIC,
      80,
      [
        text(
          'GET /UserJaneDoe?session=S3cretCookie HTTP/1.1\r\nHost: intranethost.contoso-hr.net\r\nCookie: S3cretCookie\r\nX-UserJaneDoe: jdoe-laptop\r\nUser-Agent: jdoe-laptop\r\n\r\n',
        ),
      ],
      [
        text(
          `HTTP/1.1 302 Found\r\nLocation: http://${GATEWAY}/PortalOfHotel?mac=${CLIENT_MAC}\r\nSet-Cookie: S3cretCookie\r\nContent-Length: 12\r\n\r\nPlainPayload`,
        ),
      ],
    ),
    ...connection(
      50_104,
      PUBLIC,
      80,
      [
        text(`POST / HTTP/1.1\r\nHost: ${FILE_SERVER}:8080\r\nCont`),
        text('ent-Length: 12\r\n\r\nPlainPayload'),
      ],
      [text('HTTP/1.1 200 OK PortalOfHotel\r\nServer: HostOfCapture\r\n\r\n')],
    ),
    ...connection(50_105, RESOLVER, 53, [dnsTcp.subarray(0, 2), dnsTcp.subarray(2)], []),
    ...connection(50_106, FILE_SERVER, 9999, [text('PlainPayload UserJaneDoe')], []),
    ...connection(50_107, GATEWAY_ADDRESS, 443, [hello(GATEWAY_NAME)], [tlsServerHello()]),
    datagram(CLIENT, FILE_SERVER, [40_000, 9998], text('PlainPayload UserJaneDoe')),
    blocked,
    framed(GATEWAY, CLIENT, ipProtocol.icmp, icmp({ type: 3, code: 13 }, icmpQuote(blockedPacket))),
    framed(
      GATEWAY,
      CLIENT,
      ipProtocol.icmp,
      icmp(
        { type: 3, code: 3 },
        icmpQuote(
          datagram(
            CLIENT,
            RESOLVER,
            [50_013, 53],
            dnsQuery({ id: 13, name: 'payroll-db.mersenne.example', type: 'A' }),
          ).subarray(14),
          200,
        ),
      ),
    ),
    framed(CLIENT, PUBLIC, ipProtocol.icmp, icmp({ type: 8, code: 0 }, text('PlainPayload'))),
    framed(
      LINK_LOCAL,
      'ff02::1:ff78:9abc',
      ipProtocol.icmpv6,
      icmpv6(
        { source: LINK_LOCAL, destination: 'ff02::1:ff78:9abc', type: 135, code: 0 },
        concat(addressBytes(CLIENT_6), 1, 1, macBytes(CLIENT_MAC)),
      ),
    ),
    datagram(
      CLIENT_6,
      PUBLIC_6,
      [50_200, 53],
      dnsQuery({ id: 21, name: 'payroll-db.mersenne.example', type: 'AAAA' }),
    ),
    ethernet(
      { source: CLIENT_MAC, destination: ROUTER_MAC, etherType: etherType.vlan },
      vlan(
        { id: 7, etherType: etherType.ipv4 },
        ipv4(
          { source: CLIENT, destination: FILE_SERVER, protocol: 89, options: addressBytes(CLIENT) },
          text('PlainPayload UserJaneDoe'),
        ),
      ),
    ),
    ethernet(
      { source: CLIENT_MAC, destination: '01:80:c2:00:00:0e', etherType: 0x88cc },
      concat(dnsName('HostOfCapture'), macBytes(CLIENT_MAC)),
    ),
    ...[1, 2, 3, 4].map(probe),
  ];
}

/** The same as packets of a capture, 1.25 s apart. */
export function identifyingPackets(): WrittenPacket[] {
  return identifyingFrames().map((bytes, index) => ({
    bytes,
    seconds: 1_724_727_995 + Math.floor(index * 1.25),
    nanoseconds: ((index * 1.25) % 1) * 1e9 + 123,
    comment: 'CommentByJane',
  }));
}
