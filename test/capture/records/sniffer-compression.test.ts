import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { InputError } from '../../../src/capture/errors.ts';
import { readAll } from '../../../support/read-capture.ts';
import { seeded } from '../../../support/sample-packets.ts';
import { installed, run } from '../../../support/tools.ts';

/*
 * Captures of Sniffer for DOS that are compressed: no program here writes them. editcap writes the capture, its
 * pieces are compressed here, and tshark says what is in them.
 */

const HEADER = 17 + 6 + 18;
const FORMAT_AT = 17 + 6 + 10;
/** Short pieces: records go on from one to the next. */
const PIECE = 700;
const SHORTEST = 3;

/** A piece: bytes, runs of both kinds, and repetitions of both kinds. */
function packed(bytes: Uint8Array): number[] {
  const items: { bit: number; bytes: number[] }[] = [];
  for (let at = 0; at < bytes.length; ) {
    let run = 1;
    while (run < 4_000 && bytes[at + run] === bytes[at]) run++;
    let [far, length] = [0, 0];
    for (let from = 0; from + SHORTEST <= at; from++) {
      let same = 0;
      while (same < 270 && at + same < bytes.length && bytes[from + same] === bytes[at + same]) {
        same++;
      }
      if (same > length) [far, length] = [at - from, same];
    }
    const low = (far - 3) & 15;
    const high = (far - 3) >> 4;
    if (run >= 19) {
      const rest = run - 19;
      items.push({ bit: 1, bytes: [0x10 | (rest & 15), rest >> 4, bytes[at]] });
      at += run;
    } else if (run >= SHORTEST) {
      items.push({ bit: 1, bytes: [run - SHORTEST, bytes[at]] });
      at += run;
    } else if (length >= 16) {
      items.push({ bit: 1, bytes: [0x20 | low, high, length - 16] });
      at += length;
    } else if (length >= SHORTEST) {
      items.push({ bit: 1, bytes: [(length << 4) | low, high] });
      at += length;
    } else items.push({ bit: 0, bytes: [bytes[at++]] });
  }
  const out: number[] = [];
  for (let at = 0; at < items.length; at += 16) {
    const group = items.slice(at, at + 16);
    const bits = group.reduce((sum, { bit }, index) => sum | (bit << (15 - index)), 0);
    out.push(bits & 0xff, bits >> 8, ...group.flatMap((item) => item.bytes));
  }
  return out;
}

/** The same capture, compressed: every third piece is left as it is. */
function compressed(file: Uint8Array): Uint8Array {
  const out: number[] = [...file.subarray(0, HEADER)];
  out[FORMAT_AT] = 2;
  let pieces = 0;
  for (let at = HEADER; at < file.length; at += PIECE) {
    const piece = file.subarray(at, at + PIECE);
    const isPlain = pieces++ % 3 === 2;
    const body = isPlain ? [...piece] : packed(piece);
    const length = isPlain ? -body.length : body.length;
    out.push(length & 0xff, (length >> 8) & 0xff, ...body);
  }
  return Uint8Array.from(out);
}

const folder = mkdtempSync(join(tmpdir(), 'sniffer-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!installed('editcap') || !installed('tshark'))(
  'compressed Sniffer captures',
  () => {
    const plainFile = join(folder, 'plain.enc');
    const file = join(folder, 'packed.enc');
    let bytes: Uint8Array = new Uint8Array();

    test('are read as tshark reads them', async () => {
      run('editcap', ['-r', '-F', 'ngsniffer', 'captures/lab/healthy.pcapng', plainFile, '1-60']);
      const plain = new Uint8Array(readFileSync(plainFile));
      bytes = compressed(plain);
      expect(bytes.length).toBeLessThan(plain.length);
      writeFileSync(file, bytes);
      const fields = ['frame.number', 'frame.time_epoch', 'frame.len', 'frame.cap_len'];
      const printed = run('tshark', [
        ...['-n', '-r', file, '-T', 'fields'],
        ...fields.flatMap((field) => ['-e', field]),
      ]).toString();
      const { reader, packets, problems } = await readAll(bytes);
      expect([reader.format, reader.compression, problems]).toEqual(['ngsniffer', 'sniffer', []]);
      const rows = packets.map(({ frameNumber, seconds, nanoseconds, ...lengths }) =>
        [
          ...[frameNumber, `${seconds}.${String(nanoseconds).padStart(9, '0')}`],
          ...[lengths.originalLength, lengths.capturedLength],
        ].join('\t'),
      );
      expect(rows).toEqual(printed.trimEnd().split('\n'));
      const own = await readAll(plain);
      expect(packets.map((packet) => packet.bytes)).toEqual(own.packets.map((one) => one.bytes));
    });

    test('in chunks of any length, and cut anywhere: what was read stays', async () => {
      const whole = (await readAll(bytes)).packets.map((packet) => packet.bytes);
      const inChunks = await readAll(bytes, 5);
      expect(inChunks.packets.map((packet) => packet.bytes)).toEqual(whole);
      for (let length = 0; length < bytes.length; length += 97) {
        try {
          const { packets } = await readAll(bytes.subarray(0, length));
          expect(packets.map((packet) => packet.bytes)).toEqual(whole.slice(0, packets.length));
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }
    });

    test('changed bytes: nothing else is thrown', async () => {
      const random = seeded(9);
      for (let round = 0; round < 200; round++) {
        const mutated = Uint8Array.from(bytes);
        for (let change = random() % 6; change >= 0; change--) {
          mutated[17 + (random() % (mutated.length - 17))] = random() & 0xff;
        }
        try {
          await readAll(mutated);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }
    });
  },
);
