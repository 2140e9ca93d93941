import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/capture/errors.ts';
import { inWords } from '../../src/words/errors/said.ts';
import { concat, writePcap, writePcapng } from '../../support/capture-writer.ts';
import { type ReadCapture, readAll } from '../../support/read-capture.ts';
import { samplePackets, seeded } from '../../support/sample-packets.ts';
import { told } from '../../support/told.ts';
import { installed, run } from '../../support/tools.ts';

const packets = samplePackets(8);
const pcap = writePcap(packets);
const pcapng = concat(
  writePcapng(packets.slice(0, 4), {
    comment: 'one',
    statistics: [{ interfaceIndex: 0, dropped: 1 }],
  }),
  writePcapng(packets.slice(4), { bigEndian: true }),
);
const containers: Record<string, Uint8Array> = {
  pcap,
  'pcap, nanoseconds, big endian': writePcap(packets, { nanosecond: true, bigEndian: true }),
  pcapng,
  'pcapng, simple packets': writePcapng(
    packets.map(({ bytes, seconds, nanoseconds }) => ({ bytes, seconds, nanoseconds })),
    { packetBlock: 'simple' },
  ),
  'pcap in gzip': gzipSync(pcap),
  'pcapng in gzip': concat(gzipSync(pcapng.subarray(0, 99)), gzipSync(pcapng.subarray(99))),
};
if (installed('lz4')) containers['pcap in lz4'] = run('lz4', ['-c', '-q'], pcap);
if (installed('zstd')) containers['pcap in zstd'] = run('zstd', ['-c', '-q'], pcap);

async function readOrRefuse(bytes: Uint8Array, chunk?: number): Promise<ReadCapture | InputError> {
  try {
    return await readAll(bytes, chunk);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

for (const [name, bytes] of Object.entries(containers)) {
  describe(name, () => {
    it('chunks of one byte give the same packets', async () => {
      const whole = await readAll(bytes);
      const pieces = await readAll(bytes, 1);
      expect(whole.packets.length).toBeGreaterThan(0);
      expect(pieces.packets).toEqual(whole.packets);
      expect(pieces.problems).toEqual(whole.problems);
    });

    it('every prefix gives a start of the packets, and says that it is cut', async () => {
      const whole = await readAll(bytes);
      expect(whole.problems).toEqual([]);
      let most = 0;
      for (let length = 0; length < bytes.length; length++) {
        const read = await readOrRefuse(bytes.subarray(0, length));
        if (read instanceof InputError) {
          expect(most, `prefix ${length} is refused though a shorter one was read`).toBe(0);
          continue;
        }
        expect(read.packets).toEqual(whole.packets.slice(0, read.packets.length));
        expect(read.packets.length).toBeGreaterThanOrEqual(most);
        most = read.packets.length;
        const codes = read.problems.map((problem) => problem.code);
        if (read.reader.compression !== null) expect(codes.length).toBeLessThanOrEqual(1);
        // A cut between two records cannot be told from a shorter capture.
        else expect([[], ['truncated']]).toContainEqual(codes);
      }
      // The last blocks or trailers hold no packet; one Zstandard block comes whole or not at all.
      if (name !== 'pcap in zstd') expect(most).toBeGreaterThanOrEqual(whole.packets.length - 1);
    });

    it('seeded mutations: nothing is thrown but InputError, nothing is out of bounds', async () => {
      const random = seeded(11);
      for (let round = 0; round < 150; round++) {
        const mutated = Uint8Array.from(bytes);
        for (let change = random() % 4; change >= 0; change--) {
          mutated[random() % mutated.length] = random() % 3 === 0 ? 0xff : random() & 0xff;
        }
        const read = await readOrRefuse(mutated, round % 5 === 0 ? 7 : undefined);
        if (read instanceof InputError) continue;
        read.packets.forEach((packet, index) => {
          expect(packet.frameNumber).toBeGreaterThanOrEqual(index + 1);
          expect(packet.bytes.length).toBeLessThanOrEqual(mutated.length * 300);
          expect(packet.nanoseconds).toBeLessThan(1_000_000_000);
          expect(packet.nanoseconds).toBeGreaterThanOrEqual(0);
          expect(Number.isSafeInteger(packet.seconds)).toBe(true);
        });
      }
    });
  });
}

describe('what is no capture', () => {
  const text = (value: string) => new TextEncoder().encode(value);
  const foreign: [string, Uint8Array, RegExp][] = [
    ['EyeSDN', text('EyeSDN\0\0'), /EyeSDN/],
    ['ZIP', text('PK\x03\x04aaaa'), /ZIP/],
    ['PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), /picture \(PNG\)/],
    ['JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), /picture \(JPEG\)/],
    ['GIF', text('GIF89a'), /picture \(GIF\)/],
    ['JSON', text('[\n  {\n "_index": 1'), /JSON/],
    ['HTML', text('\n<!DOCTYPE html><html>'), /HTML/],
    ['PDML', text('<?xml version="1.0"?>\n<?xml-stylesheet type="text/xsl"?>\n<pdml>'), /PDML/],
  ];
  for (const [name, bytes, expected] of foreign) {
    it(`${name} is named, with what to do`, async () => {
      const error = inWords(await readOrRefuse(bytes));
      expect(error).toMatchObject({
        code: 'foreign-format',
        message: expect.stringMatching(expected),
      });
      expect((error as InputError).advice).not.toBe('');
    });
  }
  it('an event trace of Windows is named, with the command that converts it', async () => {
    // WMI_BUFFER_HEADER (0x48 bytes: type of buffer at 0x36), then the header of the trace's own event.
    const trace = new Uint8Array(0x1000);
    trace.set([0x00, 0x10, 0x00, 0x00], 0);
    trace.set([2, 0, 2, 0xc0, 0, 0, 0], 0x48);
    const error = inWords(await readOrRefuse(trace));
    expect(error).toMatchObject({ code: 'foreign-format', message: expect.stringMatching(/ETL/) });
    expect((error as InputError).advice).toMatch(/pktmon etl2pcap FILE --out out\.pcapng/);
  });
  it('text and noise', async () => {
    for (const bytes of [text('hello, world\n'), Uint8Array.of(1, 2, 3), Uint8Array.of(0xd4)]) {
      expect(await readOrRefuse(bytes)).toMatchObject({ code: 'unknown-format' });
    }
  });
  it('nothing at all', async () => {
    expect(await readOrRefuse(new Uint8Array(0))).toMatchObject({ code: 'empty' });
    expect(await readOrRefuse(gzipSync(''))).toMatchObject({ code: 'empty' });
  });
});

it('a block that is skipped, and longer than the rest, ends where the input does', async () => {
  // A custom block (type 0x0bad) that says it has 1 GiB, of which 100 bytes are there.
  const block = new Uint8Array(108);
  new DataView(block.buffer).setUint32(0, 0x0bad, true);
  new DataView(block.buffer).setUint32(4, 0x4000_0000, true);
  const bytes = concat(writePcapng(packets), block);
  const { problems } = await readAll(bytes);
  expect(told(problems)).toEqual([
    { code: 'truncated', offset: bytes.length, text: 'the input ends inside a block' },
  ]);
});
