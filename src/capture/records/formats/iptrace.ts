import { readUint32 } from '../../byte-order.ts';
import { timestampUnit } from '../../timestamp.ts';
import { startsWith } from '../header-checks.ts';
import {
  ETHERNET,
  FDDI,
  Found,
  RAW,
  type RecordFormat,
  type RecordHeader,
  type RecordLayout,
  RFC1483,
  TOKEN_RING,
  UNKNOWN_LINK,
} from '../record-layout.ts';

/*
 * AIX iptrace 1.0 and 2.0, in network byte order, as wiretap's iptrace.c and AIX's own ipreport have
 * it. Nothing says how long a packet was on the wire: iptrace keeps all of it.
 *
 *  0        4         | 8    11     12       16     28     29     | 32        36
 * +--------+---------+------+------+--------+------+------+------+---------+-------------+--------
 * | length | seconds |      | unit | prefix | text | type | sent | seconds | nanoseconds | packet
 * +--------+---------+------+------+--------+------+------+------+---------+-------------+--------
 *                                                                 2.0 only, after 2 bytes
 */
const VERSION_LENGTH = 11;
const PREFIX_LENGTH = 8;
const UNIT = 11;
const NAME_PREFIX = 12;
const INTERFACE_TYPE = 28;
const SECONDS_1 = 4;
const SECONDS_2 = 32;
const NANOSECONDS_2 = 36;
/** Bytes of a record's headers in 1.0 and 2.0. */
const HEADERS = [30, 40];
/** AIX pads FDDI frames. */
const FDDI_PADDING = 3;

/** RFC 1573's interface types, and AIX's own. */
const LINK_TYPES = new Map<number, number>([
  ...[6, 7].map((type) => [type, ETHERNET] as const),
  ...[4, 12, 24, 0x3d].map((type) => [type, RAW] as const),
  ...[[9, TOKEN_RING] as const, [15, FDDI] as const, [37, RFC1483] as const],
]);

class IptraceLayout implements RecordLayout {
  readonly firstRecord = VERSION_LENGTH;
  readonly smallestRecord: number;
  readonly timestampUnit;

  constructor(private readonly isSecond: boolean) {
    this.smallestRecord = HEADERS[isSecond ? 1 : 0];
    this.timestampUnit = timestampUnit(isSecond ? 9 : 0);
  }

  read(bytes: Uint8Array, at: number, end: number, _offset: number, header: RecordHeader): Found {
    if (end - at < this.smallestRecord) return Found.MORE;
    header.length = PREFIX_LENGTH + readUint32(bytes, at, true);
    header.packetOffset = this.smallestRecord;
    header.captured = header.length - this.smallestRecord;
    if (header.captured < 0) return header.damaged({ code: 'length-too-small' });
    header.linkType = LINK_TYPES.get(bytes[at + INTERFACE_TYPE]) ?? UNKNOWN_LINK;
    if (header.linkType === FDDI) {
      header.packetOffset += FDDI_PADDING;
      header.captured -= FDDI_PADDING;
    }
    header.original = header.captured;
    header.source = readUint32(bytes, at + NAME_PREFIX, true) * 256 + bytes[at + UNIT];
    if (this.isSecond) {
      const nanoseconds = readUint32(bytes, at + NANOSECONDS_2, true);
      if (nanoseconds >= 1e9) return header.damaged({ code: 'bad-nanoseconds', nanoseconds });
      header.setTime(readUint32(bytes, at + SECONDS_2, true), nanoseconds);
    } else {
      header.setTime(readUint32(bytes, at + SECONDS_1, true), 0);
    }
    return Found.RECORD;
  }

  nameOf(source: number): string | null {
    const unit = source % 256;
    let prefix = '';
    for (let rest = Math.floor(source / 256), place = 2 ** 24; place >= 1; place /= 256) {
      const letter = Math.floor(rest / place);
      rest -= letter * place;
      if (letter < 0x21 || letter > 0x7e) break;
      prefix += String.fromCharCode(letter);
    }
    return prefix === '' ? null : `${prefix}${unit}`;
  }
}

/** AIX iptrace. */
export const IPTRACE: RecordFormat = {
  name: 'iptrace',
  title: 'AIX iptrace',
  matches: (bytes, at, end) =>
    startsWith(bytes, at, end, 'iptrace 1.0') || startsWith(bytes, at, end, 'iptrace 2.0'),
  open: (bytes, at, end) => new IptraceLayout(startsWith(bytes, at, end, 'iptrace 2')),
};
