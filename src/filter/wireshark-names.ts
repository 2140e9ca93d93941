import { VALUE_STRING_TABLE } from '../data/value-strings.ts';
import { WIRESHARK_PROTOCOLS } from '../data/wireshark-protocols.ts';
import type { FieldDefinition } from '../protocols/fields/field.ts';

// ---------------------------------------------------------------- of values

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

/** Bits that the table leaves out, and that are taken as most bits are. */
const SET_OR_NOT: ReadonlySet<string> = new Set([
  'icmpv6.mld.flag.s',
  'vxlan.flag_a',
  'vxlan.flag_d',
  'vxlan.flag_i',
]);
const SET_NOT_SET: ReadonlyMap<string, number> = new Map([
  ['set', 1],
  ['not set', 0],
]);

/** Only ASCII has case here, as in Wireshark. */
export function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/**
 * The number of a field that Wireshark shows as this text; a message where the field has names but not
 * this one; null where it has none.
 */
export function namedValue(field: FieldDefinition | null, text: string): number | string | null {
  if (field === null || field.type === 'FT_FRAMENUM') return null;
  const wanted = asciiLower(text);
  const table = tableOf(field.name) ?? (SET_OR_NOT.has(field.name) ? SET_NOT_SET : null);
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

// ---------------------------------------------------------------- of protocols

let protocols: ReadonlySet<string> | null = null;

/** Whether Wireshark has a protocol of this name that is not decoded here. */
export function isForeignProtocol(name: string): boolean {
  protocols ??= new Set(WIRESHARK_PROTOCOLS.split(' '));
  return protocols.has(name);
}

/** A protocol that no packet has here. */
export function absentProtocol(name: string): FieldDefinition {
  return {
    name,
    type: 'FT_PROTOCOL',
    base: '',
    meaning: 'A protocol of Wireshark, not decoded here',
    layers: [],
    each: () => false,
    numbers: null,
    wordOffsets: null,
    needs: 0,
    needsTcpAnalysis: false,
  };
}
