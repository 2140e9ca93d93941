import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import * as pcapParser from 'pcap-parser';
import { describe, expect, it } from 'vitest';
import { said } from '../../src/words/errors/said.ts';
import { type PcapOptions, type WrittenPacket, writePcap } from '../../support/capture-writer.ts';
import { type ReadPacket, readAll } from '../../support/read-capture.ts';
import { samplePackets } from '../../support/sample-packets.ts';

const packets = samplePackets(20);

function expectSame(read: readonly ReadPacket[], written: readonly WrittenPacket[]): void {
  expect(read.map((packet) => [...packet.bytes])).toEqual(
    written.map((packet) => [...packet.bytes]),
  );
  expect(read.map((p) => [p.seconds, p.nanoseconds, p.originalLength])).toEqual(
    written.map((p) => [p.seconds, p.nanoseconds, p.originalLength ?? p.bytes.length]),
  );
  expect(read.map((packet) => packet.frameNumber)).toEqual(written.map((_, index) => index + 1));
}

describe('every variant of pcap', () => {
  const variants: Record<string, PcapOptions> = {
    microseconds: {},
    nanoseconds: { nanosecond: true },
    'red hat 6.1': { recordHeader: 'ss990417' },
    'suse 6.3': { recordHeader: 'ss990915' },
    modified: { recordHeader: 'ss991029' },
    nokia: { recordHeader: 'nokia' },
    'version 2.2': { version: [2, 2], lengthsSwapped: true },
    'version 2.3, lengths swapped': { version: [2, 3], lengthsSwapped: true },
    'version 2.3, lengths in order': { version: [2, 3] },
    'version 543.0': { version: [543, 0], lengthsSwapped: true },
    'ixia hardware': { magic: 0x1c0001ac, nanosecond: true, ixia: true },
    'ixia software': { magic: 0x1c0001ab, ixia: true },
  };
  for (const [name, options] of Object.entries(variants)) {
    for (const bigEndian of [false, true]) {
      it(`${name}, ${bigEndian ? 'big' : 'little'} endian`, async () => {
        const read = await readAll(writePcap(packets, { ...options, bigEndian }));
        expectSame(read.packets, packets);
        expect(read.problems).toEqual([]);
        expect(read.reader.format).toBe('pcap');
      });
    }
  }

  it('AIX: interface types for link types, and nanoseconds', async () => {
    const bytes = writePcap(packets, {
      version: [2, 2],
      linkType: 6,
      lengthsSwapped: true,
      nanosecond: true,
      magic: 0xa1b2c3d4,
      bigEndian: true,
    });
    const read = await readAll(bytes);
    expectSame(read.packets, packets);
    expect(read.reader.interfaces[0]).toMatchObject({ linkType: 1, linkTypeName: 'ETHERNET' });
  });
});

describe('the frame check sequence', () => {
  // pcap-savefile(5): 0x4000000 says that the top four bits give its length in units of 16 bits.
  const linkType = 1 + 0x0400_0000 + 0x2000_0000;
  it('is cut from the end where it was captured', async () => {
    const bytes = Uint8Array.from({ length: 64 }, (_, i) => i);
    const { packets: read } = await readAll(
      writePcap([{ bytes, seconds: 1, nanoseconds: 0 }], { linkType }),
    );
    expect(read[0]).toMatchObject({
      linkType: 1,
      originalLength: 60,
      capturedLength: 64,
      fcsLength: 4,
    });
    expect([...read[0].bytes]).toEqual([...bytes.subarray(0, 60)]);
  });
  it('takes nothing away that a snap length had taken already', async () => {
    const bytes = new Uint8Array(40);
    const { packets: read } = await readAll(
      writePcap([{ bytes, seconds: 1, nanoseconds: 0, originalLength: 1518 }], { linkType }),
    );
    expect(read[0].bytes.length).toBe(40);
    expect(read[0].originalLength).toBe(1514);
  });
});

describe('odd values', () => {
  it('a fraction of a second or more is carried over and reported', async () => {
    const bytes = writePcap(packets.slice(0, 3));
    new DataView(bytes.buffer).setUint32(24 + 4, 2_500_000, true);
    const read = await readAll(bytes);
    expect(read.packets).toHaveLength(3);
    expect(read.packets[0]).toMatchObject({
      seconds: packets[0].seconds + 2,
      nanoseconds: 500_000_000,
    });
    expect(read.problems).toMatchObject([{ code: 'bad-value', offset: 24 }]);
  });
  it('a version before 2.0 is refused', async () => {
    await expect(readAll(writePcap(packets, { version: [1, 4] }))).rejects.toMatchObject({
      code: 'damaged-header',
    });
  });
  it('a record over the limit ends the reading at its offset', async () => {
    const bytes = writePcap([{ bytes: new Uint8Array(8), seconds: 1, nanoseconds: 0 }]);
    new DataView(bytes.buffer).setUint32(24 + 8, 262_145, true);
    const read = await readAll(bytes);
    expect(read.packets).toEqual([]);
    expect(read.problems).toMatchObject([{ code: 'damaged-record', offset: 24 }]);
  });
  it('the largest record that is allowed is read', async () => {
    const large = { bytes: new Uint8Array(262_144).fill(7), seconds: 1, nanoseconds: 0 };
    const read = await readAll(writePcap([large, large, large, large, large, large]), 100_000);
    expect(read.packets.map((packet) => packet.bytes.length)).toEqual(Array(6).fill(262_144));
    expect(read.problems).toEqual([]);
  });
});

describe('damage in the middle', () => {
  it('is passed over where a chain of plausible records follows', async () => {
    const bytes = writePcap(packets);
    const at = 24 + packets.slice(0, 5).reduce((sum, packet) => sum + 16 + packet.bytes.length, 0);
    new DataView(bytes.buffer).setUint32(at + 8, 0xffff_fff0, true);
    const read = await readAll(bytes);
    expect(read.packets.map((packet) => packet.seconds)).toEqual(
      packets.filter((_, index) => index !== 5).map((packet) => packet.seconds),
    );
    const gap = 16 + packets[5].bytes.length;
    expect(read.problems).toMatchObject([{ code: 'skipped-damage', offset: at }]);
    expect(said(read.problems[0].sentence)).toContain(`${gap} bytes were skipped`);
  });
  it('ends the reading where only noise follows', async () => {
    const head = writePcap(packets.slice(0, 2));
    const bytes = new Uint8Array(head.length + 5000).fill(0xee);
    bytes.set(head);
    const read = await readAll(bytes);
    expect(read.packets).toHaveLength(2);
    expect(read.problems).toMatchObject([{ code: 'damaged-record', offset: head.length }]);
  });
  it('a length that reaches past the end is passed over too', async () => {
    const bytes = writePcap(packets);
    new DataView(bytes.buffer).setUint32(24 + 8, 200_000, true);
    const read = await readAll(bytes);
    expect(read.packets).toHaveLength(packets.length - 1);
    expect(read.problems).toMatchObject([{ code: 'skipped-damage', offset: 24 }]);
  });
});

describe('pcap-parser, an independent reader', () => {
  for (const bigEndian of [false, true]) {
    it(`reads the same packets, ${bigEndian ? 'big' : 'little'} endian`, async () => {
      const many = samplePackets(300, 7);
      const bytes = writePcap(many, { bigEndian });
      const theirs: unknown[] = [];
      const parser = pcapParser.parse(Readable.from([Buffer.from(bytes)])) as EventEmitter;
      parser.on('packet', (packet) => {
        const { timestampSeconds, timestampMicroseconds, originalLength } = packet.header;
        theirs.push([timestampSeconds, timestampMicroseconds, originalLength, [...packet.data]]);
      });
      await EventEmitter.once(parser, 'end');
      const { packets: ours } = await readAll(bytes);
      expect(
        ours.map((p) => [p.seconds, p.nanoseconds / 1000, p.originalLength, [...p.bytes]]),
      ).toEqual(theirs);
      expect(theirs).toHaveLength(300);
    });
  }
});
