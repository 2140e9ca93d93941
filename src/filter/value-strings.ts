import { VALUE_STRING_TABLE } from '../data/value-strings.ts';
import type { FieldDefinition } from '../protocols/fields/field.ts';

/** Table row of each field; null until the first look-up. */
let rowOf: Map<string, string> | null = null;
const tables = new Map<string, ReadonlyMap<string, number>>();

function tableOf(field: string): ReadonlyMap<string, number> | null {
  if (rowOf === null) {
    rowOf = new Map();
    for (const row of VALUE_STRING_TABLE) {
      for (const name of row.slice(0, row.indexOf('\t')).split(' ')) rowOf.set(name, row);
    }
  }
  const row = rowOf.get(field);
  if (row === undefined) return null;
  let table = tables.get(row);
  if (table === undefined) {
    const entries = row
      .split('\t')
      .slice(1)
      .map((entry): [string, number] => {
        const at = entry.indexOf('=');
        return [asciiLower(entry.slice(at + 1)), Number(entry.slice(0, at))];
      });
    table = new Map(entries.reverse());
    tables.set(row, table);
  }
  return table;
}

/** Only ASCII has case here, as in Wireshark. */
function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/**
 * The number of a field that Wireshark shows as this text; a message where the field has names but not
 * this one; null where it has none.
 */
export function namedValue(field: FieldDefinition | null, text: string): number | string | null {
  if (field === null || field.type === 'FT_FRAMENUM') return null;
  const wanted = asciiLower(text);
  const table = tableOf(field.name) ?? field.names;
  if (table === null && field.type !== 'FT_BOOLEAN') return null;
  const value =
    table?.get(wanted) ??
    (table === null && wanted === 'true'
      ? 1
      : table === null && wanted === 'false'
        ? 0
        : undefined);
  return value ?? `"${text}" cannot be found among the possible values for ${field.name}.`;
}
