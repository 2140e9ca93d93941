import { readUint16, readUint32Little } from '../../byte-order.ts';
import { timestampUnit } from '../../timestamp.ts';
import {
  ETHERNET,
  Found,
  RAW,
  type RecordFormat,
  type RecordHeader,
  type RecordLayout,
  RFC1483,
  UNKNOWN_LINK,
} from '../record-layout.ts';

/*
 * Endace's Extensible Record Format ("ERF Types Reference Guide"). There is no file header.
 *
 *  0           8      9       10              12             14
 * +-----------+------+-------+---------------+--------------+-------------+
 * | time      | type | flags | record length | loss counter | wire length |
 * +-----------+------+-------+---------------+--------------+-------------+
 *
 * The time is a little-endian fixed-point number of seconds with 32 bits of fraction; the rest is in
 * network byte order. Bit 7 of the type says that an extension header of 8 bytes follows, whose own
 * first bit says the same. Behind them, Ethernet has 2 bytes of padding, multichannel types 4 of header.
 */
export const HEADER_LENGTH = 16;
const TYPE = 8;
const FLAGS = 9;
const RECORD_LENGTH = 10;
const LOSS = 12;
const WIRE_LENGTH = 14;
const EXTENSION_LENGTH = 8;
const HAS_EXTENSION = 0x80;
const INTERFACE = 0x03;
/** More extension headers than anybody writes. */
const MAXIMUM_EXTENSIONS = 16;
const FCS_LENGTH = 4;

const TYPE_META = 27;
const TYPE_PAD = 48;
/** Types that there are: above, what is no record. */
const LAST_TYPE = 48;
const PPP_HDLC = 50;

interface Kind {
  readonly linkType: number;
  /** Bytes between the headers and the packet. */
  readonly skip: number;
  /** Whether the loss counter is one: it is the colour of coloured packets. */
  readonly hasLoss: boolean;
}
const kind = (linkType: number, skip: number, hasLoss = true): Kind => ({
  linkType,
  skip,
  hasLoss,
});
const OTHER = kind(UNKNOWN_LINK, 0, false);

const KINDS: ReadonlyMap<number, Kind> = new Map<number, Kind>([
  // HDLC over SONET: PPP or Cisco's, which tells itself apart.
  ...[[1, kind(PPP_HDLC, 0)] as const],
  ...[10, 15, 19].map((type) => [type, kind(PPP_HDLC, 0, false)] as const),
  ...[[5, kind(PPP_HDLC, 4)] as const, [17, kind(PPP_HDLC, 4, false)] as const],
  ...[[2, kind(ETHERNET, 2)] as const],
  ...[11, 16, 20].map((type) => [type, kind(ETHERNET, 2, false)] as const),
  // A cell's header before a reassembled AAL5 frame.
  ...[[4, kind(RFC1483, 4)] as const, [9, kind(RFC1483, 8)] as const],
  ...[[22, kind(RAW, 0)] as const, [23, kind(RAW, 0)] as const],
]);

/** What a record of a type holds. */
export function kindOf(type: number): Kind {
  return KINDS.get(type & ~HAS_EXTENSION) ?? OTHER;
}

/** Bytes of the headers at `at`, extensions included; 0 where they are not all there, -1 where they cannot be. */
export function headersLength(bytes: Uint8Array, at: number, end: number): number {
  let length = HEADER_LENGTH;
  let next = at + TYPE;
  for (let count = 0; next < end && (bytes[next] & HAS_EXTENSION) !== 0; count++) {
    if (count === MAXIMUM_EXTENSIONS) return -1;
    next = at + length;
    length += EXTENSION_LENGTH;
  }
  return at + length > end ? 0 : length;
}

class ErfLayout implements RecordLayout {
  readonly firstRecord = 0;
  readonly smallestRecord = HEADER_LENGTH;
  readonly timestampUnit = timestampUnit(9);

  read(bytes: Uint8Array, at: number, end: number, _offset: number, header: RecordHeader): Found {
    if (end - at < HEADER_LENGTH) return Found.MORE;
    const type = bytes[at + TYPE] & ~HAS_EXTENSION;
    header.length = readUint16(bytes, at + RECORD_LENGTH, true);
    if (type === 0 || type > LAST_TYPE)
      return header.damaged({ code: 'unknown-record-type', type });
    if (header.length < HEADER_LENGTH) return header.damaged({ code: 'length-too-small' });
    if (type === TYPE_PAD || type === TYPE_META) {
      header.isPacket = false;
      header.isNumbered = type === TYPE_META;
      return Found.RECORD;
    }
    const headers = headersLength(bytes, at, end);
    if (headers === 0) return Found.MORE;
    if (headers < 0) return header.damaged({ code: 'too-many-extension-headers' });
    const { linkType, skip, hasLoss } = kindOf(type);
    header.packetOffset = headers + skip;
    header.original = readUint16(bytes, at + WIRE_LENGTH, true);
    header.captured = Math.min(header.original, header.length - header.packetOffset);
    header.linkType = linkType;
    header.source = bytes[at + FLAGS] & INTERFACE;
    if (linkType === ETHERNET) header.fcsLength = FCS_LENGTH;
    if (hasLoss) header.lost = readUint16(bytes, at + LOSS, true);
    // 2^-32 seconds, to the nearest nanosecond.
    const fraction = readUint32Little(bytes, at);
    header.setTime(readUint32Little(bytes, at + 4), Math.round((fraction * 1e9) / 2 ** 32));
    return Found.RECORD;
  }

  nameOf(source: number): string {
    return `Port ${'ABCD'[source]}`;
  }
}

/** From 1990 on; and one after the other, within a year. */
const EARLIEST = 631_152_000;
const LONGEST_GAP = 31_536_000;
/** Records that must make sense in a row, as there is no magic number. */
const TELLING = 4;

/** Endace ERF. */
export const ERF: RecordFormat = {
  name: 'erf',
  title: 'Endace ERF',
  matches(bytes, from, end) {
    if (isPrintable(bytes, from, end)) return false;
    let at = from;
    let last = 0;
    for (let record = 0; record < TELLING; record++) {
      if (at === end && record > 0) return true;
      if (at + HEADER_LENGTH > end) return record > 0;
      const type = bytes[at + TYPE] & ~HAS_EXTENSION;
      const length = readUint16(bytes, at + RECORD_LENGTH, true);
      const seconds = readUint32Little(bytes, at + 4);
      if (type === 0 || type > LAST_TYPE || length < HEADER_LENGTH) return false;
      if (type !== TYPE_PAD) {
        if (type > 29 || readUint16(bytes, at + WIRE_LENGTH, true) === 0) return false;
        if (headersLength(bytes, at, end) < 0 || seconds < EARLIEST) return false;
        if (last > 0 && (seconds < last - 1 || seconds - last > LONGEST_GAP)) return false;
        last = seconds;
      }
      at += length;
      if (at > end) return record > 0;
    }
    return last > 0;
  },
  open: () => new ErfLayout(),
};

/** Whether it begins as text does: digits of a list may look like lengths and times. */
function isPrintable(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < Math.min(end, from + HEADER_LENGTH); at++) {
    if (bytes[at] < 0x20 && bytes[at] !== 9 && bytes[at] !== 10 && bytes[at] !== 13) return false;
    if (bytes[at] >= 0x7f) return false;
  }
  return true;
}
