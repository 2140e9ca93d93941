import { readUint16 } from '../../byte-order.ts';
import { timestampUnit } from '../../timestamp.ts';
import {
  Found,
  type RecordFormat,
  type RecordHeader,
  type RecordLayout,
  UNKNOWN_LINK,
} from '../record-layout.ts';
import {
  isRelative,
  PAGE,
  RelativeNstraceLayout,
  recordLength,
  restOfPage,
} from './nstrace-relative.ts';

/*
 * nstrace, of a load balancer (wiretap's netscaler.c), little-endian: pages, in which records stand one
 * behind the other, zeros fill the rest. A record begins with its type and its length, which is two bytes
 * where bit 7 of the first is set. Packets, from the version on that gives each its own time:
 *
 *  0      1        3        4                   12
 * +------+--------+--------+-------------------+----------------------------
 * | type | length | device | time: nanoseconds | more by version, then Ethernet
 * +------+--------+--------+-------------------+----------------------------
 */
const SHORT_HEADER_LENGTH = 2;
const TIME = 4;

/** Where a signature stands: in the first record of all, or so Wireshark's search allows, of the first page. */
const SIGNATURE_TYPE = 1;
const SIGNATURE = 3;
/** The first version's has two bytes of type and length each, and a word of its own. */
const FIRST_SIGNATURE_TYPE = 0x0101;
const FIRST_SIGNATURE = 8;
const LONG_PAGE = 16_384;

const VERSIONS: readonly (readonly [text: string, page: number])[] = [
  ['NetScaler V20 Performance Data', PAGE],
  ['Netscaler V30 Performance Data', LONG_PAGE],
  ['Netscaler V35 Performance Data', LONG_PAGE],
];
const FIRST_VERSION = 'NetScaler Performance Data';

/** How one version writes packets. */
interface PacketKind {
  /** Bytes before the Ethernet header, names left out. */
  readonly header: number;
  /** Where the length on the wire stands; 0 where all of the packet is there. */
  readonly original: number;
  /** Where it says at which byte of the packet it begins; 0 where it begins with the first. */
  readonly offset: number;
  /** Where the lengths of two names stand, which lie before the Ethernet header; 0 for none. */
  readonly names: number;
  /** Where it says how long all before the Ethernet header is; 0 where it does not. */
  readonly headerLength: number;
}

const kind = (header: number, more: Partial<PacketKind> = {}): PacketKind => ({
  ...{ header, original: 0, offset: 0, names: 0, headerLength: 0 },
  ...more,
});
/** Packets of which a part was kept say where it begins. */
const PART = { original: 12, offset: 14 };

/** First type of a run, how many of it, and what they are: sent, buffered, received. */
const KINDS: readonly (readonly [first: number, count: number, kind: PacketKind])[] = [
  [0xf0, 3, kind(24)],
  [0xf4, 3, kind(28, PART)],
  [0xf8, 4, kind(29)],
  [0xfc, 4, kind(33, PART)],
  [0xb0, 4, kind(31, { names: 29 })],
  [0xb4, 4, kind(35, { ...PART, names: 33 })],
  [0xa0, 4, kind(48, { names: 29 })],
  [0xa4, 4, kind(52, { ...PART, names: 33 })],
  [0xa8, 4, kind(52, { original: 20, names: 31 })],
  [0xac, 4, kind(35, { original: 20, headerLength: 26 })],
];
const BY_TYPE: readonly (PacketKind | undefined)[] = (() => {
  const byType = new Array<PacketKind | undefined>(256).fill(undefined);
  for (const [first, count, of] of KINDS) byType.fill(of, first, first + count);
  return byType;
})();

class NstraceLayout implements RecordLayout {
  readonly firstRecord = 0;
  readonly smallestRecord = 1;
  readonly timestampUnit = timestampUnit(9);

  constructor(private readonly page: number) {}

  read(bytes: Uint8Array, at: number, end: number, offset: number, header: RecordHeader): Found {
    if (end - at < 1) return Found.MORE;
    const type = bytes[at];
    header.isPacket = false;
    if (type === 0) {
      header.length = Math.min(this.restOfPage(offset), end - at);
      return Found.RECORD;
    }
    if (end - at < SHORT_HEADER_LENGTH) return Found.MORE;
    header.length = recordLength(bytes, at, end);
    if (header.length < 0) return Found.MORE;
    if (header.length < SHORT_HEADER_LENGTH) return header.damaged({ code: 'length-too-small' });
    const packet = BY_TYPE[type];
    return packet === undefined ? Found.RECORD : readPacket(bytes, at, end, packet, header);
  }

  /** Zeros fill a page; of the older, smaller ones each half. */
  restOfPage(offset: number): number {
    return this.page === PAGE ? restOfPage(offset, true) : this.page - (offset % this.page);
  }
}

function readPacket(
  bytes: Uint8Array,
  at: number,
  end: number,
  packet: PacketKind,
  header: RecordHeader,
): Found {
  if (end - at < packet.header) return Found.MORE;
  let start = packet.header;
  if (packet.names !== 0) start += bytes[at + packet.names] + bytes[at + packet.names + 1];
  if (packet.headerLength !== 0) start = readUint16(bytes, at + packet.headerLength, false);
  if (start < packet.header || header.length < start) {
    return header.damaged({ code: 'length-too-small' });
  }
  header.isPacket = true;
  header.packetOffset = start;
  header.captured = header.length - start;
  header.original = header.captured;
  if (packet.original !== 0) {
    const original = readUint16(bytes, at + packet.original, false);
    header.original = Math.max(original, header.captured);
  }
  const isCutBefore = packet.offset !== 0 && readUint16(bytes, at + packet.offset, false) !== 0;
  if (isCutBefore) header.linkType = UNKNOWN_LINK;
  setTime(bytes, at + TIME, header);
  return Found.RECORD;
}

/** Sets the time from 64 bits of nanoseconds, divided 16 bits at a time: a number holds 53. */
function setTime(bytes: Uint8Array, at: number, header: RecordHeader): void {
  let seconds = 0;
  let rest = 0;
  for (let word = 6; word >= 0; word -= 2) {
    rest = rest * 65_536 + readUint16(bytes, at + word, false);
    seconds = seconds * 65_536 + Math.floor(rest / 1e9);
    rest %= 1e9;
  }
  header.setTime(seconds, rest);
}

function hasText(bytes: Uint8Array, at: number, end: number, text: string): boolean {
  if (end - at < text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** Bytes of a page, by the signature in the first; 0 for the first version, -1 where there is none. */
function pageOf(bytes: Uint8Array, at: number, end: number): number {
  const last = Math.min(end, at + PAGE) - SIGNATURE;
  for (let place = at; place < last; place++) {
    // `N` comes in every signature, and seldom in what is none.
    if (bytes[place + SIGNATURE] === 0x4e && bytes[place] === SIGNATURE_TYPE) {
      const found = VERSIONS.find(([text]) => hasText(bytes, place + SIGNATURE, end, text));
      if (found !== undefined) return found[1];
    }
    const isFirst =
      bytes[place] === SIGNATURE_TYPE &&
      readUint16(bytes, place, false) === FIRST_SIGNATURE_TYPE &&
      hasText(bytes, place + FIRST_SIGNATURE, end, FIRST_VERSION);
    if (isFirst) return 0;
  }
  return -1;
}

/** Whether the first packet in what is in memory has a time that counts from the record before. */
function isOld(layout: NstraceLayout, bytes: Uint8Array, at: number, end: number): boolean {
  let place = at;
  while (end - place > SHORT_HEADER_LENGTH) {
    const type = bytes[place];
    if (isRelative(type)) return true;
    if (BY_TYPE[type] !== undefined) return false;
    const length = type === 0 ? layout.restOfPage(place - at) : recordLength(bytes, place, end);
    if (length < SHORT_HEADER_LENGTH && type !== 0) return false;
    place += length;
  }
  return false;
}

/** A load balancer's own trace. */
export const NSTRACE: RecordFormat = {
  name: 'nstrace',
  title: 'NetScaler trace',
  matches: (bytes, at, end) => pageOf(bytes, at, end) >= 0,
  open(bytes, at, end) {
    const page = pageOf(bytes, at, end);
    if (page === 0) return new RelativeNstraceLayout(true, bytes, at, end);
    const layout = new NstraceLayout(page);
    return isOld(layout, bytes, at, end)
      ? new RelativeNstraceLayout(false, bytes, at, end)
      : layout;
  },
};
