import { readInt32 } from '../wire/bytes.ts';
import * as ethernet from '../wire/ethernet.ts';
import * as ipv4 from '../wire/ipv4.ts';
import * as ipv6 from '../wire/ipv6.ts';
import type { PacketView } from '../wire/packet-view.ts';
import { PROTOCOL_COUNT, Protocol } from '../wire/protocol.ts';
import * as udp from '../wire/udp.ts';
import type { Operand, Test } from './check.ts';
import type { Constant } from './constants.ts';
import { type FieldDefinition, type NumberReader, ValueSink } from './fields/field.ts';
import type { ByteRange, Quantifier } from './syntax.ts';
import { integerLength, TYPES } from './types.ts';

/** Whether a packet is selected. Closures over one another; nothing is allocated on the short ways. */
export type Predicate = (view: PacketView) => boolean;

type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** Compiles a checked filter. */
export function compile(test: Test): Predicate {
  switch (test.kind) {
    case 'and':
      return every(test.of.map(compile));
    case 'or':
      return some(joinAddresses(test.of));
    case 'xor': {
      const parts = test.of.map(compile);
      return (view) => {
        let value = false;
        for (const part of parts) value = value !== part(view);
        return value;
      };
    }
    case 'not': {
      const inner = compile(test.of);
      return (view) => !inner(view);
    }
    case 'exists':
      return compileExists(test.of);
    case 'truth':
      return compileValues(test.of, 'any', TRUE_TEST);
    case 'compare':
      return compileCompare(test);
    case 'contains':
      return compileRelation(test.left, test.right, test.quantifier, contains);
    case 'matches': {
      const { pattern } = test;
      return compileValues(test.left, test.quantifier, {
        ...NEVER,
        bytes: (bytes, start, end) => pattern.testBytes(bytes, start, end),
        text: (value) => pattern.testText(value),
      });
    }
    case 'in':
      return compileMembership(test);
  }
}

function every(parts: Predicate[]): Predicate {
  if (parts.length === 2) {
    const [first, second] = parts;
    return (view) => first(view) && second(view);
  }
  return (view) => {
    for (const part of parts) if (!part(view)) return false;
    return true;
  };
}

function some(parts: Predicate[]): Predicate {
  if (parts.length === 1) return parts[0];
  if (parts.length === 2) {
    const [first, second] = parts;
    return (view) => first(view) || second(view);
  }
  return (view) => {
    for (const part of parts) if (part(view)) return true;
    return false;
  };
}

/** What is asked of one value, by the class of its type. */
interface ValueTest {
  number(value: number): boolean;
  bytes(bytes: Uint8Array, start: number, end: number): boolean;
  text(value: string): boolean;
  time(seconds: number, nanoseconds: number): boolean;
}

const NEVER: ValueTest = {
  number: () => false,
  bytes: () => false,
  text: () => false,
  time: () => false,
};
const TRUE_TEST: ValueTest = {
  number: (value) => value !== 0,
  bytes: (bytes, start, end) => {
    for (let i = start; i < end; i++) if (bytes[i] !== 0) return true;
    return false;
  },
  text: () => false,
  time: (seconds, nanoseconds) => seconds !== 0 || nanoseconds !== 0,
};

// ---------------------------------------------------------------- existence

function compileExists(operand: Operand): Predicate {
  if (operand.kind !== 'field') {
    const values: Value[] = [];
    return (view) => {
      values.length = 0;
      collect(operand, view, values);
      return values.length > 0;
    };
  }
  const { field, layers } = operand;
  if (field.type === 'FT_PROTOCOL' && layers === null) {
    if (field.layers === null) return () => true;
    if (field.layers.length === 1) {
      const protocol = field.layers[0];
      return (view) => {
        for (let layer = 0; layer < view.layerCount; layer++) {
          if (view.layerProtocol[layer] === protocol) return true;
        }
        return false;
      };
    }
  }
  return (view) => visit(operand, view, ANYTHING);
}

/** Has seen enough at the first value. */
const ANYTHING = new (class extends ValueSink {
  number(): boolean {
    return true;
  }
  bytes(): boolean {
    return true;
  }
  text(): boolean {
    return true;
  }
  time(): boolean {
    return true;
  }
  label(): boolean {
    return true;
  }
})();

// ---------------------------------------------------------------- visiting the values of a field

function layerFlags(field: FieldDefinition): Uint8Array {
  const flags = new Uint8Array(PROTOCOL_COUNT);
  for (const protocol of field.layers ?? []) flags[protocol] = 1;
  return flags;
}
const flagsOf = new Map<FieldDefinition, Uint8Array>();

/** Gives all values of a field to the sink; true where the sink has seen enough. */
function visit(operand: Operand & { kind: 'field' }, view: PacketView, sink: ValueSink): boolean {
  const { field, layers } = operand;
  if (field.layers === null) return field.each(view, -1, sink);
  let flags = flagsOf.get(field);
  if (flags === undefined) {
    flags = layerFlags(field);
    flagsOf.set(field, flags);
  }
  let total = 0;
  if (layers !== null) {
    for (let layer = 0; layer < view.layerCount; layer++) total += flags[view.layerProtocol[layer]];
  }
  let number = 0;
  for (let layer = 0; layer < view.layerCount; layer++) {
    if (flags[view.layerProtocol[layer]] === 0) continue;
    number++;
    if (layers !== null && !isWithin(layers, number, total)) continue;
    if (field.each(view, layer, sink)) return true;
  }
  return false;
}

/** Whether the `number`-th of `total` layers is asked for; numbers below 0 count from the last. */
function isWithin(ranges: readonly ByteRange[], number: number, total: number): boolean {
  for (const { offset, length } of ranges) {
    const first = offset < 0 ? total + 1 + offset : offset;
    if (number >= first && (length === null || number < first + length)) return true;
  }
  return false;
}

/** Asks a test of each value: `any` ends at the first that passes, `all` at the first that fails. */
class QuantifiedSink extends ValueSink {
  seen = false;
  failed = false;
  constructor(
    private readonly test: ValueTest,
    private readonly isAll: boolean,
  ) {
    super();
  }
  private note(passes: boolean): boolean {
    this.seen = true;
    if (passes === this.isAll) return false;
    this.failed = !passes;
    return true;
  }
  number(value: number): boolean {
    return this.note(this.test.number(value));
  }
  bytes(bytes: Uint8Array, start: number, end: number): boolean {
    return this.note(this.test.bytes(bytes, start, end));
  }
  text(value: string): boolean {
    return this.note(this.test.text(value));
  }
  time(seconds: number, nanoseconds: number): boolean {
    return this.note(this.test.time(seconds, nanoseconds));
  }
  label(): boolean {
    return false;
  }
}

/** Whether any, or all (and at least one), of the operand's values pass. */
function compileValues(operand: Operand, quantifier: Quantifier, test: ValueTest): Predicate {
  const short = quantifier === 'any' ? shortNumbers(operand) : null;
  if (short !== null) return anyNumber(short.field, short.readers, test.number);
  const isAll = quantifier === 'all';
  const sink = new QuantifiedSink(test, isAll);
  if (operand.kind === 'field') {
    return (view) => {
      sink.seen = false;
      const stopped = visit(operand, view, sink);
      return isAll ? sink.seen && !stopped : stopped;
    };
  }
  const values: Value[] = [];
  return (view) => {
    values.length = 0;
    collect(operand, view, values);
    sink.seen = false;
    for (const value of values) if (giveValue(value, sink)) return !isAll;
    return isAll && sink.seen;
  };
}

/** A field of plain numbers, perhaps with a constant masked or added: its readers. */
function shortNumbers(
  operand: Operand,
): { field: FieldDefinition; readers: readonly NumberReader[] } | null {
  if (operand.kind === 'field') {
    const { field, layers } = operand;
    return field.numbers === null || layers !== null ? null : { field, readers: field.numbers };
  }
  if (operand.kind !== 'arithmetic' || operand.operator !== '&') return null;
  const inner = shortNumbers(operand.left);
  if (inner === null || operand.right.kind !== 'constant') return null;
  const { constant } = operand.right;
  if (constant.kind !== 'number') return null;
  const mask = constant.value;
  const masked = inner.readers.map(
    (reader): NumberReader =>
      (bytes, at, end, view, layer) => {
        const value = reader(bytes, at, end, view, layer);
        return Number.isNaN(value) ? value : (value & mask) >>> 0;
      },
  );
  return { field: inner.field, readers: masked };
}

function anyNumber(
  field: FieldDefinition,
  readers: readonly NumberReader[],
  test: (value: number) => boolean,
): Predicate {
  const passes = (value: number) => !Number.isNaN(value) && test(value);
  if (field.layers === null) {
    return (view) => {
      for (const reader of readers) {
        if (passes(reader(view.bytes, view.start, view.end, view, -1))) return true;
      }
      return false;
    };
  }
  const flags = layerFlags(field);
  if (readers.length === 1) {
    const reader = readers[0];
    return (view) => {
      for (let layer = 0; layer < view.layerCount; layer++) {
        if (flags[view.layerProtocol[layer]] === 0) continue;
        const bytes = view.layerBytes(layer);
        const value = reader(bytes, view.layerStart[layer], view.layerEnd[layer], view, layer);
        if (passes(value)) return true;
      }
      return false;
    };
  }
  return (view) => {
    for (let layer = 0; layer < view.layerCount; layer++) {
      if (flags[view.layerProtocol[layer]] === 0) continue;
      const bytes = view.layerBytes(layer);
      for (const reader of readers) {
        const value = reader(bytes, view.layerStart[layer], view.layerEnd[layer], view, layer);
        if (passes(value)) return true;
      }
    }
    return false;
  };
}

// ---------------------------------------------------------------- comparisons

function compileCompare(test: Test & { kind: 'compare' }): Predicate {
  const addresses = addressTests([test]);
  if (addresses !== null) return addresses;
  const { operator } = test;
  return compileRelation(test.left, test.right, test.quantifier, (a, b) =>
    holds(operator, compareValues(a, b, isSigned(test.left)), a, b),
  );
}

function isSigned(operand: Operand): boolean {
  if (TYPES[operand.type].isSigned === true || operand.kind === 'negative') return true;
  return operand.kind === 'arithmetic' && operand.operator === '-';
}

/** NaN as an order means that the values cannot be ordered: then only `!=` holds. */
function holds(operator: Comparison, order: number, _a: Value, _b: Value): boolean {
  switch (operator) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

/** A value that was read, or a constant. */
type Value =
  | number
  | string
  | Uint8Array
  | { readonly seconds: number; readonly nanoseconds: number }
  | (Constant & { kind: 'number' })
  | (Constant & { kind: 'bytes' });

/** Negative, zero or positive. Byte strings order by length first, as in Wireshark. */
function compareValues(a: Value, b: Value, asSigned: boolean): number {
  if (typeof a === 'number') {
    if (typeof b === 'number') return asSigned ? (a | 0) - (b | 0) : a - b;
    if (!('kind' in Object(b))) return Number.NaN;
    const constant = b as Constant & { kind: 'number' };
    if (constant.mask === 0xffffffff) {
      return asSigned ? (a | 0) - (constant.value | 0) : a - constant.value;
    }
    return ((a & constant.mask) >>> 0) - ((constant.value & constant.mask) >>> 0);
  }
  if (typeof a === 'string') {
    if (typeof b !== 'string') return Number.NaN;
    return a === b ? 0 : a < b ? -1 : 1;
  }
  if (a instanceof Uint8Array) {
    if (b instanceof Uint8Array) return compareBytes(a, 0, a.length, b);
    const constant = b as Constant & { kind: 'bytes' };
    return constant.prefix >= 0
      ? comparePrefix(a, 0, constant.value, constant.prefix)
      : compareBytes(a, 0, a.length, constant.value);
  }
  const left = a as { seconds: number; nanoseconds: number };
  const right = b as { seconds: number; nanoseconds: number };
  return left.seconds - right.seconds || left.nanoseconds - right.nanoseconds;
}

function compareBytes(a: Uint8Array, start: number, end: number, b: Uint8Array): number {
  if (end - start !== b.length) return end - start - b.length;
  for (let i = 0; i < b.length; i++) {
    if (a[start + i] !== b[i]) return a[start + i] - b[i];
  }
  return 0;
}

/** Compares the first `prefix` bits of two addresses. */
function comparePrefix(a: Uint8Array, start: number, b: Uint8Array, prefix: number): number {
  const whole = prefix >> 3;
  for (let i = 0; i < whole; i++) {
    if (a[start + i] !== b[i]) return a[start + i] - b[i];
  }
  const rest = prefix & 7;
  if (rest === 0) return 0;
  const mask = 0xff << (8 - rest);
  return (a[start + whole] & mask & 0xff) - (b[whole] & mask & 0xff);
}

function contains(a: Value, b: Value): boolean {
  if (typeof a === 'string') return typeof b === 'string' && a.includes(b);
  if (!(a instanceof Uint8Array)) return false;
  const needle = b instanceof Uint8Array ? b : (b as Constant & { kind: 'bytes' }).value;
  return includesBytes(a, 0, a.length, needle);
}

function includesBytes(bytes: Uint8Array, start: number, end: number, needle: Uint8Array): boolean {
  if (needle.length === 0) return true;
  const last = end - needle.length;
  const first = needle[0];
  for (let at = start; at <= last; at++) {
    if (bytes[at] !== first) continue;
    let i = 1;
    while (i < needle.length && bytes[at + i] === needle[i]) i++;
    if (i === needle.length) return true;
  }
  return false;
}

/** A relation between all values of one side and all of the other. */
function compileRelation(
  left: Operand,
  right: Operand,
  quantifier: Quantifier,
  relation: (a: Value, b: Value) => boolean,
): Predicate {
  if (right.kind === 'constant') {
    return compileValues(left, quantifier, constantTest(right.constant, relation));
  }
  const isAll = quantifier === 'all';
  const leftValues: Value[] = [];
  const rightValues: Value[] = [];
  return (view) => {
    leftValues.length = 0;
    collect(left, view, leftValues);
    if (leftValues.length === 0) return false;
    rightValues.length = 0;
    collect(right, view, rightValues);
    if (rightValues.length === 0) return false;
    for (const a of leftValues) {
      for (const b of rightValues) {
        if (relation(asComparable(a, b), asComparable(b, a)) !== isAll) return !isAll;
      }
    }
    return isAll;
  };
}

/** An IPv4 address beside bytes counts as its four bytes, text as its bytes. */
function asComparable(value: Value, other: Value): Value {
  if (!(other instanceof Uint8Array)) return value;
  if (typeof value === 'number') return ipv4Bytes(value);
  return typeof value === 'string' ? textBytes(value) : value;
}

function constantTest(constant: Constant, relation: (a: Value, b: Value) => boolean): ValueTest {
  if (constant.kind === 'number') return { ...NEVER, number: (value) => relation(value, constant) };
  if (constant.kind === 'text') {
    return { ...NEVER, text: (value) => relation(value, constant.value) };
  }
  if (constant.kind === 'time') {
    const time = { seconds: 0, nanoseconds: 0 };
    return {
      ...NEVER,
      time: (seconds, nanoseconds) => {
        time.seconds = seconds;
        time.nanoseconds = nanoseconds;
        return relation(time, constant);
      },
    };
  }
  // The relation is asked once of samples to learn which it is: then bytes compare in place.
  return {
    ...NEVER,
    bytes: bytesTest(constant, relation),
  };
}

function bytesTest(
  constant: Constant & { kind: 'bytes' },
  relation: (a: Value, b: Value) => boolean,
): ValueTest['bytes'] {
  const { value, prefix } = constant;
  if (relation === contains) {
    return (bytes, start, end) => includesBytes(bytes, start, end, value);
  }
  const order: Value[] = [-1, 0, 1];
  const [below, same, above] = order.map((sample) => relation(sample, 0));
  return (bytes, start, end) => {
    const difference =
      prefix >= 0
        ? comparePrefix(bytes, start, value, prefix)
        : compareBytes(bytes, start, end, value);
    return difference === 0 ? same : difference < 0 ? below : above;
  };
}

// ---------------------------------------------------------------- IPv4 addresses, the usual case

/** Above this many addresses of a list a hash set is faster than looking at each. */
const MAXIMUM_LINEAR = 8;

/** Joins `ip.addr == a or ip.addr == b or …` of one field into one pass over the layers. */
function joinAddresses(tests: readonly Test[]): Predicate[] {
  const byField = new Map<FieldDefinition, (Test & { kind: 'compare' })[]>();
  const others: Test[] = [];
  for (const test of tests) {
    const field = addressField(test);
    if (field === null) others.push(test);
    else byField.set(field, [...(byField.get(field) ?? []), test as Test & { kind: 'compare' }]);
  }
  const joined = [...byField.values()].map((group) => addressTests(group) as Predicate);
  return [...joined, ...others.map(compile)];
}

function addressField(test: Test): FieldDefinition | null {
  if (test.kind !== 'compare' || test.operator !== '==' || test.quantifier !== 'any') return null;
  const { left, right } = test;
  if (left.kind !== 'field' || left.layers !== null || right.kind !== 'constant') return null;
  return left.field.wordOffsets === null ? null : left.field;
}

function addressTests(tests: readonly (Test & { kind: 'compare' })[]): Predicate | null {
  const field = addressField(tests[0]);
  if (field === null) return null;
  const constants = tests.map((test) => {
    const { right } = test;
    return (right as Operand & { kind: 'constant' }).constant as Constant & { kind: 'number' };
  });
  return anyWord(field, constants);
}

/** Whether a 32-bit value at one of the field's offsets equals one of the constants. */
function anyWord(
  field: FieldDefinition,
  constants: readonly (Constant & { kind: 'number' })[],
): Predicate {
  const protocol = field.layers?.[0] ?? Protocol.NONE;
  const offsets = field.wordOffsets ?? [];
  const first = offsets[0];
  const last = offsets[offsets.length - 1];
  if (constants.length <= 2) {
    // The filter that everybody types, written out: no call per address.
    const value = constants[0].value & constants[0].mask;
    const mask = constants[0].mask | 0;
    const other = constants[constants.length - 1];
    const value2 = other.value & other.mask;
    const mask2 = other.mask | 0;
    return (view) => {
      for (let layer = 0; layer < view.layerCount; layer++) {
        if (view.layerProtocol[layer] !== protocol) continue;
        const bytes = view.layerBytes(layer);
        const at = view.layerStart[layer];
        const word = readInt32(bytes, at + first);
        if ((word & mask) === value || (word & mask2) === value2) return true;
        if (first === last) continue;
        const word2 = readInt32(bytes, at + last);
        if ((word2 & mask) === value || (word2 & mask2) === value2) return true;
      }
      return false;
    };
  }
  const isIn = wordTest(constants);
  return (view) => {
    for (let layer = 0; layer < view.layerCount; layer++) {
      if (view.layerProtocol[layer] !== protocol) continue;
      const bytes = view.layerBytes(layer);
      const at = view.layerStart[layer];
      if (isIn(readInt32(bytes, at + first))) return true;
      if (first !== last && isIn(readInt32(bytes, at + last))) return true;
    }
    return false;
  };
}

function wordTest(
  constants: readonly (Constant & { kind: 'number' })[],
): (word: number) => boolean {
  const values = Int32Array.from(constants, ({ value, mask }) => value & mask);
  const masks = Int32Array.from(constants, ({ mask }) => mask | 0);
  const linear = (some: Int32Array, someMasks: Int32Array) => (word: number) => {
    for (let i = 0; i < some.length; i++) if ((word & someMasks[i]) === some[i]) return true;
    return false;
  };
  if (values.length <= MAXIMUM_LINEAR) return linear(values, masks);
  // One set per prefix length: 33 look-ups at most, however long the list.
  const byMask = new Map<number, Set<number>>();
  values.forEach((value, i) => {
    const set = byMask.get(masks[i]) ?? new Set();
    byMask.set(masks[i], set.add(value));
  });
  const sets = [...byMask];
  return (word) => {
    for (const [mask, set] of sets) if (set.has(word & mask)) return true;
    return false;
  };
}

// ---------------------------------------------------------------- sets

function compileMembership(test: Test & { kind: 'in' }): Predicate {
  const { left, elements, quantifier } = test;
  const constants = elements.map(({ low }) => (low.kind === 'constant' ? low.constant : null));
  const isPlain = elements.every(
    ({ low, high }) => low.kind === 'constant' && (high === null || high.kind === 'constant'),
  );
  if (!isPlain) return membershipOfFields(test);
  const hasRanges = elements.some(({ high }) => high !== null);
  if (left.kind === 'field' && left.layers === null && left.field.wordOffsets !== null) {
    if (quantifier === 'any' && !hasRanges) {
      return anyWord(left.field, constants as (Constant & { kind: 'number' })[]);
    }
  }
  return compileValues(left, quantifier, membershipTest(test));
}

function membershipTest(test: Test & { kind: 'in' }): ValueTest {
  const { left, elements } = test;
  const plainNumbers = new Set<number>();
  const plainTexts = new Set<string>();
  const others: ValueTest[] = [];
  const signed = isSigned(left);
  for (const { low, high } of elements) {
    const from = (low as Operand & { kind: 'constant' }).constant;
    if (high === null) {
      if (from.kind === 'number' && from.mask === 0xffffffff) plainNumbers.add(from.value);
      else if (from.kind === 'text') plainTexts.add(from.value);
      else {
        others.push(constantTest(from, (a, b) => holds('==', compareValues(a, b, signed), a, b)));
      }
      continue;
    }
    const to = (high as Operand & { kind: 'constant' }).constant;
    const atLeast = constantTest(from, (a, b) => compareValues(a, b, signed) >= 0);
    const atMost = constantTest(to, (a, b) => compareValues(a, b, signed) <= 0);
    others.push({
      number: (value) => atLeast.number(value) && atMost.number(value),
      bytes: (bytes, start, end) =>
        atLeast.bytes(bytes, start, end) && atMost.bytes(bytes, start, end),
      text: (value) => atLeast.text(value) && atMost.text(value),
      time: (seconds, nanoseconds) =>
        atLeast.time(seconds, nanoseconds) && atMost.time(seconds, nanoseconds),
    });
  }
  return {
    number: (value) => plainNumbers.has(value) || others.some((other) => other.number(value)),
    bytes: (bytes, start, end) => others.some((other) => other.bytes(bytes, start, end)),
    text: (value) => plainTexts.has(value) || others.some((other) => other.text(value)),
    time: (seconds, nanoseconds) => others.some((other) => other.time(seconds, nanoseconds)),
  };
}

/** A set that names fields: what is in it depends on the packet. */
function membershipOfFields(test: Test & { kind: 'in' }): Predicate {
  const { left, elements } = test;
  const isAll = test.quantifier === 'all';
  const signed = isSigned(left);
  const values: Value[] = [];
  const low: Value[] = [];
  const high: Value[] = [];
  return (view) => {
    values.length = 0;
    collect(left, view, values);
    if (values.length === 0) return false;
    for (const value of values) {
      let isIn = false;
      for (const element of elements) {
        low.length = 0;
        collect(element.low, view, low);
        if (element.high === null) {
          isIn = low.some((one) => compareValues(value, one, signed) === 0);
        } else {
          high.length = 0;
          collect(element.high, view, high);
          isIn =
            low.some((one) => compareValues(value, one, signed) >= 0) &&
            high.some((one) => compareValues(value, one, signed) <= 0);
        }
        if (isIn) break;
      }
      if (isIn !== isAll) return !isAll;
    }
    return isAll;
  };
}

// ---------------------------------------------------------------- the long way: values gathered

function giveValue(value: Value, sink: ValueSink): boolean {
  if (typeof value === 'number') return sink.number(value);
  if (typeof value === 'string') return sink.text(value);
  if (value instanceof Uint8Array) return sink.bytes(value, 0, value.length);
  const time = value as { seconds: number; nanoseconds: number };
  return sink.time(time.seconds, time.nanoseconds);
}

/** Values gathered of one field of one packet: a bound on what a crafted packet can cost. */
const MAXIMUM_VALUES = 4096;

class CollectingSink extends ValueSink {
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
const collecting = new CollectingSink();

function collect(operand: Operand, view: PacketView, into: Value[]): void {
  switch (operand.kind) {
    case 'constant': {
      const { constant } = operand;
      if (constant.kind === 'text') into.push(constant.value);
      else if (constant.kind === 'number' && constant.mask === 0xffffffff) {
        into.push(constant.value);
      } else into.push(constant);
      return;
    }
    case 'field':
      collecting.into = into;
      visit(operand, view, collecting);
      return;
    case 'slice': {
      const whole: Value[] = [];
      if (operand.of.type === 'FT_PROTOCOL') collectHeaders(operand.of, view, whole);
      else collect(operand.of, view, whole);
      for (const value of whole) {
        const slice = sliceOf(value, operand.ranges);
        if (slice !== null) into.push(slice);
      }
      return;
    }
    case 'call':
      collectCall(operand, view, into);
      return;
    case 'negative': {
      const inner: Value[] = [];
      collect(operand.of, view, inner);
      for (const value of inner) if (typeof value === 'number') into.push(-value >>> 0);
      return;
    }
    case 'arithmetic': {
      const left: Value[] = [];
      const right: Value[] = [];
      collect(operand.left, view, left);
      collect(operand.right, view, right);
      for (const a of left) {
        for (const b of right) {
          const result = calculate(operand.operator, a, b);
          if (result !== null && into.length < MAXIMUM_VALUES) into.push(result);
        }
      }
    }
  }
}

function collectCall(operand: Operand & { kind: 'call' }, view: PacketView, into: Value[]): void {
  const inner: Value[] = [];
  collect(operand.of, view, inner);
  switch (operand.name) {
    case 'count':
      if (inner.length > 0) into.push(inner.length);
      return;
    case 'len': {
      if (operand.of.type === 'FT_PROTOCOL') {
        inner.length = 0;
        collectHeaders(operand.of, view, inner);
      }
      for (const value of inner) into.push(lengthOf(value, operand.of));
      return;
    }
    default:
      for (const value of inner) {
        if (typeof value !== 'string') continue;
        // Only ASCII has case, as in Wireshark.
        into.push(
          operand.name === 'upper'
            ? value.replace(/[a-z]/g, (letter) => letter.toUpperCase())
            : value.replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
        );
      }
  }
}

/**
 * The bytes of a protocol for slices and `len`: in Wireshark those of its header where it is made of
 * one, though `contains` and comparisons see the payload too.
 */
function collectHeaders(operand: Operand, view: PacketView, into: Value[]): void {
  if (operand.kind !== 'field' || operand.field.layers === null || operand.layers !== null) {
    return collect(operand, view, into);
  }
  for (let layer = 0; layer < view.layerCount; layer++) {
    const protocol: Protocol = view.layerProtocol[layer];
    if (!operand.field.layers.includes(protocol)) continue;
    const start = view.layerStart[layer];
    let end = view.layerEnd[layer];
    if (protocol === Protocol.UDP) end = Math.min(end, start + udp.HEADER_LENGTH);
    else if (protocol === Protocol.IPV4) {
      end = Math.min(end, start + ipv4.headerLength(view.layerBytes(layer), start));
    } else if (protocol === Protocol.IPV6) end = Math.min(end, start + ipv6.HEADER_LENGTH);
    else if (protocol === Protocol.ETHERNET) end = Math.min(end, start + ethernet.HEADER_LENGTH);
    into.push(view.layerBytes(layer).subarray(start, end));
  }
}

function lengthOf(value: Value, operand: Operand): number {
  if (typeof value === 'string' || value instanceof Uint8Array) return value.length;
  return operand.type === 'FT_IPv4' ? 4 : integerLength(operand.type);
}

function ipv4Bytes(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}
function textBytes(value: string): Uint8Array {
  return Uint8Array.from(value, (character) => character.charCodeAt(0));
}

/** The bytes that the ranges name, up to the first range that is not all there; null for none. */
function sliceOf(value: Value, ranges: readonly ByteRange[]): Uint8Array | null {
  let bytes: Uint8Array;
  if (value instanceof Uint8Array) bytes = value;
  else if (typeof value === 'string') bytes = textBytes(value);
  else if (typeof value === 'number') bytes = ipv4Bytes(value);
  else return null;
  const parts: Uint8Array[] = [];
  let length = 0;
  for (const range of ranges) {
    const start = range.offset < 0 ? bytes.length + range.offset : range.offset;
    const end = range.length === null ? bytes.length : start + range.length;
    if (start < 0 || end > bytes.length || end <= start) break;
    parts.push(bytes.subarray(start, end));
    length += end - start;
  }
  if (parts.length === 0) return null;
  if (parts.length === 1) return parts[0];
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** The result in 32 bits, or null where there is none (division by zero). */
function calculate(
  operator: (Operand & { kind: 'arithmetic' })['operator'],
  a: Value,
  b: Value,
): Value | null {
  const right = typeof b === 'object' && 'kind' in b && b.kind !== 'number' ? b.value : b;
  if (a instanceof Uint8Array && right instanceof Uint8Array) {
    const length = Math.min(a.length, right.length);
    return Uint8Array.from({ length }, (_, i) => a[i] & right[i]);
  }
  if (typeof a !== 'number' || typeof right !== 'number') return null;
  switch (operator) {
    case '&':
      return (a & right) >>> 0;
    case '+':
      return (a + right) >>> 0;
    case '-':
      return (a - right) >>> 0;
    case '*':
      return Math.imul(a, right) >>> 0;
    case '/':
      return right === 0 ? null : Math.floor(a / right);
    case '%':
      return right === 0 ? null : a % right;
  }
}
