// Files made to cost as much as they can: of any length, each of a kind of its own.
import { deflateRawSync, gzipSync } from 'node:zlib';
import { writePcapng } from '../capture-writer.ts';
import { identifyingPackets } from '../identifying-packets.ts';
import * as build from '../packet-builder.ts';
import { LIST_RECORDS, LOG_RECORDS } from './log-lines.ts';

/** A kind of file. */
export interface HostileInput {
  readonly name: string;
  /** What its name ends with. */
  readonly ending: string;
  /** Whether it can be read; what cannot is refused. */
  readonly isReadable: boolean;
  make(bytes: number): Uint8Array;
}

const latin1 = (text: string) => Buffer.from(text, 'latin1');

/** So many bytes of what `piece` gives for 0, 1, 2, …. */
function series(bytes: number, piece: (index: number) => Uint8Array, head = ''): Uint8Array {
  const whole = Buffer.alloc(bytes);
  let at = latin1(head).copy(whole);
  for (let index = 0; at < bytes; index++) {
    const part = piece(index);
    whole.set(part.subarray(0, bytes - at), at);
    at += part.length;
  }
  return whole;
}

/** The same unit again and again. */
function again(unit: string, head = '', tail = '') {
  return (bytes: number): Uint8Array => {
    const whole = Buffer.alloc(bytes, latin1(unit));
    latin1(head).copy(whole);
    if (tail !== '') latin1(tail).copy(whole, Math.max(0, bytes - tail.length));
    return whole;
  };
}

/** Bytes that nobody foresees, the same in every run. */
function noise(bytes: number, head = ''): Uint8Array {
  const random = new build.SeededRandom(16);
  const words = new Uint32Array(Math.ceil(bytes / 4));
  for (let index = 0; index < words.length; index++) words[index] = random.uint32();
  const whole = Buffer.from(words.buffer, 0, bytes);
  latin1(head).copy(whole);
  return whole;
}

/** A record with addresses, ports and numbers of its own: every endpoint is a new one. */
function varied(record: string, index: number): string {
  const spread = Math.imul(index + 1, 0x9e3779b1) >>> 0;
  return record
    .replaceAll('192.0.2.10', `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`)
    .replaceAll(
      '198.51.100.20',
      `${20 + (spread >>> 26)}.${(spread >>> 16) & 255}.${(spread >>> 8) & 255}.${spread & 255}`,
    )
    .replaceAll(/50123|33762|443\b/g, String(1024 + (spread % 60_000)))
    .replaceAll('09978512', spread.toString(16).padStart(8, '0'))
    .replaceAll('trace_id=4', `trace_id=${index}`)
    .replaceAll('817', String(index + 1))
    .replaceAll(/([a-zA-Z-]+)7\b/g, `$1${spread}`);
}

function records(
  name: string,
  row: string | readonly [head: string, record: string],
): HostileInput {
  const [head, record] = typeof row === 'string' ? ['', row] : row;
  return {
    name: `${name}, other endpoints in each record`,
    ending: '.txt',
    isReadable: true,
    make: (bytes) => series(bytes, (index) => latin1(varied(record, index)), head),
  };
}

// ---------------------------------------------------------------- pcapng

const MAGIC = 0x1a2b3c4d;

function block(type: number, body: Uint8Array): Uint8Array {
  const length = 12 + body.length + (-body.length & 3);
  const bytes = Buffer.alloc(length);
  bytes.writeUInt32LE(type, 0);
  bytes.writeUInt32LE(length, 4);
  bytes.set(body, 8);
  bytes.writeUInt32LE(length, length - 4);
  return bytes;
}

function option(code: number, value: string): Buffer {
  const text = latin1(value);
  const bytes = Buffer.alloc(4 + text.length + (-text.length & 3));
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt16LE(text.length, 2);
  bytes.set(text, 4);
  return bytes;
}

function section(...options: Uint8Array[]): Uint8Array {
  const head = Buffer.alloc(16, 0xff);
  head.writeUInt32LE(MAGIC, 0);
  head.writeUInt16LE(1, 4);
  head.writeUInt16LE(0, 6);
  return block(0x0a0d0d0a, Buffer.concat([head, ...options]));
}

function description(...options: Uint8Array[]): Uint8Array {
  return block(1, Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, 4, 0]), ...options]));
}

function enhancedPacket(index: number, packet: Uint8Array, ...options: Uint8Array[]): Uint8Array {
  const head = Buffer.alloc(20);
  const time = BigInt(index) * 100n + 1_724_740_000_000_000n;
  head.writeUInt32LE(Number(time >> 32n), 4);
  head.writeUInt32LE(Number(time & 0xffff_ffffn), 8);
  head.writeUInt32LE(packet.length, 12);
  head.writeUInt32LE(packet.length, 16);
  return block(6, Buffer.concat([head, packet, Buffer.alloc(-packet.length & 3), ...options]));
}

function pcapng(bytes: number, piece: (index: number) => Uint8Array): Uint8Array {
  const head = Buffer.concat([section(), description()]);
  const whole = Buffer.alloc(bytes);
  let at = head.copy(whole);
  for (let index = 0; at < bytes; index++) {
    const part = piece(index);
    whole.set(part.subarray(0, bytes - at), at);
    at += part.length;
  }
  return whole;
}

function resolvedName(index: number): Uint8Array {
  const name = latin1(`host${index}.${'n'.repeat(240)}\0`);
  const value = Buffer.concat([build.uint32(index), name]);
  const head = Buffer.from([1, 0, value.length & 255, value.length >> 8]);
  return block(4, Buffer.concat([head, value, Buffer.alloc(-value.length & 3)]));
}

function keyLog(index: number): Uint8Array {
  const line = `CLIENT_RANDOM ${index.toString(16).padStart(64, '0')} ${'ab'.repeat(48)}\n`;
  const lines = latin1(line.repeat(50));
  const head = Buffer.alloc(8);
  head.writeUInt32LE(0x544c_534b, 0);
  head.writeUInt32LE(lines.length, 4);
  return block(0xa, Buffer.concat([head, lines]));
}

const long = (length: number, index: number) => `${index} `.padEnd(length, 'name of something, ');

// ---------------------------------------------------------------- packets

function addressOf(index: number, first: number): string {
  const spread = Math.imul(index + 1, 0x9e3779b1) >>> 0;
  return `${first}.${(spread >>> 16) & 255}.${(spread >>> 8) & 255}.${spread & 255}`;
}

function frame(index: number, protocol: number, payload: Uint8Array): Uint8Array {
  return build.ethernet(
    {
      source: '02:00:00:00:00:01',
      destination: '02:00:00:00:00:02',
      etherType: build.etherType.ipv4,
    },
    build.ipv4(
      { source: addressOf(index, 10), destination: addressOf(index * 7, 93), protocol },
      payload,
    ),
  );
}

type Packet = (index: number) => Uint8Array;

const ends = (index: number, port: number) => ({
  source: addressOf(index, 10),
  destination: addressOf(index * 7, 93),
  sourcePort: 1024 + (index % 60_000),
  destinationPort: port,
});

/** A TCP segment of a flow of its own. */
const segment =
  (
    flags: number,
    port: (index: number) => number,
    payload: (index: number) => Uint8Array,
  ): Packet =>
  (index) =>
    frame(
      index,
      build.ipProtocol.tcp,
      build.tcp({ ...ends(index, port(index)), flags, sequence: index }, payload(index)),
    );

const datagram =
  (port: number, payload: (index: number) => Uint8Array): Packet =>
  (index) =>
    frame(index, build.ipProtocol.udp, build.udp(ends(index, port), payload(index)));

const nothing = () => new Uint8Array(0);

const PACKETS: Readonly<Record<string, Packet>> = {
  'SYNs to other endpoints': segment(build.tcpFlag.syn, (index) => index & 0xffff, nothing),
  'RSTs of other flows': segment(build.tcpFlag.rst, () => 443, nothing),
  'ClientHellos with other names': segment(
    build.tcpFlag.ack,
    () => 443,
    (index) => build.tlsClientHello(`host${index}.${'a'.repeat(40)}.example`),
  ),
  'beginnings of ClientHellos': segment(
    build.tcpFlag.ack,
    () => 443,
    (index) => build.tlsClientHello(`host${index}.example`, 1200).subarray(0, 700),
  ),
  'requests of HTTP to other hosts': segment(
    build.tcpFlag.ack,
    () => 80,
    (index) => latin1(`GET /${index} HTTP/1.1\r\nHost: host${index}.example\r\n`),
  ),
  'CONNECT to other targets': segment(
    build.tcpFlag.ack,
    () => 8080,
    (index) => latin1(`CONNECT host${index}.${'b'.repeat(100)}.example:443 HTTP/1.1\r\n\r\n`),
  ),
  'DNS questions of other names': datagram(53, (index) =>
    build.dnsQuery({
      id: index & 0xffff,
      name: `host${index}.${'c'.repeat(60)}.example`,
      type: 'A',
    }),
  ),
  'requests of SIP': datagram(5060, (index) =>
    latin1(
      `INVITE sip:u${index}@h${index}.example SIP/2.0\r\nCall-ID: ${index}@x\r\nCSeq: 1 INVITE\r\nContent-Type: application/sdp\r\n\r\nv=0\r\nc=IN IP4 ${addressOf(index, 77)}\r\nm=audio ${1024 + (index % 60_000)} RTP/AVP 0\r\n`,
    ),
  ),
  'datagrams to other ports': datagram(4500, (index) => latin1(`${index}`)),
  'QUIC Initials': datagram(443, (index) =>
    Buffer.concat([
      Buffer.from([0xc3, 0, 0, 0, 1, 8]),
      build.uint32(index),
      build.uint32(index ^ 0x5555),
      Buffer.from([0, 0, 0x44, 0xb0]),
      Buffer.alloc(1200, 7),
    ]),
  ),
};

function packets(name: string, packet: Packet): HostileInput {
  return {
    name,
    ending: '.pcapng',
    isReadable: true,
    make: (bytes) => pcapng(bytes, (index) => enhancedPacket(index, packet(index))),
  };
}

const shortPacket = segment(build.tcpFlag.syn, () => 443, nothing)(1);

function blocks(name: string, piece: (index: number) => Uint8Array): HostileInput {
  return { name, ending: '.pcapng', isReadable: true, make: (bytes) => pcapng(bytes, piece) };
}

// ---------------------------------------------------------------- all

function refused(name: string, ending: string, make: HostileInput['make']): HostileInput {
  return { name, ending, isReadable: false, make };
}

const PSML = '<?xml version="1.0"?>\n<psml version="0">\n';
const PDML = '<?xml version="1.0"?>\n<pdml version="0">\n';

/** What cannot be read, as it comes. */
export const UNREADABLE: readonly HostileInput[] = [
  refused('screenshot', '.png', (bytes) => noise(bytes, '\x89PNG\r\n\x1a\n\0\0\0\rIHDR')),
  refused('noise', '.pcap', (bytes) => noise(bytes)),
  refused('log of no known kind', '.log', (bytes) =>
    series(bytes, (index) => latin1(`2024-08-27 03:07:44 something happened, number ${index}\n`)),
  ),
  refused('gzip of noise', '.pcap.gz', (bytes) => gzipSync(noise(bytes), { level: 1 })),
  refused('gzip, cut', '.pcap.gz', (bytes) =>
    gzipSync(noise(bytes), { level: 1 }).subarray(0, bytes >> 1),
  ),
  refused('web page', '.html', again('<p>not found</p>\n', '<!doctype html><title>404</title>')),
  refused('zeros', '.pcap', (bytes) => new Uint8Array(bytes)),
  refused('one line', '.txt', again('Q')),
];

/** What costs more than it should, where a reader is not careful. */
export const COSTLY: readonly HostileInput[] = [
  ...Object.entries(LOG_RECORDS).map(([name, row]) => records(name, row)),
  ...Object.entries(LIST_RECORDS).map(([name, row]) => records(name, row)),
  ...Object.entries(PACKETS).map(([name, packet]) => packets(name, packet)),
  blocks('long interface names', (index) => description(option(2, long(65_000, index)))),
  blocks('interfaces with every text', (index) =>
    description(...[2, 3, 12, 15].map((code) => option(code, long(900, index)))),
  ),
  blocks('interfaces without anything', () => description()),
  blocks('interface filters', (index) => description(option(11, `\0${long(60_000, index)}`))),
  blocks('sections with comments', (index) => section(option(1, long(60_000, index)))),
  blocks('sections', () => section()),
  blocks('packets with comments', (index) =>
    enhancedPacket(index, shortPacket, option(1, long(60_000, index))),
  ),
  blocks('packets with many options', (index) =>
    enhancedPacket(index, shortPacket, ...Array.from({ length: 1_000 }, () => option(1, 'x'))),
  ),
  blocks('resolved names', resolvedName),
  blocks('key logs', keyLog),
  blocks('statistics', (index) =>
    block(5, Buffer.concat([Buffer.alloc(12), option(4, `${index % 10}0000000`)])),
  ),
  blocks('blocks of no known type', (index) =>
    block(0x7000_0000 + (index & 0xff), Buffer.alloc(0)),
  ),
  blocks('packets on interfaces that are not there', (index) => {
    const packet = Buffer.from(enhancedPacket(index, shortPacket));
    packet.writeUInt32LE(index + 1, 8);
    return packet;
  }),
  blocks('blocks that make no sense', () => Buffer.from(noise(64))),
  blocks('packets of nothing', (index) => enhancedPacket(index, new Uint8Array(0))),
  {
    name: 'identifying packets again and again',
    ending: '.pcapng',
    isReadable: true,
    make(bytes) {
      const once = writePcapng(identifyingPackets());
      return series(bytes, () => once);
    },
  },
  ...(
    [
      ['PSML of <', '.psml', again('<', PSML)],
      ['PSML of <packet>', '.psml', again('<packet>', PSML)],
      ['PSML of <packet> and <section', '.psml', again('<section>', `${PSML}<packet>`)],
      ['PSML of sections', '.psml', again('<packet><section>1</section></packet>', PSML)],
      ['PSML of &', '.psml', again('&', `${PSML}<packet><section>`)],
      ['PDML of <', '.pdml', again('<', PDML)],
      ['PDML of <packet>', '.pdml', again('<packet>', PDML)],
      [
        'PDML, nested',
        '.pdml',
        again('<proto name="ip"><field name="ip.src" show="1.2.3.4">', `${PDML}<packet>`),
      ],
      [
        'PDML of fields',
        '.pdml',
        again(
          '<packet><proto name="ip"><field name="ip.src" show="1.2.3.4"/></proto></packet>',
          PDML,
        ),
      ],
      ['[', '.json', again('[')],
      ['{"a":', '.json', again('{"a":')],
      ['[{"_source":{"layers":', '.json', again('[{"_source":{"layers":')],
      [
        'packet of JSON without an end',
        '.json',
        again('"tcp":{"tcp.srcport":"1"},', '[{"_source":{"layers":{'),
      ],
      ['backslashes in JSON', '.json', again('\\', '[{"_source":{"layers":{"')],
      ['empty packets of JSON', '.json', again('{"_source":{"layers":{}}},', '[')],
      ['flow log of JSON without an end', '.json', again('{"a":[', '{"records":[')],
      ['flow of JSON, nested', '.json', again('{"flow":')],
      ['EK of nothing', '.json', again('{"index":{}}\n{"timestamp":"1","layers":{}}\n')],
      [
        'quoted cell without an end',
        '.csv',
        again('a,\n', '"No.","Time","Source","Destination","Protocol","Length","Info"\n"'),
      ],
      [
        'quotes',
        '.csv',
        again('"', '"No.","Time","Source","Destination","Protocol","Length","Info"\n'),
      ],
      [
        'commas',
        '.csv',
        again(',', '"No.","Time","Source","Destination","Protocol","Length","Info"\n'),
      ],
      [
        'columns',
        '.csv',
        again('"Time",', '"No.","Time","Source","Destination","Protocol","Length","Info",'),
      ],
      ['line ends', '.txt', again('\n')],
      [
        'spaces',
        '.txt',
        again(
          ' ',
          '12:00:39.123456 IP 192.0.2.1.50123 > 198.51.100.2.443: Flags [S], seq 1, length 0\n',
        ),
      ],
      [
        'tabs',
        '.txt',
        again('\t', '  817 3.145000 192.0.2.1 → 198.51.100.2 TCP 74 50123 → 443 [SYN] Seq=0\n'),
      ],
      [
        'digits',
        '.txt',
        again(
          '1',
          'Jul  1 12:00:39 gate kernel: DROP IN= OUT= SRC=192.0.2.1 DST=192.0.2.2 PROTO=TCP SPT=1 DPT=2\n',
        ),
      ],
      [
        'key and value',
        '.txt',
        again(
          'SRC=192.0.2.1 ',
          'Jul  1 12:00:39 gate kernel: DROP IN= OUT= DST=192.0.2.2 PROTO=TCP SPT=1 DPT=2 ',
        ),
      ],
      [
        'hex dump',
        '.txt',
        again(
          '\t0x0000:  4500 003c 1c46 4000 4006 b1e6 c000 0201  E..<.F@.@.......\n',
          '12:00:39.123456 IP 192.0.2.1.50123 > 198.51.100.2.443: Flags [S], seq 1, length 0\n',
        ),
      ],
      [
        'hex of Wireshark',
        '.txt',
        again('0000  45 00 00 3c 1c 46 40 00 40 06 b1 e6 c0 00 02 01   E..<.F@.\n'),
      ],
      [
        'K12 text',
        '.txt',
        again(
          '+---------+---------------+----------+\n12:00:39,123,456   ETHER\n|0   |00|01|02|03|\n',
        ),
      ],
      [
        'details of Wireshark',
        '.txt',
        again(
          '    Source Address: 192.0.2.1\n',
          'Frame 1: 74 bytes on wire (592 bits), 74 bytes captured (592 bits)\nInternet Protocol Version 4, Src: 192.0.2.1, Dst: 198.51.100.2\n',
        ),
      ],
      ['YAML of tshark', '.yaml', again('- - - -\n', '- packet_number: 1\n')],
      [
        'look-ups',
        '.txt',
        again(
          'Name:    host.example\nAddress:  192.0.2.1\n',
          'Server:  dns\nAddress:  192.0.2.53\n\n',
        ),
      ],
      ['UTF-16 of nothing', '.txt', again('\0 ', '\xff\xfe')],
      [
        'NULs',
        '.txt',
        again(
          '\0',
          '12:00:39.123456 IP 192.0.2.1.50123 > 198.51.100.2.443: Flags [S], seq 1, length 0\n',
        ),
      ],
    ] as const
  ).map(([name, ending, make]) => ({ name, ending, isReadable: true, make })),
];

/** The 4.8 MB that once took 3.3 GB: interfaces with names of 65,000 bytes each, packed. */
export function packedNames(count = 62_400): Uint8Array {
  const part = description(option(2, 'n'.repeat(65_000)));
  const many = Buffer.concat(Array.from({ length: 64 }, () => part));
  return gzipSync(Buffer.concat([section(), ...new Array<Uint8Array>(count / 64).fill(many)]));
}

/** Texts in every place that pcapng has for them. */
export function textsOfEveryKind(bytes: number): Uint8Array {
  return pcapng(bytes, (index) =>
    Buffer.concat([
      section(option(1, long(20_000, index))),
      description(
        ...[2, 3, 12].map((code) => option(code, long(20_000, index))),
        option(11, `\0${long(20_000, index)}`),
      ),
      resolvedName(index),
      keyLog(index),
    ]),
  );
}

/** Zeros that unpack to a thousand times as much. */
export function deflatedZeros(bytes: number): Uint8Array {
  return deflateRawSync(Buffer.alloc(bytes));
}
