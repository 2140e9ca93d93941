/*
 * Packets for the comparison of fields with tshark: one of each option, message and header of which
 * captures have few. Values are patterns, so that a field read at a wrong place shows.
 */

const bytes = (...parts: readonly (number | readonly number[])[]): number[] => parts.flat();
/** `count` bytes, each one more than the one before. */
const pattern = (count: number, first = 0x11) =>
  Array.from({ length: count }, (_, i) => (first + i) & 0xff);
const uint16 = (value: number) => [(value >> 8) & 0xff, value & 0xff];
const uint32 = (value: number) => [...uint16(value >>> 16), ...uint16(value & 0xffff)];

const ETHERNET = [0x02, 0, 0, 0, 0, 2, 0x00, 0x1b, 0x21, 0x3c, 0xac, 0x30];

function checksum(data: readonly number[], sum = 0): number {
  let total = sum;
  for (let i = 0; i < data.length; i += 2) total += (data[i] << 8) | (data[i + 1] ?? 0);
  while (total > 0xffff) total = (total & 0xffff) + (total >> 16);
  return total ^ 0xffff;
}

function ipv4(
  protocol: number,
  payload: readonly number[],
  options: readonly number[] = [],
  ttl = 64,
): number[] {
  const padded = [...options, ...Array((4 - (options.length % 4)) % 4).fill(0)];
  const header = bytes(
    0x45 + padded.length / 4,
    0xb9,
    uint16(20 + padded.length + payload.length),
    uint16(0x1234),
    uint16(0x4000),
    ttl,
    protocol,
    uint16(0),
    [192, 0, 2, 1],
    [198, 51, 100, 7],
    padded,
  );
  const sum = checksum(header);
  header[10] = sum >> 8;
  header[11] = sum & 0xff;
  return bytes(ETHERNET, 0x08, 0x00, header, payload);
}

const SOURCE = bytes(0x20, 0x01, 0x0d, 0xb8, pattern(12));
const DESTINATION = bytes(0x20, 0x01, 0x0d, 0xb8, pattern(12, 0x51));

function ipv6(
  next: number,
  payload: readonly number[],
  source: readonly number[] = SOURCE,
  destination: readonly number[] = DESTINATION,
): number[] {
  const first = bytes(0x6b, 0x9a, 0xbc, 0xde);
  return bytes(
    ETHERNET,
    0x86,
    0xdd,
    first,
    uint16(payload.length),
    next,
    61,
    source,
    destination,
    payload,
  );
}

const udp = (payload: readonly number[], source = 40_000, destination = 50_001) =>
  bytes(uint16(source), uint16(destination), uint16(8 + payload.length), uint16(0xbeef), payload);

function icmp(type: number, code: number, rest: readonly number[], ok = true): number[] {
  const message = bytes(type, code, 0, 0, rest);
  const sum = checksum(message) ^ (ok ? 0 : 1);
  message[2] = sum >> 8;
  message[3] = sum & 0xff;
  return ipv4(1, message);
}

function icmpv6(type: number, code: number, rest: readonly number[]): number[] {
  const message = bytes(type, code, 0, 0, rest);
  let sum = message.length + 58;
  for (const address of [SOURCE, DESTINATION]) {
    for (let i = 0; i < 16; i += 2) sum += (address[i] << 8) | address[i + 1];
  }
  const value = checksum(message, sum);
  message[2] = value >> 8;
  message[3] = value & 0xff;
  return ipv6(58, message);
}

const quoted = ipv4(17, udp(pattern(8), 40_000, 33_440), [], 1).slice(14);
const quoted6 = ipv6(17, udp(pattern(8))).slice(14);
/** A quotation of 128 bytes, and extensions behind it. */
const extended = (objects: readonly number[], ok = true) => {
  const header = bytes(0x20, 0, 0, 0, objects);
  const sum = checksum(header) ^ (ok ? 0 : 1);
  header[2] = sum >> 8;
  header[3] = sum & 0xff;
  return bytes(quoted, Array(128 - quoted.length).fill(0), header);
};
const object = (kind: number, type: number, value: readonly number[]) =>
  bytes(uint16(4 + value.length), kind, type, value);

const data = udp(pattern(10));
/** IPv6 extension header of options, padded to a multiple of 8. */
const optionsHeader = (next: number, options: readonly number[]) => {
  const missing = (8 - ((options.length + 2) % 8)) % 8;
  const padding =
    missing === 0 ? [] : missing === 1 ? [0] : [1, missing - 2, ...Array(missing - 2).fill(0)];
  return bytes(next, (options.length + 2 + missing) / 8 - 1, options, padding);
};
const option = (type: number, value: readonly number[]) => bytes(type, value.length, value);
const neighborOption = (type: number, value: readonly number[]) =>
  bytes(type, (value.length + 2) / 8, value);

const IPV4_OPTIONS: readonly (readonly number[])[] = [
  [7, 11, 8, ...pattern(8)],
  [131, 15, 8, ...pattern(12)],
  [137, 11, 4, ...pattern(8)],
  [68, 12, 9, 0x30, ...pattern(8)],
  [68, 20, 13, 0x41, ...pattern(16)],
  [130, 11, ...pattern(9)],
  [130, 5, 0x5a, 0xa1, 0x80],
  [133, 6, 0x11, ...pattern(3)],
  [136, 4, 0x12, 0x34],
  [148, 4, 0x00, 0x07],
  [11, 4, 0x05, 0xdc],
  [12, 4, 0x05, 0xdc],
  [82, 12, ...pattern(10)],
  [149, 10, ...pattern(8)],
  [25, 8, 0x07, 0x33, ...pattern(4)],
  [25, 8, 0x85, 0x33, ...pattern(4)],
  [1, 1, 1, 1],
  [7, 7, 3, ...pattern(4)],
  [7, 7, 6, ...pattern(4)],
  [99, 4, 1, 2],
];

const IPV6_OPTIONS: readonly (readonly number[])[] = [
  option(0x05, [0x00, 0x02]),
  option(0x04, [3]),
  option(0x30, [0x05, 0x00, 0x04, 0x01]),
  option(0xc9, pattern(16)),
  option(0x63, pattern(4)),
  option(0x26, [0x07, 0x33, ...pattern(4)]),
  option(0x26, [0x83, 0x33, ...pattern(4)]),
  option(0x0f, pattern(10)),
  option(0x8b, pattern(4)),
  option(0x1e, pattern(3)),
  option(0x2b, pattern(5)),
  bytes(0, 0, option(0x05, [0, 1])),
];

const NEIGHBOR_OPTIONS: readonly (readonly number[])[] = [
  neighborOption(1, pattern(6)),
  neighborOption(3, bytes(64, 0xe5, pattern(12), SOURCE)),
  neighborOption(5, bytes(0, 0, uint32(1500))),
  neighborOption(7, bytes(0, 0, uint32(4000))),
  neighborOption(8, bytes(0, 0, uint16(7), uint16(900))),
  neighborOption(14, pattern(6)),
  neighborOption(24, bytes(64, 0x18, uint32(600), pattern(8))),
  neighborOption(25, bytes(0, 0, uint32(1200), SOURCE, DESTINATION)),
  neighborOption(
    31,
    bytes(0, 0, uint32(1200), [3, 97, 98, 99, 2, 100, 101, 0, 1, 102, 0], Array(5).fill(0)),
  ),
  neighborOption(38, bytes(uint16((600 << 3) | 0), pattern(12))),
];

/** Each packet: a frame of Ethernet. */
export const WRITTEN_PACKETS: readonly (readonly number[])[] = [
  ...IPV4_OPTIONS.map((options) => ipv4(17, data, options)),
  icmp(0, 0, bytes(pattern(4), pattern(24))),
  icmp(8, 0, bytes(pattern(4), uint32(1_700_000_000), uint32(123_456), pattern(16))),
  icmp(8, 0, bytes(pattern(4), [0x02, 0xf1, 0x53, 0x65, 0x40, 0xe2, 0x01, 0], pattern(16))),
  icmp(8, 0, bytes(pattern(4), pattern(24)), false),
  icmp(3, 4, bytes(0, 0, uint16(1400), quoted)),
  icmp(3, 13, bytes(0, 32, 0, 0, extended(object(1, 1, pattern(8))))),
  icmp(
    11,
    0,
    bytes(0, 0, 0, 0, extended(bytes(object(1, 1, pattern(4)), object(9, 3, pattern(4))))),
  ),
  icmp(
    11,
    0,
    bytes(
      0,
      0,
      0,
      0,
      extended(
        object(2, 0x4d, bytes(pattern(4), uint16(1), uint16(0), [10, 0, 0, 1], uint32(1500))),
      ),
    ),
  ),
  icmp(12, 0, bytes(20, 0, 0, 0, quoted)),
  icmp(12, 0, bytes(20, 32, 0, 0, extended(object(7, 1, [1, 2, 3, 4]), false))),
  icmp(4, 0, bytes(0, 0, 0, 0, quoted)),
  icmp(5, 1, bytes([10, 9, 8, 7], quoted)),
  icmp(
    9,
    0,
    bytes(2, 2, uint16(1800), [10, 0, 0, 1], uint32(5), [10, 0, 0, 2], uint32(0xffffffff)),
  ),
  icmp(10, 0, uint32(0)),
  icmp(13, 0, bytes(pattern(4), pattern(12))),
  icmp(14, 0, bytes(pattern(4), pattern(12))),
  icmp(17, 0, bytes(pattern(4), uint32(0))),
  icmp(18, 0, bytes(pattern(4), [255, 255, 254, 0])),
  icmp(43, 0, pattern(4)),
  ...IPV6_OPTIONS.map((options) => ipv6(60, bytes(optionsHeader(17, options), data))),
  ...IPV6_OPTIONS.map((options) => ipv6(0, bytes(optionsHeader(17, options), data))),
  ipv6(43, bytes(17, 4, 0, 1, pattern(4), SOURCE, DESTINATION, data)),
  ipv6(43, bytes(17, 2, 2, 1, pattern(4), SOURCE, data)),
  ipv6(43, bytes(17, 4, 4, 1, 1, 0x20, uint16(0x1234), SOURCE, DESTINATION, data)),
  ipv6(44, bytes(17, 0, uint16(0), uint32(0x12345678), data)),
  ipv6(
    17,
    data,
    bytes([0xfe, 0x80], Array(6).fill(0), [0x02, 0x1b, 0x21, 0xff, 0xfe, 0x3c, 0xac, 0x30]),
  ),
  ipv6(17, data, bytes([0x20, 0x02, 192, 0, 2, 1], uint16(9), pattern(8))),
  ipv6(17, data, SOURCE, bytes([0x20, 0x01, 0, 0], [192, 0, 2, 9], pattern(8))),
  ipv6(17, data, bytes([0xfe, 0x80], Array(6).fill(0), [0, 0, 0x5e, 0xfe, 192, 0, 2, 5])),
  icmpv6(1, 1, bytes(uint32(0), quoted6)),
  icmpv6(2, 0, bytes(uint32(1280), quoted6)),
  icmpv6(3, 0, bytes(uint32(0), quoted6)),
  icmpv6(4, 1, bytes(uint32(40), quoted6)),
  icmpv6(128, 0, pattern(12)),
  icmpv6(129, 0, pattern(12)),
  icmpv6(130, 0, bytes(uint16(1000), uint16(0), SOURCE)),
  icmpv6(130, 0, bytes(uint16(0x9234), uint16(0), SOURCE, 0x0a, 125, uint16(1), DESTINATION)),
  icmpv6(131, 0, bytes(uint16(0), uint16(0), SOURCE)),
  icmpv6(132, 0, bytes(uint16(0), uint16(0), SOURCE)),
  icmpv6(133, 0, bytes(uint32(0), neighborOption(1, pattern(6)))),
  ...NEIGHBOR_OPTIONS.map((options) =>
    icmpv6(134, 0, bytes(64, 0xcc, uint16(1800), uint32(3000), uint32(400), options)),
  ),
  icmpv6(135, 0, bytes(uint32(0), SOURCE, neighborOption(1, pattern(6)))),
  icmpv6(136, 0, bytes(uint32(0x60000000), SOURCE, neighborOption(2, pattern(6)))),
  icmpv6(137, 0, bytes(uint32(0), SOURCE, DESTINATION, neighborOption(2, pattern(6)))),
  icmpv6(
    143,
    0,
    bytes(
      uint16(0),
      uint16(2),
      4,
      0,
      uint16(0),
      SOURCE,
      3,
      1,
      uint16(1),
      DESTINATION,
      SOURCE,
      pattern(4),
    ),
  ),
  icmpv6(161, 0, pattern(4)),
  ipv4(17, udp(pattern(4), 40_000, 33_434), [], 1),
  ipv4(17, udp(pattern(4)), [], 64).concat(Array(12).fill(0)),
  ipv4(17, udp(pattern(4)), [], 64).concat(pattern(12)),
  ipv4(17, udp(pattern(30)), [], 64).concat(pattern(8)),
  ipv4(
    47,
    bytes(
      uint16(0xb000),
      uint16(0x0800),
      uint32(0x11112222),
      uint32(0x33334444),
      uint32(7),
      quoted,
    ),
  ),
  ipv4(
    47,
    bytes(
      uint16(0x3081),
      uint16(0x880b),
      uint16(4),
      uint16(9),
      uint32(7),
      uint32(8),
      [0xff, 0x03, 0xc0, 0x21],
    ),
  ),
  ipv4(51, bytes(17, 4, uint16(0), uint32(0x101), uint32(5), pattern(12), data)),
  bytes(ETHERNET, 0x81, 0x00, 0x60, 0x64, 0x08, 0x00, quoted),
  bytes(ETHERNET, 0x88, 0xa8, 0x30, 0x0a, 0x81, 0x00, 0x00, 0x14, 0x08, 0x00, quoted),
  bytes(
    ETHERNET,
    uint16(38),
    0x42,
    0x42,
    0x03,
    [0, 0, 2, 2, 0x3c],
    uint16(0x8001),
    ETHERNET.slice(0, 6),
    uint32(20_000),
    uint16(0x9002),
    ETHERNET.slice(6),
    uint16(0x8003),
    uint16(256),
    uint16(5120),
    uint16(512),
    uint16(3840),
    [0],
  ),
  bytes(ETHERNET, 0x80, 0x35, uint16(1), 0x08, 0x00, 6, 4, uint16(3), pattern(20)),
  bytes(
    ETHERNET,
    0x08,
    0x06,
    uint16(1),
    0x08,
    0x00,
    6,
    4,
    uint16(1),
    pattern(6),
    [0, 0, 0, 0],
    Array(6).fill(0),
    [10, 0, 0, 9],
  ),
  bytes(
    ETHERNET,
    0x08,
    0x06,
    uint16(1),
    0x08,
    0x00,
    6,
    4,
    uint16(1),
    pattern(6),
    [10, 0, 0, 9],
    Array(6).fill(0),
    [10, 0, 0, 9],
  ),
  bytes(
    ETHERNET,
    0x08,
    0x06,
    uint16(1),
    0x08,
    0x00,
    6,
    4,
    uint16(2),
    pattern(6, 0x20),
    [10, 0, 0, 9],
    pattern(6),
    [10, 0, 0, 9],
  ),
  bytes(
    ETHERNET,
    0x88,
    0x64,
    0x11,
    0x00,
    uint16(0x22),
    uint16(quoted.length + 2),
    0x00,
    0x21,
    quoted,
  ),
  bytes(ETHERNET, 0x88, 0x47, [0x00, 0x01, 0x0a, 64], [0x00, 0x02, 0x0d, 63], quoted),
];

const little32 = (value: number) => uint32(value).reverse();

function block(type: number, body: readonly number[]): number[] {
  const length = 12 + body.length;
  return bytes(little32(type), little32(length), body, little32(length));
}
const pcapngOption = (code: number, value: readonly number[]) =>
  bytes(
    [code & 0xff, code >> 8, value.length & 0xff, value.length >> 8],
    value,
    Array((4 - (value.length % 4)) % 4).fill(0),
  );
const text = (value: string) => [...value].map((character) => character.charCodeAt(0));

/** The packets in a pcapng file of two interfaces, some with options. */
export function writtenCapture(): Uint8Array {
  const END = [0, 0, 0, 0];
  const blocks = [
    block(0x0a0d0d0a, bytes(little32(0x1a2b3c4d), [1, 0, 0, 0], Array(8).fill(0xff))),
    block(1, bytes([1, 0, 0, 0], little32(65535), pcapngOption(2, text('first')), END)),
    block(1, bytes([1, 0, 0, 0], little32(65535), pcapngOption(3, text('the other')), END)),
  ];
  WRITTEN_PACKETS.forEach((packet, i) => {
    const time = 1_700_000_000_000_000 + i * 1_250_000;
    const options = [
      pcapngOption(1, text(`comment ${i}`)),
      pcapngOption(2, little32(0x85000005)),
      pcapngOption(2, little32(0x00000012)),
      [],
    ][i % 4];
    blocks.push(
      block(
        6,
        bytes(
          little32(i % 2),
          little32(Math.floor(time / 2 ** 32)),
          little32(time % 2 ** 32),
          little32(packet.length),
          little32(packet.length),
          packet,
          Array((4 - (packet.length % 4)) % 4).fill(0),
          options.length === 0 ? [] : bytes(options, END),
        ),
      ),
    );
  });
  return Uint8Array.from(blocks.flat());
}
