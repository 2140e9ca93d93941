import { readUint16 } from '../../byte-order.ts';
import { timestampUnit } from '../../timestamp.ts';
import { startsWith, unknownKind, wantHeader } from '../header-checks.ts';
import {
  ETHERNET,
  FDDI,
  Found,
  type RecordFormat,
  type RecordHeader,
  type RecordLayout,
  RFC1483,
  TOKEN_RING,
  UNKNOWN_LINK,
} from '../record-layout.ts';
import { wallClock } from '../wall-clock.ts';

/*
 * Network General's Sniffer for DOS (Expert Sniffer Network Analyzer Operations, Release 5.50),
 * little-endian: behind the magic text come records of a type (2), a length (2), a reserved word (2)
 * and so many bytes. The first says what network it is; packets are:
 *
 *  0      2        6           8        10     11    12     14       15      16       18
 * +------+--------+-----------+--------+------+-----+------+--------+-------+----------+-----------
 * | type | length | time: low | middle | high | day | size | status | flags | original | more by type
 * +------+--------+-----------+--------+------+-----+------+--------+-------+----------+-----------
 */
const MAGIC_LENGTH = 17;
const RECORD_HEADER_LENGTH = 6;
const VERSION_LENGTH = 18;
const TIME = 6;
const DAY = 11;
const SIZE = 12;
const ORIGINAL = 16;
const SECONDS_A_DAY = 86_400;

const TYPE_VERSION = 1;
const TYPE_END = 3;
const TYPE_PACKET = 4;
/** Of ATM; in other files of old versions a text. */
const TYPE_ATM = 8;
const TYPE_TOKEN_RING = 12;
const LAST_TYPE = 17;
/** Bytes of a packet's own header by type. */
const HEADERS = new Map([
  [TYPE_PACKET, 14],
  [TYPE_ATM, 48],
  [TYPE_TOKEN_RING, 34],
]);
/** Lengths of ATM records in versions 4.95 on, before 5, are too small by that much. */
const ATM_LENGTH_ERROR = 34;
/** Where an ATM record says how traffic is multiplexed: LLC is 1 in the high half. */
const ATM_TRAFFIC = RECORD_HEADER_LENGTH + 28;
const ATM_LLC_MULTIPLEXED = 0x10;

const NETWORK_SYNCHRONOUS = 7;
const NETWORK_ASYNCHRONOUS = 8;
const NETWORK_ATM = 10;
const NETWORKS = new Map([
  [0, TOKEN_RING],
  [1, ETHERNET],
  [9, FDDI],
  [NETWORK_ATM, RFC1483],
]);
const PPP_HDLC = 50;
/** What a line's packets begin with: PPP's address, and Cisco HDLC's. */
const LINE_ADDRESSES = [0xff, 0x0f, 0x8f];

/** Picoseconds of a tick, by time unit. */
const TICKS = [15_000_000, 838_096, 15_000_000, 500_000, 2_000_000, 1_000_000, 100_000];

class SnifferLayout implements RecordLayout {
  readonly smallestRecord = RECORD_HEADER_LENGTH;
  readonly timestampUnit = timestampUnit(9);
  readonly hasLocalTimes = true;

  constructor(
    readonly firstRecord: number,
    private readonly network: number,
    /** Picoseconds. */
    private readonly tick: number,
    private readonly midnight: number,
    private readonly atmLengthError: number,
  ) {}

  read(bytes: Uint8Array, at: number, end: number, _offset: number, header: RecordHeader): Found {
    if (end - at < RECORD_HEADER_LENGTH) return Found.MORE;
    const type = readUint16(bytes, at, false);
    header.length = RECORD_HEADER_LENGTH + readUint16(bytes, at + 2, false);
    if (type === TYPE_END) return Found.END;
    if (type === 0 || type > LAST_TYPE)
      return header.damaged({ code: 'unknown-record-type', type });
    const own = HEADERS.get(type);
    const isAtm = this.network === NETWORK_ATM;
    if (own === undefined || (type === TYPE_ATM) !== isAtm) {
      header.isPacket = false;
      return Found.RECORD;
    }
    if (isAtm) header.length += this.atmLengthError;
    header.packetOffset = RECORD_HEADER_LENGTH + own;
    if (header.length < header.packetOffset) return header.damaged({ code: 'length-too-small' });
    if (end - at < header.packetOffset + 1) return Found.MORE;
    header.captured = readUint16(bytes, at + SIZE, false);
    header.original = readUint16(bytes, at + ORIGINAL, false) || header.captured;
    header.linkType = this.linkTypeAt(bytes, at, header.packetOffset);
    this.readTime(bytes, at, header);
    return Found.RECORD;
  }

  private linkTypeAt(bytes: Uint8Array, at: number, packetOffset: number): number {
    const { network } = this;
    if (network === NETWORK_SYNCHRONOUS || network === NETWORK_ASYNCHRONOUS) {
      return LINE_ADDRESSES.includes(bytes[at + packetOffset]) ? PPP_HDLC : UNKNOWN_LINK;
    }
    if (network === NETWORK_ATM) {
      const isLlc = (bytes[at + ATM_TRAFFIC] & 0xf0) === ATM_LLC_MULTIPLEXED;
      return isLlc ? RFC1483 : UNKNOWN_LINK;
    }
    return NETWORKS.get(network) ?? UNKNOWN_LINK;
  }

  private readTime(bytes: Uint8Array, at: number, header: RecordHeader): void {
    const low =
      readUint16(bytes, at + TIME, false) + readUint16(bytes, at + TIME + 2, false) * 65_536;
    const ticks = low + bytes[at + TIME + 4] * 2 ** 32;
    // A tick is so many picoseconds; a million of them is as many microseconds.
    const millions = Math.floor(ticks / 1e6);
    const picoseconds = (ticks - millions * 1e6) * this.tick;
    const microseconds = millions * this.tick + Math.floor(picoseconds / 1e6);
    const seconds = Math.floor(microseconds / 1e6);
    const nanoseconds =
      (microseconds - seconds * 1e6) * 1000 + Math.floor((picoseconds % 1e6) / 1000);
    header.setTime(this.midnight + bytes[at + DAY] * SECONDS_A_DAY + seconds, nanoseconds);
  }
}

/** Sniffer for DOS. */
export const NGSNIFFER: RecordFormat = {
  name: 'ngsniffer',
  title: 'Sniffer for DOS',
  matches: (bytes, at, end) => startsWith(bytes, at, end, 'TRSNIFF data    ', 0x1a),
  open(bytes, at, end) {
    const version = at + MAGIC_LENGTH + RECORD_HEADER_LENGTH;
    wantHeader('Sniffer for DOS', at, end, version + VERSION_LENGTH - at);
    const record = at + MAGIC_LENGTH;
    const tick = TICKS[bytes[version + 11]];
    if (readUint16(bytes, record, false) !== TYPE_VERSION || tick === undefined) {
      throw unknownKind({ code: 'sniffer-version-unknown' }, MAGIC_LENGTH);
    }
    const date = readUint16(bytes, version + 6, false);
    const midnight = wallClock(1980 + (date >> 9), (date >> 5) & 0x0f, date & 0x1f);
    const isLengthWrong =
      readUint16(bytes, version, false) < 5 && readUint16(bytes, version + 2, false) >= 95;
    return new SnifferLayout(
      MAGIC_LENGTH + RECORD_HEADER_LENGTH + readUint16(bytes, record + 2, false),
      bytes[version + 9],
      tick,
      Number.isNaN(midnight) ? 0 : midnight,
      isLengthWrong ? ATM_LENGTH_ERROR : 0,
    );
  },
};
