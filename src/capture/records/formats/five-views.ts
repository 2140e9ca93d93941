import { readUint32Little } from '../../byte-order.ts';
import { timestampUnit } from '../../timestamp.ts';
import { startsWith, unknownKind, wantHeader } from '../header-checks.ts';
import {
  ETHERNET,
  Found,
  type RecordFormat,
  type RecordHeader,
  type RecordLayout,
  UNKNOWN_LINK,
} from '../record-layout.ts';

/*
 * InfoVista 5View (wiretap's 5views.c, which its maker wrote), little-endian.
 *
 *  0     4             6             8      12        16     20      24      28            32
 * +-----+-------------+-------------+------+---------+------+-------+-------+-------------+------+
 * | key | header size | header type | type | subtype | size | count | time  | nanoseconds | info |
 * +-----+-------------+-------------+------+---------+------+-------+-------+-------------+------+
 */
const FILE_HEADER_LENGTH = 56;
const VERSION = 8;
const FILE_TYPE = 16;
const KNOWN_VERSION = 0x0001_0000;
const CAPTURE = 0x1800_0000;
const CAPTURE_MASK = 0xff00_0000;
const ETHERNET_CAPTURE = 0x1800_1000;

const RECORD_HEADER_LENGTH = 36;
const RECORD_KEY = 0x3333_eeee;
const SUBTYPE = 12;
const SIZE = 16;
const SECONDS = 24;
const NANOSECOND = 28;
const SUBTYPE_FRAME = 0;

class FiveViewsLayout implements RecordLayout {
  readonly firstRecord = FILE_HEADER_LENGTH;
  readonly smallestRecord = RECORD_HEADER_LENGTH;
  readonly timestampUnit = timestampUnit(9);

  constructor(private readonly linkType: number) {}

  read(bytes: Uint8Array, at: number, end: number, _offset: number, header: RecordHeader): Found {
    if (end - at < RECORD_HEADER_LENGTH) return Found.MORE;
    if (readUint32Little(bytes, at) !== RECORD_KEY) return header.damaged({ code: 'key-missing' });
    header.captured = readUint32Little(bytes, at + SIZE);
    header.original = header.captured;
    header.packetOffset = RECORD_HEADER_LENGTH;
    header.length = RECORD_HEADER_LENGTH + header.captured;
    header.isPacket = readUint32Little(bytes, at + SUBTYPE) === SUBTYPE_FRAME;
    header.linkType = this.linkType;
    const nanoseconds = readUint32Little(bytes, at + NANOSECOND);
    if (nanoseconds >= 1e9) return header.damaged({ code: 'bad-nanoseconds', nanoseconds });
    header.setTime(readUint32Little(bytes, at + SECONDS), nanoseconds);
    return Found.RECORD;
  }
}

/** InfoVista 5View. */
export const FIVE_VIEWS: RecordFormat = {
  name: '5views',
  title: 'InfoVista 5View',
  matches: (bytes, at, end) => startsWith(bytes, at, end, 0xaa, 0xaa, 0xaa, 0xaa),
  open(bytes, at, end) {
    wantHeader('InfoVista 5View', at, end, FILE_HEADER_LENGTH);
    const type = readUint32Little(bytes, at + FILE_TYPE);
    const isCapture = (type & CAPTURE_MASK) >>> 0 === CAPTURE;
    if (readUint32Little(bytes, at + VERSION) !== KNOWN_VERSION || !isCapture) {
      throw unknownKind({ code: 'five-views-not-a-capture' }, VERSION);
    }
    return new FiveViewsLayout(type === ETHERNET_CAPTURE ? ETHERNET : UNKNOWN_LINK);
  },
};
