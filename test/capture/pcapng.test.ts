import { describe, expect, it } from 'vitest';
import { KeptTexts } from '../../src/capture/kept-texts.ts';
import { readSecrets } from '../../src/capture/pcapng/blocks.ts';
import {
  ByteWriter,
  concat,
  type PcapngOptions,
  writePcapng,
} from '../../support/capture-writer.ts';
import { readAll } from '../../support/read-capture.ts';
import { samplePackets } from '../../support/sample-packets.ts';

const packets = samplePackets(12);
const times = packets.map((packet) => [packet.seconds, packet.nanoseconds]);

describe.each([false, true])('pcapng, big endian: %s', (bigEndian) => {
  const read = (options: PcapngOptions = {}, written = packets) =>
    readAll(writePcapng(written, { bigEndian, ...options }));

  it('enhanced packet blocks', async () => {
    const { packets: found, problems, reader } = await read();
    expect(found.map((packet) => [...packet.bytes])).toEqual(packets.map((p) => [...p.bytes]));
    expect(found.map((p) => p.originalLength)).toEqual(packets.map((p) => p.originalLength));
    expect(found.map((p) => [p.seconds, p.nanoseconds])).toEqual(times);
    expect(problems).toEqual([]);
    expect(reader.format).toBe('pcapng');
  });

  it('decryption secrets: key logs of TLS, bounded', async () => {
    const log = (name: string) => new TextEncoder().encode(name);
    const { reader } = await read({ tlsKeyLog: log('CLIENT_RANDOM') });
    expect(reader.tlsKeyLogs).toEqual([log('CLIENT_RANDOM')]);
    const secrets = (type: number, length: number, data: Uint8Array) => ({
      type: 0xa,
      body: new ByteWriter(bigEndian).uint(type, 4).uint(length, 4).raw(data).finish(),
    });
    const TLS = 0x544c_534b;
    const others = [
      secrets(0x5747_4b4c, 4, log('of WireGuard')),
      secrets(TLS, 0xffff_fff0, log('too long')),
      secrets(TLS, 0, log('none')),
      { type: 0xa, body: new Uint8Array(4) },
      secrets(TLS, 3, log('keys')),
    ];
    const { reader: hostile, problems, packets: found } = await read({ otherBlocks: others });
    expect(hostile.tlsKeyLogs).toEqual([log('key')]);
    expect([problems, found.length]).toEqual([[], packets.length]);
    const many = Array.from({ length: 1_100 }, () => secrets(TLS, 4, log('keys')));
    expect((await read({ otherBlocks: many })).reader.tlsKeyLogs).toHaveLength(1_000);
    // No more of all than 16 MiB: a block of 9,000,000 bytes comes but once.
    const large = new Uint8Array(9_000_020);
    large.set(secrets(TLS, 9_000_000, new Uint8Array(0)).body, 8);
    const kept: Uint8Array[] = [];
    const texts = new KeptTexts();
    for (let i = 0; i < 3; i++) readSecrets(large, 0, large.length, bigEndian, kept, texts);
    expect(kept.map(({ length }) => length)).toEqual([9_000_000]);
    expect(texts.leftOut).toBe(2);
  });

  it('obsolete packet blocks, with their drop count', async () => {
    const { packets: found, reader } = await read(
      { packetBlock: 'obsolete' },
      packets.map((packet) => ({ ...packet, dropCount: 2 })),
    );
    expect(found.map((p) => [p.seconds, p.nanoseconds])).toEqual(times);
    expect(reader.interfaces[0].dropped).toBe(24);
  });

  it('simple packet blocks: no time, cut at the snap length', async () => {
    const cut = packets.map((packet) => ({
      ...packet,
      originalLength: packet.bytes.length,
      bytes: packet.bytes.subarray(0, 30),
    }));
    const { packets: found } = await read(
      { packetBlock: 'simple', interfaces: [{ linkType: 101, snapLength: 30 }] },
      cut,
    );
    expect(found.map((packet) => [...packet.bytes])).toEqual(cut.map((p) => [...p.bytes]));
    expect(found.map((p) => p.originalLength)).toEqual(cut.map((p) => p.originalLength));
    expect(found.every((packet) => !packet.hasTime && packet.linkType === 101)).toBe(true);
  });

  it('several interfaces, each with its own link type, unit and offset', async () => {
    const interfaces = [
      { linkType: 1, name: 'eth0' },
      { linkType: 101, timestampResolution: 9, timestampOffset: 1_000_000_000 },
      { linkType: 113, timestampResolution: 0x80 | 20 },
    ];
    const written = packets.map((packet, index) => ({ ...packet, interfaceIndex: index % 3 }));
    const { packets: found, reader } = await read({ interfaces }, written);
    expect(found.map((packet) => packet.linkType)).toEqual(
      written.map((packet) => interfaces[packet.interfaceIndex].linkType),
    );
    found.forEach((packet, index) => {
      expect(packet.seconds).toBe(packets[index].seconds);
      // 2^-20 s is coarser than the microseconds that were written.
      const slack = index % 3 === 2 ? 1000 : 0;
      expect(packets[index].nanoseconds - packet.nanoseconds).toBeGreaterThanOrEqual(0);
      expect(packets[index].nanoseconds - packet.nanoseconds).toBeLessThanOrEqual(slack);
    });
    expect(reader.interfaces.map((source) => source.packets)).toEqual([4, 4, 4]);
    expect(reader.interfaces[0].name).toBe('eth0');
    expect(reader.interfaces[2].linkTypeName).toBe('LINUX_SLL');
  });

  it('a section of the other byte order behind it; interfaces are counted on', async () => {
    const first = writePcapng(packets, { bigEndian, comment: 'first' });
    const second = writePcapng(packets, {
      bigEndian: !bigEndian,
      comment: 'second',
      interfaces: [{ linkType: 228 }],
    });
    const { packets: found, reader, problems } = await readAll(concat(first, second));
    expect(found).toHaveLength(24);
    expect(found[23]).toMatchObject({ frameNumber: 24, interfaceIndex: 1, linkType: 228 });
    expect(reader.comments).toEqual(['first', 'second']);
    expect(problems).toEqual([]);
  });

  it('statistics, names and blocks of no interest', async () => {
    const { reader, packets: found } = await read({
      statistics: [{ interfaceIndex: 0, received: 5000, dropped: 17 }],
      names: [{ address: [208, 67, 222, 222], name: 'resolver1.opendns.com' }],
      otherBlocks: [{ type: 0x7777, body: new Uint8Array(64) }],
    });
    expect(found).toHaveLength(12);
    expect(reader.interfaces[0]).toMatchObject({ dropped: 17, received: 5000 });
    expect(reader.names).toEqual([
      { address: Uint8Array.of(208, 67, 222, 222), name: 'resolver1.opendns.com' },
    ]);
  });

  it('FCS length of the interface, and of the packet before it', async () => {
    const written = [packets[0], { ...packets[1], flags: 2 << 5 }].map((packet) => ({
      ...packet,
      originalLength: packet.bytes.length,
    }));
    const { packets: found } = await read({ interfaces: [{ linkType: 1, fcsLength: 4 }] }, written);
    expect(found.map((packet) => packet.fcsLength)).toEqual([4, 2]);
    expect(found.map((packet) => packet.bytes.length)).toEqual([
      packets[0].bytes.length - 4,
      packets[1].bytes.length - 2,
    ]);
  });

  it('a resolution finer than 64 bits is reported', async () => {
    const { problems } = await read({
      interfaces: [{ linkType: 1, timestampResolution: 6 }],
    });
    expect(problems).toEqual([]);
    const bytes = writePcapng(packets, {
      bigEndian,
      interfaces: [{ linkType: 1, timestampResolution: 6 }],
    });
    bytes[28 + 16 + 4] = 100;
    expect((await readAll(bytes)).problems).toMatchObject([{ code: 'bad-value', offset: 28 }]);
  });

  it('a huge block that nobody needs is passed over without holding it', async () => {
    const bytes = concat(
      writePcapng([], { bigEndian, otherBlocks: [{ type: 0x7777, body: new Uint8Array(16) }] }),
    );
    const view = new DataView(bytes.buffer);
    const at = bytes.length - 28;
    view.setUint32(at + 4, 0xffff_fff0, !bigEndian);
    const { problems } = await readAll(bytes);
    expect(problems).toMatchObject([{ code: 'truncated' }]);
  });
});

describe('damage', () => {
  it('inside a block: the next one is certain from the lengths', async () => {
    const bytes = writePcapng(packets);
    // Captured length of the first packet; the blocks before are a 28 and a 24 byte one.
    new DataView(bytes.buffer).setUint32(52 + 20, 60_000, true);
    const { packets: found, problems } = await readAll(bytes);
    expect(found).toHaveLength(11);
    expect(problems).toMatchObject([{ code: 'skipped-damage', offset: 52 }]);
  });
  it('in a length: the next block is looked for', async () => {
    const bytes = writePcapng(packets);
    new DataView(bytes.buffer).setUint32(52 + 4, 3, true);
    const { packets: found, problems } = await readAll(bytes);
    expect(found.map((p) => p.seconds)).toEqual(packets.slice(1).map((p) => p.seconds));
    expect(problems).toMatchObject([{ code: 'skipped-damage', offset: 52 }]);
  });
  it('a section header without byte-order magic is refused', async () => {
    const bytes = writePcapng(packets);
    bytes[8] = 0;
    await expect(readAll(bytes)).rejects.toMatchObject({ code: 'damaged-header' });
  });
});
