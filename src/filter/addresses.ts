import { readInt32 } from '../protocols/bytes.ts';
import type { FieldDefinition } from '../protocols/fields/field.ts';
import { Protocol } from '../protocols/protocol.ts';
import type { Predicate } from './compile.ts';
import type { Constant } from './constants.ts';
import type { Test } from './test.ts';

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
