import { expect, test } from 'vitest';
import { type AddressWords, parseAddress } from '../../src/protocols/address-text.ts';
import * as arp from '../../src/protocols/arp/codec.ts';
import * as dns from '../../src/protocols/dns/codec.ts';
import * as ethernet from '../../src/protocols/ethernet/codec.ts';
import * as icmp from '../../src/protocols/icmp/codec.ts';
import * as icmpv6 from '../../src/protocols/icmpv6/codec.ts';
import * as ipv4 from '../../src/protocols/ipv4/codec.ts';
import * as ipv6 from '../../src/protocols/ipv6/codec.ts';
import * as quic from '../../src/protocols/quic/codec.ts';
import * as tcp from '../../src/protocols/tcp/codec.ts';
import * as tls from '../../src/protocols/tls/codec.ts';
import * as udp from '../../src/protocols/udp/codec.ts';
import { hex } from '../../support/packet-builder.ts';

const words = (text: string) => parseAddress(text) as AddressWords;

/** What is written at a place among other bytes; what is before and behind must stay. */
function written(emit: (bytes: Uint8Array, at: number) => number): Uint8Array {
  const bytes = new Uint8Array(512).fill(0xee);
  const end = emit(bytes, 3);
  expect(bytes.subarray(0, 3).every((byte) => byte === 0xee)).toBe(true);
  expect(bytes.subarray(end).every((byte) => byte === 0xee)).toBe(true);
  return bytes.slice(3, end);
}

test('Ethernet', () => {
  const header = { destination: hex('001b213c9df8'), source: null, type: 0x0800 };
  expect(written((bytes, at) => ethernet.emit(bytes, at, header))).toEqual(
    hex('00 1b 21 3c 9d f8  00 00 00 00 00 00  08 00'),
  );
});

test('ARP', () => {
  const message = {
    opcode: arp.REPLY,
    senderHardware: hex('001b174ca010'),
    senderProtocol: words('192.0.2.1')[3],
    targetHardware: null,
    targetProtocol: words('192.0.2.20')[3],
  };
  expect(written((bytes, at) => arp.emit(bytes, at, message))).toEqual(
    hex('0001 0800 06 04 0002  00 1b 17 4c a0 10  c0000201  00 00 00 00 00 00  c0000214'),
  );
});

test('IPv4', () => {
  const header = {
    ...{ totalLength: 0x1234, identification: 0xabcd, timeToLive: 64, protocol: 6 },
    source: words('192.0.2.10')[3],
    destination: words('198.51.100.7')[3],
  };
  expect(written((bytes, at) => ipv4.emit(bytes, at, header))).toEqual(
    hex('45 00 1234  abcd 0000  40 06 0000  c000020a  c6336407'),
  );
});

test('IPv6', () => {
  const header = {
    ...{ payloadLength: 8, nextHeader: 17, hopLimit: 255 },
    source: words('2001:db8::a'),
    destination: words('fe80::1:2'),
  };
  expect(written((bytes, at) => ipv6.emit(bytes, at, header))).toEqual(
    hex(`60000000 0008 11 ff
      20010db8 00000000 00000000 0000000a  fe800000 00000000 00000000 00010002`),
  );
});

test('UDP', () => {
  const header = { sourcePort: 53_123, destinationPort: 443, length: 40 };
  expect(written((bytes, at) => udp.emit(bytes, at, header))).toEqual(hex('cf83 01bb 0028 0000'));
});

test('TCP with the options of a SYN', () => {
  const kinds = [tcp.OPTION_MSS, tcp.OPTION_SACK_PERMITTED, tcp.OPTION_WINDOW_SCALE];
  const values = { maximumSegmentSize: 1460, sackPermitted: true };
  const noTime = { timestampValue: -1, timestampEcho: -1 };
  const options = tcp.optionBytes([...kinds, tcp.OPTION_TIMESTAMPS], { ...values, ...noTime }, 8);
  expect(options).toEqual(hex('020405b4 0402 030308 010101'));
  const header = {
    ...{ sourcePort: 50_000, destinationPort: 443, sequence: 0x10000001, acknowledgment: 0 },
    ...{ flags: tcp.SYN, window: 64_240, options },
  };
  expect(tcp.emittedLength(options)).toBe(32);
  expect(written((bytes, at) => tcp.emit(bytes, at, header))).toEqual(
    hex('c350 01bb 10000001 00000000 8002 faf0 0000 0000  020405b4 0402 030308 010101'),
  );
  expect(written((bytes, at) => tcp.emitStart(bytes, at, header))).toEqual(
    hex('c350 01bb 10000001'),
  );
});

test('TCP: time stamps, and options that do not fill their words', () => {
  const values = { maximumSegmentSize: -1, sackPermitted: false };
  const time = { timestampValue: 0x01020304, timestampEcho: -1 };
  const options = tcp.optionBytes([tcp.OPTION_TIMESTAMPS], { ...values, ...time }, -1);
  expect(options).toEqual(hex('080a 01020304 00000000 0101'));
  const header = {
    ...{ sourcePort: 1, destinationPort: 2, sequence: 3, acknowledgment: 0xffffffff },
    ...{ flags: tcp.AE | tcp.ACK | tcp.FIN, window: 0, options: hex('030301') },
  };
  expect(written((bytes, at) => tcp.emit(bytes, at, header))).toEqual(
    hex('0001 0002 00000003 ffffffff 6111 0000 0000 0000  03030100'),
  );
});

test('ICMP and ICMPv6', () => {
  const header = { type: 8, code: 0, identifier: 0x1234, sequence: 7 };
  const echo = hex('08 00 0000 1234 0007');
  expect(written((bytes, at) => icmp.emit(bytes, at, header))).toEqual(echo);
  expect(written((bytes, at) => icmpv6.emit(bytes, at, { ...header, target: null }))).toEqual(echo);
  const solicitation = { type: 135, code: 0, identifier: 0, sequence: 0, target: words('fe80::1') };
  expect(written((bytes, at) => icmpv6.emit(bytes, at, solicitation))).toEqual(
    hex('87 00 0000 00000000  fe800000 00000000 00000000 00000001'),
  );
});

test('DNS: a response with an answer, an authority and EDNS', () => {
  const name = dns.encodeName('a.example.') as Uint8Array;
  expect(name).toEqual(hex('0161 07 6578616d706c65 00'));
  const message: dns.Message = {
    ...{ id: 0xf7fb, flags: 0x8003, hasOpt: true },
    questions: [{ name, type: dns.TYPE_A }],
    answers: [{ name, type: dns.TYPE_A, timeToLive: 300, data: hex('c0000201') }],
    authorities: [{ name: hex('00'), type: dns.TYPE_SOA, timeToLive: 0, data: new Uint8Array(0) }],
  };
  const whole = hex(`f7fb 8003 0001 0001 0001 0001
    0161 07 6578616d706c65 00 0001 0001
    0161 07 6578616d706c65 00 0001 0001 0000012c 0004 c0000201
    00 0006 0001 00000000 0000
    00 0029 04d0 00000000 0000`);
  expect(written((bytes, at) => dns.emit(bytes, at, 512, message))).toEqual(whole);
  // Of each section as much as fits: the answer does not, the shorter authority does.
  const cut = written((bytes, at) => dns.emit(bytes, at, at + 41, message));
  expect(cut).toEqual(
    hex(`f7fb 8003 0001 0000 0001 0000
      0161 07 6578616d706c65 00 0001 0001  00 0006 0001 00000000 0000`),
  );
});

test('DNS: names that cannot be one', () => {
  expect(dns.encodeName('')).toEqual(hex('00'));
  expect(dns.encodeName('a..b')).toBeNull();
  expect(dns.encodeName(`${'x'.repeat(64)}.example`)).toBeNull();
  expect(dns.encodeName(`${'x'.repeat(63)}.`.repeat(4))).toBeNull();
});

test('TLS: a Client Hello that is read as it was meant', () => {
  const hello = tls.clientHello(new TextEncoder().encode('a.example'));
  expect(hello).toEqual(
    hex(`0303 ${'00'.repeat(32)} 00 0002 1301 01 00
      0012  0000 000e 000c 00 0009 612e6578616d706c65`),
  );
  const record = tls.handshakeRecord(tls.CLIENT_HELLO, hello);
  expect(record.subarray(0, 9)).toEqual(hex('16 0301 0041 01 00003d'));
  expect(tls.clientHello(new Uint8Array(0)).length).toBe(41);
  expect(tls.handshakeRecord(tls.SERVER_HELLO, new Uint8Array(0))).toEqual(
    hex('16 0303 0004 02 000000'),
  );
});

test('QUIC: the start of an Initial', () => {
  const start = quic.initialStart();
  expect(start).toEqual(hex('c0 00000001 08 0000000000000000'));
  expect(quic.isInitial(start, 0, start.length)).toBe(true);
});
