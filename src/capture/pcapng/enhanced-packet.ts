import { BODY, MINIMUM_LENGTH } from './block.ts';
import type { OptionsReader } from './options.ts';

/* Enhanced Packet Block (pcapng §4.3). */
export const INTERFACE = BODY;
export const TIME_HIGH = BODY + 4;
export const TIME_LOW = BODY + 8;
export const CAPTURED_LENGTH = BODY + 12;
export const ORIGINAL_LENGTH = BODY + 16;
export const PACKET = BODY + 20;
export const LENGTH = PACKET - BODY + MINIMUM_LENGTH;

enum Option {
  FLAGS = 2,
  DROP_COUNT = 4,
}

/** What the options of a packet may say that matters to the reader; reused. */
export const packetOptions = { fcsLength: -1, dropped: 0 };

/** Reads the options at [at, end) into `packetOptions`; -1 and 0 where they say nothing. */
export function readPacketOptions(
  options: OptionsReader,
  bytes: Uint8Array,
  at: number,
  end: number,
  bigEndian: boolean,
): void {
  packetOptions.fcsLength = -1;
  packetOptions.dropped = 0;
  options.open(bytes, at, end, bigEndian);
  while (options.next()) {
    if (options.code === Option.FLAGS && options.length === 4) {
      // Bits 5 to 8 give the FCS length in bytes, 0 where it is not known.
      const length = (options.uint32() >>> 5) & 0xf;
      if (length !== 0) packetOptions.fcsLength = length;
    } else if (options.code === Option.DROP_COUNT && options.length === 8) {
      packetOptions.dropped = options.uint64();
    }
  }
}
