import { readInt32 } from '../protocols/bytes.ts';
import type { FieldDefinition, NumberReader } from '../protocols/fields/field.ts';
import { TYPES } from '../protocols/fields/types.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import type { Constant } from './constants.ts';
import type { Operand, Test } from './test.ts';
import { layerFlags } from './visit.ts';

/* The short ways of what most filters ask for: tests where the values stand, without gathering them. */

/** Whether a packet is selected. Closures over one another; nothing is allocated on the short ways. */
export type Predicate = (view: PacketView) => boolean;

// ---------------------------------------------------------------- IPv4 addresses

/*
 * Comparisons with constant IPv4 addresses, which nearly every filter has: read as 32-bit words at
 * fixed offsets of the header.
 */

/** Above this many addresses of a list a hash set is faster than looking at each. */
const MAXIMUM_LINEAR = 8;

type Words = readonly (Constant & { kind: 'number' })[];

/** The field, where a test is `ip.addr == 192.0.2.1` or of that form. */
function addressField(test: Test): FieldDefinition | null {
  if (test.kind !== 'compare' || test.operator !== '==' || test.quantifier !== 'any') return null;
  const { left, right } = test;
  if (left.kind !== 'field' || left.layers !== null || right.kind !== 'constant') return null;
  return left.field.wordOffsets === null ? null : left.field;
}

/** Takes the tests for addresses out of a list joined by `or`: one pass over the layers per field. */
export function joinAddresses(tests: readonly Test[]): { joined: Predicate[]; others: Test[] } {
  const byField = new Map<FieldDefinition, Test[]>();
  const others: Test[] = [];
  for (const test of tests) {
    const field = addressField(test);
    const group = field === null ? others : (byField.get(field) ?? []);
    group.push(test);
    if (field !== null) byField.set(field, group);
  }
  const joined = [...byField.values()].map((group) => addressTests(group) as Predicate);
  return { joined, others };
}

/** Whether any of several tests of one field holds; null where they are not for addresses. */
export function addressTests(tests: readonly Test[]): Predicate | null {
  const field = addressField(tests[0]);
  if (field === null) return null;
  const constants = tests.map(
    (test) =>
      ((test as Test & { kind: 'compare' }).right as { constant: Constant & { kind: 'number' } })
        .constant,
  );
  return anyWord(field, constants);
}

/** Whether a 32-bit value at one of the field's offsets equals one of the constants. */
export function anyWord(field: FieldDefinition, constants: Words): Predicate {
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

function wordTest(constants: Words): (word: number) => boolean {
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

// ---------------------------------------------------------------- plain numbers

/** A field of plain numbers, perhaps masked by a constant: its readers. */
export function shortNumbers(
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
  const { group, size } = TYPES[operand.type];
  if (constant.kind !== 'number' || size > 4 || group === 'signed') return null;
  const mask = constant.value & constant.mask;
  const masked = inner.readers.map(
    (reader): NumberReader =>
      (bytes, at, end, view, layer) => {
        const value = reader(bytes, at, end, view, layer);
        return Number.isNaN(value) ? value : (value & mask) >>> 0;
      },
  );
  return { field: inner.field, readers: masked };
}

/** Whether any of the field's numbers passes. */
export function anyNumber(
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
