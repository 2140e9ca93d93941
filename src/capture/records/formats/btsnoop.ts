import { readUint32 } from '../../byte-order.ts';
import { MICROSECONDS } from '../../timestamp.ts';
import { startsWith, unknownKind, wantHeader } from '../header-checks.ts';
import {
  Found,
  type RecordFormat,
  type RecordHeader,
  type RecordLayout,
  UNKNOWN_LINK,
} from '../record-layout.ts';

/*
 * btsnoop, of Bluetooth stacks (Android's "Bluetooth HCI snoop log" and others; btsnoop.c of BlueZ), in
 * network byte order: snoop's form with times of 64 bits in microseconds since the year 0.
 *
 * File header                      Record header
 *  0           8         12         0          4          8       12      16             24
 * +-----------+---------+------+   +----------+----------+-------+-------+--------------+--------
 * | 'btsnoop' | version | link |   | original | captured | flags | drops | microseconds | packet
 * +-----------+---------+------+   +----------+----------+-------+-------+--------------+--------
 */
const FILE_HEADER_LENGTH = 16;
const VERSION = 8;
const LINK = 12;
const RECORD_HEADER_LENGTH = 24;
const CAPTURED = 4;
const DROPS = 12;
const TIME = 16;

/** Microseconds from the year 0 to 1970, in 32-bit halves. */
const EPOCH_HIGH = 0x00dc_ddb3;
const EPOCH_LOW = 0x0f2f_8000;

const BLUETOOTH_HCI_H4 = 187;
const BLUETOOTH_LINUX_MONITOR = 254;
/** None of them carries IP by itself: a report says how many packets there are, and of what. */
const LINKS = new Map([
  [1001, BLUETOOTH_HCI_H4],
  [1002, BLUETOOTH_HCI_H4],
  [2001, BLUETOOTH_LINUX_MONITOR],
]);

class BtsnoopLayout implements RecordLayout {
  readonly firstRecord = FILE_HEADER_LENGTH;
  readonly smallestRecord = RECORD_HEADER_LENGTH;
  readonly timestampUnit = MICROSECONDS;

  constructor(private readonly linkType: number) {}

  read(bytes: Uint8Array, at: number, end: number, _offset: number, header: RecordHeader): Found {
    if (end - at < RECORD_HEADER_LENGTH) return Found.MORE;
    header.original = readUint32(bytes, at, true);
    header.captured = readUint32(bytes, at + CAPTURED, true);
    header.length = RECORD_HEADER_LENGTH + header.captured;
    header.packetOffset = RECORD_HEADER_LENGTH;
    header.dropped = readUint32(bytes, at + DROPS, true);
    header.linkType = this.linkType;
    const high = readUint32(bytes, at + TIME, true) - EPOCH_HIGH;
    const low = readUint32(bytes, at + TIME + 4, true) - EPOCH_LOW;
    const microseconds = high * 2 ** 32 + low;
    if (microseconds < 0 || microseconds > Number.MAX_SAFE_INTEGER) {
      return header.damaged({ code: 'time-out-of-range' });
    }
    const seconds = Math.floor(microseconds / 1e6);
    header.setTime(seconds, (microseconds - seconds * 1e6) * 1000);
    return Found.RECORD;
  }
}

/** Logs of Bluetooth stacks. */
export const BTSNOOP: RecordFormat = {
  name: 'btsnoop',
  title: 'btsnoop',
  matches: (bytes, at, end) => startsWith(bytes, at, end, 'btsnoop\0'),
  open(bytes, at, end) {
    wantHeader('btsnoop', at, end, FILE_HEADER_LENGTH);
    const version = readUint32(bytes, at + VERSION, true);
    if (version !== 1) {
      throw unknownKind({ code: 'btsnoop-version-unknown', version }, VERSION);
    }
    return new BtsnoopLayout(LINKS.get(readUint32(bytes, at + LINK, true)) ?? UNKNOWN_LINK);
  },
};
