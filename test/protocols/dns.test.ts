import { describe, expect, test } from 'vitest';
import { Decoder } from '../../src/protocols/decoder.ts';
import * as dns from '../../src/protocols/dns/codec.ts';
import { PacketView } from '../../src/protocols/packet-view.ts';
import { Protocol } from '../../src/protocols/protocol.ts';
import {
  concat,
  dnsOverTcp,
  dnsQuery,
  dnsResponse,
  filler,
  hex,
  icmp,
  ipv4,
  ipv6,
  tcp,
  tcpFlag,
  tlsClientHello,
  udp,
} from '../../support/packet-builder.ts';

const HEADER = '1234 8180 0001 0001 0000 0000';

describe('names', () => {
  const textOf = (digits: string, at = 0) => {
    const bytes = hex(digits);
    return dns.nameText(bytes, 0, at, bytes.length);
  };

  test.each([
    ['labels', '03777777 076578616d706c65 00', 'www.example'],
    ['the root', '00', ''],
    // RFC 4343 §2.1: a dot or backslash in a label is escaped, an unprintable byte is three digits.
    ['a dot in a label', '03612e62 00', 'a\\.b'],
    ['a backslash', '01 5c 00', '\\\\'],
    ['bytes that do not print', '04 00 7f e9 1b 00', '\\000\\127\\233\\027'],
    ['cut in a label', '0377', null],
    ['cut before the root', '0161', null],
    ['a pointer cut in half', '0161 c0', null],
    ['a pointer to itself', 'c000', null],
    ['pointers in a circle', 'c002 c000', null],
    ['a reserved label type', '4161 00', null],
    ['a pointer past the end', 'c0ff', null],
  ])('%s', (_name, digits, text) => {
    expect(textOf(digits)).toBe(text);
  });

  test('pointers count from the message', () => {
    expect(textOf('03777777 00 026d78 c000', 5)).toBe('mx.www');
  });

  test('255 bytes are the longest name (RFC 1035 §3.1)', () => {
    const label = (length: number) => length.toString(16).padStart(2, '0') + '61'.repeat(length);
    const longest = label(63).repeat(3) + label(61);
    expect(textOf(`${longest}00`)).toHaveLength(253);
    expect(textOf(`${label(63).repeat(3)}${label(62)}00`)).toBe(null);
  });

  test('compare by content, whatever the case or compression', () => {
    const one = hex('03777777 016500');
    const other = hex('0145 00 03575757 c000');
    const target = new Uint8Array(dns.MAXIMUM_NAME_LENGTH);
    expect(dns.namesEqual(one, 0, 0, one.length, other, 0, 3, other.length)).toBe(true);
    expect(dns.namesEqual(one, 0, 0, one.length, other, 0, 0, other.length)).toBe(false);
    const length = dns.copyName(other, 0, 3, other.length, target, 0);
    expect(target.slice(0, length)).toEqual(one);
  });
});

describe('resource records', () => {
  test('of every section, in order', () => {
    const message = dnsResponse({
      id: 1,
      name: 'www.example.com',
      type: 'A',
      answers: [
        { name: 'www.example.com', type: 'CNAME', data: 'web.example.net', timeToLive: 60 },
        { name: 'web.example.net', type: 'A', data: '192.0.2.7', timeToLive: 4294967295 },
      ],
      authority: [{ name: 'example.net', type: 'NS', data: 'ns.example.net' }],
      ednsOptions: [
        { code: 10, data: filler(8) },
        { code: 20292, data: filler(32) },
      ],
      ednsPayloadSize: 1232,
    });
    const record = new dns.ResourceRecord();
    const seen: unknown[] = [];
    const end = message.length;
    for (let ok = dns.firstRecord(record, message, 0, end); ok; ) {
      seen.push([record.section, record.type, dns.nameText(message, 0, record.nameAt, end)]);
      ok = dns.nextRecord(record, message, 0, end);
    }
    expect(seen).toEqual([
      [dns.SECTION_ANSWER, dns.TYPE_CNAME, 'www.example.com'],
      [dns.SECTION_ANSWER, dns.TYPE_A, 'web.example.net'],
      [dns.SECTION_AUTHORITY, dns.TYPE_NS, 'example.net'],
      [dns.SECTION_ADDITIONAL, dns.TYPE_OPT, ''],
    ]);
    expect(dns.findOptRecord(record, message, 0, end)).toBe(true);
    expect(record.class).toBe(1232);
    const option = dns.findEdnsOption(record, message, 20292);
    expect(message.slice(option, option + 4)).toEqual(hex('4f44 0020'));
    expect(dns.findEdnsOption(record, message, 3)).toBe(-1);
  });

  test('one whose data is not whole ends the list', () => {
    const message = hex(`${HEADER} 00 0001 0001 00 0001 0001 00000001 0004 c0000207`);
    const record = new dns.ResourceRecord();
    expect(dns.firstRecord(record, message, 0, message.length)).toBe(true);
    expect(record.dataLength).toBe(4);
    expect(dns.firstRecord(record, message, 0, message.length - 1)).toBe(false);
  });

  test('counts of 65,535 in a header alone end at once', () => {
    const message = hex('ffff ffff ffff ffff ffff ffff');
    expect(dns.firstRecord(new dns.ResourceRecord(), message, 0, 12)).toBe(false);
  });
});

describe('servers of the options', () => {
  const RESOLVER = '208.67.222.222';
  const RESOLVER_6 = '2620:119:35::35';
  const addresses = { source: '10.0.0.1', destination: RESOLVER };
  const back = { source: RESOLVER, destination: '10.0.0.1' };
  const addresses6 = { source: '2001:db8::1', destination: RESOLVER_6 };
  const query = dnsQuery({ id: 0xe989, name: 'debug.opendns.com', type: 'TXT' });
  const decoder = new Decoder({
    dnsServers: [
      { address: [0, 0, 0xffff, 0xd043dede | 0], port: 443 },
      { address: [0x26200119, 0x00350000, 0, 0x35], port: 443 },
    ],
  });

  function applicationOf(bytes: Uint8Array, by = decoder): string {
    const view = new PacketView();
    view.bytes = bytes;
    view.end = bytes.length;
    view.originalLength = bytes.length;
    view.linkType = 101;
    by.decode(view);
    return Protocol[view.layerProtocol[view.layerCount - 1]];
  }
  const overUdp = (payload: Uint8Array, between = addresses, sourcePort = 50000, port = 443) =>
    ipv4(
      { ...between, protocol: 17 },
      udp({ ...between, sourcePort, destinationPort: port }, payload),
    );
  const overTcp = (payload: Uint8Array) =>
    ipv4(
      { ...addresses, protocol: 6 },
      tcp(
        { ...addresses, sourcePort: 50000, destinationPort: 443, flags: tcpFlag.ack, sequence: 1 },
        payload,
      ),
    );

  test.each([
    ['a query', overUdp(query), 'DNS'],
    [
      'its response',
      overUdp(dnsResponse({ id: 1, name: 'a.b', type: 'TXT' }), back, 443, 50000),
      'DNS',
    ],
    [
      'a query to another server',
      overUdp(query, { source: '10.0.0.1', destination: '208.67.222.221' }),
      'DATA',
    ],
    ['a query to another port', overUdp(query, addresses, 50000, 8443), 'DATA'],
    // The client's own port 443 is not the server's.
    ['the port at the other end', overUdp(query, addresses, 443, 50000), 'DATA'],
    [
      'a query over IPv6',
      ipv6(
        { ...addresses6, nextHeader: 17 },
        udp({ ...addresses6, sourcePort: 50000, destinationPort: 443 }, query),
      ),
      'DNS',
    ],
    ['a query over TCP', overTcp(dnsOverTcp(query)), 'DNS'],
    ['TLS over TCP', overTcp(tlsClientHello('doh.opendns.com')), 'TLS'],
    [
      'a query in an ICMP error',
      ipv4({ ...back, protocol: 1 }, icmp({ type: 3, code: 13 }, overUdp(query))),
      'DNS',
    ],
    // RFC 9000 §17.2.2: an Initial packet of version 1, connection identifiers of 8 bytes.
    [
      'QUIC',
      overUdp(concat(hex('c3 00000001 08 0001020304050607 00 00 449e'), filler(1180))),
      'DATA',
    ],
    // A client magic of 8 bytes, then a key and a nonce (dnscrypt.info/protocol).
    ['DNSCrypt', overUdp(concat(hex('7136666e7657574b'), filler(248))), 'DATA'],
  ])('%s', (_name, bytes, protocol) => {
    expect(applicationOf(bytes)).toBe(protocol);
  });

  test.each([
    [
      'a query to any server',
      overUdp(query, { source: '10.0.0.1', destination: '192.0.2.9' }),
      'DNS',
    ],
    ['a query to another port', overUdp(query, addresses, 50000, 8443), 'DATA'],
    [
      'QUIC',
      overUdp(concat(hex('c3 00000001 08 0001020304050607 00 00 449e'), filler(1180))),
      'DATA',
    ],
  ])('a port of the options: %s', (_name, bytes, protocol) => {
    expect(applicationOf(bytes, new Decoder({ dnsPorts: [443] }))).toBe(protocol);
  });
});
