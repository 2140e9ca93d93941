import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diagnoseCapture } from '../../src/cli/diagnose-capture.ts';
import { Progress } from '../../src/cli/progress.ts';
import { citedFrames } from '../../src/documents/cited-frames.ts';
import { pathInput } from '../../src/platform/node/node-platform.ts';
import { ChunkMarks, readSparsely, withFrames } from '../../src/tasks/frames.ts';
import {
  ethernet,
  etherType,
  filler,
  ipProtocol,
  ipv4,
  udp,
} from '../../support/packet-builder.ts';
import { readAll } from '../../support/read-capture.ts';
import { installed, run } from '../../support/tools.ts';

/** Packets of 1,442 bytes between two hosts, before and behind each conversation that matters. */
const FILLERS = 6_000;
/** Seconds that each part of the file has for itself. */
const SHARE = 60;

let folder = '';
let large = '';

/** A classic pcap file, little-endian, microseconds. */
function pcapOf(packets: readonly { at: number; bytes: Uint8Array }[]): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(262_144, 16);
  header.writeUInt32LE(1, 20);
  const records = packets.flatMap(({ at, bytes }) => {
    const record = Buffer.alloc(16);
    record.writeUInt32LE(Math.floor(at / 1e6), 0);
    record.writeUInt32LE(at % 1e6, 4);
    record.writeUInt32LE(bytes.length, 8);
    record.writeUInt32LE(bytes.length, 12);
    return [record, bytes];
  });
  return Buffer.concat([header, ...records]);
}

/** 26 MB: a capture of the shipped ones in three copies, each hours later, with others' traffic between. */
async function write(name: string, path: string): Promise<void> {
  const { packets } = await readAll(readFileSync(`captures/${name}`));
  const bulk = ethernet(
    { source: '02:00:00:00:00:0a', destination: '02:00:00:00:00:0b', etherType: etherType.ipv4 },
    ipv4(
      { source: '10.9.9.1', destination: '10.9.9.2', protocol: ipProtocol.udp, ttl: 64 },
      udp(
        { source: '10.9.9.1', destination: '10.9.9.2', sourcePort: 5_000, destinationPort: 5_001 },
        filler(1_400),
      ),
    ),
  );
  const start = packets[0].seconds;
  const written: { at: number; bytes: Uint8Array }[] = [];
  for (let copy = 0; copy < 3; copy++) {
    const shift = copy * SHARE * 2;
    for (let i = 0; i < FILLERS; i++) {
      written.push({ at: (start + shift) * 1e6 + i * 1_000, bytes: bulk });
    }
    for (const { seconds, nanoseconds, bytes } of packets) {
      const at = (seconds + shift + SHARE / 4) * 1e6 + Math.floor(nanoseconds / 1_000);
      written.push({ at, bytes });
    }
  }
  written.sort((one, other) => one.at - other.at);
  writeFileSync(path, pcapOf(written));
}

async function read(path: string) {
  const marks = new ChunkMarks();
  const progress = new Progress(process, true);
  const report = await diagnoseCapture(pathInput(path), { progress, label: '', marks });
  const request = citedFrames(report);
  return {
    sparse: await readSparsely(pathInput(path), report, request, marks),
    whole: (await withFrames(report, pathInput(path))).frames ?? [],
    report: await withFrames(report, pathInput(path), { marks }),
  };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-'));
  large = join(folder, 'large.pcap');
  await write('syn-reset-firewall.pcapng', large);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('cited frames of a large capture', () => {
  test('are the same, whether all of it is read or the chunks that hold them', async () => {
    const { sparse, whole, report } = await read(large);
    expect(whole.length).toBeGreaterThan(10);
    // In the second copy, behind the first chunks.
    expect(Math.max(...whole.map(({ number }) => number))).toBeGreaterThan(FILLERS);
    const cited = whole.filter(({ isCited }) => isCited);
    expect(sparse?.filter(({ isCited }) => isCited)).toEqual(cited);
    expect(report.frames).toEqual(sparse);
  });

  test.skipIf(!installed('editcap'))('in pcapng, too', async () => {
    const path = join(folder, 'large.pcapng');
    run('editcap', ['-F', 'pcapng', large, path]);
    const { sparse, whole } = await read(path);
    expect(sparse?.filter(({ isCited }) => isCited)).toEqual(
      whole.filter(({ isCited }) => isCited),
    );
  });

  test('of a compressed or damaged capture, or a connection that began long before, come from all of it', async () => {
    const packed = join(folder, 'large.pcap.gz');
    writeFileSync(packed, gzipSync(readFileSync(large), { level: 1 }));
    expect((await read(packed)).sparse).toBeNull();

    const late = join(folder, 'late.pcap');
    await write('clienthello-drop.pcapng', late);
    expect((await read(late)).sparse).toBeNull();

    truncateSync(large, 20_000_001);
    const { sparse, report } = await read(large);
    expect(sparse).toBeNull();
    expect(report.frames?.length).toBeGreaterThan(0);
  });

  test('of a file that has changed since are not taken for those of the report', async () => {
    const path = join(folder, 'changed.pcap');
    await write('syn-reset-firewall.pcapng', path);
    const marks = new ChunkMarks();
    const progress = new Progress(process, true);
    const report = await diagnoseCapture(pathInput(path), { progress, label: '', marks });
    const bytes = readFileSync(path);
    // A record more in front: every chunk begins in the middle of one.
    writeFileSync(
      path,
      Buffer.concat([
        bytes.subarray(0, 24),
        bytes.subarray(24, 24 + 16 + 1_442),
        bytes.subarray(24),
      ]),
    );
    expect(await readSparsely(pathInput(path), report, citedFrames(report), marks)).toBeNull();
  });
});
