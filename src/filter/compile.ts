import { ValueSink } from '../protocols/fields/field.ts';
import { TYPES } from '../protocols/fields/types.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import type { Constant } from './constants.ts';
import { gatherer } from './gather.ts';
import { addressTests, anyAddress, anyNumber, joinAddresses, shortNumbers } from './in-place.ts';
import type { ByteRange, Quantifier } from './syntax.ts';
import type { Operand, Test } from './test.ts';
import {
  compareBytes,
  comparePrefix,
  compareValues,
  contains,
  includesBytes,
  isZero,
  type Value,
} from './values.ts';
import { ANYTHING, headerEnd, headerFlags, layerFlags, visit } from './visit.ts';

/** Whether a packet is selected. Closures over one another; nothing is allocated on the short ways. */
export type Predicate = (view: PacketView) => boolean;

type Comparison = (Test & { kind: 'compare' })['operator'];

/** Compiles a checked filter. */
export function compile(test: Test): Predicate {
  switch (test.kind) {
    case 'and':
      return every(test.of.map(compile));
    case 'or': {
      const { joined, others } = joinAddresses(test.of);
      return some([...joined, ...others.map(compile)]);
    }
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
      return compileTruth(test.of);
    case 'compare':
      return compileCompare(test);
    case 'contains':
      return compileContains(test);
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

// ---------------------------------------------------------------- existence

function compileExists(operand: Operand): Predicate {
  if (operand.kind !== 'field') {
    // A part of a field is there where it has bytes.
    return gathered(operand, 'any', (value) => (value as Uint8Array).length > 0);
  }
  const { field, layers } = operand;
  if (field.type === 'FT_PROTOCOL' && field.layers === null) return () => true;
  if (field.isLayer === true && field.layers !== null && layers === null) {
    if (field.layers.length === 1) {
      const protocol = field.layers[0];
      return (view) => {
        for (let layer = 0; layer < view.layerCount; layer++) {
          if (view.layerProtocol[layer] === protocol) return true;
        }
        return false;
      };
    }
    const flags = layerFlags(field);
    return (view) => {
      for (let layer = 0; layer < view.layerCount; layer++) {
        if (flags[view.layerProtocol[layer]] !== 0) return true;
      }
      return false;
    };
  }
  return (view) => visit(operand, view, ANYTHING);
}

/** A calculation that stands alone holds where any result is not zero. */
function compileTruth(operand: Operand): Predicate {
  const short = shortNumbers(operand);
  if (short !== null) return anyNumber(short.field, short.readers, (value) => value !== 0);
  return gathered(operand, 'any', (value) => !isZero(value));
}

/** Whether any, or all, of an operand's values pass. */
function gathered(
  operand: Operand,
  quantifier: Quantifier,
  passes: (value: Value) => boolean,
): Predicate {
  const gather = gatherer(operand);
  const isAll = quantifier === 'all';
  const values: Value[] = [];
  return (view) => {
    values.length = 0;
    if (!gather(view, values)) return false;
    for (const value of values) if (passes(value) !== isAll) return !isAll;
    return isAll;
  };
}

// ---------------------------------------------------------------- values of one field

/** Asks a test of each value: `any` ends at the first that passes, `all` at the first that fails. */
class QuantifiedSink extends ValueSink {
  seen = false;
  constructor(
    private readonly test: ValueTest,
    private readonly isAll: boolean,
  ) {
    super();
  }
  private note(passes: boolean): boolean {
    this.seen = true;
    return passes !== this.isAll;
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

/** One part of a field that is bytes: read in place. */
interface PartOfBytes {
  readonly of: Operand & { kind: 'field' };
  readonly range: ByteRange;
}

function partOfBytes(operand: Operand): PartOfBytes | null {
  if (operand.kind !== 'slice' || operand.ranges.length > 1) return null;
  const { of } = operand;
  if (of.kind !== 'field' || TYPES[of.type].valueClass !== 'bytes') return null;
  return { of, range: operand.ranges[0] };
}

/** Asks a test of the part; where that is not all there, of no bytes, as in Wireshark. */
function partTest({ of, range }: PartOfBytes, test: ValueTest): ValueTest {
  const { offset, length, last } = range;
  const flags = of.type === 'FT_PROTOCOL' ? headerFlags(of.field) : null;
  return {
    ...NEVER,
    bytes: (bytes, start, end) => {
      const limit = flags === null ? end : headerEnd(flags, bytes, start, end);
      const from = offset < 0 ? limit + offset : start + offset;
      let to = limit;
      if (length !== null) to = from + length;
      else if (last !== null) to = (last < 0 ? limit + last : start + last) + 1;
      if (from < start || to > limit || to <= from) return test.bytes(bytes, start, start);
      return test.bytes(bytes, from, to);
    },
  };
}

/** Whether any, or all (and at least one), of the operand's values pass. */
function compileValues(operand: Operand, quantifier: Quantifier, test: ValueTest): Predicate {
  const isAll = quantifier === 'all';
  const short = isAll ? null : shortNumbers(operand);
  if (short !== null) return anyNumber(short.field, short.readers, test.number);
  const part = partOfBytes(operand);
  if (part !== null) return compileValues(part.of, quantifier, partTest(part, test));
  const sink = new QuantifiedSink(test, isAll);
  if (operand.kind === 'field') {
    return (view) => {
      sink.seen = false;
      const stopped = visit(operand, view, sink);
      return isAll ? sink.seen && !stopped : stopped;
    };
  }
  return gathered(operand, quantifier, (value) => {
    if (typeof value === 'string') return test.text(value);
    return value instanceof Uint8Array && test.bytes(value, 0, value.length);
  });
}

// ---------------------------------------------------------------- comparisons

/** What an operator says of an order: negative, zero or positive. */
const HOLDS: Readonly<Record<Comparison, (order: number) => boolean>> = {
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** Comparisons of plain numbers, which most filters are: one call each. */
const NUMBER_TESTS: Readonly<Record<Comparison, (value: number) => (other: number) => boolean>> = {
  '==': (value) => (other) => other === value,
  '!=': (value) => (other) => other !== value,
  '<': (value) => (other) => other < value,
  '<=': (value) => (other) => other <= value,
  '>': (value) => (other) => other > value,
  '>=': (value) => (other) => other >= value,
};

/**
 * What an operator says of an order that may be none (NaN). What cannot be compared counts neither
 * as a match, for `any`, nor as a failure, for `all`.
 */
function orderTest(operator: Comparison, quantifier: Quantifier): (order: number) => boolean {
  const holds = HOLDS[operator];
  const otherwise = quantifier === 'all';
  return (order) => (Number.isNaN(order) ? otherwise : holds(order));
}

function isUnsigned(operand: Operand): boolean {
  return TYPES[operand.type].group === 'unsigned';
}

function compileCompare(test: Test & { kind: 'compare' }): Predicate {
  const addresses = addressTests([test]);
  if (addresses !== null) return addresses;
  const { left, right, operator, quantifier } = test;
  const passes = orderTest(operator, quantifier);
  const inPlace =
    left.kind === 'field' ||
    partOfBytes(left) !== null ||
    (quantifier === 'any' && shortNumbers(left) !== null);
  // Of a protocol only the header is compared, which `gather` knows.
  if (inPlace && right.kind === 'constant' && left.type !== 'FT_PROTOCOL') {
    const constant = constantTest(right.constant, isUnsigned(left), operator, quantifier);
    return compileValues(left, quantifier, constant);
  }
  const unsigned = isUnsigned(left);
  return compileRelation(left, right, quantifier, (a, b) => passes(compareValues(a, b, unsigned)));
}

/** A comparison with a constant, in place. */
function constantTest(
  constant: Constant,
  unsigned: boolean,
  operator: Comparison,
  quantifier: Quantifier,
): ValueTest {
  // Nothing here is without an order, but for signs.
  const passes = HOLDS[operator];
  switch (constant.kind) {
    case 'number': {
      const { value, mask } = constant;
      if (mask !== 0xffffffff) {
        const network = (value & mask) >>> 0;
        return { ...NEVER, number: (other) => passes(((other & mask) >>> 0) - network) };
      }
      if (unsigned && value < 0) {
        const result = orderTest(operator, quantifier)(Number.NaN);
        return { ...NEVER, number: () => result };
      }
      return { ...NEVER, number: NUMBER_TESTS[operator](value) };
    }
    case 'bytes': {
      const { value, prefix } = constant;
      return {
        ...NEVER,
        bytes:
          prefix >= 0
            ? (bytes, start) => passes(comparePrefix(bytes, start, value, prefix))
            : (bytes, start, end) => passes(compareBytes(bytes, start, end, value)),
      };
    }
    case 'text': {
      const { value } = constant;
      return {
        ...NEVER,
        text: (other) => passes(other === value ? 0 : other < value ? -1 : 1),
      };
    }
    case 'time':
      return {
        ...NEVER,
        time: (seconds, nanoseconds) =>
          passes(seconds - constant.seconds || nanoseconds - constant.nanoseconds),
      };
  }
}

function compileContains(test: Test & { kind: 'contains' }): Predicate {
  const { left, right, quantifier } = test;
  if (right.kind !== 'constant') return compileRelation(left, right, quantifier, contains);
  const { constant } = right;
  if (constant.kind === 'text') {
    const { value } = constant;
    // An empty text is in none, as in Wireshark.
    return compileValues(left, quantifier, {
      ...NEVER,
      text: (text) => value !== '' && text.includes(value),
    });
  }
  const needle = (constant as Constant & { kind: 'bytes' }).value;
  // Nothing at all is in any bytes, but in no protocol, as in Wireshark.
  const isNowhere = needle.length === 0 && left.type === 'FT_PROTOCOL';
  return compileValues(left, quantifier, {
    ...NEVER,
    bytes: (bytes, start, end) => !isNowhere && includesBytes(bytes, start, end, needle),
  });
}

/** A relation between all values of one side and all of the other. */
function compileRelation(
  left: Operand,
  right: Operand,
  quantifier: Quantifier,
  relation: (a: Value, b: Value) => boolean,
): Predicate {
  const isAll = quantifier === 'all';
  const gatherLeft = gatherer(left);
  const gatherRight = gatherer(right);
  const leftValues: Value[] = [];
  const rightValues: Value[] = [];
  return (view) => {
    leftValues.length = 0;
    rightValues.length = 0;
    if (!gatherLeft(view, leftValues) || !gatherRight(view, rightValues)) return false;
    for (const a of leftValues) {
      for (const b of rightValues) {
        if (relation(a, b) !== isAll) return !isAll;
      }
    }
    return isAll;
  };
}

// ---------------------------------------------------------------- sets

type Element = (Test & { kind: 'in' })['elements'][number];

/** Whether a value is in the set; `all`: whether one element of the set fits all values. */
function compileMembership(test: Test & { kind: 'in' }): Predicate {
  const { left, elements, quantifier } = test;
  const areConstant = elements.every(
    ({ low, high }) => low.kind === 'constant' && (high === null || high.kind === 'constant'),
  );
  if (!areConstant || quantifier === 'all' || left.type === 'FT_PROTOCOL') {
    return some(elements.map((element) => compileElement(left, element, quantifier)));
  }
  const isList = elements.every(({ high }) => high === null);
  if (isList && left.kind === 'field' && left.layers === null && left.field.wordOffsets !== null) {
    const constants = elements.map(
      ({ low }) =>
        (low as Operand & { kind: 'constant' }).constant as Constant & { kind: 'number' },
    );
    return anyAddress(left.field, constants);
  }
  return compileValues(left, 'any', membershipTest(left, elements));
}

function compileElement(left: Operand, { low, high }: Element, quantifier: Quantifier): Predicate {
  const isEqual: Predicate = compileCompare({
    kind: 'compare',
    operator: '==',
    quantifier,
    left,
    right: low,
  });
  if (high === null) return isEqual;
  const unsigned = isUnsigned(left);
  const atLeast = orderTest('>=', quantifier);
  const atMost = orderTest('<=', quantifier);
  const gatherLow = gatherer(low);
  const gatherHigh = gatherer(high);
  const lows: Value[] = [];
  const highs: Value[] = [];
  const isWithin = gathered(
    left,
    quantifier,
    (value) =>
      holdsForAny(value, lows, unsigned, atLeast) && holdsForAny(value, highs, unsigned, atMost),
  );
  return (view) => {
    lows.length = 0;
    highs.length = 0;
    return gatherLow(view, lows) && gatherHigh(view, highs) && isWithin(view);
  };
}

/** Whether the order of a value and one of the bounds is such. */
function holdsForAny(
  value: Value,
  bounds: readonly Value[],
  unsigned: boolean,
  holds: (order: number) => boolean,
): boolean {
  for (const bound of bounds) if (holds(compareValues(value, bound, unsigned))) return true;
  return false;
}

/** One look at each value, however long the set: hash sets for what is compared whole. */
function membershipTest(left: Operand, elements: readonly Element[]): ValueTest {
  const numbers = new Set<number>();
  const texts = new Set<string>();
  const others: ValueTest[] = [];
  const unsigned = isUnsigned(left);
  const test = (operand: Operand, operator: Comparison) =>
    constantTest((operand as Operand & { kind: 'constant' }).constant, unsigned, operator, 'any');
  for (const { low, high } of elements) {
    const { constant } = low as Operand & { kind: 'constant' };
    if (high !== null) {
      const [atLeast, atMost] = [test(low, '>='), test(high, '<=')];
      others.push({
        number: (value) => atLeast.number(value) && atMost.number(value),
        bytes: (bytes, start, end) =>
          atLeast.bytes(bytes, start, end) && atMost.bytes(bytes, start, end),
        text: (value) => atLeast.text(value) && atMost.text(value),
        time: (seconds, nanoseconds) =>
          atLeast.time(seconds, nanoseconds) && atMost.time(seconds, nanoseconds),
      });
    } else if (constant.kind === 'number' && constant.mask === 0xffffffff) {
      numbers.add(constant.value);
    } else if (constant.kind === 'text') texts.add(constant.value);
    else others.push(test(low, '=='));
  }
  return {
    number: (value) => {
      if (numbers.has(value)) return true;
      for (const other of others) if (other.number(value)) return true;
      return false;
    },
    bytes: (bytes, start, end) => {
      for (const other of others) if (other.bytes(bytes, start, end)) return true;
      return false;
    },
    text: (value) => {
      if (texts.has(value)) return true;
      for (const other of others) if (other.text(value)) return true;
      return false;
    },
    time: (seconds, nanoseconds) => {
      for (const other of others) if (other.time(seconds, nanoseconds)) return true;
      return false;
    },
  };
}
