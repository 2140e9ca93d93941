/** Writes captures for tests: every variant that the reader must read, from the same packets. */

export interface WrittenPacket {
  readonly bytes: Uint8Array;
  readonly seconds: number;
  readonly nanoseconds: number;
  /** Length on the wire; the bytes' own where absent. */
  readonly originalLength?: number;
  /** pcapng: index of the interface in its section; 0 where absent. */
  readonly interfaceIndex?: number;
  /** pcapng: comment on the packet. */
  readonly comment?: string;
  /** pcapng: epb_flags. */
  readonly flags?: number;
  /** pcapng: epb_dropcount. */
  readonly dropCount?: number;
}

export type PcapRecordHeader = 'standard' | 'ss990417' | 'ss990915' | 'ss991029' | 'nokia';

export interface PcapOptions {
  readonly bigEndian?: boolean;
  readonly nanosecond?: boolean;
  /** The whole 32-bit field, FCS bits included; 1 (Ethernet) where absent. */
  readonly linkType?: number;
  readonly snapLength?: number;
  readonly version?: readonly [number, number];
  /** Magic number instead of the one that fits the other options. */
  readonly magic?: number;
  readonly recordHeader?: PcapRecordHeader;
  /** Original length first, as versions before 2.3 have it. */
  readonly lengthsSwapped?: boolean;
  /** Four more bytes of file header, as Ixia writes. */
  readonly ixia?: boolean;
}

/** Bytes put together piece by piece, in one byte order. */
export class ByteWriter {
  readonly #bytes: number[] = [];
  constructor(readonly bigEndian: boolean) {}

  uint(value: number, length: number): this {
    const bytes: number[] = [];
    for (let i = 0, rest = value; i < length; i++, rest = Math.floor(rest / 256)) {
      bytes.push(rest % 256);
    }
    this.#bytes.push(...(this.bigEndian ? bytes.reverse() : bytes));
    return this;
  }

  raw(bytes: ArrayLike<number>): this {
    for (let i = 0; i < bytes.length; i++) this.#bytes.push(bytes[i]);
    return this;
  }

  pad(multiple: number): this {
    while (this.#bytes.length % multiple !== 0) this.#bytes.push(0);
    return this;
  }

  get length(): number {
    return this.#bytes.length;
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

/** A classic pcap. */
export function writePcap(
  packets: readonly WrittenPacket[],
  options: PcapOptions = {},
): Uint8Array {
  const header = options.recordHeader ?? 'standard';
  const modified = header === 'ss990915' || header === 'ss991029';
  const magic =
    options.magic ?? (modified ? 0xa1b2cd34 : options.nanosecond ? 0xa1b23c4d : 0xa1b2c3d4);
  const [major, minor] = options.version ?? [2, 4];
  const out = new ByteWriter(options.bigEndian ?? false);
  out.uint(magic, 4).uint(major, 2).uint(minor, 2).uint(0, 8);
  out.uint(options.snapLength ?? 262_144, 4).uint(options.linkType ?? 1, 4);
  if (options.ixia) out.uint(0, 4);
  for (const packet of packets) {
    const captured = packet.bytes.length;
    const original = packet.originalLength ?? captured;
    out.uint(packet.seconds, 4);
    out.uint(options.nanosecond ? packet.nanoseconds : Math.floor(packet.nanoseconds / 1000), 4);
    out.uint(options.lengthsSwapped ? original : captured, 4);
    out.uint(options.lengthsSwapped ? captured : original, 4);
    if (header === 'nokia') out.uint(0x9fbfb601, 4);
    else if (header !== 'standard') {
      out.uint(2, 4).uint(0x0800, 2).raw([0]);
      out.raw(new Uint8Array(header === 'ss990915' ? 5 : 1));
    }
    out.raw(packet.bytes);
  }
  return out.finish();
}

export interface WrittenInterface {
  readonly linkType: number;
  readonly snapLength?: number;
  /** if_tsresol; microseconds (6) where absent. */
  readonly timestampResolution?: number;
  /** if_tsoffset in seconds. */
  readonly timestampOffset?: number;
  readonly fcsLength?: number;
  readonly name?: string;
}

export interface WrittenStatistics {
  readonly interfaceIndex: number;
  readonly received?: number;
  readonly dropped?: number;
}

export interface PcapngOptions {
  readonly bigEndian?: boolean;
  readonly interfaces?: readonly WrittenInterface[];
  readonly statistics?: readonly WrittenStatistics[];
  /** Comment on the section. */
  readonly comment?: string;
  /** Which block holds the packets; enhanced where absent. */
  readonly packetBlock?: 'enhanced' | 'simple' | 'obsolete';
  readonly names?: readonly { readonly address: readonly number[]; readonly name: string }[];
  /** A key log of TLS, in a block of decryption secrets before the packets. */
  readonly tlsKeyLog?: Uint8Array;
  /** Blocks of other types before the packets. */
  readonly otherBlocks?: readonly { readonly type: number; readonly body: Uint8Array }[];
}

const text = new TextEncoder();

/** One section; sections may be put one behind the other. */
export function writePcapng(
  packets: readonly WrittenPacket[],
  options: PcapngOptions = {},
): Uint8Array {
  const bigEndian = options.bigEndian ?? false;
  const interfaces = options.interfaces ?? [{ linkType: 1 }];
  const file = new ByteWriter(bigEndian);
  const block = (type: number, fill: (body: ByteWriter) => void): void => {
    const body = new ByteWriter(bigEndian);
    fill(body);
    body.pad(4);
    file
      .uint(type, 4)
      .uint(body.length + 12, 4)
      .raw(body.finish())
      .uint(body.length + 12, 4);
  };
  const option = (body: ByteWriter, code: number, value: Uint8Array): void => {
    body.pad(4).uint(code, 2).uint(value.length, 2).raw(value).pad(4);
  };
  const number = (value: number, length: number): Uint8Array =>
    new ByteWriter(bigEndian).uint(value, length).finish();
  const end = (body: ByteWriter): void => void body.pad(4).uint(0, 4);

  block(0x0a0d0d0a, (body) => {
    body.uint(0x1a2b3c4d, 4).uint(1, 2).uint(0, 2).raw(new Uint8Array(8).fill(0xff));
    if (options.comment !== undefined) {
      option(body, 1, text.encode(options.comment));
      end(body);
    }
  });
  for (const source of interfaces) {
    block(1, (body) => {
      body
        .uint(source.linkType, 2)
        .uint(0, 2)
        .uint(source.snapLength ?? 262_144, 4);
      if (source.name !== undefined) option(body, 2, text.encode(source.name));
      if (source.timestampResolution !== undefined) {
        option(body, 9, Uint8Array.of(source.timestampResolution));
      }
      if (source.fcsLength !== undefined) option(body, 13, Uint8Array.of(source.fcsLength));
      if (source.timestampOffset !== undefined) option(body, 14, number(source.timestampOffset, 8));
      end(body);
    });
  }
  const { tlsKeyLog } = options;
  if (tlsKeyLog !== undefined) {
    block(0xa, (body) => void body.uint(0x544c_534b, 4).uint(tlsKeyLog.length, 4).raw(tlsKeyLog));
  }
  for (const other of options.otherBlocks ?? []) {
    block(other.type, (body) => void body.raw(other.body));
  }
  if (options.names !== undefined) {
    const names = options.names;
    block(4, (body) => {
      for (const { address, name } of names) {
        const value = [...address, ...text.encode(name), 0];
        body
          .uint(address.length === 4 ? 1 : 2, 2)
          .uint(value.length, 2)
          .raw(value)
          .pad(4);
      }
      end(body);
    });
  }
  for (const packet of packets) {
    const id = packet.interfaceIndex ?? 0;
    const source = interfaces[id];
    const original = packet.originalLength ?? packet.bytes.length;
    if (options.packetBlock === 'simple') {
      block(3, (body) => void body.uint(original, 4).raw(packet.bytes));
      continue;
    }
    const ticks = timestampTicks(packet, source);
    block(options.packetBlock === 'obsolete' ? 2 : 6, (body) => {
      if (options.packetBlock === 'obsolete') body.uint(id, 2).uint(packet.dropCount ?? 0xffff, 2);
      else body.uint(id, 4);
      body.uint(Number(ticks >> 32n), 4).uint(Number(ticks & 0xffff_ffffn), 4);
      body.uint(packet.bytes.length, 4).uint(original, 4).raw(packet.bytes);
      const enhanced = options.packetBlock !== 'obsolete';
      if (packet.comment !== undefined) option(body, 1, text.encode(packet.comment));
      if (packet.flags !== undefined) option(body, 2, number(packet.flags, 4));
      if (enhanced && packet.dropCount !== undefined) option(body, 4, number(packet.dropCount, 8));
      if (packet.comment !== undefined || packet.flags !== undefined) end(body);
    });
  }
  for (const statistics of options.statistics ?? []) {
    block(5, (body) => {
      body.uint(statistics.interfaceIndex, 4).uint(0, 8);
      if (statistics.received !== undefined) option(body, 4, number(statistics.received, 8));
      if (statistics.dropped !== undefined) option(body, 5, number(statistics.dropped, 8));
      end(body);
    });
  }
  return file.finish();
}

/** The 64-bit count of the interface's units that a packet's time comes to, rounded down. */
function timestampTicks(packet: WrittenPacket, source: WrittenInterface | undefined): bigint {
  const resolution = source?.timestampResolution ?? 6;
  const base = (resolution & 0x80) !== 0 ? 2n : 10n;
  const perSecond = base ** BigInt(resolution & 0x7f);
  const seconds = BigInt(packet.seconds - (source?.timestampOffset ?? 0));
  return seconds * perSecond + (BigInt(packet.nanoseconds) * perSecond) / 1_000_000_000n;
}

/** Byte arrays one behind the other. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
