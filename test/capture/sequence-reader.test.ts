import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { MemorySource } from '../../src/capture/byte-source.ts';
import { openCapture } from '../../src/capture/open-capture.ts';
import { PacketRecord } from '../../src/capture/packet-record.ts';
import type { CaptureReader } from '../../src/capture/reader.ts';
import { type SequencePart, SequenceReader } from '../../src/capture/sequence-reader.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { reportOf } from '../../src/diagnosis/report/report-of.ts';
import { FURTHER_FORMATS } from '../../src/inputs/further-formats.ts';
import { said, toldInWords } from '../../src/words/errors/said.ts';
import { concat, writePcapng } from '../../support/capture-writer.ts';
import { pcapVerdict } from '../../support/cli.ts';
import { CAPTURES, captureNames, labCaptureNames } from '../../support/shipped-captures.ts';
import { openFiles, partsOf, splitCapture } from '../../support/split-capture.ts';
import { installed, run } from '../../support/tools.ts';

const WHOLE = new Uint8Array(readFileSync('captures/syn-drop.pcapng'));
const folder = mkdtempSync(join(tmpdir(), 'sequence-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What is read of each packet. */
async function packetsOf(reader: CaptureReader): Promise<string[]> {
  const record = new PacketRecord();
  const rows: string[] = [];
  while (await reader.refill()) {
    while (reader.next(record)) {
      const { frameNumber, interfaceIndex, seconds, nanoseconds, start, end, bytes } = record;
      const hex = Buffer.from(bytes.subarray(start, end)).toString('hex');
      rows.push([frameNumber, interfaceIndex, seconds, nanoseconds, hex].join(' '));
    }
  }
  await reader.close();
  return rows;
}

const LINE =
  '10:00:00.000000 IP 192.0.2.1.50000 > 192.0.2.2.443: Flags [S], seq 1, win 64240, length 0';

const whole = () => openCapture(new MemorySource(WHOLE, 'whole'));

describe('the files of one capture', () => {
  test.each([2, 3, 50])('in %i files: the packets are those of the whole', async (count) => {
    const files = await splitCapture(WHOLE, count);
    const reader = await openFiles(files);
    expect(await packetsOf(reader)).toEqual(await packetsOf(await whole()));
    expect(reader.interfaces.length).toBe(1);
    expect(reader.interfaces[0].packets).toBe(206);
    expect(reader.packets).toBe(206);
    expect(reader.files.map(({ packets }) => packets).reduce((a, b) => a + b)).toBe(206);
    expect(reader.files.map(({ firstFrame }) => firstFrame).slice(0, 2)).toEqual([
      1,
      1 + Math.ceil(206 / count),
    ]);
  });

  test('come in the order of their packets, not of their names', async () => {
    const files = await splitCapture(WHOLE, 5);
    const reader = await SequenceReader.open(partsOf(files).reverse());
    expect(await packetsOf(reader)).toEqual(await packetsOf(await whole()));
    expect(reader.files.map(({ name }) => name)).toEqual(partsOf(files).map(({ name }) => name));
    expect(reader.problems).toEqual([]);
    expect(reader.notes).toEqual([]);
  });

  test('of which one is empty, or cannot be read: the others are read', async () => {
    const [first, second] = await splitCapture(WHOLE, 2);
    const head = await splitCapture(WHOLE, 1).then(([bytes]) => bytes.subarray(0, headLength()));
    const parts = partsOf([first, head, Uint8Array.of(1, 2, 3, 4, 5), second]);
    const reader = await SequenceReader.open(parts);
    expect((await packetsOf(reader)).length).toBe(206);
    expect(reader.problems.map(({ sentence }) => said(sentence))).toEqual([
      expect.stringMatching(/^ring_00003 cannot be read: /),
    ]);
  });

  test('none of which can be read: the first reason', async () => {
    const one = toldInWords(() => openFiles([Uint8Array.of(1, 2, 3, 4, 5)]));
    await expect(one).rejects.toThrow(/capture/);
  });

  test('that are not of one capture: overlapping ones are told of, lists are refused', async () => {
    const files = await splitCapture(WHOLE, 2);
    const reader = await openFiles([files[0], files[0], files[1]]);
    await packetsOf(reader);
    expect(reader.notes.map(({ code }) => code)).toEqual(['files-overlap']);
    const printed = Buffer.from(`${LINE}\n${LINE}\n`);
    const list: SequencePart = {
      name: 'list.txt',
      open: async () => ({
        reader: await openCapture(new MemorySource(printed, 'list.txt'), FURTHER_FORMATS),
        sha256: async () => null,
      }),
    };
    const one = toldInWords(() => SequenceReader.open([...partsOf(files), list]));
    await expect(one).rejects.toThrow('list.txt is no capture');
  });
});

test('files with very many interfaces, or sections, cost no more than their number', async () => {
  const packet = { bytes: new Uint8Array(60), nanoseconds: 0 };
  const ofInterfaces = (file: number) =>
    writePcapng([{ ...packet, seconds: file, interfaceIndex: 9_999 }], {
      interfaces: Array.from({ length: 20_000 }, () => ({ linkType: 1, name: `if${file % 2}` })),
    });
  const section = writePcapng([{ ...packet, seconds: 9 }]);
  const ofSections = concat(...Array.from({ length: 20_000 }, () => section));
  const files = [...Array.from({ length: 6 }, (_, i) => ofInterfaces(i)), ofSections, ofSections];
  const started = process.cpuUsage();
  const reader = await openFiles(files);
  expect((await packetsOf(reader)).length).toBe(6 + 40_000);
  // Two kinds of the first files, and one more that both of the last have alike.
  expect(reader.interfaces.length).toBe(60_000);
  expect(process.cpuUsage(started).user / 1e6).toBeLessThan(20);
});

/** Bytes before the first packet of the capture above. */
function headLength(): number {
  const section = WHOLE[4] | (WHOLE[5] << 8);
  return section + (WHOLE[section + 4] | (WHOLE[section + 5] << 8));
}

/** A report without what names and describes the file. */
function verdictsOf(report: object): unknown {
  return JSON.parse(
    JSON.stringify(report, (key, value) =>
      ['files', 'name', 'sha256', 'bytes'].includes(key) ? undefined : value,
    ),
  );
}

test('splitting a capture changes nothing of what is said of it', {
  timeout: 240_000,
}, async () => {
  const some = labCaptureNames().filter((_, i) => i % 6 === 0);
  let compared = 0;
  for (const name of [...captureNames(), ...some]) {
    const stored = readFileSync(join(CAPTURES, name));
    if (/\.(?:zst|lz4)$/.test(name)) continue;
    const bytes = new Uint8Array(name.endsWith('.gz') ? gunzipSync(stored) : stored);
    const files = await splitCapture(bytes, 4);
    // What stands between packets (a second interface, say) belongs to one of the files.
    if (files.length < 2) continue;
    const [one, parts] = await Promise.all([
      diagnose(await openCapture(new MemorySource(bytes, name))),
      diagnose(await openFiles(files)),
    ]);
    if (one.capture.interfaces.length !== parts.capture.interfaces.length) continue;
    expect(verdictsOf(reportOf(parts)), name).toEqual(verdictsOf(reportOf(one)));
    compared++;
  }
  expect(compared).toBeGreaterThan(100);
});

describe('on the command line', () => {
  const paths = async () => {
    const files = await splitCapture(WHOLE, 3);
    return files.map((bytes, index) => {
      const path = join(folder, `ring_${index + 1}.pcapng`);
      writeFileSync(path, bytes);
      return path;
    });
  };

  test('--sequence reads several files as one, and says which frames are in which', async () => {
    const files = await paths();
    const { out, errors, status } = pcapVerdict([...files, '--sequence', '-f', 'json']);
    expect({ errors, status }).toEqual({ errors: [], status: 0 });
    const report = JSON.parse(out);
    expect(report.capture.packets).toBe(206);
    expect(report.capture.files.map(({ name, firstFrame }: never) => [name, firstFrame])).toEqual([
      ['ring_1.pcapng', 1],
      ['ring_2.pcapng', 70],
      ['ring_3.pcapng', 139],
    ]);
    for (const { sha256 } of report.capture.files) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    const text = pcapVerdict([...files, '--sequence']);
    expect(text.out).toMatch(/206 packets in 3 files/);
    expect(text.out).toMatch(/ring_2\.pcapng from frame 70/);
  });

  test('packets, flows and evidence take a sequence too', async () => {
    const files = await paths();
    const one = pcapVerdict(['packets', 'captures/syn-drop.pcapng']);
    expect(pcapVerdict(['packets', ...files, '--sequence']).out).toBe(one.out);
    const flows = pcapVerdict(['flows', 'captures/syn-drop.pcapng']);
    expect(pcapVerdict(['flows', ...files, '--sequence']).out).toBe(flows.out);
    const proof = join(folder, 'proof.pcapng');
    expect(pcapVerdict(['evidence', ...files, '--sequence', '-o', proof]).status).toBe(0);
    expect(existsSync(proof)).toBe(true);
  });

  test('files that look like one capture are said to, and several are not guessed to be one', async () => {
    const files = await paths();
    const several = pcapVerdict(files);
    expect(several.errors).toEqual([
      'pcap-verdict: these 3 files look like one capture: --sequence reads them as one',
    ]);
    expect(pcapVerdict([...files, '--quiet']).errors).toEqual([]);
    expect(pcapVerdict([files[0], files[2]]).errors).toEqual([
      'pcap-verdict: these 2 files look like one capture: --sequence reads them as one',
    ]);
    expect(pcapVerdict(['captures/syn-drop.pcapng', files[0]]).errors).toEqual([]);
    const { errors, status } = pcapVerdict(['packets', ...files]);
    expect(status).toBe(2);
    expect(errors.join(' ')).toMatch(/takes one capture, and 3 are named .*--sequence/);
    expect(pcapVerdict(['packets', '-', '--sequence']).status).toBe(2);
  });

  test.skipIf(!installed('editcap'))('what editcap -c writes is read as the whole', () => {
    const target = mkdtempSync(join(folder, 'cut-'));
    run('editcap', ['-c', '50', 'captures/syn-drop.pcapng', join(target, 'cut.pcapng')]);
    const files = readdirSync(target).map((name) => join(target, name));
    expect(files.length).toBe(5);
    const one = pcapVerdict(['packets', 'captures/syn-drop.pcapng']);
    expect(pcapVerdict(['packets', ...files, '--sequence']).out).toBe(one.out);
  });

  test('a redacted report does not name the files', async () => {
    const { out } = pcapVerdict([...(await paths()), '--sequence', '--redact', '-f', 'json']);
    expect(out).not.toMatch(/ring_/);
  });
});
