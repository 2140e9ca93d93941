import { readUint16, readUint32 } from '../byte-order.ts';
import { CaptureInterface } from '../capture-interface.ts';
import { canonicalLinkType } from '../link-types.ts';
import type { ProblemList } from '../problems.ts';
import { timestampUnit } from '../timestamp.ts';
import { BODY, MINIMUM_LENGTH, TRAILER_LENGTH } from './block.ts';
import type { OptionsReader } from './options.ts';

/* Interface Description Block (pcapng §4.2): link type, reserved, snap length, options. */
const LINK_TYPE = BODY;
const SNAP_LENGTH = BODY + 4;
const OPTIONS = BODY + 8;
export const LENGTH = OPTIONS - BODY + MINIMUM_LENGTH;

enum Option {
  NAME = 2,
  DESCRIPTION = 3,
  TIMESTAMP_RESOLUTION = 9,
  FILTER = 11,
  OPERATING_SYSTEM = 12,
  FCS_LENGTH = 13,
  TIMESTAMP_OFFSET = 14,
}

/** Largest exponents whose unit a 64-bit count of seconds still holds (Wireshark's limits). */
const LARGEST_DECIMAL = 19;
const LARGEST_BINARY = 63;

/** Reads the block at [at, end). */
export function readInterface(
  options: OptionsReader,
  bytes: Uint8Array,
  at: number,
  end: number,
  bigEndian: boolean,
  offset: number,
  problems: ProblemList,
): CaptureInterface {
  const found = new CaptureInterface(
    canonicalLinkType(readUint16(bytes, at + LINK_TYPE, bigEndian)),
    readUint32(bytes, at + SNAP_LENGTH, bigEndian),
  );
  options.open(bytes, at + OPTIONS, end - TRAILER_LENGTH, bigEndian);
  while (options.next()) {
    switch (options.code) {
      case Option.NAME:
        found.name = options.text();
        break;
      case Option.DESCRIPTION:
        found.description = options.text();
        break;
      case Option.FILTER:
        // The first byte tells the kind; 0 is libpcap's filter text.
        if (options.length > 1 && bytes[options.valueAt] === 0) found.filter = options.text(1);
        break;
      case Option.OPERATING_SYSTEM:
        found.operatingSystem = options.text();
        break;
      case Option.TIMESTAMP_RESOLUTION: {
        if (options.length < 1) break;
        const resolution = bytes[options.valueAt];
        const largest = (resolution & 0x80) !== 0 ? LARGEST_BINARY : LARGEST_DECIMAL;
        if ((resolution & 0x7f) > largest) {
          problems.addValue(
            offset,
            `if_tsresol 0x${resolution.toString(16)} is finer than a 64-bit time can be; microseconds are taken`,
          );
        } else {
          found.timestampUnit = timestampUnit(resolution);
        }
        break;
      }
      case Option.FCS_LENGTH:
        if (options.length >= 1) found.fcsLength = bytes[options.valueAt];
        break;
      case Option.TIMESTAMP_OFFSET: {
        if (options.length < 8) break;
        const seconds = options.int64();
        // Beyond any date: a damaged value must not take the exactness of the time away.
        if (Math.abs(seconds) < 2 ** 40) found.timestampOffset = seconds;
        else problems.addValue(offset, `if_tsoffset ${seconds} is no time; 0 is taken`);
        break;
      }
    }
  }
  return found;
}
