import { formatIpv6 } from '../protocols/address-text.ts';
import { ValueSink } from '../protocols/fields/field.ts';
import { type FieldType, TYPES } from '../protocols/fields/types.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import type { Operand } from './test.ts';
import {
  calculate,
  comparable,
  compareValues,
  isNegative,
  negative,
  Signed,
  sliceOf,
  type Value,
} from './values.ts';
import { visit, visitHeaders } from './visit.ts';

/** Values gathered of one side of a relation: a bound on what a crafted packet can cost. */
export const MAXIMUM_VALUES = 1024;

class GatheringSink extends ValueSink {
  into: Value[] = [];
  private keep(value: Value): boolean {
    this.into.push(value);
    return this.into.length >= MAXIMUM_VALUES;
  }
  number(value: number): boolean {
    return this.keep(value);
  }
  bytes(bytes: Uint8Array, start: number, end: number): boolean {
    return this.keep(bytes.subarray(start, end));
  }
  text(value: string): boolean {
    return this.keep(value);
  }
  time(seconds: number, nanoseconds: number): boolean {
    return this.keep({ seconds, nanoseconds });
  }
  label(): boolean {
    return this.keep(0);
  }
}
const gathering = new GatheringSink();

/**
 * Adds all values of an operand to `into`. Slices and calculations may end without a value.
 * @returns false where a field is not there: then no relation holds
 */
export function gather(operand: Operand, view: PacketView, into: Value[]): boolean {
  switch (operand.kind) {
    case 'constant':
      into.push(comparable(operand.constant, operand.type));
      return true;
    case 'field':
      gathering.into = into;
      if (operand.type === 'FT_PROTOCOL') visitHeaders(operand, view, gathering);
      else visit(operand, view, gathering);
      return into.length > 0;
    case 'slice': {
      const whole: Value[] = [];
      if (!gather(operand.of, view, whole)) return false;
      for (const value of whole) into.push(sliceOf(value, operand.ranges));
      return true;
    }
    case 'call':
      return gatherCall(operand, view, into);
    case 'negative': {
      const inner: Value[] = [];
      if (!gather(operand.of, view, inner)) return false;
      for (const value of inner) {
        const result = negative(value, operand.type);
        if (result !== null) into.push(result);
      }
      return true;
    }
    case 'arithmetic': {
      const left: Value[] = [];
      const right: Value[] = [];
      if (!gather(operand.left, view, left) || !gather(operand.right, view, right)) return false;
      for (const a of left) {
        for (const b of right) {
          const result = calculate(operand.operator, a, b, operand.type);
          if (result !== null && into.push(result) >= MAXIMUM_VALUES) return true;
        }
      }
      return true;
    }
  }
}

function gatherCall(operand: Operand & { kind: 'call' }, view: PacketView, into: Value[]): boolean {
  const inner: Value[] = [];
  for (const argument of operand.arguments) {
    // What is not there is no candidate for `max` and `min`.
    const values: Value[] = [];
    if (gather(argument, view, values)) inner.push(...values);
  }
  if (inner.length === 0) return false;
  const { type } = operand.arguments[0];
  switch (operand.name) {
    case 'count':
      into.push(inner.length);
      return true;
    case 'len':
      for (const value of inner) into.push(lengthOf(value, type));
      return true;
    case 'max':
      into.push(inner.reduce((most, value) => (orderOf(value, most, type) > 0 ? value : most)));
      return true;
    case 'min':
      into.push(inner.reduce((least, value) => (orderOf(value, least, type) < 0 ? value : least)));
      return true;
    case 'abs':
      for (const value of inner) {
        const result = isNegative(value) ? negative(value, type) : value;
        if (result !== null) into.push(result);
      }
      return true;
    case 'string':
      for (const value of inner) into.push(textOf(value, type));
      return true;
    default:
      for (const value of inner) {
        // Only ASCII has case, as in Wireshark.
        into.push(
          operand.name === 'upper'
            ? (value as string).replace(/[a-z]/g, (letter) => letter.toUpperCase())
            : (value as string).replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
        );
      }
      return true;
  }
}

function orderOf(a: Value, b: Value, type: FieldType): number {
  return compareValues(a, b, TYPES[type].group === 'unsigned');
}

function lengthOf(value: Value, type: FieldType): number {
  if (typeof value === 'string' || value instanceof Uint8Array) return value.length;
  return TYPES[type].size;
}

/** A value as Wireshark's `string()` writes it. */
function textOf(value: Value, type: FieldType): string {
  if (value instanceof Signed) return String(value.value);
  if (typeof value === 'number') {
    if (type === 'FT_IPv4') {
      return `${value >>> 24}.${(value >>> 16) & 0xff}.${(value >>> 8) & 0xff}.${value & 0xff}`;
    }
    return TYPES[type].group === 'float' ? shortFloat(value) : String(value);
  }
  if (!(value instanceof Uint8Array)) return '';
  if (type !== 'FT_IPv6' || value.length !== 16) {
    return Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join(':');
  }
  const words = new DataView(value.buffer, value.byteOffset, 16);
  return formatIpv6(words.getInt32(0), words.getInt32(4), words.getInt32(8), words.getInt32(12));
}

/** As C's %.17g, which GLib uses here. */
function shortFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf';
  return String(Number(value.toPrecision(17)));
}
