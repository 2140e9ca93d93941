import { anyWord } from '../protocols/fields/address-words.ts';
import type { FieldDefinition, NumberReader } from '../protocols/fields/field.ts';
import { TYPES } from '../protocols/fields/types.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import type { Constant } from './constants.ts';
import type { Operand, Test } from './test.ts';
import { layerFlags } from './visit.ts';

/* The short ways of what most filters ask for: tests where the values stand, without gathering them. */

/** Whether a packet is selected. Closures over one another; nothing is allocated on the short ways. */
export type Predicate = (view: PacketView) => boolean;

// ---------------------------------------------------------------- IPv4 addresses

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
  return anyAddress(field, constants);
}

/** Whether a value of a field with `wordOffsets` equals one of the constants. */
export function anyAddress(field: FieldDefinition, constants: Words): Predicate {
  const values = Int32Array.from(constants, ({ value, mask }) => value & mask);
  const masks = Int32Array.from(constants, ({ mask }) => mask | 0);
  return anyWord(field, values, masks);
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
