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
import {
  DATA,
  IPV4,
  MACS,
  PACKETS,
  pflog,
  SNAP,
  wlan,
} from '../../support/protocol-packets/link-type-packets.ts';
import { installed, run } from '../../support/tools.ts';

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
