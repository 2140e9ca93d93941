import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/capture/errors.ts';
import { type PcapngOptions, writePcap, writePcapng } from '../../support/capture-writer.ts';
import { type ReadCapture, readAll } from '../../support/read-capture.ts';
import { samplePackets } from '../../support/sample-packets.ts';
import { installed, run } from '../../support/tools.ts';

const folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FIELDS = ['frame.number', 'frame.time_epoch', 'frame.len', 'frame.cap_len'];

/** One row per packet as tshark prints the same fields. */
function rows({ packets }: ReadCapture): string[] {
  return packets.map((packet) =>
    [
      packet.frameNumber,
      packet.hasTime ? `${packet.seconds}.${String(packet.nanoseconds).padStart(9, '0')}` : '',
      packet.originalLength + packet.fcsLength,
      packet.capturedLength,
    ].join('\t'),
  );
}

function tsharkRows(file: string): string[] {
  const fields = FIELDS.flatMap((field) => ['-e', field]);
  const printed = run('tshark', ['-n', '-r', file, '-T', 'fields', ...fields]).toString();
  return printed.trimEnd().split('\n');
}

const packets = samplePackets(50, 21);

describe.skipIf(!installed('tshark') || !installed('editcap'))('tshark and editcap agree', () => {
  const plain = join(folder, 'plain.pcap');
  writeFileSync(plain, writePcap(packets));
  const formats = [
    'pcap',
    'pcapng',
    'modpcap',
    'nokiapcap',
    'nsecpcap',
    'rh6_1pcap',
    'suse6_3pcap',
  ];
  for (const format of formats) {
    it(`editcap -F ${format}`, async () => {
      const file = join(folder, format);
      run('editcap', ['-F', format, plain, file]);
      const read = await readAll(readFileSync(file));
      expect(read.problems).toEqual([]);
      expect(rows(read)).toEqual(tsharkRows(file));
      expect(read.packets.map((packet) => [...packet.bytes])).toEqual(
        packets.map((packet) => [...packet.bytes]),
      );
    });
  }

  const written: Record<string, PcapngOptions> = {
    'big endian': { bigEndian: true },
    '10^-9': { interfaces: [{ linkType: 1, timestampResolution: 9 }] },
    '10^-3': { interfaces: [{ linkType: 1, timestampResolution: 3 }] },
    '2^-10': { interfaces: [{ linkType: 1, timestampResolution: 0x8a }] },
    '2^-30': { interfaces: [{ linkType: 1, timestampResolution: 0x9e }] },
    'an offset': { interfaces: [{ linkType: 1, timestampOffset: 1_000_000_000 }] },
    'simple packets': { packetBlock: 'simple', interfaces: [{ linkType: 1, snapLength: 14 }] },
    'obsolete packets': { packetBlock: 'obsolete' },
    FCS: { interfaces: [{ linkType: 1, fcsLength: 4 }] },
    'a journal entry takes a frame number': {
      otherBlocks: [
        { type: 9, body: new TextEncoder().encode('__REALTIME_TIMESTAMP=1000000\nA=b\n\n\n') },
      ],
    },
    'a custom block takes a frame number': {
      otherBlocks: [{ type: 0xbad, body: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) }],
    },
  };
  for (const [name, options] of Object.entries(written)) {
    it(`pcapng: ${name}`, async () => {
      const simple = options.packetBlock === 'simple';
      const bytes = writePcapng(
        packets.map((packet) =>
          simple ? { ...packet, bytes: packet.bytes.subarray(0, 14) } : packet,
        ),
        options,
      );
      const file = join(folder, 'written.pcapng');
      writeFileSync(file, bytes);
      const read = await readAll(bytes);
      expect(read.problems).toEqual([]);
      const theirs = tsharkRows(file);
      expect(rows(read)).toEqual(theirs.slice(theirs.length - packets.length));
    });
  }
});

const corpus = '../shared/corpus';
const present = existsSync(corpus);
if (!present)
  console.warn('skipped: the comparison with capinfos over a corpus, which is not here');

describe.skipIf(!present || !installed('capinfos'))('capinfos counts as many packets', () => {
  const files = present
    ? readdirSync(corpus, { recursive: true, encoding: 'utf8' })
        .map((file) => join(corpus, file))
        .filter((file) => statSync(file).isFile() && !file.endsWith('.md'))
        .sort()
    : [];
  it('over the corpus', { timeout: 300_000 }, async () => {
    const printed: string[] = [];
    let complaints = '';
    for (let at = 0; at < files.length; at += 200) {
      const batch = files.slice(at, at + 200);
      const result = spawnSync('capinfos', ['-cMTr', ...batch], { maxBuffer: 1 << 26 });
      printed.push(...result.stdout.toString().trimEnd().split('\n'));
      complaints += result.stderr.toString();
    }
    const counts = new Map(printed.map((line) => line.split('\t') as [string, string]));
    let compared = 0;
    for (const file of files) {
      const bytes = readFileSync(file);
      let read: ReadCapture | null = null;
      try {
        read = await readAll(bytes);
      } catch (error) {
        expect(error, file).toBeInstanceOf(InputError);
      }
      const count = counts.get(file);
      if (count === undefined || read === null) continue;
      // Behind damage we may find more than capinfos, which stops there and says so.
      if (complaints.includes(`after reading ${count} packets from "${file}"`)) continue;
      compared++;
      expect([file, read.packets.length]).toEqual([file, Number(count)]);
    }
    expect(compared).toBeGreaterThan(1500);
  });
});
