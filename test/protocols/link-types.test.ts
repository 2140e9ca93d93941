import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { MemorySource } from '../../src/capture/byte-source.ts';
import { openCapture } from '../../src/capture/open-capture.ts';
import { Statement } from '../../src/capture/statement.ts';
import { formatAddress } from '../../src/protocols/address-text.ts';
import { Decoder } from '../../src/protocols/decoder.ts';
import { PacketView, Stop } from '../../src/protocols/packet-view.ts';
import { readPflog } from '../../src/protocols/pflog/statement.ts';
import { writePcap, writePcapng } from '../../support/capture-writer.ts';
import { installed, run } from '../../support/tools.ts';

/** UDP from 192.0.2.1:4660 to 198.51.100.2:9, without payload. */
const IPV4 = [
  ...[0x45, 0, 0, 28, 0, 1, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 198, 51, 100, 2],
  ...[0x12, 0x34, 0, 9, 0, 8, 0, 0],
];
const SNAP = [0xaa, 0xaa, 3, 0, 0, 0, 8, 0];
const MACS = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2];
const zeros = (length: number): number[] => new Array(length).fill(0);
const text = (value: string, length: number): number[] =>
  [...value.padEnd(length, '\0')].map((letter) => letter.charCodeAt(0));

/** A data frame to an access point: frame control, duration, three addresses, sequence. */
const wlan = (first: number, flags: number, extra: number[] = []): number[] => [
  ...[first, flags, 0, 0, ...MACS, 2, 0, 0, 0, 0, 3, 0x10, 0],
  ...extra,
];
const DATA = 0x08;
const QOS_DATA = 0x88;
/** Radiotap with a time, so that the flags stand behind 8 bytes of it. */
const radiotap = (flags: number): number[] => [0, 0, 17, 0, 3, 0, 0, 0, ...zeros(8), flags];

const pflog = (length: number, more: number[] = []): number[] => [
  ...[length, 2, 1, 0, ...text('igb0', 16), ...zeros(16), 0, 0, 0, 7, 255, 255, 255, 255],
  ...[...zeros(16), 1, ...more],
];

/** Name, LINKTYPE_ value, the packet, and whether tshark 4.0 knows the type and reads it alike. */
const PACKETS: readonly (readonly [string, number, readonly number[], boolean])[] = [
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

const folder = mkdtempSync(join(tmpdir(), 'link-types-'));
afterAll(() => rmSync(folder, { recursive: true }));

const capture = (linkType: number, bytes: readonly number[]) =>
  writePcap([{ bytes: Uint8Array.from(bytes), seconds: 1, nanoseconds: 0 }], { linkType });

async function decode(linkType: number, bytes: readonly number[]): Promise<PacketView> {
  const reader = await openCapture(new MemorySource(capture(linkType, bytes)));
  const view = new PacketView();
  await reader.refill();
  expect(reader.next(view)).toBe(true);
  new Decoder().decode(view);
  return view;
}

const addresses = (view: PacketView): string => {
  if (view.network < 0) return '';
  const { source0, source1, source2, source3, sourcePort, destinationPort } = view;
  const source = formatAddress(source0, source1, source2, source3);
  const { destination0, destination1, destination2, destination3 } = view;
  const destination = formatAddress(destination0, destination1, destination2, destination3);
  return [source, destination, sourcePort, destinationPort].join(' ');
};

const EXPECTED = '192.0.2.1 198.51.100.2 4660 9';

describe('link types that carry IP', () => {
  test.each(PACKETS)('%s', async (_name, linkType, bytes) => {
    const view = await decode(linkType, bytes);
    expect(addresses(view)).toBe(EXPECTED);
    expect(view.stop).toBe(Stop.NONE);
  });

  test.each(PACKETS)(
    '%s, cut after any byte: it stops short, and nothing is thrown',
    async (...row) => {
      const [, linkType, bytes] = row;
      for (let length = 0; length < bytes.length; length += 3) {
        const view = await decode(linkType, bytes.slice(0, length));
        expect(view.layerCount).toBeLessThanOrEqual(32);
        for (let layer = 0; layer < view.layerCount; layer++) {
          expect(view.layerEnd[layer]).toBeLessThanOrEqual(view.end);
        }
      }
    },
  );

  test.skipIf(!installed('tshark'))(
    'tshark sees the same addresses and ports',
    () => {
      // One file, with an interface for each.
      const known = PACKETS.filter(([, , , isKnown]) => isKnown);
      const file = join(folder, 'all.pcapng');
      const packets = known.map(([, , bytes], interfaceIndex) => ({
        ...{ bytes: Uint8Array.from(bytes), seconds: 1, nanoseconds: 0, interfaceIndex },
      }));
      const interfaces = known.map(([, linkType]) => ({ linkType }));
      writeFileSync(file, writePcapng(packets, { interfaces }));
      const fields = ['ip.src', 'ip.dst', 'udp.srcport', 'udp.dstport'].flatMap((f) => ['-e', f]);
      const printed = run('tshark', ['-n', '-r', file, '-T', 'fields', ...fields]).toString();
      const seen = printed.trimEnd().split('\n');
      expect(seen.map((row, index) => `${known[index][0]}: ${row.replaceAll('\t', ' ')}`)).toEqual(
        known.map(([name]) => `${name}: ${EXPECTED}`),
      );
    },
    120_000,
  );

  test('encrypted frames, fragments and beacons end at their header', async () => {
    for (const bytes of [wlan(DATA, 0x41), wlan(DATA, 0x05), wlan(0x80, 0)]) {
      const view = await decode(105, [...bytes, ...SNAP, ...IPV4]);
      expect([view.network, view.stop]).toEqual([-1, Stop.NONE]);
    }
  });
});

describe('what pf says beside a packet', () => {
  test('rule, action, interface; the identifier where there is one', async () => {
    const statement = new Statement();
    const blocked = await decode(117, [...pflog(61), 0, 0, 0, ...IPV4]);
    expect(readPflog(blocked, statement)).toBe(true);
    expect(statement).toMatchObject({
      action: 'refused',
      rule: '7',
      reason: '',
      interfaceName: 'igb0',
    });
    const tracked = [...pflog(69, [0, 0, 0, 0, 0, 3, 232, 0, 0, 0, 0]), ...IPV4];
    expect(readPflog(await decode(117, tracked), statement)).toBe(true);
    expect(statement.rule).toBe('1000');
    const passed = [...pflog(61), 0, 0, 0, ...IPV4];
    passed[2] = 0;
    passed[3] = 10;
    readPflog(await decode(117, passed), statement);
    expect(statement).toMatchObject({ action: 'allowed', reason: 'state-mismatch' });
    expect(readPflog(await decode(1, [...MACS, 8, 0, ...IPV4]), statement)).toBe(false);
  });
});
