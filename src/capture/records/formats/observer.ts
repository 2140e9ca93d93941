import { readUint16, readUint32Little } from '../../byte-order.ts';
import { splitTimestamp, timestamp, timestampUnit } from '../../timestamp.ts';
import { startsWith, unknownKind, wantHeader } from '../header-checks.ts';
import {
  ETHERNET,
  Found,
  IEEE802_11,
  type RecordFormat,
  type RecordHeader,
  type RecordLayout,
  TOKEN_RING,
  UNKNOWN_LINK,
} from '../record-layout.ts';

/*
 * Viavi (Network Instruments) Observer (wiretap's observer.c, which its maker wrote), little-endian.
 *
 * File header: | version (31) | offset of the first packet: high byte, low 16 bits | probe | elements |
 * then so many elements of type (2), length (2), which counts both, and value.
 *
 *  0       4       8          10         12      14     16     17      18         19
 * +-------+-------+----------+----------+-------+------+------+-------+----------+------+
 * | magic | speed | captured | original | frame | next | link | flags | elements | type |  20 more,
 * +-------+-------+----------+----------+-------+------+------+-------+----------+------+  then time
 */
const FILE_HEADER_LENGTH = 36;
const OFFSET_HIGH = 31;
const OFFSET_LOW = 32;
const ELEMENTS = 35;
const ELEMENT_TIME_INFO = 4;
const TIME_IS_LOCAL = 0;

const RECORD_HEADER_LENGTH = 48;
const RECORD_MAGIC = 0x8888_8888;
const CAPTURED = 8;
const ORIGINAL = 10;
const FRAME = 12;
const NEXT = 14;
const LINK = 16;
const TYPE = 19;
const TIME = 40;
const TYPE_DATA = 0;
/** The length on the wire counts a checksum that is not kept. */
const FCS_LENGTH = 4;
/** Seconds from 1970 to 2000. */
const EPOCH = 946_684_800;
const NANOSECONDS = timestampUnit(9);

const LINKS = new Map([
  [0, ETHERNET],
  [1, TOKEN_RING],
  [9, IEEE802_11],
]);

class ObserverLayout implements RecordLayout {
  readonly smallestRecord = RECORD_HEADER_LENGTH;
  readonly timestampUnit = NANOSECONDS;

  constructor(
    readonly firstRecord: number,
    readonly hasLocalTimes: boolean,
  ) {}

  read(bytes: Uint8Array, at: number, end: number, _offset: number, header: RecordHeader): Found {
    if (end - at < RECORD_HEADER_LENGTH) return Found.MORE;
    if (readUint32Little(bytes, at) !== RECORD_MAGIC) {
      // Files may end in zeros.
      const isEmpty = bytes.subarray(at, at + RECORD_HEADER_LENGTH).every((byte) => byte === 0);
      return isEmpty ? Found.END : header.damaged({ code: 'magic-number-missing' });
    }
    header.length = readUint16(bytes, at + NEXT, false);
    header.packetOffset = readUint16(bytes, at + FRAME, false);
    if (header.length < RECORD_HEADER_LENGTH || header.packetOffset < RECORD_HEADER_LENGTH) {
      return header.damaged({ code: 'offsets-too-small' });
    }
    header.isPacket = bytes[at + TYPE] === TYPE_DATA;
    header.linkType = LINKS.get(bytes[at + LINK]) ?? UNKNOWN_LINK;
    header.original = Math.max(0, readUint16(bytes, at + ORIGINAL, false) - FCS_LENGTH);
    header.captured = Math.min(readUint16(bytes, at + CAPTURED, false), header.original);
    const high = readUint32Little(bytes, at + TIME + 4);
    splitTimestamp(high, readUint32Little(bytes, at + TIME), NANOSECONDS);
    header.setTime(EPOCH + timestamp.seconds, timestamp.nanoseconds);
    return Found.RECORD;
  }
}

/** Viavi Observer. */
export const OBSERVER: RecordFormat = {
  name: 'observer',
  title: 'Viavi Observer',
  matches: (bytes, at, end) => startsWith(bytes, at, end, 'ObserverPktBuffe'),
  open(bytes, at, end) {
    wantHeader('Viavi Observer', at, end, FILE_HEADER_LENGTH);
    const first = bytes[at + OFFSET_HIGH] * 65_536 + readUint16(bytes, at + OFFSET_LOW, false);
    if (first < FILE_HEADER_LENGTH) {
      throw unknownKind({ code: 'observer-first-in-header' }, OFFSET_LOW);
    }
    let isLocal = true;
    const limit = Math.min(end, at + first);
    let element = at + FILE_HEADER_LENGTH;
    for (let count = bytes[at + ELEMENTS]; count > 0 && element + 8 <= limit; count--) {
      const length = readUint16(bytes, element + 2, false);
      if (length < 4) break;
      if (readUint16(bytes, element, false) === ELEMENT_TIME_INFO) {
        isLocal = readUint32Little(bytes, element + 4) === TIME_IS_LOCAL;
      }
      element += length;
    }
    return new ObserverLayout(first, isLocal);
  },
};
