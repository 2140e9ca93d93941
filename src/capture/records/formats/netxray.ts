import { readUint16, readUint32Little } from '../../byte-order.ts';
import { InputError } from '../../errors.ts';
import { timestampUnit } from '../../timestamp.ts';
import { startsWith, unknownKind, wantHeader } from '../header-checks.ts';
import {
  ETHERNET,
  FDDI,
  Found,
  IEEE802_11,
  type RecordFormat,
  type RecordHeader,
  type RecordLayout,
  TOKEN_RING,
  UNKNOWN_LINK,
} from '../record-layout.ts';

/*
 * NetXRay, and Sniffer for Windows (wiretap's netxray.c), little-endian. Times are ticks of a clock
 * that the file header tells of; what is between the lengths and the packet differs by version.
 *
 *  0               8          10         12
 * +---------------+----------+----------+-----…--+--------
 * | ticks         | original | captured | flags  | packet      the first NetXRay has one length
 * +---------------+----------+----------+-----…--+--------
 */
const FILE_HEADER_LENGTH = 128;
const VERSION = 4;
const START_TIME = 12;
const PACKETS = 16;
const FIRST_PACKET = 24;
const BEHIND_LAST = 28;
const NETWORK = 44;
const NETWORK_PLUS = 45;
const TIME_UNIT = 48;
const START_TICKS = 52;
const REAL_TICK = 76;
const CAPTURE_TYPE = 84;

/** Bytes of a record's header by major version. */
const RECORD_HEADERS = [16, 28, 40];
const ORIGINAL = 8;
const CAPTURED = 10;
/** Version 2: both are 0xff where four bytes follow the packet, a checksum or nothing of use. */
const TRAILING = 14;
const TRAILING_LENGTH = 4;

const NETWORK_ETHERNET = 1;
const NETWORK_WAN = 4;
const NETWORKS = new Map<number, number>([
  ...[[NETWORK_ETHERNET, ETHERNET] as const, [2, TOKEN_RING] as const, [3, FDDI] as const],
  ...[[NETWORK_WAN, ETHERNET] as const, [10, IEEE802_11] as const],
]);
/** Links of serial lines, by capture type (version 2). */
const WAN_LINKS = new Map([
  [3, 50],
  [4, 107],
  [19, 50],
]);

/** Ticks a second by time unit; of Ethernet, by the hardware that captured, too. */
const TICKS = [1e6, 1_193_000, 1_193_182];
const POD_TICKS = new Map([
  [2, [1e9, 0, 31_250_000]],
  [3, [1e6, 0, 1_250_000]],
  [5, [1e6, 0, 0]],
  [6, [1e9, 0, 20_000_000]],
]);

class NetxrayLayout implements RecordLayout {
  readonly smallestRecord: number;
  readonly timestampUnit;

  constructor(
    readonly firstRecord: number,
    private readonly recordsEnd: number,
    readonly packets: number | undefined,
    private readonly major: number,
    private readonly linkType: number,
    private readonly hasFcs: boolean,
    private readonly ticks: number,
    private readonly startTime: number,
    private readonly startHigh: number,
    private readonly startLow: number,
  ) {
    this.smallestRecord = RECORD_HEADERS[major];
    this.timestampUnit = timestampUnit(ticks <= 1000 ? 3 : ticks < 1e7 ? 6 : 9);
  }

  read(bytes: Uint8Array, at: number, end: number, offset: number, header: RecordHeader): Found {
    if (offset >= this.recordsEnd) return Found.END;
    if (end - at < this.smallestRecord) return Found.MORE;
    header.packetOffset = this.smallestRecord;
    header.original = readUint16(bytes, at + ORIGINAL, false);
    header.captured = this.major === 0 ? header.original : readUint16(bytes, at + CAPTURED, false);
    header.length = header.packetOffset + header.captured;
    header.linkType = this.linkType;
    const isTrailing =
      this.major === 2 &&
      bytes[at + TRAILING] === 0xff &&
      bytes[at + TRAILING + 1] === 0xff &&
      (this.linkType === ETHERNET || this.linkType === IEEE802_11 || this.linkType === 107);
    if (isTrailing && this.hasFcs) header.fcsLength = TRAILING_LENGTH;
    else if (isTrailing && header.captured >= TRAILING_LENGTH) {
      header.captured -= TRAILING_LENGTH;
      header.original = Math.max(header.captured, header.original - TRAILING_LENGTH);
    }
    const passed =
      (readUint32Little(bytes, at + 4) - this.startHigh) * 2 ** 32 +
      (readUint32Little(bytes, at) - this.startLow);
    const seconds = Math.floor(passed / this.ticks);
    const rest = passed - seconds * this.ticks;
    header.setTime(this.startTime + seconds, Math.floor((rest * 1e9) / this.ticks));
    return Found.RECORD;
  }
}

function versionOf(bytes: Uint8Array, at: number): readonly [major: number, minor: number] {
  if (bytes[at] === 0x56) return [0, 0];
  const text = String.fromCharCode(...bytes.subarray(at + VERSION, at + VERSION + 7));
  const [, major, minor] = /^00([12])\.(\d\d\d)$/.exec(text) ?? [];
  const isKnown = major === '1' ? /^[01]00$/.test(minor) : /^00[0-3]$/.test(minor ?? '');
  if (!isKnown) {
    throw unknownKind({ code: 'netxray-version-unknown' }, VERSION);
  }
  return [Number(major), major === '1' ? Number(minor) / 100 : Number(minor)];
}

/** NetXRay, and Sniffer for Windows. */
export const NETXRAY: RecordFormat = {
  name: 'netxray',
  title: 'NetXRay or Sniffer for Windows',
  matches: (bytes, at, end) =>
    startsWith(bytes, at, end, 'XCP', 0) ||
    (startsWith(bytes, at, end, 'VL', 0, 0) && end - at >= FILE_HEADER_LENGTH),
  open(bytes, at, end) {
    wantHeader('NetXRay', at, end, FILE_HEADER_LENGTH);
    const [major, minor] = versionOf(bytes, at);
    const first = readUint32Little(bytes, at + FIRST_PACKET);
    const recordsEnd = readUint32Little(bytes, at + BEHIND_LAST);
    if (first < FILE_HEADER_LENGTH) {
      throw unknownKind({ code: 'netxray-first-in-header' }, FIRST_PACKET);
    }
    if (recordsEnd < first) {
      throw new InputError(
        'foreign-format',
        { code: 'foreign-format', format: 'overwritten-sniffer' },
        { code: 'convert-with-editcap' },
        FIRST_PACKET,
      );
    }
    const network = bytes[at + NETWORK] + (bytes[at + NETWORK_PLUS] === 2 ? 0 : 1);
    const captureType = bytes[at + CAPTURE_TYPE];
    const isEthernet = network === NETWORK_ETHERNET;
    const isWan = network === NETWORK_WAN && major === 2;
    const unit = bytes[at + TIME_UNIT];
    let ticks = major === 0 || (major === 1 && minor === 0) ? 1000 : 1e6;
    const isPod = major === 2 && isEthernet && captureType !== 0;
    if (major === 2) {
      ticks = (isPod ? POD_TICKS.get(captureType) : TICKS)?.[unit] ?? 0;
      if (isEthernet && captureType === 0 && unit === 2) {
        ticks = readUint32Little(bytes, at + REAL_TICK);
      }
    }
    if (ticks === 0) {
      throw unknownKind({ code: 'netxray-clock-unknown', unit }, TIME_UNIT);
    }
    const isFromZero = isPod && minor >= 2;
    const packets = readUint32Little(bytes, at + PACKETS);
    return new NetxrayLayout(
      first,
      recordsEnd,
      packets > 0 ? packets : undefined,
      major,
      (isWan ? WAN_LINKS.get(captureType) : NETWORKS.get(network)) ?? UNKNOWN_LINK,
      bytes[at + REAL_TICK + 1] === 0x34 && bytes[at + REAL_TICK + 2] === 0x12,
      ticks,
      readUint32Little(bytes, at + START_TIME),
      isFromZero ? 0 : readUint32Little(bytes, at + START_TICKS + 4),
      isFromZero ? 0 : readUint32Little(bytes, at + START_TICKS),
    );
  },
};
