import { readUint16, readUint32Little } from '../../byte-order.ts';
import { timestampUnit } from '../../timestamp.ts';
import { startsWith, unknownKind, wantHeader } from '../header-checks.ts';
import {
  ETHERNET,
  Found,
  type RecordFormat,
  type RecordHeader,
  type RecordLayout,
  RFC1483,
  TOKEN_RING,
  UNKNOWN_LINK,
} from '../record-layout.ts';

/*
 * Visual Networks (wiretap's visual.c, which its maker wrote), little-endian. Behind the packets that
 * the file header counts stands an index of them.
 *
 *  0              4          6          8        12     13     14
 * +--------------+----------+----------+--------+------+------+----------+--------
 * | milliseconds | original | captured | status | hint | skip | reserved | packet
 * +--------------+----------+----------+--------+------+------+----------+--------
 */
const FILE_HEADER_LENGTH = 192;
const PACKETS = 4;
const START = 8;
const MEDIUM = 12;
const SNAP = 14;
const VERSION = 18;

const RECORD_HEADER_LENGTH = 20;
const ORIGINAL = 4;
const CAPTURED = 6;
const STATUS = 8;
const AFTER_DROP = 0x08;
/** Bytes before an ATM packet; in them, the low half of byte 5 is 5 for AAL5. */
const ATM_HEADER = 20;
const ATM_CATEGORY = 5;
const AAL5 = 5;

const PPP_HDLC = 50;
const FRAME_RELAY = 107;
/** RFC 1573's interface types: the link type, and bytes of checksum that only the length has. */
const MEDIA = new Map<number, readonly [linkType: number, fcs: number]>([
  [6, [ETHERNET, 4]],
  [9, [TOKEN_RING, 0]],
  [22, [PPP_HDLC, 2]],
  [118, [PPP_HDLC, 2]],
  [32, [FRAME_RELAY, 2]],
  [37, [RFC1483, 0]],
]);

class VisualLayout implements RecordLayout {
  readonly firstRecord = FILE_HEADER_LENGTH;
  readonly smallestRecord = RECORD_HEADER_LENGTH;
  readonly timestampUnit = timestampUnit(3);

  constructor(
    private readonly linkType: number,
    private readonly fcs: number,
    private readonly start: number,
    readonly snapLength: number,
    readonly packets: number | undefined,
  ) {}

  read(bytes: Uint8Array, at: number, end: number, _offset: number, header: RecordHeader): Found {
    const inner = this.linkType === RFC1483 ? ATM_HEADER : 0;
    if (end - at < RECORD_HEADER_LENGTH + inner) return Found.MORE;
    header.captured = readUint16(bytes, at + CAPTURED, false) - inner;
    header.packetOffset = RECORD_HEADER_LENGTH + inner;
    header.length = header.packetOffset + header.captured;
    if (header.captured < 0) return header.damaged({ code: 'length-too-small' });
    const original = readUint16(bytes, at + ORIGINAL, false) - this.fcs;
    header.original = Math.max(header.captured, original);
    header.setTime(this.start, readUint32Little(bytes, at) * 1e6);
    header.linkType = this.linkType;
    if (inner > 0) {
      const category = bytes[at + RECORD_HEADER_LENGTH + ATM_CATEGORY] & 0x0f;
      if (category !== AAL5) header.linkType = UNKNOWN_LINK;
    }
    if ((bytes[at + STATUS] & AFTER_DROP) !== 0) header.lost = 1;
    return Found.RECORD;
  }
}

/** Visual Networks. */
export const VISUAL: RecordFormat = {
  name: 'visual',
  title: 'Visual Networks',
  matches: (bytes, at, end) => startsWith(bytes, at, end, 5, 'VNF'),
  open(bytes, at, end) {
    wantHeader('Visual Networks', at, end, FILE_HEADER_LENGTH);
    const version = readUint16(bytes, at + VERSION, false);
    if (version !== 1) {
      throw unknownKind({ code: 'visual-networks-version-unknown', version }, VERSION);
    }
    const [linkType, fcs] = MEDIA.get(readUint16(bytes, at + MEDIUM, false)) ?? [UNKNOWN_LINK, 0];
    const packets = readUint32Little(bytes, at + PACKETS);
    return new VisualLayout(
      linkType,
      fcs,
      readUint32Little(bytes, at + START),
      readUint16(bytes, at + SNAP, false),
      packets > 0 ? packets : undefined,
    );
  },
};
