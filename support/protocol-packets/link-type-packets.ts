/*
 * A packet of every link type beside Ethernet that carries IP.
 */

/** UDP from 192.0.2.1:4660 to 198.51.100.2:9, without payload. */
export const IPV4 = [
  ...[0x45, 0, 0, 28, 0, 1, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 198, 51, 100, 2],
  ...[0x12, 0x34, 0, 9, 0, 8, 0, 0],
];
export const SNAP = [0xaa, 0xaa, 3, 0, 0, 0, 8, 0];
export const MACS = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2];
const zeros = (length: number): number[] => new Array(length).fill(0);
const text = (value: string, length: number): number[] =>
  [...value.padEnd(length, '\0')].map((letter) => letter.charCodeAt(0));

/** A data frame to an access point: frame control, duration, three addresses, sequence. */
export const wlan = (first: number, flags: number, extra: number[] = []): number[] => [
  ...[first, flags, 0, 0, ...MACS, 2, 0, 0, 0, 0, 3, 0x10, 0],
  ...extra,
];
export const DATA = 0x08;
const QOS_DATA = 0x88;
/** Radiotap with a time, so that the flags stand behind 8 bytes of it. */
const radiotap = (flags: number): number[] => [0, 0, 17, 0, 3, 0, 0, 0, ...zeros(8), flags];

export const pflog = (length: number, more: number[] = []): number[] => [
  ...[length, 2, 1, 0, ...text('igb0', 16), ...zeros(16), 0, 0, 0, 7, 255, 255, 255, 255],
  ...[...zeros(16), 1, ...more],
];

/** Name, LINKTYPE_ value, the packet, and whether tshark 4.0 knows the type and reads it alike. */
export const PACKETS: readonly (readonly [string, number, readonly number[], boolean])[] = [
  ['802.11', 105, [...wlan(DATA, 1), ...SNAP, ...IPV4], true],
  ['802.11 with QoS', 105, [...wlan(QOS_DATA, 1, [0, 0]), ...SNAP, ...IPV4], true],
  ['802.11, four addresses', 105, [...wlan(DATA, 3, MACS.slice(0, 6)), ...SNAP, ...IPV4], true],
  ['HT control', 105, [...wlan(QOS_DATA, 0x81, [0, 0, ...zeros(4)]), ...SNAP, ...IPV4], true],
  [
    'A-MSDU, the first of two',
    105,
    [
      ...[...wlan(QOS_DATA, 1, [0x80, 0]), ...MACS, 0, SNAP.length + IPV4.length],
      ...[...SNAP, ...IPV4, ...MACS, 0, 1, 0],
    ],
    true,
  ],
  ['radiotap', 127, [...radiotap(0), ...wlan(DATA, 1), ...SNAP, ...IPV4], true],
  ['radiotap, FCS', 127, [...radiotap(0x10), ...wlan(DATA, 1), ...SNAP, ...IPV4, 1, 2, 3, 4], true],
  [
    'radiotap, padded',
    127,
    [...radiotap(0x20), ...wlan(QOS_DATA, 1, [0, 0]), 0, 0, ...SNAP, ...IPV4],
    true,
  ],
  ['PPI', 192, [0, 0, 8, 0, 105, 0, 0, 0, ...wlan(DATA, 1), ...SNAP, ...IPV4], true],
  ['PPI before Ethernet', 192, [0, 0, 8, 0, 1, 0, 0, 0, ...MACS, 8, 0, ...IPV4], true],
  [
    'AVS',
    163,
    [0x80, 0x21, 0x10, 1, 0, 0, 0, 64, ...zeros(56), ...wlan(DATA, 1), ...SNAP, ...IPV4],
    true,
  ],
  [
    'Prism',
    119,
    [0x44, 0, 0, 0, 144, 0, 0, 0, ...zeros(136), ...wlan(DATA, 1), ...SNAP, ...IPV4],
    true,
  ],
  ['Token Ring', 6, [0x10, 0x40, ...MACS, ...SNAP, ...IPV4], true],
  [
    'Token Ring, routed',
    6,
    [0x10, 0x40, ...MACS.slice(0, 6), 0x82, 0, 0, 0, 0, 2, 4, 0, 0, 0, ...SNAP, ...IPV4],
    true,
  ],
  ['FDDI', 10, [0x50, ...MACS, ...SNAP, ...IPV4], true],
  ['ATM, RFC 1483', 100, [...SNAP, ...IPV4], true],
  ['IP over Fibre Channel', 122, [...zeros(16), ...SNAP, ...IPV4], true],
  ['Frame Relay', 107, [0x18, 0x41, 3, 0xcc, ...IPV4], true],
  ['Frame Relay, SNAP', 107, [0x18, 0x41, 3, 0, 0x80, 0, 0, 0, 8, 0, ...IPV4], true],
  ['PPP with direction', 204, [1, 0xff, 3, 0, 0x21, ...IPV4], true],
  ['Cisco HDLC with direction', 205, [1, 0x0f, 0, 8, 0, ...IPV4], false],
  ["pppd's", 166, [1, 3, 0, 0x21, ...IPV4], false],
  ['SLIP', 8, [1, ...zeros(15), ...IPV4], false],
  ['pflog of FreeBSD', 117, [...pflog(61), 0, 0, 0, ...IPV4], true],
  [
    'pflog with an identifier',
    117,
    [...pflog(69, [0, 0, 0, 0, 0, 3, 232, 0, 0, 0, 0]), ...IPV4],
    false,
  ],
  ['pflog of OpenBSD', 117, [...pflog(100, zeros(39)), ...IPV4], true],
  [
    'NFLOG',
    239,
    [
      ...[2, 0, 0, 1, 9, 0, 10, 0, ...text('drop', 5), 0, 0, 0],
      ...[4 + IPV4.length, 0, 9, 0, ...IPV4],
    ],
    true,
  ],
  ['NFLOG, big-endian', 239, [2, 0, 0, 1, 0, 4 + IPV4.length, 0, 9, ...IPV4], false],
  [
    'PKTAP',
    258,
    [...[108, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0], ...zeros(96), ...MACS, 8, 0, ...IPV4],
    true,
  ],
  ['enc', 109, [2, 0, 0, 0, ...zeros(8), ...IPV4], true],
  ['ipnet', 226, [1, 2, 0, 0, 0, 0, 0, 28, ...zeros(16), ...IPV4], true],
  ['Symantec', 99, [...zeros(6), 8, 0, ...zeros(36), ...IPV4], true],
  ["Broadcom's tag", 281, [...MACS, 0, 0, 0, 1, 8, 0, ...IPV4], false],
  ["Broadcom's tag before the frame", 282, [0, 0, 0, 1, ...MACS, 8, 0, ...IPV4], false],
  ["Marvell's tag", 284, [...MACS, 0xc0, 0, 0, 1, 8, 0, ...IPV4], false],
  [
    "Marvell's tag with a type",
    285,
    [...MACS, 0xda, 0xda, 0, 0, 0xc0, 0, 0, 1, 8, 0, ...IPV4],
    false,
  ],
  ['Juniper Ethernet', 178, [0x4d, 0x47, 0x43, 1, ...MACS, 8, 0, ...IPV4], true],
  ['Juniper, no layer 2', 178, [0x4d, 0x47, 0x43, 2, 2, 0, 0, 0, ...IPV4], false],
  [
    'ERF',
    197,
    [
      ...[...zeros(8), 2, 4, 0, 18 + 14 + 28 + 4, 0, 0, 0, 14 + 28 + 4, 0, 0],
      ...[...MACS, 8, 0, ...IPV4, 1, 2, 3, 4],
    ],
    true,
  ],
];
