import { type ByteSource, MemorySource } from '../src/capture/byte-source.ts';
import type { CaptureProblem } from '../src/capture/errors.ts';
import { type FurtherFormat, openCapture } from '../src/capture/open-capture.ts';
import { PacketRecord } from '../src/capture/packet-record.ts';
import type { CaptureReader } from '../src/capture/reader.ts';

/** A packet as the reader gave it out, with its own copy of the bytes. */
export interface ReadPacket {
  readonly bytes: Uint8Array;
  readonly originalLength: number;
  readonly capturedLength: number;
  readonly frameNumber: number;
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly hasTime: boolean;
  readonly linkType: number;
  readonly interfaceIndex: number;
  readonly fcsLength: number;
  readonly fileOffset: number;
}

export interface ReadCapture {
  readonly reader: CaptureReader;
  readonly packets: ReadPacket[];
  readonly problems: readonly CaptureProblem[];
}

/** Reads a whole source, packet by packet. */
export async function readSource(
  source: ByteSource,
  further: readonly FurtherFormat[] = [],
): Promise<ReadCapture> {
  const reader = await openCapture(source, further);
  const record = new PacketRecord();
  const packets: ReadPacket[] = [];
  while (await reader.refill()) {
    while (reader.next(record)) {
      packets.push({
        bytes: record.bytes.slice(record.start, record.end),
        originalLength: record.originalLength,
        capturedLength: record.capturedLength,
        frameNumber: record.frameNumber,
        seconds: record.seconds,
        nanoseconds: record.nanoseconds,
        hasTime: record.hasTime,
        linkType: record.linkType,
        interfaceIndex: record.interfaceIndex,
        fcsLength: record.fcsLength,
        fileOffset: record.fileOffset,
      });
    }
  }
  await reader.close();
  return { reader, packets, problems: reader.problems };
}

/** Reads a capture in memory, given to the reader in pieces of at most `chunkLength` bytes. */
export function readAll(bytes: Uint8Array, chunkLength?: number): Promise<ReadCapture> {
  return readSource(new MemorySource(bytes, 'memory', chunkLength));
}
