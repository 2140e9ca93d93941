import { readFileSync } from 'node:fs';
import { MemorySource } from '../src/capture/byte-source.ts';
import { openCapture } from '../src/capture/open-capture.ts';
import { PacketRecord } from '../src/capture/packet-record.ts';
import type { CaptureReader } from '../src/capture/reader.ts';

/** A moment between two packets. */
export interface Moment {
  /** Packets before it. */
  readonly packets: number;
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** @param capture its path, or its bytes */
function opened(capture: string | Uint8Array): Promise<CaptureReader> {
  const bytes = typeof capture === 'string' ? new Uint8Array(readFileSync(capture)) : capture;
  return openCapture(new MemorySource(bytes));
}

/** The last moment of every second of a capture in which there was a packet: right before the next. */
export async function momentsOf(capture: string | Uint8Array): Promise<Moment[]> {
  const reader = await opened(capture);
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
  capture: string | Uint8Array,
  ends: readonly number[],
): Promise<CaptureReader> {
  const reader = await opened(capture);
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
