// Writes captures for tests: classic pcap and pcapng, either byte order. Shares no code with the
// readers in src/. The defaults are part of captures/: other bytes here are other bytes there.

export interface WrittenPacket {
  bytes: Uint8Array;
  seconds: number;
  nanoseconds: number;
  /** Bytes on the wire, when the packet is cut; default the bytes that are there. */
  originalLength?: number;
  /** pcapng only; default 0. */
  interfaceIndex?: number;
  /** pcapng only. */
  comment?: string;
}

export interface PcapOptions {
  bigEndian?: boolean;
  /** The nanosecond magic; else microseconds, and what is finer is dropped. */
  nanosecond?: boolean;
  /** Default 1, Ethernet. */
  linkType?: number;
  snapLength?: number;
}

export interface WrittenInterface {
  linkType: number;
  snapLength?: number;
  name?: string;
  /** The byte of `if_tsresol`: 6 is microseconds (the default), 9 nanoseconds, 0x80 + n 2^-n s. */
  timestampResolution?: number;
  /** Whole seconds, `if_tsoffset`. */
  timestampOffset?: number;
}

export interface WrittenStatistics {
  interfaceIndex: number;
  received?: number;
  dropped?: number;
}

export interface PcapngOptions {
  bigEndian?: boolean;
  /** Default one Ethernet interface. */
  interfaces?: WrittenInterface[];
  /** Interface statistics blocks, after the last packet. */
  statistics?: WrittenStatistics[];
}

const defaultSnapLength = 262_144;
const noBytes = new Uint8Array(0);

/** Grows by doubling; numbers go in by the file's byte order. */
class ByteWriter {
  private bytes = new Uint8Array(256);
  private view = new DataView(this.bytes.buffer);
  private length = 0;
  private readonly littleEndian: boolean;

  constructor(bigEndian: boolean) {
    this.littleEndian = !bigEndian;
  }

  private claim(size: number): number {
    const offset = this.length;
    this.length += size;
    if (this.length > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.length, this.bytes.length * 2));
      larger.set(this.bytes);
      this.bytes = larger;
      this.view = new DataView(larger.buffer);
    }
    return offset;
  }

  uint8(value: number): void {
    const offset = this.claim(1);
    this.view.setUint8(offset, value);
  }

  uint16(value: number): void {
    const offset = this.claim(2);
    this.view.setUint16(offset, value, this.littleEndian);
  }

  uint32(value: number): void {
    const offset = this.claim(4);
    this.view.setUint32(offset, value, this.littleEndian);
  }

  uint64(value: bigint): void {
    const offset = this.claim(8);
    this.view.setBigUint64(offset, BigInt.asUintN(64, value), this.littleEndian);
  }

  data(bytes: Uint8Array): void {
    const offset = this.claim(bytes.length);
    this.bytes.set(bytes, offset);
  }

  finish(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }
}

/** A classic pcap file. */
export function writePcap(packets: WrittenPacket[], options: PcapOptions = {}): Uint8Array {
  const writer = new ByteWriter(options.bigEndian ?? false);
  writer.uint32(options.nanosecond ? 0xa1b23c4d : 0xa1b2c3d4);
  writer.uint16(2);
  writer.uint16(4);
  writer.uint32(0);
  writer.uint32(0);
  writer.uint32(options.snapLength ?? defaultSnapLength);
  writer.uint32(options.linkType ?? 1);
  for (const packet of packets) {
    writer.uint32(packet.seconds);
    writer.uint32(options.nanosecond ? packet.nanoseconds : Math.floor(packet.nanoseconds / 1000));
    writer.uint32(packet.bytes.length);
    writer.uint32(packet.originalLength ?? packet.bytes.length);
    writer.data(packet.bytes);
  }
  return writer.finish();
}

interface BlockOption {
  code: number;
  value: (writer: ByteWriter) => void;
}

/** A pcapng file of one section. */
export function writePcapng(packets: WrittenPacket[], options: PcapngOptions = {}): Uint8Array {
  const bigEndian = options.bigEndian ?? false;
  const interfaces = options.interfaces ?? [{ linkType: 1 }];
  const writer = new ByteWriter(bigEndian);

  const body = (write: (writer: ByteWriter) => void): Uint8Array => {
    const inner = new ByteWriter(bigEndian);
    write(inner);
    return inner.finish();
  };
  const block = (type: number, content: Uint8Array): void => {
    const padding = -content.length & 3;
    const total = 12 + content.length + padding;
    writer.uint32(type);
    writer.uint32(total);
    writer.data(content);
    writer.data(padding === 0 ? noBytes : new Uint8Array(padding));
    writer.uint32(total);
  };
  const blockOptions = (inner: ByteWriter, list: BlockOption[]): void => {
    if (list.length === 0) return;
    for (const { code, value } of list) {
      const bytes = body(value);
      inner.uint16(code);
      inner.uint16(bytes.length);
      inner.data(bytes);
      inner.data(new Uint8Array(-bytes.length & 3));
    }
    inner.uint32(0); // opt_endofopt
  };
  const textOption = (code: number, text: string): BlockOption => ({
    code,
    value: (inner) => inner.data(new TextEncoder().encode(text)),
  });

  block(
    0x0a0d0d0a,
    body((inner) => {
      inner.uint32(0x1a2b3c4d);
      inner.uint16(1);
      inner.uint16(0);
      inner.uint64(-1n); // section length unknown
    }),
  );
  for (const written of interfaces) {
    block(
      1,
      body((inner) => {
        inner.uint16(written.linkType);
        inner.uint16(0);
        inner.uint32(written.snapLength ?? defaultSnapLength);
        const list: BlockOption[] = [];
        if (written.name !== undefined) list.push(textOption(2, written.name));
        const { timestampResolution, timestampOffset } = written;
        if (timestampResolution !== undefined) {
          list.push({ code: 9, value: (option) => option.uint8(timestampResolution) });
        }
        if (timestampOffset !== undefined) {
          list.push({ code: 14, value: (option) => option.uint64(BigInt(timestampOffset)) });
        }
        blockOptions(inner, list);
      }),
    );
  }
  for (const packet of packets) {
    const index = packet.interfaceIndex ?? 0;
    const time = pcapngTime(packet, interfaces[index] ?? { linkType: 1 });
    block(
      6,
      body((inner) => {
        inner.uint32(index);
        inner.uint32(Number(time >> 32n));
        inner.uint32(Number(time & 0xffff_ffffn));
        inner.uint32(packet.bytes.length);
        inner.uint32(packet.originalLength ?? packet.bytes.length);
        inner.data(packet.bytes);
        inner.data(new Uint8Array(-packet.bytes.length & 3));
        if (packet.comment !== undefined) blockOptions(inner, [textOption(1, packet.comment)]);
      }),
    );
  }
  for (const { interfaceIndex, received, dropped } of options.statistics ?? []) {
    const last = packets.at(-1);
    const time =
      last === undefined ? 0n : pcapngTime(last, interfaces[interfaceIndex] ?? { linkType: 1 });
    block(
      5,
      body((inner) => {
        inner.uint32(interfaceIndex);
        inner.uint32(Number(time >> 32n));
        inner.uint32(Number(time & 0xffff_ffffn));
        const list: BlockOption[] = [];
        if (received !== undefined) {
          list.push({ code: 4, value: (option) => option.uint64(BigInt(received)) });
        }
        if (dropped !== undefined) {
          list.push({ code: 5, value: (option) => option.uint64(BigInt(dropped)) });
        }
        blockOptions(inner, list);
      }),
    );
  }
  return writer.finish();
}

/** A packet's time in units of its interface, rounded down. */
function pcapngTime(packet: WrittenPacket, written: WrittenInterface): bigint {
  const resolution = written.timestampResolution ?? 6;
  const unitsPerSecond =
    resolution & 0x80 ? 1n << BigInt(resolution & 0x7f) : 10n ** BigInt(resolution);
  const seconds = BigInt(packet.seconds - (written.timestampOffset ?? 0));
  return seconds * unitsPerSecond + (BigInt(packet.nanoseconds) * unitsPerSecond) / 1_000_000_000n;
}
