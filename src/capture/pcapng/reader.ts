import { readUint16, readUint32, readUint32Little, swapUint32 } from '../byte-order.ts';
import { type CaptureInterface, MAXIMUM_PACKET_LENGTH } from '../capture-interface.ts';
import { ContainerReader, type Origin } from '../container-reader.ts';
import { InputError } from '../errors.ts';
import type { InputWindow } from '../input-window.ts';
import type { PacketRecord } from '../packet-record.ts';
import { cutFcs } from '../pcap.ts';
import { splitTimestamp, timestamp } from '../timestamp.ts';
import * as Block from './block.ts';
import { BlockType } from './block.ts';
import * as EnhancedPacket from './enhanced-packet.ts';
import * as InterfaceDescription from './interface-description.ts';
import * as InterfaceStatistics from './interface-statistics.ts';
import * as NameResolution from './name-resolution.ts';
import { COMMENT, OptionsReader } from './options.ts';
import * as Packet from './packet.ts';
import * as SectionHeader from './section-header.ts';
import * as SimplePacket from './simple-packet.ts';

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
export class PcapngReader extends ContainerReader {
  readonly format = 'pcapng';
  /** Names for addresses that the capture brings along; bounded. */
  readonly names: NameResolution.ResolvedName[] = [];
  readonly #options = new OptionsReader();
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
    if (end - at < SectionHeader.LENGTH) {
      throw new InputError(
        'damaged-header',
        `The pcapng section header is cut short: ${end - at} of at least ${SectionHeader.LENGTH} bytes`,
        'Copy or capture the file again.',
        0,
      );
    }
    const bigEndian = SectionHeader.bigEndianAt(bytes, at);
    if (bigEndian === null) {
      throw new InputError(
        'damaged-header',
        'The pcapng section header has no byte-order magic (1a2b3c4d in either order)',
        'Copy or capture the file again.',
        8,
      );
    }
    if (!SectionHeader.isKnownVersion(bytes, at, bigEndian)) {
      throw new InputError(
        'damaged-header',
        `The pcapng section header names version ${SectionHeader.version(bytes, at, bigEndian)}; 1.0 and 1.2 are known`,
        'The file is damaged, or was written by a program that is not known here.',
        12,
      );
    }
    this.#bigEndian = bigEndian;
  }

  next(record: PacketRecord): boolean {
    for (;;) {
      const at = this.at;
      if (at + Block.MINIMUM_LENGTH > this.end || this.damagedAt >= 0) {
        if (this.#stop('block')) return false;
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
      if (stated < EnhancedPacket.LENGTH || length > Block.MAXIMUM_LENGTH) {
        this.#damaged(`a block length of ${stated} in an Enhanced Packet Block`, 0);
        continue;
      }
      const blockEnd = at + length;
      if (blockEnd > this.end) {
        if (this.#stop('block')) return false;
        continue;
      }
      let trailer = readUint32Little(bytes, blockEnd - 4);
      let id = readUint32Little(bytes, at + EnhancedPacket.INTERFACE);
      let high = readUint32Little(bytes, at + EnhancedPacket.TIME_HIGH);
      let low = readUint32Little(bytes, at + EnhancedPacket.TIME_LOW);
      let captured = readUint32Little(bytes, at + EnhancedPacket.CAPTURED_LENGTH);
      let original = readUint32Little(bytes, at + EnhancedPacket.ORIGINAL_LENGTH);
      if (bigEndian) {
        trailer = swapUint32(trailer);
        id = swapUint32(id);
        high = swapUint32(high);
        low = swapUint32(low);
        captured = swapUint32(captured);
        original = swapUint32(original);
      }
      if (trailer !== stated || captured > length - EnhancedPacket.LENGTH) {
        if (trailer !== stated) this.#damaged('the two lengths of a block differ', 0);
        else this.#damaged(`captured length ${captured} is more than the block holds`, blockEnd);
        continue;
      }
      if (id >= this.#section.length) {
        this.#damaged(`packet on interface ${id}, which is not described`, blockEnd);
        continue;
      }
      const source = this.#section[id];
      if (captured > MAXIMUM_PACKET_LENGTH && captured > source.maximumRecordLength) {
        this.#damaged(`captured length ${captured} is over the limit`, blockEnd);
        continue;
      }
      splitTimestamp(high, low, source.timestampUnit);
      const start = at + EnhancedPacket.PACKET;
      record.bytes = bytes;
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
      record.fileOffset = this.base + at;
      record.optionsStart = start + captured + (-captured & 3);
      record.optionsEnd = blockEnd - Block.TRAILER_LENGTH;
      if (record.optionsEnd - record.optionsStart > 4) this.#applyOptions(record, source);
      if (record.fcsLength !== 0) cutFcs(record, record.fcsLength);
      source.packets++;
      this.packets++;
      this.at = blockEnd;
      return true;
    }
  }

  #applyOptions(record: PacketRecord, source: CaptureInterface): void {
    const { packetOptions, readPacketOptions } = EnhancedPacket;
    readPacketOptions(
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
      const order = SectionHeader.bigEndianAt(bytes, at);
      if (order === null) {
        this.#damaged('a section header without byte-order magic', 0);
        return false;
      }
      bigEndian = order;
    }
    const stated = readUint32(bytes, at + 4, bigEndian);
    const length = stated + (-stated & 3);
    if (stated < Block.MINIMUM_LENGTH) {
      this.#damaged(`a block length of ${stated}`, 0);
      return false;
    }
    const read = isRead(blockType);
    if (length > Block.MAXIMUM_LENGTH && read) {
      this.#damaged(`a block length of ${stated}`, 0);
      return false;
    }
    const blockEnd = at + length;
    if (blockEnd > end) {
      if (read || length <= MAXIMUM_SCANNED) {
        this.#stop('block');
      } else {
        // Nobody needs what is in it: passed over without holding it.
        if (Block.isOtherFrame(blockType)) this.#frames++;
        this.at = blockEnd;
      }
      return false;
    }
    if (readUint32(bytes, blockEnd - 4, bigEndian) !== stated) {
      this.#damaged('the two lengths of a block differ', 0);
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
        NameResolution.readNames(bytes, at, blockEnd, bigEndian, this.names);
        break;
      case BlockType.INTERFACE_STATISTICS:
        if (stated >= InterfaceStatistics.LENGTH) {
          const target = this.#section[InterfaceStatistics.interfaceOf(bytes, at, bigEndian)];
          if (target !== undefined) {
            InterfaceStatistics.readStatistics(
              this.#options,
              bytes,
              at,
              blockEnd,
              bigEndian,
              target,
            );
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
    if (stated < SectionHeader.LENGTH) {
      this.#damaged(`a section header of only ${stated} bytes`, 0);
      return;
    }
    if (!SectionHeader.isKnownVersion(bytes, at, bigEndian)) {
      const version = SectionHeader.version(bytes, at, bigEndian);
      this.#damaged(`a section of version ${version}; 1.0 and 1.2 are known`, 0);
      return;
    }
    this.#bigEndian = bigEndian;
    this.#section = [];
    this.#sections++;
    this.#firstOfSection = this.interfaces.length;
    const options = this.#options.open(
      bytes,
      at + SectionHeader.OPTIONS,
      blockEnd - Block.TRAILER_LENGTH,
      bigEndian,
    );
    while (this.comments.length < MAXIMUM_COMMENTS && options.next()) {
      if (options.code === COMMENT) this.comments.push(options.text());
    }
    this.at = blockEnd;
  }

  #interfaceDescription(blockEnd: number, stated: number): void {
    const { at } = this;
    if (stated < InterfaceDescription.LENGTH) {
      this.#damaged(`an interface description of only ${stated} bytes`, blockEnd);
      return;
    }
    this.at = blockEnd;
    if (this.interfaces.length >= MAXIMUM_INTERFACES) {
      this.problemList.addValue(
        this.base + at,
        `more than ${MAXIMUM_INTERFACES} interfaces; the further ones are not known`,
      );
      return;
    }
    const found = InterfaceDescription.readInterface(
      this.#options,
      this.bytes,
      at,
      blockEnd,
      this.#bigEndian,
      this.base + at,
      this.problemList,
    );
    found.section = this.#sections;
    found.indexInSection = this.#section.length;
    found.bigEndian = this.#bigEndian;
    this.#section.push(found);
    this.interfaces.push(found);
  }

  #simplePacket(record: PacketRecord, blockEnd: number, stated: number): boolean {
    const { at, bytes } = this;
    if (stated < SimplePacket.LENGTH || this.#section.length === 0) {
      this.#damaged(
        stated < SimplePacket.LENGTH
          ? `a Simple Packet Block of only ${stated} bytes`
          : 'a Simple Packet Block before any interface description',
        blockEnd,
      );
      return false;
    }
    const source = this.#section[0];
    const original = readUint32(bytes, at + SimplePacket.ORIGINAL_LENGTH, this.#bigEndian);
    const captured = source.snapLength === 0 ? original : Math.min(original, source.snapLength);
    if (captured > blockEnd - at - SimplePacket.LENGTH || captured > source.maximumRecordLength) {
      this.#damaged(`captured length ${captured} is more than the block holds`, blockEnd);
      return false;
    }
    timestamp.seconds = 0;
    timestamp.nanoseconds = 0;
    this.#fill(record, source, 0, at + SimplePacket.PACKET, captured, original, blockEnd);
    record.hasTime = false;
    return true;
  }

  #packet(record: PacketRecord, blockEnd: number, stated: number): boolean {
    const { at, bytes } = this;
    const bigEndian = this.#bigEndian;
    const id = readUint16(bytes, at + Packet.INTERFACE, bigEndian);
    if (stated < Packet.LENGTH || id >= this.#section.length) {
      this.#damaged(
        stated < Packet.LENGTH
          ? `a Packet Block of only ${stated} bytes`
          : `packet on interface ${id}, which is not described`,
        blockEnd,
      );
      return false;
    }
    const source = this.#section[id];
    const captured = readUint32(bytes, at + Packet.CAPTURED_LENGTH, bigEndian);
    if (captured > blockEnd - at - Packet.LENGTH || captured > source.maximumRecordLength) {
      this.#damaged(`captured length ${captured} is more than the block holds`, blockEnd);
      return false;
    }
    const drops = readUint16(bytes, at + Packet.DROPS, bigEndian);
    if (drops !== 0 && drops !== Packet.DROPS_UNKNOWN) {
      source.dropped = (source.dropped ?? 0) + drops;
    }
    splitTimestamp(
      readUint32(bytes, at + Packet.TIME_HIGH, bigEndian),
      readUint32(bytes, at + Packet.TIME_LOW, bigEndian),
      source.timestampUnit,
    );
    const original = readUint32(bytes, at + Packet.ORIGINAL_LENGTH, bigEndian);
    this.#fill(record, source, id, at + Packet.PACKET, captured, original, blockEnd);
    record.hasTime = true;
    return true;
  }

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
    record.seconds = timestamp.seconds + (timestamp.seconds > 0 ? source.timestampOffset : 0);
    record.nanoseconds = timestamp.nanoseconds;
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

  /**
   * The block at `at` makes no sense. Where its own two lengths agree (`blockEnd`, else 0), the
   * next block is certain; else it must be looked for.
   */
  #damaged(text: string, blockEnd: number): void {
    this.damagedAt = this.base + this.at;
    this.damageText = `a pcapng block makes no sense: ${text}`;
    if (blockEnd > 0) this.noteSkipped(blockEnd);
    else this.at++;
  }

  /**
   * Called when the next block is not (wholly) here, or is looked for behind damage.
   * @returns whether `next` has nothing more to give from this window
   */
  #stop(what: string): boolean {
    if (this.done) return true;
    if (this.damagedAt >= 0) return !this.#resume(false);
    if (!this.window.ended) return true;
    if (this.at >= this.end) {
      if (this.at > this.end) this.finishTruncated(what);
      else this.finish();
      return true;
    }
    // A damaged length may reach past the end: blocks that run exactly to the end prove it.
    const start = this.at;
    this.damagedAt = this.base + start;
    this.damageText = 'a pcapng block is longer than the rest of the input';
    this.at++;
    if (this.#resume(true)) return false;
    this.damagedAt = -1;
    this.at = start;
    this.finishTruncated(what);
    return true;
  }

  /** Looks for the next certain block behind damage; moves there and returns true if found. */
  #resume(toTheEnd: boolean): boolean {
    for (let at = this.at; at + Block.MINIMUM_LENGTH <= this.end; at++) {
      const found = this.#chainAt(at, toTheEnd);
      if (found === 1) {
        this.noteSkipped(at);
        return true;
      }
      if (found === 0) {
        this.at = at;
        return false;
      }
    }
    if (toTheEnd) return false;
    this.at = Math.max(this.at, this.end - Block.MINIMUM_LENGTH + 1);
    if (this.window.ended) {
      this.at = this.end;
      this.finish();
    }
    return false;
  }

  /** 1: certain blocks start here; -1: none do; 0: more bytes are needed to tell. */
  #chainAt(from: number, toTheEnd: boolean): -1 | 0 | 1 {
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
        const order = SectionHeader.bigEndianAt(bytes, at);
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

function isRead(type: number): boolean {
  return (
    type === BlockType.SECTION_HEADER ||
    (type >= BlockType.INTERFACE_DESCRIPTION && type <= BlockType.ENHANCED_PACKET)
  );
}
