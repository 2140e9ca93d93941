import { formatIpv4, formatIpv6 } from '../protocols/address-text.ts';
import { readInt32 } from '../protocols/bytes.ts';
import { ValueSink } from '../protocols/fields/field.ts';
import { type FieldType, TYPES } from '../protocols/fields/types.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import type { Time } from './constants.ts';
import { rawBytes } from './raw-fields.ts';
import {
  type Address,
  isLinkLocal,
  isMulticast,
  isPrivate,
  isUniqueLocal,
  specialMask,
  specialName,
} from './special-addresses.ts';
import type { FunctionName, Operand } from './test.ts';
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
import { HeaderSink, visit } from './visit.ts';
import { asciiLower, nameOfValue } from './wireshark-names.ts';

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

/**
 * Adds all values that a packet has of an operand to `into`, which is empty. Slices and calculations
 * may end without a value.
 * @returns false where a field is not there: then no relation holds
 */
type Gatherer = (view: PacketView, into: Value[]) => boolean;

/** What gathers the values of an operand. */
export function gatherer(operand: Operand): Gatherer {
  switch (operand.kind) {
    case 'constant': {
      const value = comparable(operand.constant, operand.type);
      return (_, into) => {
        into.push(value);
        return true;
      };
    }
    case 'field': {
      const sink = new GatheringSink();
      const given = operand.type === 'FT_PROTOCOL' ? new HeaderSink(sink, operand.field) : sink;
      return (view, into) => {
        sink.into = into;
        visit(operand, view, given);
        return into.length > 0;
      };
    }
    case 'slice':
      return changed(operand.of, (value) => sliceOf(value, operand.ranges));
    case 'call':
      return called(operand);
    case 'raw': {
      const { length } = operand;
      // Bytes are what they were read from; so is a protocol's header.
      if (length === 0) return gatherer(operand.of);
      return changed(operand.of, (value) => rawBytes(value as number, length));
    }
    case 'negative':
      return changed(operand.of, (value) => negative(value, operand.type));
    case 'arithmetic':
      return calculated(operand);
  }
}

/** All values of an operand, each changed; null for what has no value then. */
function changed(operand: Operand, change: (value: Value) => Value | null): Gatherer {
  const gather = gatherer(operand);
  const values: Value[] = [];
  return (view, into) => {
    values.length = 0;
    if (!gather(view, values)) return false;
    for (const value of values) {
      const result = change(value);
      if (result !== null) into.push(result);
    }
    return true;
  };
}

function calculated(operand: Operand & { kind: 'arithmetic' }): Gatherer {
  const { operator, type } = operand;
  const gatherLeft = gatherer(operand.left);
  const gatherRight = gatherer(operand.right);
  const left: Value[] = [];
  const right: Value[] = [];
  return (view, into) => {
    left.length = 0;
    right.length = 0;
    if (!gatherLeft(view, left) || !gatherRight(view, right)) return false;
    for (const a of left) {
      for (const b of right) {
        const result = calculate(operator, a, b, type);
        if (result !== null && into.push(result) >= MAXIMUM_VALUES) return true;
      }
    }
    return true;
  };
}

function called(operand: Operand & { kind: 'call' }): Gatherer {
  const gatherers = operand.arguments.map(gatherer);
  const give = resultOf(operand.name, operand.arguments[0]);
  const values: Value[] = [];
  const ofArgument: Value[] = [];
  return (view, into) => {
    values.length = 0;
    for (const gather of gatherers) {
      // What is not there is no candidate for `max` and `min`.
      ofArgument.length = 0;
      if (gather(view, ofArgument)) values.push(...ofArgument);
    }
    if (values.length === 0) return false;
    give(values, into);
    return true;
  };
}

/** What a function gives for the values of its arguments, of which there is at least one. */
function resultOf(
  name: FunctionName,
  argument: Operand,
): (values: readonly Value[], into: Value[]) => void {
  const { type } = argument;
  if (name === 'count') return (values, into) => into.push(values.length);
  if (name === 'max' || name === 'min') {
    const sign = name === 'max' ? 1 : -1;
    const isUnsigned = TYPES[type].group === 'unsigned';
    return (values, into) => {
      let extreme = values[0];
      for (const value of values) {
        if (sign * compareValues(value, extreme, isUnsigned) > 0) extreme = value;
      }
      into.push(extreme);
    };
  }
  const change = ofOneValue(name, argument);
  return (values, into) => {
    for (const value of values) {
      const result = change(value);
      if (result !== null) into.push(result);
    }
  };
}

function ofOneValue(
  name: Exclude<FunctionName, 'count' | 'max' | 'min'>,
  argument: Operand,
): (value: Value) => Value | null {
  const { type } = argument;
  switch (name) {
    case 'len':
      return (value) => lengthOf(value, type);
    case 'abs':
      return (value) => (isNegative(value) ? negative(value, type) : value);
    case 'string':
      return (value) => textOf(value, type);
    // Only ASCII has case, as in Wireshark.
    case 'upper':
      return (value) => (value as string).replace(/[a-z]+/g, (letters) => letters.toUpperCase());
    case 'lower':
      return (value) => asciiLower(value as string);
    case 'vals': {
      const { name: field } = (argument as Operand & { kind: 'field' }).field;
      return (value) => nameOfValue(field, value as number);
    }
    case 'dec':
      return (value) => String(value);
    // With as many digits as the type has.
    case 'hex': {
      const digits = 2 * TYPES[type].size;
      return (value) => `0x${(value as number).toString(16).padStart(digits, '0')}`;
    }
    case 'ip_special_name':
      return (value) => specialName(value as Address);
    case 'ip_special_mask':
      return (value) => specialMask(value as Address);
    case 'ip_linklocal':
      return (value) => (isLinkLocal(value as Address) ? 1 : 0);
    case 'ip_multicast':
      return (value) => (isMulticast(value as Address) ? 1 : 0);
    case 'ip_rfc1918':
      return (value) => (isPrivate(value as Address) ? 1 : 0);
    case 'ip_ula':
      return (value) => (isUniqueLocal(value as Address) ? 1 : 0);
    case 'float':
      return (value) => Math.fround(asFloat(value));
    case 'double':
      return asFloat;
  }
}

function asFloat(value: Value): number {
  if (value instanceof Signed) return value.value;
  if (typeof value === 'number') return value;
  const { seconds, nanoseconds } = value as Time;
  return seconds + nanoseconds / 1e9;
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
      return formatIpv4(value);
    }
    return TYPES[type].group === 'float' ? shortFloat(value) : String(value);
  }
  if (!(value instanceof Uint8Array)) return '';
  if (type !== 'FT_IPv6' || value.length !== 16) {
    return Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join(':');
  }
  const word = (index: number) => readInt32(value, 4 * index);
  return formatIpv6(word(0), word(1), word(2), word(3));
}

/** As C's %.17g, which GLib uses here. */
function shortFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf';
  return String(Number(value.toPrecision(17)));
}
