import { MemorySource } from '../src/capture/byte-source.ts';
import { openCapture } from '../src/capture/open-capture.ts';
import { PacketRecord } from '../src/capture/packet-record.ts';
import { type SequencePart, SequenceReader } from '../src/capture/sequence-reader.ts';

/**
 * An uncompressed pcap or pcapng, cut into files as a ring buffer writes them: each has what stands before the
 * first packet, and some of the packets; the last has what stands behind them.
 * @param parts how many files
 */
export async function splitCapture(bytes: Uint8Array, parts: number): Promise<Uint8Array[]> {
  const reader = await openCapture(new MemorySource(bytes, 'whole'));
  const record = new PacketRecord();
  const offsets: number[] = [];
  while (await reader.refill()) while (reader.next(record)) offsets.push(record.fileOffset);
  await reader.close();
  const head = bytes.subarray(0, offsets[0]);
  const perFile = Math.max(1, Math.ceil(offsets.length / parts));
  const files: Uint8Array[] = [];
  for (let first = 0; first < offsets.length; first += perFile) {
    files.push(Buffer.concat([head, bytes.subarray(offsets[first], offsets[first + perFile])]));
  }
  return files;
}

/** Files in memory, to be read as one. */
export function partsOf(files: readonly Uint8Array[], name = 'ring'): SequencePart[] {
  return files.map((bytes, index) => {
    const called = `${name}_${String(index + 1).padStart(5, '0')}`;
    return {
      name: called,
      open: async () => ({
        reader: await openCapture(new MemorySource(bytes, called)),
        sha256: async () => null,
      }),
    };
  });
}

/** A reader of files in memory, as one capture. */
export function openFiles(files: readonly Uint8Array[]): Promise<SequenceReader> {
  return SequenceReader.open(partsOf(files));
}
