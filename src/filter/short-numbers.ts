import type { FieldDefinition, NumberReader } from '../protocols/fields/field.ts';
import { TYPES } from '../protocols/fields/types.ts';
import type { Predicate } from './compile.ts';
import type { Operand } from './test.ts';
import { layerFlags } from './visit.ts';

/* Tests of plain numbers without gathering them: the readers of the field are asked in place. */

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
