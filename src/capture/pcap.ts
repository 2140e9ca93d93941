import { readUint16, readUint32 } from './byte-order.ts';
import { CaptureInterface, MAXIMUM_PACKET_LENGTH } from './capture-interface.ts';
import { RecordReader } from './container-reader.ts';
import { InputError } from './errors.ts';
import type { InputWindow } from './input-window.ts';
import { canonicalLinkType } from './link-types.ts';
import { cutFcs, type PacketRecord } from './packet-record.ts';
import type { Origin, ResolvedName } from './reader.ts';
import { timestampUnit } from './timestamp.ts';

/*
 * Classic pcap (pcap-savefile(5)), and the variants that libpcap and Wireshark read.
 *
 * File header                                   Record header
 *  0       4       6       8      16      20       0       4          8          12
 * +-------+-------+-------+------+-------+------+ +-------+----------+----------+----------+
 * | magic | major | minor | 0    | snap  | link | | secs  | fraction | captured | original |
 * +-------+-------+-------+------+-------+------+ +-------+----------+----------+----------+
 */
const FILE_HEADER_LENGTH = 24;
const RECORD_HEADER_LENGTH = 16;
/** Later fields of the modified (Kuznetzov) record headers. */
const INTERFACE_INDEX = 16;
const PROTOCOL = 20;
const PACKET_TYPE = 22;

const MICROSECOND_MAGIC = 0xa1b2c3d4;
const NANOSECOND_MAGIC = 0xa1b23c4d;
const MODIFIED_MAGIC = 0xa1b2cd34;
/** Ixia's hardware (nanoseconds) and software capture; four more bytes of file header. */
const IXIA_HARDWARE_MAGIC = 0x1c0001ac;
const IXIA_SOFTWARE_MAGIC = 0x1c0001ab;

/** Record headers: the standard one, or with more fields behind it. */
type PcapVariant =
  | 'standard'
  | 'aix'
  /** Kuznetzov's patches of 1999 (Red Hat 6.1: 0417; SuSE 6.3: 0915; the third: 1029). */
  | 'ss990417'
  | 'ss990915'
  | 'ss991029'
  | 'nokia';

const HEADER_LENGTHS: Record<PcapVariant, number> = {
  standard: RECORD_HEADER_LENGTH,
  aix: RECORD_HEADER_LENGTH,
  ss990417: 24,
  ss990915: 28,
  ss991029: 24,
  nokia: 20,
};

/** pcap-savefile(5): bit 26 says that bits 28 to 31 give the FCS length in units of 2 bytes. */
const FCS_LENGTH_PRESENT = 0x0400_0000;

/** Which of the two lengths comes first: swapped before version 2.3, unsure in 2.3. */
enum LengthOrder {
  CAPTURED_FIRST,
  ORIGINAL_FIRST,
  UNSURE,
}

/** Whether these bytes start a classic pcap of any kind. */
export function isPcap(bytes: Uint8Array, at: number): boolean {
  return magicOf(bytes, at) !== 0;
}

/** Records that tell the variants apart. */
const TELLING_RECORDS = 3;

/**
 * Whether bytes [at, end), which start a classic pcap, are enough to open it: file header and the
 * records that tell the variants apart.
 */
export function isEnoughPcap(bytes: Uint8Array, at: number, end: number): boolean {
  const magic = magicOf(bytes, at);
  const bigEndian = readUint32(bytes, at, true) === magic;
  let next = at + FILE_HEADER_LENGTH;
  for (let record = 0; record < TELLING_RECORDS; record++) {
    if (next + RECORD_HEADER_LENGTH > end) return false;
    const captured = readUint32(bytes, next + 8, bigEndian);
    if (captured > MAXIMUM_PACKET_LENGTH) return true;
    next += RECORD_HEADER_LENGTH + captured;
  }
  return next <= end;
}

function magicOf(bytes: Uint8Array, at: number): number {
  for (const bigEndian of [false, true]) {
    const magic = readUint32(bytes, at, bigEndian);
    switch (magic) {
      case MICROSECOND_MAGIC:
      case NANOSECOND_MAGIC:
      case MODIFIED_MAGIC:
      case IXIA_HARDWARE_MAGIC:
      case IXIA_SOFTWARE_MAGIC:
        return magic;
    }
  }
  return 0;
}

/** Records that must follow one another without a fault before damage counts as passed. */
const CHAIN = 4;
/** Seconds between neighbouring records that a chain still accepts. */
const CHAIN_SECONDS = 3600;
/** Seconds between the last good record and the first after the damage. */
const GAP_SECONDS = 86_400;

/** Reads the records of a classic pcap. The window must hold the first chunk. */
export class PcapReader extends RecordReader {
  readonly format = 'pcap';
  protected readonly recordName = 'pcap record';
  readonly names: readonly ResolvedName[] = [];
  readonly tlsKeyLogs = [];
  readonly variant: PcapVariant;
  readonly #interface: CaptureInterface;
  readonly #linkType: number;
  readonly #fcsLength: number;
  readonly #bigEndian: boolean;
  readonly #lengthOrder: LengthOrder;
  protected readonly smallestRecord: number;
  readonly #maximumLength: number;
  /** Bytes in front of the packet that belong to no layer: AIX pads FDDI frames with three. */
  readonly #padding: number;
  /** Units of the fraction per second, and nanoseconds per unit. */
  readonly #perSecond: number;
  readonly #nanoseconds: number;
  #lastSeconds = -1;

  /** @throws InputError when the file header cannot be right */
  constructor(window: InputWindow, origin: Origin) {
    super(window, origin);
    const { bytes, at, end } = this;
    if (end - at < FILE_HEADER_LENGTH) {
      throw new InputError(
        'damaged-header',
        { code: 'pcap-header-cut-short', end, at, fileHeaderLength: FILE_HEADER_LENGTH },
        { code: 'copy-or-capture-again' },
        0,
      );
    }
    const magic = magicOf(bytes, at);
    this.#bigEndian = readUint32(bytes, at, true) === magic;
    const major = readUint16(bytes, at + 4, this.#bigEndian);
    const minor = readUint16(bytes, at + 6, this.#bigEndian);
    if (major < 2) {
      throw new InputError(
        'damaged-header',
        { code: 'pcap-version-unknown', major, minor },
        { code: 'damaged-or-unknown-writer' },
        4,
      );
    }
    const snapLength = readUint32(bytes, at + 16, this.#bigEndian);
    const link = readUint32(bytes, at + 20, this.#bigEndian);
    this.#fcsLength = (link & FCS_LENGTH_PRESENT) !== 0 ? 2 * (link >>> 28) : 0;

    let linkType = link & 0xffff;
    let variant: PcapVariant | null = null;
    if ((major === 2 && minor < 3) || major === 543) this.#lengthOrder = LengthOrder.ORIGINAL_FIRST;
    else if (major === 2 && minor === 3) this.#lengthOrder = LengthOrder.UNSURE;
    else this.#lengthOrder = LengthOrder.CAPTURED_FIRST;
    if (this.#lengthOrder !== LengthOrder.CAPTURED_FIRST) variant = 'standard';
    // AIX writes interface types (RFC 1573) where others write link types.
    if (magic === MICROSECOND_MAGIC && major === 2 && minor === 2) {
      const aix = new Map([
        [6, 1],
        [9, 6],
        [15, 10],
        [24, 0],
      ]).get(link);
      if (aix !== undefined) {
        linkType = aix;
        variant = 'aix';
      }
    }
    linkType = canonicalLinkType(linkType);
    this.#interface = new CaptureInterface(linkType, snapLength);
    this.#interface.fcsLength = this.#fcsLength;
    this.interfaces.push(this.#interface);
    this.#linkType = linkType;
    this.#maximumLength = this.#interface.maximumRecordLength;

    const ixia = magic === IXIA_HARDWARE_MAGIC || magic === IXIA_SOFTWARE_MAGIC;
    this.at += FILE_HEADER_LENGTH + (ixia ? 4 : 0);
    if (magic === MODIFIED_MAGIC) variant = this.#likeliest(['ss991029', 'ss990915']);
    else if (magic !== MICROSECOND_MAGIC) variant = 'standard';
    this.variant = variant ?? this.#likeliest(['standard', 'ss990417', 'nokia']);
    this.smallestRecord = HEADER_LENGTHS[this.variant];
    this.#padding = this.variant === 'aix' && linkType === 10 ? 3 : 0;
    const nanosecond =
      magic === NANOSECOND_MAGIC || magic === IXIA_HARDWARE_MAGIC || this.variant === 'aix';
    if (nanosecond) this.#interface.timestampUnit = timestampUnit(9);
    this.#perSecond = nanosecond ? 1_000_000_000 : 1_000_000;
    this.#nanoseconds = nanosecond ? 1 : 1000;
  }

  next(record: PacketRecord): boolean {
    for (;;) {
      const at = this.at;
      const packetAt = at + this.smallestRecord;
      if (packetAt > this.end || this.damagedAt >= 0) {
        if (this.stop()) return false;
        continue;
      }
      const bytes = this.bytes;
      let seconds: number;
      let fraction: number;
      let captured: number;
      let original: number;
      if (this.#bigEndian) {
        seconds = readUint32(bytes, at, true);
        fraction = readUint32(bytes, at + 4, true);
        captured = readUint32(bytes, at + 8, true);
        original = readUint32(bytes, at + 12, true);
      } else {
        seconds = readUint32(bytes, at, false);
        fraction = readUint32(bytes, at + 4, false);
        captured = readUint32(bytes, at + 8, false);
        original = readUint32(bytes, at + 12, false);
      }
      if (
        this.#lengthOrder !== LengthOrder.CAPTURED_FIRST &&
        (this.#lengthOrder === LengthOrder.ORIGINAL_FIRST || captured > original)
      ) {
        const swap = captured;
        captured = original;
        original = swap;
      }
      if (captured > this.#maximumLength) {
        this.damaged({
          code: 'captured-length-over-limit',
          captured,
          maximumLength: this.#maximumLength,
        });
        continue;
      }
      let packetEnd = packetAt + captured;
      this.at = packetEnd;
      if (packetEnd > this.end) {
        // Only the first bytes of a record beyond any network packet are of use; the rest is left.
        if (captured <= MAXIMUM_PACKET_LENGTH || packetAt + MAXIMUM_PACKET_LENGTH > this.end) {
          this.at = at;
          if (this.stop()) return false;
          continue;
        }
        packetEnd = packetAt + MAXIMUM_PACKET_LENGTH;
      }
      if (fraction >= this.#perSecond) {
        this.problemList.addValue(this.base + at, { code: 'fraction-carried-over', fraction });
        const carry = Math.floor(fraction / this.#perSecond);
        seconds += carry;
        fraction -= carry * this.#perSecond;
      }
      this.#lastSeconds = seconds;
      record.bytes = bytes;
      record.start = packetAt;
      record.end = packetEnd;
      record.originalLength = original;
      record.capturedLength = captured;
      record.frameNumber = ++this.packets;
      record.seconds = seconds;
      record.nanoseconds = fraction * this.#nanoseconds;
      record.hasTime = true;
      record.linkType = this.#linkType;
      record.interfaceIndex = 0;
      record.fcsLength = this.#fcsLength;
      record.fileOffset = this.base + at;
      record.optionsStart = packetEnd;
      record.optionsEnd = packetEnd;
      if (this.#padding !== 0) this.#cutPadding(record);
      if (this.#fcsLength !== 0) cutFcs(record, this.#fcsLength);
      this.#interface.packets = this.packets;
      return true;
    }
  }

  #cutPadding(record: PacketRecord): void {
    const cut = Math.min(this.#padding, record.capturedLength);
    record.start += cut;
    record.capturedLength -= cut;
    record.originalLength = Math.max(0, record.originalLength - cut);
  }

  protected chainAt(from: number, toTheEnd: boolean): -1 | 0 | 1 {
    const bytes = this.bytes;
    let at = from;
    let last = this.#lastSeconds;
    let allowed = GAP_SECONDS;
    for (let count = 0; ; count++) {
      if (at === this.end && this.window.ended && count >= 2) return 1;
      if (count >= CHAIN && !toTheEnd) return 1;
      if (at + this.smallestRecord > this.end) {
        // The last record of a cut file is cut itself; what came before decides.
        return this.window.ended ? -1 : 0;
      }
      const captured = readUint32(bytes, at + 8, this.#bigEndian);
      if (captured === 0 || captured > MAXIMUM_PACKET_LENGTH) return -1;
      const original = readUint32(bytes, at + 12, this.#bigEndian);
      if (original < captured || original > 0x0100_0000) return -1;
      if (readUint32(bytes, at + 4, this.#bigEndian) >= this.#perSecond) return -1;
      const seconds = readUint32(bytes, at, this.#bigEndian);
      if (last >= 0 && Math.abs(seconds - last) > allowed) return -1;
      last = seconds;
      allowed = CHAIN_SECONDS;
      at += this.smallestRecord + captured;
    }
  }

  /**
   * Some variants share their magic with standard pcap and differ in the record header's length.
   * As Wireshark does: the variant whose first three records hold the fewest oddities, the first
   * of equals.
   */
  #likeliest(variants: readonly PcapVariant[]): PcapVariant {
    let best = variants[0];
    let fewest = Number.POSITIVE_INFINITY;
    for (const variant of variants) {
      const oddities = this.#oddities(variant);
      if (oddities < fewest) {
        best = variant;
        fewest = oddities;
      }
    }
    return best;
  }

  #oddities(variant: PcapVariant): number {
    const { bytes, end } = this;
    const big = this.#bigEndian;
    const length = HEADER_LENGTHS[variant];
    let at = this.at;
    let odd = 0;
    for (let record = 0; record < TELLING_RECORDS && at < end; record++) {
      if (at + length > end) return odd + 1;
      const captured = readUint32(bytes, at + 8, big);
      const original = readUint32(bytes, at + 12, big);
      if (readUint32(bytes, at + 4, big) >= 1_000_000) odd++;
      if (captured > this.#maximumLength) odd++;
      if (captured > this.#interface.snapLength) odd++;
      if (original > 1 << 27) odd++;
      if (captured > original) odd++;
      if (variant === 'nokia') {
        if (!isNokiaField(readUint32(bytes, at + INTERFACE_INDEX, big))) odd++;
      } else if (variant !== 'standard') {
        if (readUint32(bytes, at + INTERFACE_INDEX, big) > 10_000) odd++;
        if (!isLinuxProtocol(readUint16(bytes, at + PROTOCOL, big))) odd++;
        if (bytes[at + PACKET_TYPE] > 4) odd++;
      }
      if (captured > this.#maximumLength) return odd;
      at += length + captured;
      if (at > end) return odd + 1;
    }
    return odd;
  }
}

/** The only values that Nokia's extra word has been seen with: 0xXfbfYZ0W (wiretap). */
function isNokiaField(value: number): boolean {
  const digit = (shift: number) => (value >>> shift) & 0xf;
  return (
    (value & 0x0fff_00f0) === 0x0fbf_0000 &&
    (digit(28) === 9 || digit(28) === 0xb) &&
    (digit(12) === 0xb || digit(12) === 0xd) &&
    (digit(8) === 6 || digit(8) === 9) &&
    (digit(0) === 1 || digit(0) === 2)
  );
}

/** EtherTypes and Linux's own ETH_P_ values of the time. */
function isLinuxProtocol(value: number): boolean {
  return value >= 0x600 || value <= 0x17 || value === 0x60 || value === 0x200 || value === 0x400;
}
