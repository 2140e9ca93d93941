import { DATAGRAM_EXAMPLES } from '../datagram-messages.ts';
import { identifyingFrames } from '../identifying-packets.ts';
import { reportBlock, rtcp, rtp, session, sipWithSession } from '../media-packets.ts';
import {
  concat,
  dnsQuery,
  ethernet,
  etherType,
  hex,
  icmp,
  icmpv6,
  ipProtocol,
  ipv4,
  ipv6,
  tcp,
  text,
  udp,
  uint16,
} from '../packet-builder.ts';
import { initial, newConnection, short, versionNegotiation } from '../quic-packets.ts';
import { PACKETS } from './link-type-packets.ts';
import { SAMPLES } from './samples.ts';
import { WRITTEN_PACKETS } from './written-packets.ts';

export interface Packet {
  readonly linkType: number;
  readonly bytes: Uint8Array;
  /** Where what it is about begins: what is before it is in others, too. */
  readonly from?: number;
}

const MACS = { source: '00:0c:29:3e:61:7a', destination: '00:0c:29:aa:bb:cc' };
const V4 = { source: '198.51.100.1', destination: '203.0.113.2' };
const V6 = { source: '2001:db8::1', destination: '2001:db8::2' };
const BEHIND_IPV4 = 34;
const BEHIND_IPV6 = 54;

/** Bytes that nothing is, and no name or number either. */
const secret = (length: number) => Uint8Array.from({ length }, (_, i) => 0xa1 + ((7 * i) % 83));

const over4 = (payload: Uint8Array, protocol: number, from = BEHIND_IPV4): Packet => ({
  linkType: 1,
  bytes: ethernet({ ...MACS, etherType: etherType.ipv4 }, ipv4({ ...V4, protocol }, payload)),
  from,
});
const over6 = (payload: Uint8Array, nextHeader: number, from = BEHIND_IPV6): Packet => ({
  linkType: 1,
  bytes: ethernet({ ...MACS, etherType: etherType.ipv6 }, ipv6({ ...V6, nextHeader }, payload)),
  from,
});
const datagram = (port: number, payload: Uint8Array) =>
  over4(
    udp({ ...V4, sourcePort: 50000, destinationPort: port }, payload),
    ipProtocol.udp,
    BEHIND_IPV4 + 8,
  );
const segment = (port: number, payload: Uint8Array) =>
  over4(
    tcp({ ...V4, sourcePort: 50000, destinationPort: port, flags: 0x18, sequence: 1 }, payload),
    ipProtocol.tcp,
    BEHIND_IPV4 + 20,
  );
const withOptions = (options: Uint8Array) => {
  const padded = concat(options, new Uint8Array((4 - (options.length % 4)) % 4));
  const header = tcp({ ...V4, sourcePort: 50000, destinationPort: 443, flags: 2, sequence: 1 });
  header[12] = (5 + padded.length / 4) << 4;
  return over4(concat(header, padded), ipProtocol.tcp, BEHIND_IPV4 + 20);
};

const ALL = Array.from({ length: 256 }, (_, number) => number);
const few = (numbers: readonly number[]) => numbers.filter((n) => n < 48 || n % 16 === 11);

const dnsRecord = (type: number, data: Uint8Array) => {
  const query = dnsQuery({ id: 0xb2b3, name: 'a.test', type: 'A' });
  const message = concat(
    query,
    hex('c00c'),
    uint16(type),
    hex('0001 0000003c'),
    uint16(data.length),
    data,
  );
  message[2] = 0x81;
  message[7] = 1;
  // No additional record: the query's own EDNS options are elsewhere.
  message[11] = 0;
  return message;
};
const clientHello = (extension: number, data: Uint8Array) => {
  const extensions = concat(uint16(extension), uint16(data.length), data);
  const body = concat(
    hex('0303'),
    secret(32),
    32,
    secret(32),
    uint16(8),
    secret(8),
    3,
    secret(3),
    uint16(extensions.length),
    extensions,
  );
  const message = concat(1, 0, uint16(body.length), body);
  return concat(hex('16 0301'), uint16(message.length), message);
};
const HEADERS = [
  ...['Accept', 'Accept-Ranges', 'Age', 'Allow', 'Authorization', 'Cache-Control', 'Connection'],
  ...['Content-Length', 'Content-Type', 'Cookie', 'Date', 'ETag', 'Host', 'Keep-Alive'],
  ...['Location', 'Referer', 'Server', 'Upgrade', 'User-Agent', 'Via', 'X-Whose', 'TE', 'Vary'],
];
const SAID = 'jane-doe 4711, zurich';

/** Of all that has a number, each number, known or not, of a length that is right or not. */
const NUMBERED: readonly Packet[] = [
  ...ALL.map((type) => over4(concat(icmp({ type, code: 0 }, secret(40))), ipProtocol.icmp)),
  ...ALL.map((type) => over6(icmpv6({ ...V6, type, code: 0 }, secret(60)), ipProtocol.icmpv6)).map(
    withRest,
  ),
  ...ALL.flatMap((kind) =>
    [2, 3, 4, 7, 10, 18, 30].flatMap((length) =>
      // Of a right length it holds sequence numbers.
      kind === 5 && length % 8 === 2 && length > 2
        ? []
        : withOptions(concat(kind, length, secret(length - 2))),
    ),
  ),
  withOptions(concat(0, secret(15))),
  ...ALL.filter((protocol) => protocol !== 6).map((protocol) => over4(secret(60), protocol)),
  ...few(ALL).flatMap((kind) =>
    [133, 134, 135, 136, 137].map((type) =>
      over6(
        icmpv6(
          { ...V6, type, code: 0 },
          concat(
            new Uint8Array({ 133: 0, 134: 8, 135: 16, 136: 16, 137: 32 }[type] ?? 0),
            concat(kind, 4, secret(30)),
          ),
        ),
        ipProtocol.icmpv6,
      ),
    ),
  ),
  ...few(ALL).map((kind) => over6(concat(hex('3b 02'), kind, 10, secret(20)), 60)),
  ...few(ALL).map((kind) => over6(concat(hex('3b 02'), kind, 1, secret(20)), 43)),
  ...[53, 5353, 5355, 137, 443, 3544, 2152, 4789, 6081, 4754, 6635].flatMap((port) =>
    [12, 13, 40, 90].flatMap((length) => [
      datagram(port, secret(length)),
      datagram(port, text('ThisIsWhatJaneDoeWroteOnAPort'.repeat(4)).subarray(0, length)),
      datagram(port, new Uint8Array(length)),
    ]),
  ),
  ...[53, 5353, 5355, 443, 80].flatMap((port) =>
    [1, 2, 3, 13, 40, 90].flatMap((length) => [
      segment(port, secret(length)),
      segment(port, text('ThisIsWhatJaneDoeWroteOnAPort'.repeat(4)).subarray(0, length)),
      segment(port, concat(uint16(length), secret(length))),
    ]),
  ),
  ...[...few(ALL), 257, 0x7fff, 0xa1b2, 65280].flatMap((type) => [
    datagram(53, dnsRecord(type, secret(4))),
    datagram(53, dnsRecord(type, secret(23))),
    datagram(53, dnsRecord(type, concat(secret(2), hex('01 61 00'), secret(20)))),
  ]),
  ...[...few(ALL), 20292, 0xa1b2].map((code) =>
    datagram(53, dnsRecord(41, concat(uint16(code), uint16(14), secret(14)))),
  ),
  ...[...few(ALL), 0xa1b2].map((key) =>
    datagram(53, dnsRecord(65, concat(hex('0001 00'), uint16(key), uint16(14), secret(14)))),
  ),
  ...[...few(ALL), 17513, 0xa1b2, 0xff01].flatMap((type) => [
    segment(443, clientHello(type, secret(16))),
    segment(443, clientHello(type, concat(uint16(14), secret(14)))),
    segment(443, clientHello(type, concat(15, secret(15)))),
  ]),
  ...HEADERS.flatMap((name) => [
    segment(80, text(`GET / HTTP/1.1\r\n${name}: ${SAID}\r\n\r\n`)),
    segment(80, text(`HTTP/1.1 200 OK\r\n${name}: ${SAID}\r\n\r\n`)),
  ]),
  // A source route (RFC 1701): IPv4, two addresses; then its end.
  over4(concat(hex('4000 0800 0000 0000 0800 04 08'), secret(8), hex('0000 0000'), secret(30)), 47),
  over4(concat(hex('3081 880b 0020'), secret(10), hex('ff03 0021'), secret(30)), 47),
  over4(concat(hex('7000 0800'), secret(4), secret(4), secret(4), hex('00000000'), secret(9)), 47),
  over4(secret(40), 50),
];

/** ICMPv6 has its rest behind code and checksum; the builder puts zeros there. */
function withRest(packet: Packet): Packet {
  packet.bytes.set(secret(4), BEHIND_IPV6 + 4);
  return packet;
}

const QUIC = [1, 0x6b3343cf].flatMap((version) => {
  const connection = newConnection(version);
  return [
    initial(connection, 'client', [secretFrame()], { atLeast: 100, token: Buffer.from(secret(9)) }),
    initial(connection, 'server', [secretFrame()]),
    short(connection.client, 30),
    versionNegotiation(connection, [1, 0x6b3343cf, 0x1a2a3a4a]),
    Buffer.concat([Buffer.of(0xc0, 0xa1, 0xa2, 0xa3, 0xa4, 8), secret(40)]),
  ].map((bytes) => datagram(443, bytes));
});
function secretFrame(): Buffer {
  return Buffer.from(secret(40));
}

/**
 * Requests and their answers of every protocol over UDP that is known by its messages, of calls and their
 * media, and of proxies: reports tell of these, and no decoder makes a layer of them.
 */
export const MESSAGES: readonly Packet[] = [
  ...Object.values(DATAGRAM_EXAMPLES).flatMap(({ port, request, response }) => [
    datagram(port, request),
    over4(
      udp({ ...V4, sourcePort: port, destinationPort: 50000 }, response),
      ipProtocol.udp,
      BEHIND_IPV4 + 8,
    ),
  ]),
  datagram(
    5060,
    sipWithSession(
      'INVITE sip:jane@zurich.test SIP/2.0',
      'INVITE',
      'call4711',
      session(V4.destination, 40_000),
    ),
  ),
  datagram(40_000, rtp(secret(160))),
  datagram(40_001, rtcp(200, 1, concat(secret(24), reportBlock(0xa1b2c3d4, 4)))),
  datagram(
    40_001,
    rtcp(202, 1, concat(secret(4), 1, 17, text('jane@zurich.test!'), new Uint8Array(5))),
  ),
  segment(5060, text('INVITE sip:jane@zurich.test SIP/2.0\r\nCall-ID: 4711@zurich.test\r\n\r\n')),
  segment(
    8080,
    text('CONNECT jane.zurich.test:443 HTTP/1.1\r\nHost: jane.zurich.test:443\r\n\r\n'),
  ),
  segment(
    3128,
    text('GET http://jane.zurich.test/4711 HTTP/1.1\r\nHost: jane.zurich.test\r\n\r\n'),
  ),
];

/** Packets of every protocol that is decoded, of each option, message and header. */
export const EVERY_PROTOCOL: readonly Packet[] = [
  ...SAMPLES.map(({ linkType, bytes }) => ({ linkType, bytes })),
  ...PACKETS.map(([, linkType, bytes]) => ({ linkType, bytes: Uint8Array.from(bytes) })),
  ...[...WRITTEN_PACKETS.map((bytes) => Uint8Array.from(bytes)), ...identifyingFrames()].map(
    (bytes) => ({ linkType: 1, bytes }),
  ),
  ...QUIC,
  ...MESSAGES,
  ...NUMBERED,
];
