import type { PacketView } from '../packet-view.ts';
import type { FieldTable, NumberReader, ValueSink } from './field.ts';
import type { FieldType } from './types.ts';

/** Gives the values that the part [at, end) of a layer has to `sink`; true where it has enough. */
export type PartReader = (
  bytes: Uint8Array,
  at: number,
  end: number,
  sink: ValueSink,
  view: PacketView,
  layer: number,
) => boolean;

/** Calls `read` for each part of a kind that a layer has; true where `read` said so. */
export type PartWalker = (
  view: PacketView,
  layer: number,
  sink: ValueSink,
  read: PartReader,
) => boolean;

/**
 * Fields of what a layer has any number of: options, extensions, records. Rows go into the table of
 * the layer's protocol.
 */
export class PartTable {
  constructor(
    private readonly table: FieldTable,
    private readonly walk: PartWalker,
  ) {}

  /** Numbers of each part: one value per reader; NaN for none. */
  number(
    name: string,
    type: FieldType,
    base: string,
    meaning: string,
    ...readers: readonly NumberReader[]
  ): this {
    return this.values(name, type, base, meaning, (bytes, at, end, sink, view, layer) => {
      for (const reader of readers) {
        const value = reader(bytes, at, end, view, layer);
        if (!Number.isNaN(value) && sink.number(value)) return true;
      }
      return false;
    });
  }

  /** A bit of the number: true where any of the masked bits is set. */
  bit(name: string, width: string, meaning: string, reader: NumberReader, mask: number): this {
    return this.number(name, 'FT_BOOLEAN', width, meaning, (bytes, at, end, view, layer) => {
      const value = reader(bytes, at, end, view, layer);
      return Number.isNaN(value) ? value : (value & mask) !== 0 ? 1 : 0;
    });
  }

  /** Bytes [offset, offset + length) of each part that has them all. */
  bytes(name: string, type: FieldType, meaning: string, offset: number, length: number): this {
    return this.values(name, type, '', meaning, (bytes, at, end, sink) => {
      const start = at + offset;
      return start + length <= end && sink.bytes(bytes, start, start + length);
    });
  }

  /** Bytes from `offset` to the end of each part, where there are any. */
  rest(name: string, meaning: string, offset: number): this {
    return this.values(name, 'FT_BYTES', '', meaning, (bytes, at, end, sink) =>
      at + offset < end ? sink.bytes(bytes, at + offset, end) : false,
    );
  }

  /** A field without value for each part. */
  label(name: string, meaning: string): this {
    return this.values(name, 'FT_NONE', '', meaning, (_bytes, _at, _end, sink) => sink.label());
  }

  /** Any other field. */
  values(name: string, type: FieldType, base: string, meaning: string, read: PartReader): this {
    const { walk } = this;
    this.table.values(name, type, base, meaning, (view, layer, sink) =>
      walk(view, layer, sink, read),
    );
    return this;
  }
}

/** Readers of numbers at an offset in a layer or part; NaN where it ends before. */
export const uint8At =
  (offset: number): NumberReader =>
  (bytes, at, end) =>
    at + offset < end ? bytes[at + offset] : Number.NaN;
export const uint16At =
  (offset: number): NumberReader =>
  (bytes, at, end) =>
    at + offset + 2 <= end ? (bytes[at + offset] << 8) | bytes[at + offset + 1] : Number.NaN;
export const uint24At =
  (offset: number): NumberReader =>
  (bytes, at, end) => {
    const start = at + offset;
    return start + 3 <= end
      ? (bytes[start] << 16) | (bytes[start + 1] << 8) | bytes[start + 2]
      : Number.NaN;
  };
export const uint32At =
  (offset: number): NumberReader =>
  (bytes, at, end) => {
    const start = at + offset;
    if (start + 4 > end) return Number.NaN;
    const word =
      (bytes[start] << 24) | (bytes[start + 1] << 16) | (bytes[start + 2] << 8) | bytes[start + 3];
    return word >>> 0;
  };

/** A field of bits within a number: masked, and moved down to bit 0. */
export function bitsOf(reader: NumberReader, mask: number): NumberReader {
  const shift = 31 - Math.clz32(mask & -mask);
  return (bytes, at, end, view, layer) => {
    const value = reader(bytes, at, end, view, layer);
    return Number.isNaN(value) ? value : (value & mask) >>> shift;
  };
}
