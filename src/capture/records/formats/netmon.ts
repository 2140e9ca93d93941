import { readUint16, readUint32Little } from '../../byte-order.ts';
import { splitTimestamp, timestamp, timestampUnit } from '../../timestamp.ts';
import { startsWith, unknownKind, wantHeader } from '../header-checks.ts';
import {
  ETHERNET,
  FDDI,
  Found,
  IEEE802_11,
  RAW,
  type RecordFormat,
  type RecordHeader,
  type RecordLayout,
  RFC1483,
  TOKEN_RING,
  UNKNOWN_LINK,
} from '../record-layout.ts';
import { wallClock } from '../wall-clock.ts';

/*
 * Microsoft Network Monitor 1.x and 2.x ("Capture File Format" in the help of Network Monitor 3.x),
 * little-endian. The records lie between the file header and the first of the tables behind them:
 *
 *  1.x:  | milliseconds (4) | original (2) | captured (2) | packet
 *  2.x:  | microseconds (8) | original (4) | captured (4) | packet | trailer, from 2.1 on
 *
 * Times count from the start of the capture, a wall clock's. The trailer has the network (2), from 2.2
 * on the process (4), from 2.3 on a FILETIME (8), which is UTC, and a time zone (1).
 */
const FILE_HEADER_LENGTH = 128;
const MINOR = 4;
const MAJOR = 5;
const NETWORK = 6;
const START = 8;
const FRAME_TABLE = 24;
const COMMENTS = 40;
const PROCESSES = 48;
const NETWORK_INFO = 56;

/** Bytes of trailer by minor version. */
const TRAILERS = [0, 2, 6, 15];
const FILETIME = 6;
/** Seconds from 1601-01-01 to 1970-01-01. */
const FILETIME_EPOCH = 11_644_473_600;
const HUNDRED_NANOSECONDS = timestampUnit(7);

/** From here on a network is a LINKTYPE_ value; some of Microsoft's own stand among them. */
const LINKTYPE_BASE = 0xe000;
const MICROSOFT_OWN_FIRST = 0xe080;
const MICROSOFT_OWN_LAST = 0xe08a;
const WIFI_MESSAGE = 0xe080;
/** From here on records hold no packet: events, filters, names of adapters. */
const METADATA = 0xffe0;
/** Of these Wireshark shows: events, the adapters' newer form, filters. */
const SHOWN_METADATA = [0xffe0, 0xfffb, 0xffff];

const ATM = -2;
const RADIO = -3;
/** NDIS media, and what 2.x made of some of them. */
const NETWORKS = [
  ...[ETHERNET, ETHERNET, TOKEN_RING, FDDI, ATM, UNKNOWN_LINK, RADIO, RAW, RAW, RAW],
];
/** Bytes before an ATM packet: two addresses, VPI, VCI. */
const ATM_HEADER = 16;

/** Entries of a frame table that are used to find where records lie. */
const MAXIMUM_ENTRIES = 1_000_000;

class NetmonLayout implements RecordLayout {
  readonly smallestRecord: number;
  readonly timestampUnit;
  readonly hasLocalTimes: boolean;
  private readonly header: number;
  private readonly trailer: number;

  constructor(
    readonly firstRecord: number,
    private readonly version: { readonly major: number; readonly minor: number },
    private readonly network: number,
    private readonly start: number,
    /** Nanoseconds within the second of the start. */
    private readonly startFraction: number,
    /** Where the records end. */
    private readonly recordsEnd: number,
    /** Offsets of the records in order, where they are known. */
    private readonly records: Float64Array | null,
  ) {
    const { major, minor } = version;
    this.header = major === 1 ? 8 : 16;
    this.trailer = major === 1 ? 0 : TRAILERS[Math.min(minor, TRAILERS.length - 1)];
    this.smallestRecord = this.header + this.trailer;
    this.hasLocalTimes = this.trailer < FILETIME + 8;
    this.timestampUnit = timestampUnit(major === 1 ? 3 : this.hasLocalTimes ? 6 : 7);
  }

  read(bytes: Uint8Array, at: number, end: number, offset: number, header: RecordHeader): Found {
    if (offset >= this.recordsEnd) return Found.END;
    const hole = this.holeAt(offset);
    if (hole > 0) {
      header.length = hole;
      header.isPacket = false;
      return Found.RECORD;
    }
    if (end - at < this.smallestRecord) return Found.MORE;
    const zeros = zerosAt(bytes, at, end);
    if (zeros >= this.header) {
      // A hole, where no table says so.
      header.length = zeros;
      header.isPacket = false;
      return Found.RECORD;
    }
    const isFirst = this.version.major === 1;
    header.original = isFirst ? readUint16(bytes, at + 4, false) : readUint32Little(bytes, at + 8);
    header.captured = isFirst ? readUint16(bytes, at + 6, false) : readUint32Little(bytes, at + 12);
    header.packetOffset = this.header;
    header.length = this.header + header.captured + this.trailer;
    const nanoseconds = isFirst
      ? readUint32Little(bytes, at) * 1e6
      : microseconds(readUint32Little(bytes, at + 4), readUint32Little(bytes, at)) * 1000;
    // Frames may be older than the start of the capture.
    header.setTime(this.start, this.startFraction + nanoseconds);
    let network = this.network;
    if (this.trailer > 0 && header.captured <= end - at) {
      const trailer = at + this.header + header.captured;
      if (trailer + this.trailer > end) return Found.MORE;
      network = readUint16(bytes, trailer, false);
      if (!this.hasLocalTimes) {
        const high = readUint32Little(bytes, trailer + FILETIME + 4);
        splitTimestamp(high, readUint32Little(bytes, trailer + FILETIME), HUNDRED_NANOSECONDS);
        header.setTime(timestamp.seconds - FILETIME_EPOCH, timestamp.nanoseconds);
      }
    }
    if (network >= METADATA) {
      header.isPacket = false;
      header.isNumbered = SHOWN_METADATA.includes(network);
      return Found.RECORD;
    }
    header.linkType = linkTypeOf(network);
    return header.linkType < 0 ? this.openInner(bytes, at, end, header) : Found.RECORD;
  }

  /** Bytes from a place that is no record to the next that is one; 0 where it is one, as far as is known. */
  private holeAt(offset: number): number {
    const { records } = this;
    if (records === null) return 0;
    let low = 0;
    let high = records.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (records[middle] < offset) low = middle + 1;
      else high = middle;
    }
    return (low < records.length ? records[low] : this.recordsEnd) - offset;
  }

  /** Takes off what stands before the packet. */
  private openInner(bytes: Uint8Array, at: number, end: number, header: RecordHeader): Found {
    const packet = at + this.header;
    let length = ATM_HEADER;
    if (header.linkType === ATM) {
      if (end - packet < ATM_HEADER + 3) return Found.MORE;
      const isLlc = startsWith(bytes, packet + ATM_HEADER, end, 0xaa, 0xaa, 3);
      header.linkType = isLlc ? RFC1483 : UNKNOWN_LINK;
    } else {
      if (end - packet < 3) return Found.MORE;
      // Version, then the length of the radio header.
      length = readUint16(bytes, packet + 1, false);
      header.linkType = IEEE802_11;
    }
    if (length > header.captured) return header.damaged({ code: 'packet-shorter-than-header' });
    header.packetOffset += length;
    header.captured -= length;
    header.original -= length;
    return Found.RECORD;
  }
}

/** How many bytes from `at` on are 0. */
function zerosAt(bytes: Uint8Array, at: number, end: number): number {
  let next = at;
  while (next < end && bytes[next] === 0) next++;
  return next - at;
}

/** A count of microseconds, which may be negative: Microsoft's counts tenths of them in 64 bits. */
function microseconds(high: number, low: number): number {
  if (high < 0x0020_0000) return high * 2 ** 32 + low;
  const tenths = BigInt.asIntN(64, ((BigInt(high) << 32n) | BigInt(low)) * 10n);
  return Number(tenths / 10n);
}

function linkTypeOf(network: number): number {
  if (network < NETWORKS.length) return NETWORKS[network];
  if (network === WIFI_MESSAGE) return IEEE802_11;
  const isOwn = network >= MICROSOFT_OWN_FIRST && network <= MICROSOFT_OWN_LAST;
  return network >= LINKTYPE_BASE && !isOwn ? network - LINKTYPE_BASE : UNKNOWN_LINK;
}

/** Where records lie, by the frame table where it is in memory; they may leave holes between them. */
function frameTable(bytes: Uint8Array, at: number, end: number): Float64Array | null {
  const table = at + readUint32Little(bytes, at + FRAME_TABLE);
  const entries = Math.floor(readUint32Little(bytes, at + FRAME_TABLE + 4) / 4);
  if (entries === 0 || entries > MAXIMUM_ENTRIES || table + 4 * entries > end) return null;
  const records = new Float64Array(entries);
  for (let i = 0; i < entries; i++) records[i] = readUint32Little(bytes, table + 4 * i);
  records.sort();
  return records[0] >= FILE_HEADER_LENGTH ? records : null;
}

function open(title: string, bytes: Uint8Array, at: number, end: number): RecordLayout {
  wantHeader(title, at, end, FILE_HEADER_LENGTH);
  const major = bytes[at + MAJOR];
  const minor = bytes[at + MINOR];
  if (major !== 1 && major !== 2) {
    throw unknownKind({ code: 'header-version-unknown', title, major, minor }, MAJOR);
  }
  const [year, month, , day, hour, minute, second, millisecond] = Array.from(
    { length: 8 },
    (_, index) => readUint16(bytes, at + START + 2 * index, false),
  );
  const start = wallClock(year, month, day, hour, minute, second);
  const records = frameTable(bytes, at, end);
  const firstRecord = records?.[0] ?? FILE_HEADER_LENGTH;
  // Before 2.2 the other offsets mean nothing.
  const hasMore = major === 2 && minor >= 2;
  const tables = [FRAME_TABLE, ...(hasMore ? [COMMENTS, PROCESSES, NETWORK_INFO] : [])]
    .filter((table) => readUint32Little(bytes, at + table + 4) > 0)
    .map((table) => readUint32Little(bytes, at + table))
    .filter((offset) => offset > firstRecord);
  return new NetmonLayout(
    firstRecord,
    { major, minor },
    readUint16(bytes, at + NETWORK, false),
    Number.isNaN(start) ? 0 : start,
    (millisecond % 1000) * 1e6,
    Math.min(...tables, Number.POSITIVE_INFINITY),
    records,
  );
}

const TITLES = ['Microsoft Network Monitor 1', 'Microsoft Network Monitor 2'];

/** Network Monitor 1.x. */
export const NETMON_1: RecordFormat = {
  name: 'netmon1',
  title: TITLES[0],
  matches: (bytes, at, end) => startsWith(bytes, at, end, 'RTSS'),
  open: (bytes, at, end) => open(TITLES[0], bytes, at, end),
};

/** Network Monitor 2.x, and 3.x, which writes it. */
export const NETMON_2: RecordFormat = {
  name: 'netmon2',
  title: TITLES[1],
  matches: (bytes, at, end) => startsWith(bytes, at, end, 'GMBU'),
  open: (bytes, at, end) => open(TITLES[1], bytes, at, end),
};
