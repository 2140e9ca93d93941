import { readUint16, readUint32, readUint32Little, swapUint32 } from '../byte-order.ts';
import { type CaptureInterface, MAXIMUM_PACKET_LENGTH } from '../capture-interface.ts';
import { RecordReader } from '../container-reader.ts';
import { InputError } from '../errors.ts';
import type { InputWindow } from '../input-window.ts';
import { KeptTexts } from '../kept-texts.ts';
import type { CaptureNote } from '../note.ts';
import { cutFcs, type PacketRecord } from '../packet-record.ts';
import type { Origin, ResolvedName } from '../reader.ts';
import { splitTimestamp, timestamp } from '../timestamp.ts';
import * as Block from './blocks.ts';
import { BlockType } from './blocks.ts';
import { COMMENT, OptionsReader } from './options.ts';

/** Interfaces and comments kept of one file; packets on further interfaces count for the last. */
const MAXIMUM_INTERFACES = 65_536;
const MAXIMUM_COMMENTS = 100;
/** Longest block that a scan behind damage accepts; bounds how far it must look ahead. */
const MAXIMUM_SCANNED = 1 << 20;

/** Whether these bytes start a pcapng section. */
export function isPcapng(bytes: Uint8Array, at: number): boolean {
  return readUint32(bytes, at, true) === BlockType.SECTION_HEADER;
}

/** Reads the blocks of a pcapng capture. The window must hold the first chunk. */
export class PcapngReader extends RecordReader {
  readonly format = 'pcapng';
  protected readonly recordName = 'pcapng block';
  protected readonly smallestRecord = Block.MINIMUM_LENGTH;
  /** Names for addresses that the capture brings along; bounded. */
  readonly names: ResolvedName[] = [];
  readonly tlsKeyLogs: Uint8Array[] = [];
  readonly #options = new OptionsReader();
  readonly #texts = new KeptTexts();
  /** Interfaces of the current section; an index into it is what packets name. */
  #section: CaptureInterface[] = [];
  /** Index in `interfaces` of the section's first. */
  #firstOfSection = 0;
  /** Sections so far. */
  #sections = 0;
  #bigEndian = false;
  /** Frames so far, in Wireshark's count: packets and the blocks that it lists beside them. */
  #frames = 0;

  /** @throws InputError when the first section header cannot be right */
  constructor(window: InputWindow, origin: Origin) {
    super(window, origin);
    const { bytes, at, end } = this;
    if (end - at < Block.SECTION_HEADER_LENGTH) {
      throw new InputError(
        'damaged-header',
        {
          code: 'pcapng-header-cut-short',
          end,
          at,
          sectionHeaderLength: Block.SECTION_HEADER_LENGTH,
        },
        { code: 'copy-or-capture-again' },
        0,
      );
    }
    const bigEndian = Block.bigEndianAt(bytes, at);
    if (bigEndian === null) {
      throw new InputError(
        'damaged-header',
        { code: 'no-byte-order-magic' },
        { code: 'copy-or-capture-again' },
        8,
      );
    }
    if (!Block.isKnownVersion(bytes, at, bigEndian)) {
      throw new InputError(
        'damaged-header',
        { code: 'pcapng-version-unknown', versionOf: Block.versionOf(bytes, at, bigEndian) },
        { code: 'damaged-or-unknown-writer' },
        12,
      );
    }
    this.#bigEndian = bigEndian;
  }

  override get notes(): readonly CaptureNote[] {
    return this.#texts.leftOut === 0 ? [] : [this.#texts.note];
  }

  next(record: PacketRecord): boolean {
    for (;;) {
      const at = this.at;
      if (at + Block.MINIMUM_LENGTH > this.end || this.damagedAt >= 0) {
        if (this.stop()) return false;
        continue;
      }
      const bytes = this.bytes;
      const bigEndian = this.#bigEndian;
      let type = readUint32Little(bytes, at);
      if (bigEndian) type = swapUint32(type);
      if (type !== BlockType.ENHANCED_PACKET) {
        if (this.#otherBlock(record, type)) return true;
        if (this.at === at && this.damagedAt < 0) return false;
        continue;
      }
      let stated = readUint32Little(bytes, at + 4);
      if (bigEndian) stated = swapUint32(stated);
      // Some writers state a length that is not padded, and pad nevertheless (wiretap).
      const length = stated + (-stated & 3);
      if (stated < Block.PACKET_BLOCK_LENGTH || length > Block.MAXIMUM_LENGTH) {
        this.damaged({ code: 'bad-enhanced-packet-length', stated });
        continue;
      }
      const blockEnd = at + length;
      if (blockEnd > this.end) {
        if (this.stop()) return false;
        continue;
      }
      let trailer = readUint32Little(bytes, blockEnd - 4);
      let id = readUint32Little(bytes, at + Block.PACKET_INTERFACE);
      let high = readUint32Little(bytes, at + Block.PACKET_TIME_HIGH);
      let low = readUint32Little(bytes, at + Block.PACKET_TIME_LOW);
      let captured = readUint32Little(bytes, at + Block.PACKET_CAPTURED_LENGTH);
      let original = readUint32Little(bytes, at + Block.PACKET_ORIGINAL_LENGTH);
      if (bigEndian) {
        trailer = swapUint32(trailer);
        id = swapUint32(id);
        high = swapUint32(high);
        low = swapUint32(low);
        captured = swapUint32(captured);
        original = swapUint32(original);
      }
      if (trailer !== stated || captured > length - Block.PACKET_BLOCK_LENGTH) {
        if (trailer !== stated) this.damaged({ code: 'block-lengths-differ' });
        else this.damaged({ code: 'captured-more-than-block', captured }, blockEnd);
        continue;
      }
      if (id >= this.#section.length) {
        this.damaged({ code: 'interface-not-described', id }, blockEnd);
        continue;
      }
      const source = this.#section[id];
      if (captured > MAXIMUM_PACKET_LENGTH && captured > source.maximumRecordLength) {
        this.damaged({ code: 'block-captured-too-much', captured }, blockEnd);
        continue;
      }
      splitTimestamp(high, low, source.timestampUnit);
      this.#fill(record, source, id, at + Block.PACKET_DATA, captured, original, blockEnd);
      return true;
    }
  }

  #applyOptions(record: PacketRecord, source: CaptureInterface): void {
    const { packetOptions } = Block;
    Block.readPacketOptions(
      this.#options,
      record.bytes,
      record.optionsStart,
      record.optionsEnd,
      this.#bigEndian,
    );
    if (packetOptions.fcsLength >= 0) record.fcsLength = packetOptions.fcsLength;
    if (packetOptions.dropped > 0) source.dropped = (source.dropped ?? 0) + packetOptions.dropped;
  }

  /**
   * Any block but an Enhanced Packet Block. Leaves `at` behind it; where the block is not wholly
   * here, leaves `at` alone.
   * @returns whether it filled the record
   */
  #otherBlock(record: PacketRecord, blockType: number): boolean {
    const { at, bytes, end } = this;
    let bigEndian = this.#bigEndian;
    if (blockType === BlockType.SECTION_HEADER) {
      const order = Block.bigEndianAt(bytes, at);
      if (order === null) {
        this.damaged({ code: 'section-without-byte-order' });
        return false;
      }
      bigEndian = order;
    }
    const stated = readUint32(bytes, at + 4, bigEndian);
    const length = stated + (-stated & 3);
    if (stated < Block.MINIMUM_LENGTH) {
      this.damaged({ code: 'bad-block-length', stated });
      return false;
    }
    // Secrets that are longer than anybody's are passed over.
    const isSecrets = blockType === BlockType.DECRYPTION_SECRETS && length <= Block.MAXIMUM_LENGTH;
    const read = isSecrets || Block.isReadType(blockType);
    if (length > Block.MAXIMUM_LENGTH && read) {
      this.damaged({ code: 'bad-block-length', stated });
      return false;
    }
    const blockEnd = at + length;
    if (blockEnd > end) {
      if (read || length <= MAXIMUM_SCANNED) {
        this.stop();
      } else {
        // Nobody needs what is in it: passed over without holding it.
        if (Block.isOtherFrame(blockType)) this.#frames++;
        this.at = blockEnd;
      }
      return false;
    }
    if (readUint32(bytes, blockEnd - 4, bigEndian) !== stated) {
      this.damaged({ code: 'block-lengths-differ' });
      return false;
    }
    switch (blockType) {
      case BlockType.SECTION_HEADER:
        this.#sectionHeader(blockEnd, stated, bigEndian);
        return false;
      case BlockType.INTERFACE_DESCRIPTION:
        this.#interfaceDescription(blockEnd, stated);
        return false;
      case BlockType.SIMPLE_PACKET:
        return this.#simplePacket(record, blockEnd, stated);
      case BlockType.PACKET:
        return this.#packet(record, blockEnd, stated);
      case BlockType.NAME_RESOLUTION:
        Block.readNames(bytes, at, blockEnd, bigEndian, this.names, this.#texts);
        break;
      case BlockType.DECRYPTION_SECRETS:
        Block.readSecrets(bytes, at, blockEnd, bigEndian, this.tlsKeyLogs, this.#texts);
        break;
      case BlockType.INTERFACE_STATISTICS:
        if (stated >= Block.STATISTICS_LENGTH) {
          const id = readUint32(bytes, at + Block.STATISTICS_INTERFACE, bigEndian);
          const target = this.#section[id];
          if (target !== undefined) {
            Block.readStatistics(this.#options, bytes, at, blockEnd, bigEndian, target);
          }
        }
        break;
      default:
        if (Block.isOtherFrame(blockType)) this.#frames++;
    }
    this.at = blockEnd;
    return false;
  }

  #sectionHeader(blockEnd: number, stated: number, bigEndian: boolean): void {
    const { at, bytes } = this;
    if (stated < Block.SECTION_HEADER_LENGTH) {
      this.damaged({ code: 'section-header-too-short', stated });
      return;
    }
    if (!Block.isKnownVersion(bytes, at, bigEndian)) {
      const version = Block.versionOf(bytes, at, bigEndian);
      this.damaged({ code: 'section-version-unknown', version });
      return;
    }
    this.#bigEndian = bigEndian;
    this.#section = [];
    this.#sections++;
    this.#firstOfSection = this.interfaces.length;
    const options = this.#options.open(
      bytes,
      at + Block.SECTION_OPTIONS,
      blockEnd - Block.TRAILER_LENGTH,
      bigEndian,
    );
    while (options.next()) {
      if (options.code !== COMMENT) continue;
      if (this.comments.length === MAXIMUM_COMMENTS) this.#texts.leftOut++;
      else {
        const comment = options.keptText(this.#texts);
        if (comment !== null) this.comments.push(comment);
      }
    }
    this.at = blockEnd;
  }

  #interfaceDescription(blockEnd: number, stated: number): void {
    const { at } = this;
    if (stated < Block.DESCRIPTION_LENGTH) {
      this.damaged({ code: 'interface-description-too-short', stated }, blockEnd);
      return;
    }
    this.at = blockEnd;
    if (this.interfaces.length >= MAXIMUM_INTERFACES) {
      this.problemList.addValue(this.base + at, {
        code: 'too-many-interfaces',
        maximumInterfaces: MAXIMUM_INTERFACES,
      });
      return;
    }
    const found = Block.readInterface(
      this.#options,
      this.bytes,
      at,
      blockEnd,
      this.#bigEndian,
      this.base + at,
      this.problemList,
      this.#texts,
    );
    found.section = this.#sections;
    found.indexInSection = this.#section.length;
    this.#section.push(found);
    this.interfaces.push(found);
  }

  #simplePacket(record: PacketRecord, blockEnd: number, stated: number): boolean {
    const { at, bytes } = this;
    if (stated < Block.SIMPLE_BLOCK_LENGTH || this.#section.length === 0) {
      this.damaged(
        stated < Block.SIMPLE_BLOCK_LENGTH
          ? { code: 'simple-packet-too-short', stated }
          : { code: 'simple-packet-without-interface' },
        blockEnd,
      );
      return false;
    }
    const source = this.#section[0];
    const original = readUint32(bytes, at + Block.SIMPLE_ORIGINAL_LENGTH, this.#bigEndian);
    const captured = source.snapLength === 0 ? original : Math.min(original, source.snapLength);
    if (
      captured > blockEnd - at - Block.SIMPLE_BLOCK_LENGTH ||
      captured > source.maximumRecordLength
    ) {
      this.damaged({ code: 'captured-more-than-block', captured }, blockEnd);
      return false;
    }
    timestamp.nanoseconds = 0;
    this.#fill(record, source, 0, at + Block.SIMPLE_DATA, captured, original, blockEnd);
    record.seconds = 0;
    record.hasTime = false;
    return true;
  }

  #packet(record: PacketRecord, blockEnd: number, stated: number): boolean {
    const { at, bytes } = this;
    const bigEndian = this.#bigEndian;
    const id = readUint16(bytes, at + Block.PACKET_INTERFACE, bigEndian);
    if (stated < Block.PACKET_BLOCK_LENGTH || id >= this.#section.length) {
      this.damaged(
        stated < Block.PACKET_BLOCK_LENGTH
          ? { code: 'packet-block-too-short', stated }
          : { code: 'interface-not-described', id },
        blockEnd,
      );
      return false;
    }
    const source = this.#section[id];
    const captured = readUint32(bytes, at + Block.PACKET_CAPTURED_LENGTH, bigEndian);
    if (
      captured > blockEnd - at - Block.PACKET_BLOCK_LENGTH ||
      captured > source.maximumRecordLength
    ) {
      this.damaged({ code: 'captured-more-than-block', captured }, blockEnd);
      return false;
    }
    const drops = readUint16(bytes, at + Block.PACKET_DROPS, bigEndian);
    if (drops !== 0 && drops !== Block.DROPS_UNKNOWN) {
      source.dropped = (source.dropped ?? 0) + drops;
    }
    splitTimestamp(
      readUint32(bytes, at + Block.PACKET_TIME_HIGH, bigEndian),
      readUint32(bytes, at + Block.PACKET_TIME_LOW, bigEndian),
      source.timestampUnit,
    );
    const original = readUint32(bytes, at + Block.PACKET_ORIGINAL_LENGTH, bigEndian);
    this.#fill(record, source, id, at + Block.PACKET_DATA, captured, original, blockEnd);
    // A time of 0 is none.
    if (timestamp.seconds === 0) record.seconds = 0;
    return true;
  }

  /** Fills the record with the packet at [start, start + captured), at the time in `timestamp`. */
  #fill(
    record: PacketRecord,
    source: CaptureInterface,
    id: number,
    start: number,
    captured: number,
    original: number,
    blockEnd: number,
  ): void {
    record.bytes = this.bytes;
    record.start = start;
    record.end = start + captured;
    record.originalLength = original;
    record.capturedLength = captured;
    record.frameNumber = ++this.#frames;
    record.seconds = timestamp.seconds + source.timestampOffset;
    record.nanoseconds = timestamp.nanoseconds;
    record.hasTime = true;
    record.linkType = source.linkType;
    record.interfaceIndex = this.#firstOfSection + id;
    record.fcsLength = source.fcsLength;
    record.fileOffset = this.base + this.at;
    record.optionsStart = Math.min(start + captured + (-captured & 3), blockEnd - 4);
    record.optionsEnd = blockEnd - Block.TRAILER_LENGTH;
    if (record.optionsEnd - record.optionsStart > 4) this.#applyOptions(record, source);
    if (record.fcsLength !== 0) cutFcs(record, record.fcsLength);
    source.packets++;
    this.packets++;
    this.at = blockEnd;
  }

  protected chainAt(from: number, toTheEnd: boolean): -1 | 0 | 1 {
    const bytes = this.bytes;
    let at = from;
    let bigEndian = this.#bigEndian;
    for (let count = 0; ; count++) {
      if (at === this.end && this.window.ended && count >= 1) return 1;
      if (count >= 2 && !toTheEnd) return 1;
      if (at + Block.MINIMUM_LENGTH > this.end) return this.window.ended ? -1 : 0;
      const type = readUint32(bytes, at, bigEndian);
      if (!Block.isKnownType(type)) return -1;
      if (type === BlockType.SECTION_HEADER) {
        const order = Block.bigEndianAt(bytes, at);
        if (order === null) return -1;
        bigEndian = order;
      }
      const length = readUint32(bytes, at + 4, bigEndian);
      if (length < Block.MINIMUM_LENGTH + 4 || length > MAXIMUM_SCANNED || (length & 3) !== 0) {
        return -1;
      }
      if (at + length > this.end) return this.window.ended ? -1 : 0;
      if (readUint32(bytes, at + length - 4, bigEndian) !== length) return -1;
      at += length;
    }
  }
}
