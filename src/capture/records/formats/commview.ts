import { readUint16, readUint32Little } from '../../byte-order.ts';
import { MICROSECONDS } from '../../timestamp.ts';
import {
  ETHERNET,
  Found,
  IEEE802_11,
  type RecordFormat,
  RecordHeader,
  type RecordLayout,
  TOKEN_RING,
} from '../record-layout.ts';
import { wallClock } from '../wall-clock.ts';

/*
 * TamoSoft CommView ("CommView Log Files Format" in its help), little-endian, without a file header.
 *
 * NCF:  | length (2) | original (2) | version (1) | year (2) month day hour minute second (1 each)
 *       | microseconds (4) | flags (1) | radio (7)
 * NCFX: | record length (4) | year … second | microseconds (4) | medium (1) | decrypted (1)
 *       | direction (1) | reserved (2) | of Wi-Fi, a radio header that begins with its length (2)
 */
const NCF_HEADER = 24;
const NCFX_HEADER = 20;
const NCFX_RADIO = 20;
const MEDIUM = 0x0f;
const COMPRESSED = 0x40;
const RESERVED = 0x80;
const MEDIA = [ETHERNET, IEEE802_11, TOKEN_RING];

/** Reads year to microseconds at `at`. @returns false where they are none */
function readTime(bytes: Uint8Array, at: number, header: RecordHeader): boolean {
  const [month, day, hour, minute, second] = bytes.subarray(at + 2, at + 7);
  const seconds = wallClock(readUint16(bytes, at, false), month, day, hour, minute, second);
  const microseconds = readUint32Little(bytes, at + 7);
  if (Number.isNaN(seconds) || microseconds >= 1e6) return false;
  header.setTime(seconds, microseconds * 1000);
  return true;
}

abstract class CommviewLayout implements RecordLayout {
  readonly firstRecord = 0;
  abstract readonly smallestRecord: number;
  readonly timestampUnit = MICROSECONDS;
  readonly hasLocalTimes = true;
  abstract read(
    bytes: Uint8Array,
    at: number,
    end: number,
    offset: number,
    header: RecordHeader,
  ): Found;
}

class NcfLayout extends CommviewLayout {
  readonly smallestRecord = NCF_HEADER;

  read(bytes: Uint8Array, at: number, end: number, _offset: number, header: RecordHeader): Found {
    if (end - at < NCF_HEADER) return Found.MORE;
    const flags = bytes[at + 16];
    const medium = flags & MEDIUM;
    if (bytes[at + 4] !== 0 || medium >= MEDIA.length || (flags & RESERVED) !== 0) {
      return header.damaged({ code: 'bad-version-or-medium' });
    }
    if (!readTime(bytes, at + 5, header)) return header.damaged({ code: 'bad-time' });
    if ((flags & COMPRESSED) !== 0) return header.damaged({ code: 'packet-compressed' });
    header.captured = readUint16(bytes, at, false);
    header.original = Math.max(header.captured, readUint16(bytes, at + 2, false));
    header.packetOffset = NCF_HEADER;
    header.length = NCF_HEADER + header.captured;
    header.linkType = MEDIA[medium];
    return Found.RECORD;
  }
}

class NcfxLayout extends CommviewLayout {
  readonly smallestRecord = NCFX_HEADER;

  read(bytes: Uint8Array, at: number, end: number, _offset: number, header: RecordHeader): Found {
    if (end - at < NCFX_HEADER) return Found.MORE;
    const medium = bytes[at + 15];
    if (medium > 1 || bytes[at + 16] > 1 || bytes[at + 17] > 2) {
      return header.damaged({ code: 'bad-medium' });
    }
    if (!readTime(bytes, at + 4, header)) return header.damaged({ code: 'bad-time' });
    header.length = readUint32Little(bytes, at);
    header.packetOffset = NCFX_HEADER;
    header.linkType = MEDIA[medium];
    if (header.linkType === IEEE802_11) {
      if (end - at < NCFX_HEADER + NCFX_RADIO) return Found.MORE;
      header.packetOffset += readUint16(bytes, at + NCFX_HEADER, false);
    }
    header.captured = header.length - header.packetOffset;
    header.original = header.captured;
    return header.captured < 0 ? header.damaged({ code: 'length-too-small' }) : Found.RECORD;
  }
}

/** Records that must make sense in a row, as there is no magic number. */
const TELLING = 3;

function isChain(layout: RecordLayout, bytes: Uint8Array, from: number, end: number): boolean {
  const header = new RecordHeader();
  let at = from;
  for (let count = 0; count < TELLING; count++) {
    if (at === end && count > 0) return true;
    header.reset();
    const found = layout.read(bytes, at, end, 0, header);
    if (found === Found.MORE) return count > 0;
    if (found !== Found.RECORD || header.captured === 0) return false;
    at += header.length;
    if (at > end) return count > 0;
  }
  return true;
}

const NCF_LAYOUT = new NcfLayout();
const NCFX_LAYOUT = new NcfxLayout();

/** TamoSoft CommView, NCF. */
export const COMMVIEW_NCF: RecordFormat = {
  name: 'commview',
  title: 'TamoSoft CommView',
  matches: (bytes, at, end) => isChain(NCF_LAYOUT, bytes, at, end),
  open: () => NCF_LAYOUT,
};

/** TamoSoft CommView, NCFX. */
export const COMMVIEW_NCFX: RecordFormat = {
  name: 'commview',
  title: 'TamoSoft CommView',
  matches: (bytes, at, end) => isChain(NCFX_LAYOUT, bytes, at, end),
  open: () => NCFX_LAYOUT,
};
