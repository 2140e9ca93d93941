import { Analysis } from '../analysis.ts';
import { toByteString } from '../bytes.ts';
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
 * Reads one number of a layer at [at, end) of `bytes`; NaN where the layer does not have it. Getters
 * of wire/ fit as they are.
 */
export type NumberReader = (
  bytes: Uint8Array,
  at: number,
  end: number,
  view: PacketView,
  layer: number,
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
  /** Value names that may stand in place of the number, lower case → number. */
  readonly names: ReadonlyMap<string, number> | null;
  /** Of a protocol: every layer of `layers` is one, so that nothing more need be asked. */
  readonly isLayer?: boolean;
  /** `Analysis` bits: which analyses must have seen every packet up to this one. */
  readonly needs: number;
  /** Whether `view.tcpAnnotation` must have been filled: one of the bits of `needs`. */
  readonly needsTcpAnalysis: boolean;
}

interface Extra {
  readonly isLayer?: boolean;
  /** `Analysis` bits. */
  readonly needs?: number;
  readonly needsTcpAnalysis?: boolean;
  readonly names?: Readonly<Record<number, string>>;
  readonly wordOffsets?: readonly number[];
}

function define(
  layers: readonly Protocol[] | null,
  row: readonly [name: string, type: FieldType, base: string, meaning: string],
  each: ValueReader,
  numbers: readonly NumberReader[] | null,
  extra: Extra = {},
): FieldDefinition {
  const names = extra.names;
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
    names:
      names === undefined
        ? null
        : new Map(Object.keys(names).map((key) => [names[Number(key)].toLowerCase(), Number(key)])),
    isLayer: extra.isLayer ?? false,
    needs,
    needsTcpAnalysis: (needs & Analysis.TCP) !== 0,
  };
}

/** Number of Wireshark's "Set" and "Not set" booleans. */
export const SET_NOT_SET = { 1: 'Set', 0: 'Not set' } as const;

/** The tables of one protocol's fields are written with these. */
export class FieldTable {
  readonly fields: FieldDefinition[] = [];

  constructor(private readonly layers: readonly Protocol[] | null) {}

  /** A field of numbers: one value per reader. */
  number(
    name: string,
    type: FieldType,
    base: string,
    meaning: string,
    readers: NumberReader | readonly NumberReader[],
    extra?: Extra,
  ): this {
    const list = typeof readers === 'function' ? [readers] : readers;
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
    this.fields.push(define(this.layers, [name, type, base, meaning], each, list, extra));
    return this;
  }

  /** A bit: true where any of the masked bits of the number is set. */
  bit(
    name: string,
    width: string,
    meaning: string,
    reader: NumberReader,
    mask: number,
    extra: Extra = { names: SET_NOT_SET },
  ): this {
    const read: NumberReader = (bytes, at, end, view, layer) => {
      const value = reader(bytes, at, end, view, layer);
      return Number.isNaN(value) ? value : (value & mask) !== 0 ? 1 : 0;
    };
    return this.number(name, 'FT_BOOLEAN', width, meaning, read, extra);
  }

  /** Any other field. */
  values(
    name: string,
    type: FieldType,
    base: string,
    meaning: string,
    each: ValueReader,
    extra?: Extra,
  ): this {
    this.fields.push(define(this.layers, [name, type, base, meaning], each, null, extra));
    return this;
  }

  /** Bytes of fixed length at fixed offsets in the layer. */
  bytes(
    name: string,
    type: FieldType,
    meaning: string,
    length: number,
    ...offsets: readonly number[]
  ): this {
    return this.values(name, type, '', meaning, (view, layer, sink) => {
      const at = view.layerStart[layer];
      const bytes = view.layerBytes(layer);
      for (const offset of offsets) {
        const start = at + offset;
        if (start + length > view.layerEnd[layer]) return false;
        if (sink.bytes(bytes, start, start + length)) return true;
      }
      return false;
    });
  }

  /** A text per layer, or none. */
  text(
    name: string,
    meaning: string,
    ...readers: readonly ((view: PacketView, layer: number) => string | null)[]
  ): this {
    return this.values(name, 'FT_STRING', '', meaning, (view, layer, sink) => {
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
