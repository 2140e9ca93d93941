import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { crc32, XxHash32 } from '../../src/capture/compression/checksums.ts';
import { Step } from '../../src/capture/compression/decompressor.ts';
import { Inflate } from '../../src/capture/compression/inflate.ts';
import { concat, writePcap } from '../../support/capture-writer.ts';
import { readAll } from '../../support/read-capture.ts';
import { samplePackets, seeded } from '../../support/sample-packets.ts';
import { installed, run } from '../../support/tools.ts';

const capture = writePcap(samplePackets(400));
const large = writePcap(samplePackets(10_000));

function inflate(data: Uint8Array): Uint8Array {
  const inflater = new Inflate();
  const parts: Uint8Array[] = [];
  for (let at = 0; ; ) {
    const step = inflater.step(data, at, data.length, true);
    at += inflater.consumed;
    parts.push(inflater.output.slice(inflater.outputStart, inflater.outputEnd));
    inflater.outputStart = inflater.outputEnd;
    if (step !== Step.PROGRESS) {
      expect(step).toBe(Step.COMPLETE);
      expect(at).toBe(data.length);
      return concat(...parts);
    }
  }
}

describe('DEFLATE, as zlib writes it', () => {
  const random = seeded(5);
  const inputs: Record<string, Uint8Array> = {
    nothing: new Uint8Array(0),
    zeros: new Uint8Array(1_000_000),
    noise: Uint8Array.from({ length: 300_000 }, () => random() & 0xff),
    skewed: Uint8Array.from({ length: 700_000 }, () => random() & random() & random() & 0xff),
    capture: large,
  };
  for (const [name, data] of Object.entries(inputs)) {
    for (const level of [0, 1, 6, 9]) {
      for (const strategy of [
        constants.Z_DEFAULT_STRATEGY,
        constants.Z_FIXED,
        constants.Z_HUFFMAN_ONLY,
      ]) {
        it(`${name}, level ${level}, strategy ${strategy}`, () => {
          const unpacked = inflate(deflateRawSync(data, { level, strategy }));
          expect(Buffer.compare(unpacked, data)).toBe(0);
        });
      }
    }
  }
});

describe('checksums', () => {
  it('CRC-32: the check value of the algorithm', () => {
    const bytes = new TextEncoder().encode('123456789');
    expect(crc32(0, bytes, 0, 9) >>> 0).toBe(0xcbf43926);
    expect(crc32(crc32(0, bytes, 0, 5), bytes, 5, 9) >>> 0).toBe(0xcbf43926);
  });
  it('xxHash32: published values', () => {
    const of = (text: string) => {
      const bytes = new TextEncoder().encode(text);
      return new XxHash32().update(bytes, 0, bytes.length).digest();
    };
    expect(of('')).toBe(0x02cc5d05);
    expect(of('abc')).toBe(0x32d153ff);
    expect(of('Nobody inspects the spammish repetition')).toBe(0xe2293b2f);
  });
});

describe('gzip', () => {
  it('several members, whose borders fall anywhere', async () => {
    const members = concat(
      gzipSync(capture.subarray(0, 33)),
      gzipSync(new Uint8Array(0)),
      gzipSync(capture.subarray(33, 5000)),
      gzipSync(capture.subarray(5000)),
    );
    const { packets, problems, reader } = await readAll(members);
    expect(packets).toHaveLength(400);
    expect(problems).toEqual([]);
    expect(reader.compression).toBe('gzip');
  });
  it('zero padding behind the last member is no damage', async () => {
    const { problems } = await readAll(concat(gzipSync(capture), new Uint8Array(512)));
    expect(problems).toEqual([]);
  });
  it('a wrong checksum is reported, and everything before it read', async () => {
    const bytes = new Uint8Array(gzipSync(capture));
    bytes[bytes.length - 8] ^= 1;
    const { packets, problems } = await readAll(bytes);
    expect(packets).toHaveLength(400);
    expect(problems).toMatchObject([{ code: 'damaged-compression', offset: capture.length }]);
  });
  it('what was unpacked before damage is read', async () => {
    const bytes = new Uint8Array(gzipSync(large));
    const middle = bytes.length >> 1;
    bytes.fill(0xff, middle, middle + 64);
    const { packets, problems } = await readAll(bytes);
    expect(packets.length).toBeGreaterThan(4000);
    expect(problems.map((problem) => problem.code)).toContain('damaged-compression');
  });
  it('junk behind the magic is refused', async () => {
    await expect(
      readAll(Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 7)),
    ).rejects.toMatchObject({
      code: 'damaged-compression',
    });
  });
  it('a bomb costs no memory', async () => {
    const filler = new Uint8Array(16 << 20).fill(0xff);
    const packed = gzipSync(filler);
    const bomb = concat(gzipSync(capture), ...Array.from({ length: 20 }, () => packed));
    const before = process.memoryUsage().arrayBuffers;
    const { packets, problems, reader } = await readAll(bomb);
    expect(packets).toHaveLength(400);
    expect(problems.map((problem) => problem.code)).toEqual(['damaged-record']);
    expect(reader.bytesRead).toBe(capture.length + 20 * filler.length);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(120 << 20);
  });
});

const CODECS: [string, string, string[][]][] = [
  ['lz4', 'lz4', [['-1'], ['-9'], ['-B4', '-BD'], ['-BX', '--content-size'], ['--no-frame-crc']]],
  ['zstd', 'zstd', [['-1'], ['-3'], ['-19'], ['--no-check'], ['--single-thread', '-5']]],
];
for (const [name, program, settings] of CODECS) {
  describe.skipIf(!installed(program))(`${name}, as the program ${program} writes it`, () => {
    for (const setting of settings) {
      it(setting.join(' '), async () => {
        const packed = run(program, [...setting, '-c', '-q'], large);
        const { packets, problems, reader } = await readAll(packed);
        expect(problems).toEqual([]);
        expect(packets).toHaveLength(10_000);
        expect(reader.compression).toBe(name);
      });
    }
    it('several frames', async () => {
      const frames = concat(
        run(program, ['-c', '-q'], capture.subarray(0, 7)),
        run(program, ['-c', '-q'], capture.subarray(7)),
      );
      const { packets, problems } = await readAll(frames);
      expect(packets).toHaveLength(400);
      expect(problems).toEqual([]);
    });
    it('what was unpacked before the end is read', async () => {
      // Blocks of 64 KiB: LZ4's own choice would put all of it into one.
      const small = name === 'lz4' ? ['-B4'] : [];
      const packed = run(program, [...small, '-c', '-q'], large);
      const { packets, problems } = await readAll(packed.subarray(0, packed.length - 5000));
      expect(packets.length).toBeGreaterThan(5000);
      expect(problems.at(-1)).toMatchObject({ code: 'damaged-compression' });
    });
  });
}
