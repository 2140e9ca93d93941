import { Analysis } from '../analysis.ts';
import { characters, readUint16, readUint24, readUint32, toByteString } from '../bytes.ts';
import type { PacketView } from '../packet-view.ts';
import type { Protocol } from '../protocol.ts';
import type { FieldType } from './types.ts';

/** Takes the values of a field one by one; each method says whether it has seen enough. */
export abstract class ValueSink {
  /** Integers, booleans (0 or 1) and IPv4 addresses (0 to 4,294,967,295). */
  abstract number(value: number): boolean;
  /** Bytes [start, end) of a shared buffer: only valid during the call. */
  abstract bytes(bytes: Uint8Array, start: number, end: number): boolean;
  /** Text, one character per UTF-8 byte. */
  abstract text(value: string): boolean;
  /** Times in whole seconds and nanoseconds (0 to 999,999,999). */
  abstract time(seconds: number, nanoseconds: number): boolean;
  /** A field without value (a label) is there. */
  abstract label(): boolean;
}

/**
 * Reads one number of a layer or part at [at, end) of `bytes`; NaN where it does not have it. Getters
 * of codecs fit as they are. `context` is what who walks over the parts knows of this one.
 */
export type NumberReader<C = void> = (
  bytes: Uint8Array,
  at: number,
  end: number,
  view: PacketView,
  layer: number,
  context: C,
) => number;

/** Gives all values that `layer` has to `sink`; true where the sink has seen enough. */
export type ValueReader = (view: PacketView, layer: number, sink: ValueSink) => boolean;

/** A display-filter field: a row of the registry. */
export interface FieldDefinition {
  /** As in Wireshark: `ip.addr`. */
  readonly name: string;
  readonly type: FieldType;
  /** Display base as `tshark -G fields` prints it; for booleans the width of what holds the bit. */
  readonly base: string;
  /** One line of meaning. */
  readonly meaning: string;
  /** Layers that have it; null for what every frame has. */
  readonly layers: readonly Protocol[] | null;
  readonly each: ValueReader;
  /** Where all values are plain numbers: their readers, for the short way. */
  readonly numbers: readonly NumberReader[] | null;
  /** Where all values are 32 bits at fixed offsets in the header (IPv4 addresses): the offsets. */
  readonly wordOffsets: readonly number[] | null;
  /** Of a protocol: every layer of `layers` is one, so that nothing more need be asked. */
  readonly isLayer?: boolean;
  /** `Analysis` bits: which analyses must have seen every packet up to this one. */
  readonly needs: number;
  /** Whether `view.tcpAnnotation` must have been filled: one of the bits of `needs`. */
  readonly needsTcpAnalysis: boolean;
}

/** What not every field has. */
export interface Extra {
  readonly isLayer?: boolean;
  /** `Analysis` bits. */
  readonly needs?: number;
  readonly needsTcpAnalysis?: boolean;
  readonly wordOffsets?: readonly number[];
}

function define(
  layers: readonly Protocol[] | null,
  row: readonly [name: string, type: FieldType, base: string, meaning: string],
  each: ValueReader,
  numbers: readonly NumberReader[] | null,
  extra: Extra = {},
): FieldDefinition {
  const needs = (extra.needs ?? 0) | (extra.needsTcpAnalysis === true ? Analysis.TCP : 0);
  return {
    name: row[0],
    type: row[1],
    base: row[2],
    meaning: row[3],
    layers,
    each,
    numbers,
    wordOffsets: extra.wordOffsets ?? null,
    isLayer: extra.isLayer ?? false,
    needs,
    needsTcpAnalysis: (needs & Analysis.TCP) !== 0,
  };
}

type Getter = (bytes: Uint8Array, at: number, end: number) => number;

/** Readers of numbers at an offset in a layer or part; NaN where it ends before. */
export const uint8At =
  (offset: number): Getter =>
  (bytes, at, end) =>
    at + offset < end ? bytes[at + offset] : Number.NaN;
export const uint16At =
  (offset: number): Getter =>
  (bytes, at, end) =>
    at + offset + 2 <= end ? readUint16(bytes, at + offset) : Number.NaN;
export const uint24At =
  (offset: number): Getter =>
  (bytes, at, end) =>
    at + offset + 3 <= end ? readUint24(bytes, at + offset) : Number.NaN;
export const uint32At =
  (offset: number): Getter =>
  (bytes, at, end) =>
    at + offset + 4 <= end ? readUint32(bytes, at + offset) : Number.NaN;

/** A field of bits within a number: masked, and moved down to bit 0. */
export function bitsOf<C>(reader: NumberReader<C>, mask: number): NumberReader<C> {
  const shift = 31 - Math.clz32(mask & -mask);
  return (bytes, at, end, view, layer, context) => {
    const value = reader(bytes, at, end, view, layer, context);
    return Number.isNaN(value) ? value : (value & mask) >>> shift;
  };
}

const BITS_AT: Readonly<Record<string, (offset: number) => Getter>> = {
  '8': uint8At,
  '16': uint16At,
  '24': uint24At,
  '32': uint32At,
};

/** Bits within the number of 8, 16 or 32 bits at an offset. */
const bitsAt = (readerAt: (offset: number) => Getter) => (offset: number, mask: number) =>
  bitsOf<void>(readerAt(offset), mask);
export const bits8 = bitsAt(uint8At);
export const bits16 = bitsAt(uint16At);
export const bits32 = bitsAt(uint32At);

/** Whether the layer or part at [at, end) has a field. */
export type Condition<C = void> = (
  bytes: Uint8Array,
  at: number,
  end: number,
  view: PacketView,
  layer: number,
  context: C,
) => boolean;

/** A number where the condition holds. */
export function numberWhere(condition: Condition, reader: NumberReader): NumberReader {
  return (bytes, at, end, view, layer) =>
    condition(bytes, at, end, view, layer) ? reader(bytes, at, end, view, layer) : Number.NaN;
}

/** Where a number stands: at an offset of the layer or part, or as a reader says; or several. */
type Place<C> = number | NumberReader<C> | readonly NumberReader<C>[];

function placed<C>(
  at: Place<C>,
  readerAt: (offset: number) => Getter,
): NumberReader<C> | readonly NumberReader<C>[] {
  return typeof at === 'number' ? readerAt(at) : at;
}

/**
 * Rows of fields, each a line: name, meaning, where it stands. The methods are named after the type
 * that Wireshark gives the field, `hex…` where it shows it in hexadecimal.
 */
abstract class FieldRows<C> {
  /** Numbers of any type: one value per reader; NaN for none. */
  abstract number(
    name: string,
    type: FieldType,
    base: string,
    meaning: string,
    readers: NumberReader<C> | readonly NumberReader<C>[],
    extra?: Extra,
  ): this;
  /** Any other field, of the layer or part at [at, end). */
  abstract part(
    name: string,
    type: FieldType,
    base: string,
    meaning: string,
    read: PartReader<C>,
    extra?: Extra,
  ): this;

  uint8(name: string, meaning: string, at: Place<C>, extra?: Extra): this {
    return this.number(name, 'FT_UINT8', 'BASE_DEC', meaning, placed(at, uint8At), extra);
  }
  hex8(name: string, meaning: string, at: Place<C>, extra?: Extra): this {
    return this.number(name, 'FT_UINT8', 'BASE_HEX', meaning, placed(at, uint8At), extra);
  }
  uint16(name: string, meaning: string, at: Place<C>, extra?: Extra): this {
    return this.number(name, 'FT_UINT16', 'BASE_DEC', meaning, placed(at, uint16At), extra);
  }
  hex16(name: string, meaning: string, at: Place<C>, extra?: Extra): this {
    return this.number(name, 'FT_UINT16', 'BASE_HEX', meaning, placed(at, uint16At), extra);
  }
  uint24(name: string, meaning: string, at: Place<C>, extra?: Extra): this {
    return this.number(name, 'FT_UINT24', 'BASE_DEC', meaning, placed(at, uint24At), extra);
  }
  uint32(name: string, meaning: string, at: Place<C>, extra?: Extra): this {
    return this.number(name, 'FT_UINT32', 'BASE_DEC', meaning, placed(at, uint32At), extra);
  }
  hex32(name: string, meaning: string, at: Place<C>, extra?: Extra): this {
    return this.number(name, 'FT_UINT32', 'BASE_HEX', meaning, placed(at, uint32At), extra);
  }
  uint64(name: string, meaning: string, reader: NumberReader<C>, extra?: Extra): this {
    return this.number(name, 'FT_UINT64', 'BASE_DEC', meaning, reader, extra);
  }
  /** True or false, in a number of `width` bits; 0 where Wireshark makes it up. */
  boolean(
    name: string,
    width: number,
    meaning: string,
    reader: NumberReader<C>,
    extra?: Extra,
  ): this {
    return this.number(name, 'FT_BOOLEAN', `${width}`, meaning, reader, extra);
  }
  /** Number of a frame. */
  frame(name: string, meaning: string, reader: NumberReader<C>, extra?: Extra): this {
    return this.number(name, 'FT_FRAMENUM', '', meaning, reader, extra);
  }
  /** A state of a checksum; see `ChecksumStatus`. */
  status(name: string, meaning: string, reader: NumberReader<C>): this {
    return this.number(name, 'FT_UINT8', 'BASE_NONE', meaning, reader);
  }
  ipv4(name: string, meaning: string, at: Place<C>, extra?: Extra): this {
    return this.number(name, 'FT_IPv4', '', meaning, placed(at, uint32At), extra);
  }

  /** A bit: true where any of the masked bits is set of the number `width` bits wide. */
  bit(
    name: string,
    width: string,
    meaning: string,
    at: number | NumberReader<C>,
    mask: number,
    extra?: Extra,
  ): this {
    const reader = typeof at === 'number' ? BITS_AT[width](at) : at;
    const read: NumberReader<C> = (bytes, at, end, view, layer, context) => {
      const value = reader(bytes, at, end, view, layer, context);
      return Number.isNaN(value) ? value : (value & mask) !== 0 ? 1 : 0;
    };
    return this.number(name, 'FT_BOOLEAN', width, meaning, read, extra);
  }

  ipv6(name: string, meaning: string, at: number | PartReader<C>): this {
    return this.part(name, 'FT_IPv6', '', meaning, bytesAt(at, 16));
  }
  mac(name: string, meaning: string, at: number | PartReader<C>): this {
    return this.part(name, 'FT_ETHER', '', meaning, bytesAt(at, 6));
  }
  /** Bytes as they are: `length` of them at an offset, or as a reader gives them. */
  octets(name: string, meaning: string, at: number | PartReader<C>, length = 0): this {
    return this.part(name, 'FT_BYTES', '', meaning, bytesAt(at, length));
  }
  /** Bytes from `offset` to the end: of what has some, or of all. */
  rest(name: string, meaning: string, offset: number, mayBeEmpty = false): this {
    return this.octets(name, meaning, (bytes, at, end, sink) =>
      at + offset < end || mayBeEmpty ? sink.bytes(bytes, at + offset, end) : false,
    );
  }
  /** All of it. */
  protocol(name: string, meaning: string): this {
    return this.part(name, 'FT_PROTOCOL', '', meaning, (bytes, at, end, sink) =>
      sink.bytes(bytes, at, end),
    );
  }
  string(name: string, meaning: string, read: PartReader<C>, extra?: Extra): this {
    return this.part(name, 'FT_STRING', '', meaning, read, extra);
  }
}

/** `length` bytes at an offset, where they are all there. */
function bytesAt<C>(place: number | PartReader<C>, length: number): PartReader<C> {
  if (typeof place !== 'number') return place;
  return (bytes, at, end, sink) => {
    const start = at + place;
    return start + length <= end && sink.bytes(bytes, start, start + length);
  };
}

/** Items of `length` bytes one behind the other from `offset` on, as many as `count` says. */
export function eachBytes(offset: number, length: number, count?: Getter): PartReader {
  return (bytes, at, end, sink) => {
    let left = count === undefined ? end : count(bytes, at, end);
    for (let place = at + offset; left-- > 0 && place + length <= end; place += length) {
      if (sink.bytes(bytes, place, place + length)) return true;
    }
    return false;
  };
}

/** Numbers of `length` bytes, one every `step` bytes from `offset` on, `most` of them. */
const eachNumber =
  (read: (bytes: Uint8Array, at: number) => number, length: number) =>
  (offset: number, step = length, most = Number.POSITIVE_INFINITY): PartReader =>
  (bytes, at, end, sink) => {
    let left = most;
    for (let place = at + offset; left-- > 0 && place + length <= end; place += step) {
      if (sink.number(read(bytes, place))) return true;
    }
    return false;
  };
export const eachUint16 = eachNumber(readUint16, 2);
export const eachUint32 = eachNumber(readUint32, 4);

/** Fields of a protocol. */
export class FieldTable extends FieldRows<void> {
  /**
   * @param prefix what every name of the table begins with
   * @param shared what the fields have besides, where a row says nothing else
   * @param condition where it does not hold, a layer has none of the fields
   */
  constructor(
    private readonly layers: readonly Protocol[] | null,
    private readonly prefix = '',
    private readonly shared: Extra = {},
    readonly fields: FieldDefinition[] = [],
    private readonly condition: Condition | null = null,
  ) {
    super();
  }

  /** For further rows of this table, which only layers have where the condition holds. */
  when(condition: Condition): FieldTable {
    return new FieldTable(this.layers, this.prefix, this.shared, this.fields, condition);
  }

  /** Further rows of this table, of the parts that a layer has any number of. */
  parts<C = void>(walk: PartWalker<C>): PartTable<C> {
    return new PartTable(this, walk);
  }

  #add(
    row: readonly [name: string, type: FieldType, base: string, meaning: string],
    each: ValueReader,
    numbers: readonly NumberReader[] | null,
    extra = this.shared,
  ): this {
    const [name, ...rest] = row;
    this.fields.push(define(this.layers, [this.prefix + name, ...rest], each, numbers, extra));
    return this;
  }

  number(
    name: string,
    type: FieldType,
    base: string,
    meaning: string,
    readers: NumberReader | readonly NumberReader[],
    extra?: Extra,
  ): this {
    const { condition } = this;
    const plain = typeof readers === 'function' ? [readers] : readers;
    const list = condition === null ? plain : plain.map((reader) => numberWhere(condition, reader));
    const each: ValueReader = (view, layer, sink) => {
      const bytes = layer < 0 ? view.bytes : view.layerBytes(layer);
      const at = layer < 0 ? view.start : view.layerStart[layer];
      const end = layer < 0 ? view.end : view.layerEnd[layer];
      for (const reader of list) {
        const value = reader(bytes, at, end, view, layer);
        if (!Number.isNaN(value) && sink.number(value)) return true;
      }
      return false;
    };
    return this.#add([name, type, base, meaning], each, list, extra);
  }

  values(
    name: string,
    type: FieldType,
    base: string,
    meaning: string,
    read: ValueReader,
    extra?: Extra,
  ): this {
    const { condition } = this;
    const each: ValueReader =
      condition === null
        ? read
        : (view, layer, sink) => holds(condition, view, layer) && read(view, layer, sink);
    return this.#add([name, type, base, meaning], each, null, extra);
  }

  part(
    name: string,
    type: FieldType,
    base: string,
    meaning: string,
    read: PartReader,
    extra?: Extra,
  ): this {
    const each: ValueReader = (view, layer, sink) =>
      read(view.layerBytes(layer), view.layerStart[layer], view.layerEnd[layer], sink, view, layer);
    return this.values(name, type, base, meaning, each, extra);
  }

  /** From one time to another. */
  span(name: string, meaning: string, read: ValueReader, extra?: Extra): this {
    return this.values(name, 'FT_RELATIVE_TIME', '', meaning, read, extra);
  }

  /** Bytes of fixed length at fixed offsets in the layer. */
  bytes(
    name: string,
    type: FieldType,
    meaning: string,
    length: number,
    ...offsets: readonly number[]
  ): this {
    const readers = offsets.map((offset) => bytesAt<void>(offset, length));
    return this.part(name, type, '', meaning, (...part) => readers.some((read) => read(...part)));
  }

  /** A text per layer, or none. */
  text(
    name: string,
    meaning: string,
    ...readers: readonly ((view: PacketView, layer: number) => string | null)[]
  ): this {
    return this.string(name, meaning, (_bytes, _at, _end, sink, view, layer) => {
      for (const reader of readers) {
        const text = reader(view, layer);
        if (text !== null && sink.text(toByteString(text))) return true;
      }
      return false;
    });
  }

  /** A field without value. */
  label(
    name: string,
    meaning: string,
    isThere: (view: PacketView, layer: number) => boolean,
    extra?: Extra,
  ): this {
    const each: ValueReader = (view, layer, sink) => isThere(view, layer) && sink.label();
    return this.values(name, 'FT_NONE', '', meaning, each, extra);
  }
}

function holds(condition: Condition, view: PacketView, layer: number): boolean {
  const at = view.layerStart[layer];
  return condition(view.layerBytes(layer), at, view.layerEnd[layer], view, layer);
}

/** Gives the values that the part [at, end) of a layer has to `sink`; true where it has enough. */
export type PartReader<C = void> = (
  bytes: Uint8Array,
  at: number,
  end: number,
  sink: ValueSink,
  view: PacketView,
  layer: number,
  context: C,
) => boolean;

/** Calls `read` for each part of a kind that a layer has; true where `read` said so. */
export type PartWalker<C = void> = (
  view: PacketView,
  layer: number,
  sink: ValueSink,
  read: PartReader<C>,
) => boolean;

/**
 * Fields of what a layer has any number of: options, extensions, records. Rows go into the table of
 * the layer's protocol. Kinds of parts, and parts of parts, are told apart when the table is made:
 * reading makes no closures.
 */
export class PartTable<C = void> extends FieldRows<C> {
  /** @param narrow what becomes of a row's reader before the walker calls it */
  constructor(
    private readonly table: FieldTable,
    private readonly walk: PartWalker<C>,
    private readonly narrow: (read: PartReader<C>) => PartReader<C> = (read) => read,
  ) {
    super();
  }

  /** What `narrow` makes of these parts: it turns what reads one of the new into what reads an old one. */
  within(narrow: (read: PartReader<C>) => PartReader<C>): PartTable<C> {
    return new PartTable(this.table, this.walk, (read) => this.narrow(narrow(read)));
  }

  /** For rows of those parts for which the condition holds. */
  when(condition: Condition<C>): PartTable<C> {
    return this.within((read) => (bytes, at, end, sink, view, layer, context) => {
      if (!condition(bytes, at, end, view, layer, context)) return false;
      return read(bytes, at, end, sink, view, layer, context);
    });
  }

  /** Only the parts that have `length` bytes. */
  atLeast(length: number): PartTable<C> {
    return this.when((_bytes, at, end) => end - at >= length);
  }

  /** The parts without their first `offset` bytes. */
  from(offset: number): PartTable<C> {
    return this.within(
      (read) => (bytes, at, end, sink, view, layer, context) =>
        read(bytes, at + offset, end, sink, view, layer, context),
    );
  }

  /** The bytes that a length at the start of each part counts, as far as they are there. */
  counted(lengthBytes: 1 | 2): PartTable<C> {
    return this.within((read) => (bytes, at, end, sink, view, layer, context) => {
      const start = at + lengthBytes;
      if (start > end) return false;
      const length = lengthBytes === 1 ? bytes[at] : readUint16(bytes, at);
      return read(bytes, start, Math.min(end, start + length), sink, view, layer, context);
    });
  }

  /**
   * The parts of these parts, one after the other.
   * @param partEnd end of the one at `at`; past `end` or not after `at` where there is none
   */
  each(partEnd: Getter): PartTable<C> {
    return this.within((read) => (bytes, start, end, sink, view, layer, context) => {
      let at = start;
      while (at < end) {
        const next = partEnd(bytes, at, end);
        if (next > end || !(next > at)) return false;
        if (read(bytes, at, next, sink, view, layer, context)) return true;
        at = next;
      }
      return false;
    });
  }

  /** The items of `size` bytes that these parts are made of. */
  items(size: number): PartTable<C> {
    return this.each((_bytes, at) => at + size);
  }

  /** What gives to a sink all that `read` gives of these parts. */
  reader(read: PartReader<C>): ValueReader {
    const { walk } = this;
    const narrowed = this.narrow(read);
    return (view, layer, sink) => walk(view, layer, sink, narrowed);
  }

  number(
    name: string,
    type: FieldType,
    base: string,
    meaning: string,
    readers: NumberReader<C> | readonly NumberReader<C>[],
    extra?: Extra,
  ): this {
    const list = typeof readers === 'function' ? [readers] : readers;
    const read: PartReader<C> = (bytes, at, end, sink, view, layer, context) => {
      for (const reader of list) {
        const value = reader(bytes, at, end, view, layer, context);
        if (!Number.isNaN(value) && sink.number(value)) return true;
      }
      return false;
    };
    return this.part(name, type, base, meaning, read, extra);
  }

  part(
    name: string,
    type: FieldType,
    base: string,
    meaning: string,
    read: PartReader<C>,
    extra?: Extra,
  ): this {
    this.table.values(name, type, base, meaning, this.reader(read), extra);
    return this;
  }

  /** Bytes [offset, offset + length) of each part that has them all. */
  bytes(name: string, type: FieldType, meaning: string, offset: number, length: number): this {
    return this.part(name, type, '', meaning, bytesAt(offset, length));
  }

  /** Text from `offset` to the end of each part, one character per byte. */
  text(name: string, meaning: string, offset: number): this {
    return this.string(name, meaning, (bytes, at, end, sink) =>
      sink.text(characters(bytes, at + offset, end)),
    );
  }

  /** A field without value for each part, or for those where the condition holds. */
  label(name: string, meaning: string, isThere?: Condition<C>): this {
    const parts = isThere === undefined ? this : this.when(isThere);
    parts.part(name, 'FT_NONE', '', meaning, (_bytes, _at, _end, sink) => sink.label());
    return this;
  }
}
