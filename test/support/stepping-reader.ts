import { readFileSync } from 'node:fs';
import { MemorySource } from '../../src/capture/byte-source.ts';
import { PacketRecord } from '../../src/capture/packet-record.ts';
import { type CaptureReader, openCapture } from '../../src/capture/reader.ts';

/** A moment between two packets. */
export interface Moment {
  /** Packets before it. */
  readonly packets: number;
  readonly seconds: number;
  readonly nanoseconds: number;
}

function opened(path: string): Promise<CaptureReader> {
  return openCapture(new MemorySource(new Uint8Array(readFileSync(path))));
}

/** The last moment of every second of a capture in which there was a packet: right before the next. */
export async function momentsOf(path: string): Promise<Moment[]> {
  const reader = await opened(path);
  const record = new PacketRecord();
  const moments: Moment[] = [];
  let second = -1;
  while (await reader.refill()) {
    while (reader.next(record)) {
      if (record.seconds !== second && second >= 0) {
        const { seconds, nanoseconds } = record;
        moments.push({ packets: reader.packets - 1, seconds, nanoseconds });
      }
      second = record.seconds;
    }
  }
  return moments;
}

/** The reader of a capture, whose chunks end after so many packets each. */
export async function steppingReader(
  path: string,
  ends: readonly number[],
): Promise<CaptureReader> {
  const reader = await opened(path);
  let step = 0;
  let isUsedUp = true;
  const stepping: Partial<CaptureReader> = {
    async refill() {
      if (!isUsedUp) step++;
      else if (!(await reader.refill())) return false;
      isUsedUp = false;
      return true;
    },
    next(record) {
      if (reader.packets === ends[step]) return false;
      if (reader.next(record)) return true;
      isUsedUp = true;
      return false;
    },
  };
  return new Proxy(reader, {
    get: (target, name) => Reflect.get(stepping, name) ?? Reflect.get(target, name, target),
  });
}
