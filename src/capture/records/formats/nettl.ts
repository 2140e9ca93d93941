import { readUint16, readUint32 } from '../../byte-order.ts';
import { MICROSECONDS } from '../../timestamp.ts';
import { startsWith, wantHeader } from '../header-checks.ts';
import {
  ETHERNET,
  FDDI,
  Found,
  RAW,
  type RecordFormat,
  type RecordHeader,
  type RecordLayout,
  TOKEN_RING,
  UNKNOWN_LINK,
} from '../record-layout.ts';

/*
 * HP-UX nettl (sys/netdiag1.h, as wiretap's nettl.c has it), in network byte order.
 *
 * File header: 128 bytes, with the system's version at 97.
 *
 *  0               2           4        12     32         36         40        44             64…
 * +---------------+-----------+--------+------+----------+----------+---------+--------------+------
 * | header length | subsystem | device | kind | captured | original | seconds | microseconds | packet
 * +---------------+-----------+--------+------+----------+----------+---------+--------------+------
 */
const FILE_HEADER_LENGTH = 128;
const SYSTEM_VERSION = 97;
const RECORD_HEADER_LENGTH = 64;
const SUBSYSTEM = 2;
const KIND = 12;
const CAPTURED = 32;
const ORIGINAL = 36;
const SECONDS = 40;
const MICROSECOND = 44;
/** Kinds of trace that hold a packet, which came in or went out. */
const IS_PACKET = 0x3000_0000;
const CAME_IN = 0x2000_0000;

/** A second header, of the driver's own traces; two bytes longer in HP-UX 11. */
const DRIVER = 11;
const DRIVER_HEADER = 22;
const DRIVER_CAPTURED = 4;
const DRIVER_ORIGINAL = 6;

const HPPB_FDDI = 95;

/** Subsystems of /etc/nettlgen.conf: what their packets begin with, and the bytes before that. */
const SUBSYSTEMS = new Map<number, readonly [linkType: number, padding: number]>([
  ...[6, 8, 9, 244].map((id) => [id, [RAW, 0]] as const),
  ...[[2, [RAW, 26]] as const, [268, [RAW, 8]] as const],
  ...[174, 176, 177].map((id) => [id, [FDDI, 3]] as const),
  ...[31, 187].map((id) => [id, [TOKEN_RING, 0]] as const),
  // X.25, ICMP and Telnet without IP.
  ...[34, 35].map((id) => [id, [UNKNOWN_LINK, 24]] as const),
  ...[23, 245, 267].map((id) => [id, [UNKNOWN_LINK, 0]] as const),
]);

class NettlLayout implements RecordLayout {
  readonly firstRecord = FILE_HEADER_LENGTH;
  readonly smallestRecord = RECORD_HEADER_LENGTH;
  readonly timestampUnit = MICROSECONDS;

  constructor(private readonly driverHeader: number) {}

  read(bytes: Uint8Array, at: number, end: number, _offset: number, header: RecordHeader): Found {
    if (end - at < RECORD_HEADER_LENGTH) return Found.MORE;
    const headerLength = readUint16(bytes, at, true);
    if (headerLength < RECORD_HEADER_LENGTH) return header.damaged({ code: 'header-too-short' });
    const subsystem = readUint16(bytes, at + SUBSYSTEM, true);
    const kind = readUint32(bytes, at + KIND, true);
    const microseconds = readUint32(bytes, at + MICROSECOND, true);
    if (microseconds >= 1e6) return header.damaged({ code: 'bad-microseconds', microseconds });
    header.packetOffset = headerLength;
    header.captured = readUint32(bytes, at + CAPTURED, true);
    header.original = readUint32(bytes, at + ORIGINAL, true);
    header.length = headerLength + header.captured;
    header.setTime(readUint32(bytes, at + SECONDS, true), microseconds * 1000);
    header.source = subsystem;
    if ((kind & IS_PACKET) === 0) {
      header.isPacket = false;
      header.isNumbered = true;
      return Found.RECORD;
    }
    if (subsystem === DRIVER) {
      const inner = at + headerLength;
      if (end - inner < this.driverHeader) return Found.MORE;
      header.packetOffset += this.driverHeader;
      header.captured = readUint16(bytes, inner + DRIVER_CAPTURED, true);
      header.original = readUint16(bytes, inner + DRIVER_ORIGINAL, true);
      header.length = header.packetOffset + header.captured;
      return Found.RECORD;
    }
    const [linkType, fixed] = SUBSYSTEMS.get(subsystem) ?? [ETHERNET, 0];
    let padding = fixed;
    header.linkType = linkType;
    if (subsystem === HPPB_FDDI) {
      if (end - at < headerLength + 9) return Found.MORE;
      // What came in has three bytes too many in the middle of LLC; what went out has padding.
      header.linkType = (kind & CAME_IN) !== 0 ? UNKNOWN_LINK : FDDI;
      padding = (kind & CAME_IN) !== 0 ? 0 : 9 + bytes[at + headerLength + 8];
    }
    header.packetOffset += padding;
    header.captured -= padding;
    header.original -= padding;
    return Found.RECORD;
  }
}

/** HP-UX nettl. */
export const NETTL: RecordFormat = {
  name: 'nettl',
  title: 'HP-UX nettl',
  matches: (bytes, at, end) =>
    startsWith(bytes, at, end, 0, 0, 0, 1, 0, 0, 0, 0, 0, 7, 0xd0, 0) ||
    startsWith(bytes, at, end, 'TR', 0, 0x64, 0, 0, 0, 0, 0, 0, 0, 0x80),
  open(bytes, at, end) {
    wantHeader('HP-UX nettl', at, end, FILE_HEADER_LENGTH);
    const isHpUx11 = startsWith(bytes, at + SYSTEM_VERSION + 2, end, '11');
    return new NettlLayout(DRIVER_HEADER + (isHpUx11 ? 2 : 0));
  },
};
