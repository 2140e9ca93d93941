import { readUint16 } from '../../byte-order.ts';
import { timestampUnit } from '../../timestamp.ts';
import { unknownKind } from '../header-checks.ts';
import {
  ETHERNET,
  Found,
  type RecordFormat,
  type RecordHeader,
  type RecordLayout,
  TOKEN_RING,
  UNKNOWN_LINK,
} from '../record-layout.ts';
import { wallClock } from '../wall-clock.ts';

/*
 * Novell LANalyzer (Novell's TID022037), little-endian: records of a type (2), a length (2) and so
 * many bytes, packets as any other:
 *
 *  0      2        4          6        8          10       12      18              36
 * +------+--------+----------+--------+----------+--------+-------+---------------+--------
 * | type | length | channels | errors | original | kept   | time  | further       | packet
 * +------+--------+----------+--------+----------+--------+-------+---------------+--------
 *
 * The time counts half microseconds since the midnight before the file was made.
 */
const RECORD_HEADER_LENGTH = 4;
const PACKET_HEADER_LENGTH = 36;
const ORIGINAL = 8;
const CAPTURED = 10;
const TIME = 12;
const FCS_LENGTH = 4;

const REGULAR = 0x1001;
const CYCLIC = 0x1007;
const SUMMARY = 0x1002;
const PACKET = 0x1005;
const LAST_TYPE = 0x1036;

const SUMMARY_LENGTH = 210;
const SUMMARY_SNAP = 30;
const SUMMARY_BOARD = 188;
const BOARDS = new Map([
  [226, ETHERNET],
  [227, TOKEN_RING],
]);

class LanalyzerLayout implements RecordLayout {
  readonly firstRecord = 0;
  readonly smallestRecord = RECORD_HEADER_LENGTH;
  readonly timestampUnit = timestampUnit(9);
  readonly hasLocalTimes = true;

  constructor(
    private readonly linkType: number,
    private readonly midnight: number,
    readonly snapLength: number,
  ) {}

  read(bytes: Uint8Array, at: number, end: number, _offset: number, header: RecordHeader): Found {
    if (end - at < RECORD_HEADER_LENGTH) return Found.MORE;
    const type = readUint16(bytes, at, false);
    header.length = RECORD_HEADER_LENGTH + readUint16(bytes, at + 2, false);
    if (type !== PACKET) {
      if (type < REGULAR || type > LAST_TYPE) return header.damaged({ code: 'unknown-type', type });
      header.isPacket = false;
      return Found.RECORD;
    }
    if (header.length < PACKET_HEADER_LENGTH) return header.damaged({ code: 'length-too-small' });
    if (end - at < PACKET_HEADER_LENGTH) return Found.MORE;
    header.packetOffset = PACKET_HEADER_LENGTH;
    header.captured = readUint16(bytes, at + CAPTURED, false);
    header.original = readUint16(bytes, at + ORIGINAL, false);
    // The length on the wire counts a checksum that is never kept.
    if (header.original - FCS_LENGTH >= header.captured) header.original -= FCS_LENGTH;
    const halves =
      readUint16(bytes, at + TIME, false) +
      readUint16(bytes, at + TIME + 2, false) * 2 ** 16 +
      readUint16(bytes, at + TIME + 4, false) * 2 ** 32;
    const seconds = Math.floor(halves / 2e6);
    header.setTime(this.midnight + seconds, (halves - seconds * 2e6) * 500);
    header.linkType = this.linkType;
    return Found.RECORD;
  }
}

/** Novell LANalyzer. */
export const LANALYZER: RecordFormat = {
  name: 'lanalyzer',
  title: 'Novell LANalyzer',
  matches(bytes, at, end) {
    if (end - at < RECORD_HEADER_LENGTH + 2) return false;
    const type = readUint16(bytes, at, false);
    const length = readUint16(bytes, at + 2, false);
    const next = at + RECORD_HEADER_LENGTH + length;
    if ((type !== REGULAR && type !== CYCLIC) || length < 2) return false;
    if (next + 2 > end) return length < 0x100;
    const following = readUint16(bytes, next, false);
    return following >= REGULAR && following <= LAST_TYPE;
  },
  open(bytes, at, end) {
    for (let next = at; next + RECORD_HEADER_LENGTH + SUMMARY_LENGTH <= end; ) {
      const type = readUint16(bytes, next, false);
      const content = next + RECORD_HEADER_LENGTH;
      const length = readUint16(bytes, next + 2, false);
      if (type === SUMMARY && length >= SUMMARY_LENGTH) {
        const year = readUint16(bytes, content + 2, false);
        const midnight = wallClock(year, bytes[content + 1], bytes[content]);
        return new LanalyzerLayout(
          BOARDS.get(readUint16(bytes, content + SUMMARY_BOARD, false)) ?? UNKNOWN_LINK,
          Number.isNaN(midnight) ? 0 : midnight,
          readUint16(bytes, content + SUMMARY_SNAP, false),
        );
      }
      if (type === PACKET) break;
      next = content + length;
    }
    throw unknownKind({ code: 'lanalyzer-without-summary' }, 0);
  },
};
