import { VALUE_STRING_TABLE } from '../data/value-strings.ts';
import { WIRESHARK_PROTOCOLS } from '../data/wireshark-protocols.ts';
import type { FieldDefinition } from '../protocols/fields/field.ts';
import type { FilterSentence } from './filter-sentence.ts';

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

const shown = new Map<string, ReadonlyMap<number, string>>();

/** The name that Wireshark shows for a number of a field, of those that may stand in a filter. */
export function nameOfValue(field: string, value: number): string | null {
  const table = tableOf(field);
  if (table === null) return BITS[value] ?? null;
  let names = shown.get(field);
  if (names === undefined) {
    const entries = (rowOf?.get(field) ?? '')
      .split('\t')
      .slice(1)
      .map((entry): [number, string] => {
        const at = entry.indexOf('=');
        return [Number(entry.slice(0, at)), entry.slice(at + 1)];
      });
    names = new Map(entries.reverse());
    shown.set(field, names);
  }
  return names.get(value) ?? null;
}

const BITS: readonly string[] = ['Not set', 'Set'];

/** Whether numbers of a field have names: `vals()` gives them. */
export function hasNames(field: FieldDefinition): boolean {
  return field.type !== 'FT_FRAMENUM' && tableOf(field.name) !== null;
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

const TRUTH: ReadonlyMap<string, number> = new Map([
  ['true', 1],
  ['false', 0],
]);

/** The one number whose name is the text but for what stands in parentheses: `TXT (Text strings)`. */
function withoutRemark(
  table: ReadonlyMap<string, number> | null,
  wanted: string,
): number | undefined {
  let found: number | undefined;
  for (const [name, value] of table ?? []) {
    if (!name.startsWith(`${wanted} (`)) continue;
    if (found !== undefined && found !== value) return undefined;
    found = value;
  }
  return found;
}

/** Only ASCII has case here, as in Wireshark. */
export function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/**
 * The number of a field that Wireshark shows as this text; a message where the field has names but not
 * this one; null where it has none.
 */
export function namedValue(
  field: FieldDefinition | null,
  text: string,
): number | FilterSentence | null {
  if (field === null || field.type === 'FT_FRAMENUM') return null;
  const wanted = asciiLower(text);
  const table = tableOf(field.name) ?? (SET_OR_NOT.has(field.name) ? SET_NOT_SET : null);
  if (table === null && field.type !== 'FT_BOOLEAN') return null;
  // Before 4.4 a bit that has names of its own was neither "true" nor "false".
  const ofTruth = field.type === 'FT_BOOLEAN' ? TRUTH.get(wanted) : undefined;
  const value = table?.get(wanted) ?? ofTruth ?? withoutRemark(table, wanted);
  return value ?? { code: 'no-such-value', text, name: field.name };
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
