import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { InputError } from '../../../src/capture/errors.ts';
import { diagnose, openCapture } from '../../../src/index.ts';
import { writePcap } from '../../../support/capture-writer.ts';
import { type ReadCapture, readAll } from '../../../support/read-capture.ts';
import { samplePackets, seeded } from '../../../support/sample-packets.ts';
import { installed, run } from '../../../support/tools.ts';

/*
 * Wireshark writes these formats, and reads them: its editcap makes the samples, its tshark is the
 * truth. What no program here writes is in formats.test.ts, by hand.
 */
const FORMATS: Record<string, string> = {
  snoop: 'snoop',
  netmon1: 'netmon1',
  netmon2: 'netmon2',
  ngsniffer: 'ngsniffer',
  ngwsniffer_1_1: 'netxray',
  ngwsniffer_2_0: 'netxray',
  nettl: 'nettl',
  lanalyzer: 'lanalyzer',
  '5views': '5views',
  visual: 'visual',
  'commview-ncf': 'commview',
  observer: 'observer',
};
/** What editcap 4.0 writes, tshark 4.0 does not read: a length of its own header is wrong. */
const UNREADABLE = ['observer'];
/** editcap counts from the first packet, tshark from midnight. */
const TIMES_SHIFTED = ['lanalyzer'];
/** Digits of a second that the format keeps. */
const DIGITS: Record<string, number> = { netmon1: 3, visual: 3 };
/** editcap leaves out the checksum of the length that tshark then takes off. */
const LENGTHS_WRONG = ['visual'];

const folder = mkdtempSync(join(tmpdir(), 'records-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FIELDS = ['frame.number', 'frame.time_epoch', 'frame.len', 'frame.cap_len'];

/** Number, time to the microsecond, lengths: tshark's floating point is not exact below. */
type Row = [number: number, time: number, length: number, captured: number];

function rows({ packets }: ReadCapture): Row[] {
  return packets.map((packet) => [
    packet.frameNumber,
    Math.round(packet.seconds * 1e6 + packet.nanoseconds / 1000),
    packet.originalLength + packet.fcsLength,
    packet.capturedLength,
  ]);
}

function tsharkRows(file: string): Row[] {
  const fields = FIELDS.flatMap((field) => ['-e', field]);
  const printed = run('tshark', ['-n', '-r', file, '-T', 'fields', ...fields]).toString();
  return printed
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [number, time, length, captured] = line.split('\t');
      const [seconds, fraction] = time.split('.').map(Number);
      return [
        Number(number),
        Math.round(seconds * 1e6 + fraction / 1000),
        Number(length),
        Number(captured),
      ];
    });
}

async function readOrRefuse(bytes: Uint8Array, chunk?: number): Promise<ReadCapture | InputError> {
  try {
    return await readAll(bytes, chunk);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

/** What a diagnosis comes to, without the capture's own name. */
async function verdicts(bytes: Uint8Array): Promise<unknown> {
  const { endpoints } = await diagnose(await openCapture(bytes));
  return endpoints.map(({ server, port, verdict, confidence }) => [
    ...[server, port, verdict, confidence],
  ]);
}

const cutPackets = samplePackets(8, 21);
/** editcap 4.0 writes the length on the wire where 5View has that of the packet. */
const wholePackets = cutPackets.map(({ bytes, seconds, nanoseconds }) => ({
  ...{ bytes, seconds, nanoseconds },
}));
const LAB = ['syn-drop', 'icmp-admin-prohibited'];

describe.skipIf(!installed('editcap') || !installed('tshark'))('written by editcap', () => {
  describe.each(Object.entries(FORMATS))('-F %s', (written, name) => {
    const packets = written === '5views' ? wholePackets : cutPackets;
    const plain = join(folder, 'plain.pcap');
    writeFileSync(plain, writePcap(packets));
    const file = join(folder, written);
    run('editcap', ['-F', written, plain, file]);
    const bytes = new Uint8Array(readFileSync(file));

    test('frame by frame as tshark reads it', async () => {
      const read = await readAll(bytes);
      expect(read.reader.format).toBe(name);
      expect(read.problems).toEqual([]);
      if (!UNREADABLE.includes(written)) {
        const isSure = !LENGTHS_WRONG.includes(written);
        const told = (row: Row) => (isSure ? row : [row[0], row[1], row[3]]);
        expect(rows(read).map(told)).toEqual(tsharkRows(file).map(told));
      }
      expect(read.packets.map((packet) => [...packet.bytes])).toEqual(
        packets.map((packet) => [...packet.bytes]),
      );
      if (TIMES_SHIFTED.includes(written)) return;
      const unit = 10 ** (9 - (DIGITS[written] ?? 6));
      for (const [index, { seconds, nanoseconds }] of packets.entries()) {
        const time = (read.packets[index].seconds - seconds) * 1e9;
        const off = Math.abs(time + read.packets[index].nanoseconds - nanoseconds);
        expect(off, `time of packet ${index + 1}`).toBeLessThanOrEqual(2 * unit);
      }
    });

    test('in chunks of any length', async () => {
      const whole = await readAll(bytes);
      for (const chunk of [1, 7, 1000]) {
        expect((await readAll(bytes, chunk)).packets).toEqual(whole.packets);
      }
    });

    test('cut after any byte: what was read stays', async () => {
      const whole = await readAll(bytes);
      let most = 0;
      for (let length = 0; length < bytes.length; length += length < 200 ? 1 : 11) {
        const read = await readOrRefuse(bytes.subarray(0, length));
        if (read instanceof InputError) {
          expect(most, `cut after ${length}`).toBe(0);
          continue;
        }
        expect(read.packets).toEqual(whole.packets.slice(0, read.packets.length));
        expect(read.packets.length).toBeGreaterThanOrEqual(most);
        most = read.packets.length;
        expect([[], ['truncated']]).toContainEqual(read.problems.map(({ code }) => code));
      }
      expect(most).toBeGreaterThanOrEqual(whole.packets.length - 1);
    });

    test('changed bytes: nothing is thrown, nothing is out of bounds', async () => {
      const random = seeded(11);
      for (let round = 0; round < 40; round++) {
        const mutated = Uint8Array.from(bytes);
        for (let change = random() % 4; change >= 0; change--) {
          mutated[random() % mutated.length] = random() % 3 === 0 ? 0xff : random() & 0xff;
        }
        const read = await readOrRefuse(mutated, round % 5 === 0 ? 7 : undefined);
        if (read instanceof InputError) continue;
        for (const packet of read.packets) {
          expect(packet.bytes.length).toBeLessThanOrEqual(mutated.length);
          expect(packet.nanoseconds).toBeGreaterThanOrEqual(0);
          expect(packet.nanoseconds).toBeLessThan(1e9);
          expect(Number.isSafeInteger(packet.seconds)).toBe(true);
        }
      }
    });

    test('the verdicts are those of the capture', async () => {
      for (const capture of LAB) {
        const original = join('captures', `${capture}.pcapng`);
        const converted = join(folder, `${capture}.${written}`);
        run('editcap', ['-F', written, original, converted]);
        expect(await verdicts(readFileSync(converted)), capture).toEqual(
          await verdicts(readFileSync(original)),
        );
      }
    });
  });
});
