import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { MemorySource } from '../../src/capture/byte-source.ts';
import { InputError } from '../../src/capture/errors.ts';
import { openCapture } from '../../src/capture/open-capture.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { reportOf } from '../../src/diagnosis/report/report-of.ts';
import { text } from '../../src/documents/emit-text.ts';
import { json } from '../../src/documents/json.ts';
import { inWords } from '../../src/words/errors/said.ts';
import { writePcap, writePcapng } from '../../support/capture-writer.ts';
import { hostilePackets } from './hostile-packets.ts';

// A look-up with its comment and its answer, and a SYN: short, as every byte costs a diagnosis.
const packets = hostilePackets().slice(0, 3);

const CONTAINERS: readonly { name: string; bytes: Uint8Array }[] = [
  { name: 'pcap', bytes: writePcap(packets) },
  {
    name: 'pcap, big endian, nanoseconds',
    bytes: writePcap(packets, { bigEndian: true, nanosecond: true }),
  },
  { name: 'pcap, modified', bytes: writePcap(packets, { recordHeader: 'ss990915' }) },
  { name: 'pcapng', bytes: writePcapng(packets) },
  {
    name: 'pcapng, big endian',
    bytes: writePcapng(packets, { bigEndian: true, comment: 'a comment' }),
  },
  { name: 'pcapng, simple packets', bytes: writePcapng(packets, { packetBlock: 'simple' }) },
  { name: 'pcapng, obsolete packets', bytes: writePcapng(packets, { packetBlock: 'obsolete' }) },
  { name: 'gzip', bytes: gzipSync(writePcapng(packets)) },
];

describe.each(CONTAINERS)('$name', ({ bytes }) => {
  test('cut after any byte, it is diagnosed up to there or refused in plain words', async () => {
    let most = 0;
    for (let length = 0; length <= bytes.length; length++) {
      try {
        const reader = await openCapture(new MemorySource(bytes.slice(0, length)));
        const report = reportOf(await diagnose(reader));
        // More bytes never show fewer packets.
        expect(report.capture.packets).toBeGreaterThanOrEqual(most);
        most = report.capture.packets;
        JSON.parse(json.render(report, { color: false, width: 80 }));
        expect(text.render(report, { color: false, width: 80 })).toContain('Capture');
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        expect(inWords(error as InputError).message).not.toBe('');
        expect(most, `readable before byte ${length}, then not`).toBe(0);
      }
    }
    expect(most).toBe(packets.length);
  });
});
