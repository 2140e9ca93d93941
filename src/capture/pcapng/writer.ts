import type { CaptureInterface } from '../capture-interface.ts';
import { BlockType, DescriptionOption, PacketOption, StatisticsOption } from './blocks.ts';
import { COMMENT } from './options.ts';

/** Takes the bytes of the file, in order; they are its own from then on. */
export type ByteSink = (bytes: Uint8Array) => void;

/** Option of a section header: the program that wrote it (draft-ietf-opsawg-pcapng §4.1). */
const APPLICATION = 4;

/** Longest value that an option's 16-bit length can state, whole words. */
const MAXIMUM_VALUE = 0xfffc;
const NANOSECONDS = 9;
/** Largest second whose nanoseconds a 64-bit count holds. */
const LAST_SECOND = 18_446_744_073;

const encoder = new TextEncoder();

/** One packet as it is to stand in the file. */
export interface WrittenPacket {
  /** Index in the interfaces that the writer was made with. */
  readonly interfaceIndex: number;
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly bytes: Uint8Array;
  /** Bytes of the packet: [start, end). */
  readonly start: number;
  readonly end: number;
  readonly originalLength: number;
  /** `epb_flags` as a number, host order; null where there are none. */
  readonly flags: number | null;
  readonly comments: readonly string[];
}

/** Block being put together: little-endian, the byte order of nearly all writers. */
class BlockBuilder {
  #bytes = new Uint8Array(1 << 12);
  #view = new DataView(this.#bytes.buffer);
  #length = 8;

  uint8(value: number): this {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
    return this;
  }

  uint16(value: number): this {
    this.#reserve(2);
    this.#view.setUint16(this.#length, value, true);
    this.#length += 2;
    return this;
  }

  uint32(value: number): this {
    this.#reserve(4);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
    return this;
  }

  uint64(value: bigint): this {
    this.#reserve(8);
    this.#view.setBigUint64(this.#length, value, true);
    this.#length += 8;
    return this;
  }

  /** Bytes, and zero bytes up to a multiple of four. */
  padded(bytes: Uint8Array): this {
    this.#reserve(bytes.length + 3);
    this.#bytes.set(bytes, this.#length);
    const end = this.#length + bytes.length;
    this.#length = (end + 3) & ~3;
    this.#bytes.fill(0, end, this.#length);
    return this;
  }

  option(code: number, value: Uint8Array): this {
    return this.uint16(code).uint16(value.length).padded(value);
  }

  textOption(code: number, text: string | null): this {
    if (text === null || text === '') return this;
    return this.option(code, cutText(text));
  }

  /** The block of that type, options ended. */
  finish(type: number): Uint8Array {
    this.uint32(0);
    const length = this.#length + 4;
    this.uint32(length);
    this.#view.setUint32(0, type, true);
    this.#view.setUint32(4, length, true);
    return this.#bytes.subarray(0, length);
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/** UTF-8 of a text, cut at a character where an option cannot hold it. */
function cutText(text: string): Uint8Array {
  const bytes = encoder.encode(text.slice(0, MAXIMUM_VALUE));
  if (bytes.length <= MAXIMUM_VALUE) return bytes;
  let end = MAXIMUM_VALUE;
  while ((bytes[end] & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}

export interface SectionOptions {
  readonly application: string;
  readonly comments: readonly string[];
  /**
   * Interfaces, in the order in which packets name them. A reader may add to them as it reads: each
   * is written before the first packet behind it.
   */
  readonly interfaces: readonly CaptureInterface[];
  /** Leave out what an interface tells of the machine: name, description, filter, system. */
  readonly anonymous: boolean;
  /** Whether packets carry their frame check sequences. */
  readonly withFcs: boolean;
}

/** Writes one pcapng section: header, interfaces, packets, statistics. */
export class PcapngWriter {
  /** `if_tsresol` of the interfaces that are written. */
  readonly #resolutions: number[] = [];

  /** Writes the section header. */
  constructor(
    private readonly sink: ByteSink,
    private readonly options: SectionOptions,
  ) {
    const header = new BlockBuilder().uint32(0x1a2b3c4d).uint16(1).uint16(0);
    header.uint64(0xffff_ffff_ffff_ffffn);
    for (const comment of options.comments) header.textOption(COMMENT, comment);
    sink(header.textOption(APPLICATION, options.application).finish(BlockType.SECTION_HEADER));
  }

  #writeInterfaces(): void {
    const { interfaces } = this.options;
    while (this.#resolutions.length < interfaces.length) {
      const description = interfaces[this.#resolutions.length];
      const resolution = resolutionOf(description);
      this.#resolutions.push(resolution);
      this.#interface(description, resolution);
    }
  }

  #interface(description: CaptureInterface, resolution: number): void {
    const block = new BlockBuilder()
      .uint16(description.linkType)
      .uint16(0)
      .uint32(description.snapLength);
    if (!this.options.anonymous) {
      block.textOption(DescriptionOption.NAME, description.name);
      block.textOption(DescriptionOption.DESCRIPTION, description.description);
      if (description.filter !== null && description.filter !== '') {
        // The first byte tells the kind: 0 is libpcap's filter text.
        block.option(DescriptionOption.FILTER, cutText(`\u0000${description.filter}`));
      }
      block.textOption(DescriptionOption.OPERATING_SYSTEM, description.operatingSystem);
    }
    block.option(DescriptionOption.TIMESTAMP_RESOLUTION, Uint8Array.of(resolution));
    if (this.options.withFcs && description.fcsLength > 0) {
      block.option(DescriptionOption.FCS_LENGTH, Uint8Array.of(description.fcsLength));
    }
    this.sink(block.finish(BlockType.INTERFACE_DESCRIPTION));
  }

  packet(packet: WrittenPacket): void {
    this.#writeInterfaces();
    const resolution = this.#resolutions[packet.interfaceIndex];
    const seconds = BigInt(Math.min(Math.max(0, Math.trunc(packet.seconds)), LAST_SECOND));
    const ticks =
      seconds * 10n ** BigInt(resolution) +
      BigInt(Math.floor(packet.nanoseconds / 10 ** (NANOSECONDS - resolution)));
    const block = new BlockBuilder()
      .uint32(packet.interfaceIndex)
      .uint32(Number(ticks >> 32n))
      .uint32(Number(ticks & 0xffff_ffffn))
      .uint32(packet.end - packet.start)
      .uint32(packet.originalLength)
      .padded(packet.bytes.subarray(packet.start, packet.end));
    for (const comment of packet.comments) block.textOption(COMMENT, comment);
    if (packet.flags !== null) block.uint16(PacketOption.FLAGS).uint16(4).uint32(packet.flags);
    this.sink(block.finish(BlockType.ENHANCED_PACKET));
  }

  /**
   * Writes what the interfaces' last statistics said of the whole capture.
   * @param seconds time of the statistics
   */
  finish(seconds: number): void {
    this.#writeInterfaces();
    this.options.interfaces.forEach(({ received, dropped }, index) => {
      if (received === null && dropped === null) return;
      const ticks =
        BigInt(Math.min(Math.max(0, Math.trunc(seconds)), LAST_SECOND)) *
        10n ** BigInt(this.#resolutions[index]);
      const block = new BlockBuilder()
        .uint32(index)
        .uint32(Number(ticks >> 32n))
        .uint32(Number(ticks & 0xffff_ffffn));
      if (received !== null)
        block.uint16(StatisticsOption.RECEIVED).uint16(8).uint64(count(received));
      if (dropped !== null)
        block.uint16(StatisticsOption.DROPPED_BY_INTERFACE).uint16(8).uint64(count(dropped));
      this.sink(block.finish(BlockType.INTERFACE_STATISTICS));
    });
  }
}

function count(value: number): bigint {
  return BigInt.asUintN(64, BigInt(Math.trunc(Math.max(0, value))));
}

/** `if_tsresol` that keeps all digits up to nanoseconds: the interface's own where it is decimal. */
function resolutionOf({ timestampUnit }: CaptureInterface): number {
  const { base, exponent } = timestampUnit;
  return base === 10 && exponent <= NANOSECONDS ? exponent : NANOSECONDS;
}
