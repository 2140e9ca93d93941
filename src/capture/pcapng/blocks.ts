import { readUint16, readUint32 } from '../byte-order.ts';
import { CaptureInterface } from '../capture-interface.ts';
import type { ProblemList } from '../errors.ts';
import type { KeptTexts } from '../kept-texts.ts';
import { canonicalLinkType } from '../link-types.ts';
import type { ResolvedName } from '../reader.ts';
import { timestampUnit } from '../timestamp.ts';
import type { OptionsReader } from './options.ts';

/*
 * The blocks of pcapng (draft-ietf-opsawg-pcapng), one after the other: where what stands in each.
 *
 *  0      4               8              length - 4
 * +------+---------------+------ … -----+--------------+
 * | type | total length  | body         | total length |
 * +------+---------------+------ … -----+--------------+
 */

/** Block types (IANA's pcapng registry) that are read or need to be told apart here. */
export enum BlockType {
  INTERFACE_DESCRIPTION = 1,
  PACKET = 2,
  SIMPLE_PACKET = 3,
  NAME_RESOLUTION = 4,
  INTERFACE_STATISTICS = 5,
  ENHANCED_PACKET = 6,
  SYSTEMD_JOURNAL_EXPORT = 9,
  DECRYPTION_SECRETS = 0xa,
  CUSTOM = 0xbad,
  CUSTOM_NO_COPY = 0x4000_0bad,
  SECTION_HEADER = 0x0a0d_0d0a,
}

const BODY = 8;
export const TRAILER_LENGTH = 4;
export const MINIMUM_LENGTH = BODY + TRAILER_LENGTH;
/** Longest block that is looked into; longer ones are passed over where they need not be read. */
export const MAXIMUM_LENGTH = 1 << 24;

/** Types of blocks without a packet that take a frame number in Wireshark nevertheless. */
const OTHER_FRAMES: ReadonlySet<number> = new Set([
  ...[BlockType.SYSTEMD_JOURNAL_EXPORT, BlockType.CUSTOM, BlockType.CUSTOM_NO_COPY],
  // System calls (Sysdig).
  ...[0x204, 0x208, 0x216, 0x217, 0x221],
]);

/** Whether a block takes a frame number in Wireshark although it holds no packet. */
export function isOtherFrame(type: number): boolean {
  return OTHER_FRAMES.has(type);
}

/** Whether the type is one that a scan for the next block behind damage may trust. */
export function isKnownType(type: number): boolean {
  return (type >= 1 && type <= 0xa) || type === BlockType.SECTION_HEADER || isOtherFrame(type);
}

/** Whether the block's body is read here: it must be whole in memory. */
export function isReadType(type: number): boolean {
  return (
    type === BlockType.SECTION_HEADER ||
    (type >= BlockType.INTERFACE_DESCRIPTION && type <= BlockType.ENHANCED_PACKET)
  );
}

// ---------------------------------------------------------------- Section Header (§4.1)

/*
 * Byte-order magic, version, section length, options. Its type reads the same in both byte orders;
 * the magic tells which one the section has.
 */
const MAGIC = BODY;
const MAJOR_VERSION = BODY + 4;
const MINOR_VERSION = BODY + 6;
export const SECTION_OPTIONS = BODY + 16;
export const SECTION_HEADER_LENGTH = SECTION_OPTIONS + TRAILER_LENGTH;

/** Byte order of the section whose header is at `at`: true for big endian, null if neither. */
export function bigEndianAt(bytes: Uint8Array, at: number): boolean | null {
  const magic = readUint32(bytes, at + MAGIC, true);
  if (magic === 0x1a2b_3c4d) return true;
  return magic === 0x4d3c_2b1a ? false : null;
}

/** Version 1.0, or 1.2 as some programs write for the same (§4.1). */
export function isKnownVersion(bytes: Uint8Array, at: number, bigEndian: boolean): boolean {
  const version = versionOf(bytes, at, bigEndian);
  return version === '1.0' || version === '1.2';
}

/** The section's version as text. */
export function versionOf(bytes: Uint8Array, at: number, bigEndian: boolean): string {
  const major = readUint16(bytes, at + MAJOR_VERSION, bigEndian);
  return `${major}.${readUint16(bytes, at + MINOR_VERSION, bigEndian)}`;
}

// ---------------------------------------------------------------- Interface Description (§4.2)

/* Link type, reserved, snap length, options. */
const LINK_TYPE = BODY;
const SNAP_LENGTH = BODY + 4;
const DESCRIPTION_OPTIONS = BODY + 8;
export const DESCRIPTION_LENGTH = DESCRIPTION_OPTIONS + TRAILER_LENGTH;

export enum DescriptionOption {
  NAME = 2,
  DESCRIPTION = 3,
  TIMESTAMP_RESOLUTION = 9,
  FILTER = 11,
  OPERATING_SYSTEM = 12,
  FCS_LENGTH = 13,
  TIMESTAMP_OFFSET = 14,
}

/** Largest exponents whose unit a 64-bit count of seconds still holds (Wireshark's limits). */
const LARGEST_DECIMAL = 19;
const LARGEST_BINARY = 63;

/**
 * Reads the block at [at, end).
 * @param offset its place in the file, for `problems`
 */
export function readInterface(
  options: OptionsReader,
  bytes: Uint8Array,
  at: number,
  end: number,
  bigEndian: boolean,
  offset: number,
  problems: ProblemList,
  texts: KeptTexts,
): CaptureInterface {
  const found = new CaptureInterface(
    canonicalLinkType(readUint16(bytes, at + LINK_TYPE, bigEndian)),
    readUint32(bytes, at + SNAP_LENGTH, bigEndian),
  );
  found.bigEndian = bigEndian;
  options.open(bytes, at + DESCRIPTION_OPTIONS, end - TRAILER_LENGTH, bigEndian);
  while (options.next()) {
    switch (options.code) {
      case DescriptionOption.NAME:
        found.name = options.keptText(texts);
        break;
      case DescriptionOption.DESCRIPTION:
        found.description = options.keptText(texts);
        break;
      case DescriptionOption.FILTER:
        // The first byte tells the kind; 0 is libpcap's filter text.
        if (options.length > 1 && bytes[options.valueAt] === 0) {
          found.filter = options.keptText(texts, 1);
        }
        break;
      case DescriptionOption.OPERATING_SYSTEM:
        found.operatingSystem = options.keptText(texts);
        break;
      case DescriptionOption.TIMESTAMP_RESOLUTION: {
        if (options.length < 1) break;
        const resolution = bytes[options.valueAt];
        const largest = (resolution & 0x80) !== 0 ? LARGEST_BINARY : LARGEST_DECIMAL;
        if ((resolution & 0x7f) > largest) {
          problems.addValue(offset, {
            code: 'if-tsresol-too-fine',
            resolution: resolution.toString(16),
          });
        } else {
          found.timestampUnit = timestampUnit(resolution);
        }
        break;
      }
      case DescriptionOption.FCS_LENGTH:
        if (options.length >= 1) found.fcsLength = bytes[options.valueAt];
        break;
      case DescriptionOption.TIMESTAMP_OFFSET: {
        if (options.length < 8) break;
        const seconds = options.int64();
        // Beyond any date: a damaged value must not take the exactness of the time away.
        if (Math.abs(seconds) < 2 ** 40) found.timestampOffset = seconds;
        else problems.addValue(offset, { code: 'bad-if-tsoffset', seconds });
        break;
      }
    }
  }
  return found;
}

// ---------------------------------------------------------------- packets (§4.3, §4.4, appendix A)

/*
 * Enhanced Packet Block; and the obsolete Packet Block, where the first 32 bits are two fields of 16:
 * the interface, and the packets dropped before this one.
 */
export const PACKET_INTERFACE = BODY;
export const PACKET_DROPS = BODY + 2;
export const PACKET_TIME_HIGH = BODY + 4;
export const PACKET_TIME_LOW = BODY + 8;
export const PACKET_CAPTURED_LENGTH = BODY + 12;
export const PACKET_ORIGINAL_LENGTH = BODY + 16;
export const PACKET_DATA = BODY + 20;
/** Bytes of such a block besides the packet's. */
export const PACKET_BLOCK_LENGTH = PACKET_DATA + TRAILER_LENGTH;
/** Drop count of a writer that does not know. */
export const DROPS_UNKNOWN = 0xffff;

/*
 * Simple Packet Block: no interface (the section's first), no time, and no captured length: that is
 * the original length, cut at the interface's snap length.
 */
export const SIMPLE_ORIGINAL_LENGTH = BODY;
export const SIMPLE_DATA = BODY + 4;
/** Bytes of such a block besides the packet's. */
export const SIMPLE_BLOCK_LENGTH = SIMPLE_DATA + TRAILER_LENGTH;

export enum PacketOption {
  FLAGS = 2,
  DROP_COUNT = 4,
}

/** What the options of a packet may say that matters to the reader; reused. */
export const packetOptions = { fcsLength: -1, dropped: 0 };

/** Reads the options at [at, end) into `packetOptions`; -1 and 0 where they say nothing. */
export function readPacketOptions(
  options: OptionsReader,
  bytes: Uint8Array,
  at: number,
  end: number,
  bigEndian: boolean,
): void {
  packetOptions.fcsLength = -1;
  packetOptions.dropped = 0;
  options.open(bytes, at, end, bigEndian);
  while (options.next()) {
    if (options.code === PacketOption.FLAGS && options.length === 4) {
      // Bits 5 to 8 give the FCS length in bytes, 0 where it is not known.
      const length = (options.uint32() >>> 5) & 0xf;
      if (length !== 0) packetOptions.fcsLength = length;
    } else if (options.code === PacketOption.DROP_COUNT && options.length === 8) {
      packetOptions.dropped = options.uint64();
    }
  }
}

// ---------------------------------------------------------------- Name Resolution (§4.5)

/* Records of type, length, value, padded to four bytes. */
const RECORD_HEADER_LENGTH = 4;
/** Bytes of the address in a record, by its type. */
const ADDRESS_LENGTHS: readonly number[] = [0, 4, 16];

/** Names kept, and how long one may be (a DNS name has at most 255 bytes). */
const MAXIMUM_NAMES = 10_000;
const MAXIMUM_NAME_LENGTH = 255;

const decoder = new TextDecoder();

/** Adds the names of the block at [at, end) to `names`, the first of each record. */
export function readNames(
  bytes: Uint8Array,
  at: number,
  end: number,
  bigEndian: boolean,
  names: ResolvedName[],
  texts: KeptTexts,
): void {
  const bodyEnd = end - TRAILER_LENGTH;
  let next = at + BODY;
  while (next + RECORD_HEADER_LENGTH <= bodyEnd && names.length < MAXIMUM_NAMES) {
    const type = readUint16(bytes, next, bigEndian);
    const length = readUint16(bytes, next + 2, bigEndian);
    const valueAt = next + RECORD_HEADER_LENGTH;
    if (type === 0 || valueAt + length > bodyEnd) return;
    const addressLength = ADDRESS_LENGTHS[type] ?? 0;
    if (addressLength > 0 && length > addressLength) {
      const nameAt = valueAt + addressLength;
      const name = bytes.slice(nameAt, Math.min(valueAt + length, nameAt + MAXIMUM_NAME_LENGTH));
      const nul = name.indexOf(0);
      const end = nul < 0 ? name.length : nul;
      if (end > 0 && texts.keeps(addressLength + end)) {
        names.push({
          address: bytes.slice(valueAt, nameAt),
          name: decoder.decode(name.subarray(0, end)),
        });
      }
    }
    next = valueAt + ((length + 3) & ~3);
  }
}

// ---------------------------------------------------------------- Decryption Secrets (§4.7)

/* Type of the secrets, their length, the secrets, padded to four bytes. */
const SECRETS_TYPE = BODY;
const SECRETS_LENGTH = BODY + 4;
const SECRETS_DATA = BODY + 8;

/** "TLSK": a key log of TLS. */
const TLS_KEY_LOG = 0x544c_534b;

/** Key logs of a file that are kept; a block that goes beyond is passed over. */
const MAXIMUM_KEY_LOGS = 1_000;

/** Adds the key log of TLS in the block at [at, end), where it is one, to `keyLogs`. */
export function readSecrets(
  bytes: Uint8Array,
  at: number,
  end: number,
  bigEndian: boolean,
  keyLogs: Uint8Array[],
  texts: KeptTexts,
): void {
  const room = end - TRAILER_LENGTH - at - SECRETS_DATA;
  if (room < 0 || readUint32(bytes, at + SECRETS_TYPE, bigEndian) !== TLS_KEY_LOG) return;
  const length = readUint32(bytes, at + SECRETS_LENGTH, bigEndian);
  if (length === 0 || length > room) return;
  if (keyLogs.length === MAXIMUM_KEY_LOGS) texts.leftOut++;
  if (keyLogs.length === MAXIMUM_KEY_LOGS || !texts.keeps(length)) return;
  keyLogs.push(bytes.slice(at + SECRETS_DATA, at + SECRETS_DATA + length));
}

// ---------------------------------------------------------------- Interface Statistics (§4.6)

/* Interface, time of the statistics, options. */
export const STATISTICS_INTERFACE = BODY;
const STATISTICS_OPTIONS = BODY + 12;
export const STATISTICS_LENGTH = STATISTICS_OPTIONS + TRAILER_LENGTH;

export enum StatisticsOption {
  RECEIVED = 4,
  DROPPED_BY_INTERFACE = 5,
  DROPPED_BY_SYSTEM = 7,
}

/** Takes the counts over; they count from the start of the capture, so the last block wins. */
export function readStatistics(
  options: OptionsReader,
  bytes: Uint8Array,
  at: number,
  end: number,
  bigEndian: boolean,
  target: CaptureInterface,
): void {
  let dropped = 0;
  let stated = false;
  options.open(bytes, at + STATISTICS_OPTIONS, end - TRAILER_LENGTH, bigEndian);
  while (options.next()) {
    if (options.length < 8) continue;
    switch (options.code) {
      case StatisticsOption.RECEIVED:
        target.received = options.uint64();
        break;
      case StatisticsOption.DROPPED_BY_INTERFACE:
      case StatisticsOption.DROPPED_BY_SYSTEM:
        dropped += options.uint64();
        stated = true;
        break;
    }
  }
  if (stated) target.dropped = Math.max(dropped, target.dropped ?? 0);
}
