import { readUint32 } from '../byte-order.ts';
import type { CaptureInterface } from '../capture-interface.ts';
import { BODY, MINIMUM_LENGTH, TRAILER_LENGTH } from './block.ts';
import type { OptionsReader } from './options.ts';

/* Interface Statistics Block (pcapng §4.6): interface, time of the statistics, options. */
const INTERFACE = BODY;
const OPTIONS = BODY + 12;
export const LENGTH = OPTIONS - BODY + MINIMUM_LENGTH;

enum Option {
  RECEIVED = 4,
  DROPPED_BY_INTERFACE = 5,
  DROPPED_BY_SYSTEM = 7,
}

export function interfaceOf(bytes: Uint8Array, at: number, bigEndian: boolean): number {
  return readUint32(bytes, at + INTERFACE, bigEndian);
}

/** Takes the counts over; they count from the start of the capture, so the last block wins. */
export function readStatistics(
  options: OptionsReader,
  bytes: Uint8Array,
  at: number,
  end: number,
  bigEndian: boolean,
  target: CaptureInterface,
): void {
  let dropped = 0;
  let stated = false;
  options.open(bytes, at + OPTIONS, end - TRAILER_LENGTH, bigEndian);
  while (options.next()) {
    if (options.length < 8) continue;
    switch (options.code) {
      case Option.RECEIVED:
        target.received = options.uint64();
        break;
      case Option.DROPPED_BY_INTERFACE:
      case Option.DROPPED_BY_SYSTEM:
        dropped += options.uint64();
        stated = true;
        break;
    }
  }
  if (stated) target.dropped = Math.max(dropped, target.dropped ?? 0);
}
