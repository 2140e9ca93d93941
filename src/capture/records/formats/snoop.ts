import { readUint32 } from '../../byte-order.ts';
import { MICROSECONDS } from '../../timestamp.ts';
import { startsWith, unknownKind, wantHeader } from '../header-checks.ts';
import {
  ETHERNET,
  FDDI,
  Found,
  IEEE802_11,
  type RecordFormat,
  type RecordHeader,
  type RecordLayout,
  RFC1483,
  TOKEN_RING,
  UNKNOWN_LINK,
} from '../record-layout.ts';

/*
 * Snoop of Sun's (RFC 1761), and Shomiti's and Finisar's Surveyor; all in network byte order.
 *
 * File header                    Record header
 *  0         8         12         0          4          8         12       16        20
 * +---------+---------+------+   +----------+----------+---------+--------+---------+--------------+
 * | 'snoop' | version | link |   | original | captured | record  | drops  | seconds | microseconds |
 * +---------+---------+------+   +----------+----------+---------+--------+---------+--------------+
 */
const FILE_HEADER_LENGTH = 16;
const VERSION = 8;
const LINK = 12;
const RECORD_HEADER_LENGTH = 24;
const CAPTURED = 4;
const RECORD_LENGTH = 8;
const DROPS = 12;
const SECONDS = 16;
const MICROSECOND = 20;

/** Solaris's own link types are beside the registered ones (sys/dlpi.h). */
const PRIVATE = 0x8000_0000;
/** Bytes of what Surveyor's hardware writes behind each packet: so much padding tells it apart. */
const SURVEYOR_TRAILER = 16;
/** Bytes before a cell's payload (SunATM): flags, VPI, VCI. */
const ATM_HEADER = 4;
const ATM_TYPE = 0x0f;
const ATM_LLC_MULTIPLEXED = 2;
/** Bytes of Surveyor's radio header without what its length byte counts. */
const RADIO_LENGTH_BYTES = 4;
const SMALLEST_RADIO_HEADER = 12;
const FCS_LENGTH = 4;

const NULL_LOOPBACK = 0;
const IP_OVER_FC = 122;
const IPNET = 226;
const IPOIB = 242;
/** Stand for a link type with a header of its own before the packet. */
const SUN_ATM = -2;
const SURVEYOR_RADIO = -3;

/** RFC 1761 and sys/dlpi.h. */
const SUN = new Map<number, number>([
  ...[0, 4].map((link) => [link, ETHERNET] as const),
  ...[[2, TOKEN_RING] as const, [8, FDDI] as const],
  ...[9, 14].map((link) => [link, NULL_LOOPBACK] as const),
  ...[[16, IP_OVER_FC] as const, [18, SUN_ATM] as const, [26, IPOIB] as const],
  [PRIVATE + 5, IPNET] as const,
]);
/** Surveyor's documentation of its format. */
const SHOMITI = new Map<number, number>([
  ...[0, 4, 10, 12, 19].map((link) => [link, ETHERNET] as const),
  ...[2, 11, 13, 14].map((link) => [link, TOKEN_RING] as const),
  ...[[8, FDDI] as const, [18, SURVEYOR_RADIO] as const],
]);

class SnoopLayout implements RecordLayout {
  readonly firstRecord = FILE_HEADER_LENGTH;
  readonly smallestRecord = RECORD_HEADER_LENGTH;
  readonly timestampUnit = MICROSECONDS;

  constructor(
    private readonly linkType: number,
    private readonly isSurveyor: boolean,
  ) {}

  read(bytes: Uint8Array, at: number, end: number, _offset: number, header: RecordHeader): Found {
    if (end - at < RECORD_HEADER_LENGTH) return Found.MORE;
    const microseconds = readUint32(bytes, at + MICROSECOND, true);
    header.original = readUint32(bytes, at, true);
    header.captured = readUint32(bytes, at + CAPTURED, true);
    header.length = readUint32(bytes, at + RECORD_LENGTH, true);
    header.packetOffset = RECORD_HEADER_LENGTH;
    header.dropped = readUint32(bytes, at + DROPS, true);
    header.setTime(readUint32(bytes, at + SECONDS, true), microseconds * 1000);
    if (header.length < RECORD_HEADER_LENGTH) return header.damaged({ code: 'length-too-small' });
    if (microseconds >= 1e6) return header.damaged({ code: 'bad-microseconds', microseconds });
    header.linkType = this.linkType;
    if (this.linkType < 0) return this.openInner(bytes, at, end, header);
    if (this.isSurveyor && this.linkType === ETHERNET) header.fcsLength = FCS_LENGTH;
    return Found.RECORD;
  }

  /** Takes off what stands before the packet. */
  private openInner(bytes: Uint8Array, at: number, end: number, header: RecordHeader): Found {
    const packet = at + RECORD_HEADER_LENGTH;
    let length = ATM_HEADER;
    if (this.linkType === SUN_ATM) {
      if (end - packet < ATM_HEADER) return Found.MORE;
      const isLlc = (bytes[packet] & ATM_TYPE) === ATM_LLC_MULTIPLEXED;
      header.linkType = isLlc ? RFC1483 : UNKNOWN_LINK;
    } else {
      if (end - packet < SMALLEST_RADIO_HEADER) return Found.MORE;
      length = RADIO_LENGTH_BYTES + bytes[packet + RADIO_LENGTH_BYTES - 1];
      if (length < SMALLEST_RADIO_HEADER) return header.damaged({ code: 'radio-header-too-short' });
      header.linkType = IEEE802_11;
      header.fcsLength = FCS_LENGTH;
    }
    header.packetOffset += length;
    header.captured -= length;
    header.original -= length;
    return Found.RECORD;
  }
}

/** Sun snoop. */
export const SNOOP: RecordFormat = {
  name: 'snoop',
  title: 'Sun snoop',
  matches: (bytes, at, end) => startsWith(bytes, at, end, 'snoop\0\0\0'),
  open(bytes, at, end) {
    wantHeader('Sun snoop', at, end, FILE_HEADER_LENGTH);
    const version = readUint32(bytes, at + VERSION, true);
    if (version < 2 || version > 5) {
      throw unknownKind({ code: 'snoop-version-unknown', version }, VERSION);
    }
    const link = readUint32(bytes, at + LINK, true);
    // Surveyor gave the numbers that RFC 1761 left free a meaning of its own.
    const first = at + FILE_HEADER_LENGTH;
    const isSurveyor =
      end - first >= RECORD_HEADER_LENGTH &&
      readUint32(bytes, first + RECORD_LENGTH, true) >=
        RECORD_HEADER_LENGTH + readUint32(bytes, first + CAPTURED, true) + SURVEYOR_TRAILER;
    const linkType = (isSurveyor ? SHOMITI : SUN).get(link) ?? UNKNOWN_LINK;
    return new SnoopLayout(linkType, isSurveyor);
  },
};
