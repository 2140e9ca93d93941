import type { FieldDefinition } from '../../protocols/fields/field.ts';
import { FIELDS } from '../../protocols/fields/registry.ts';
import { WIRESHARK_FIELD_COUNTS } from './field-counts.ts';

/**
 * Lists the display-filter fields whose name or meaning has `text` in it: name, type, base, one line
 * of meaning. After each protocol, how many of Wireshark's fields of that protocol there are here.
 * @returns the exit status: 0, or 2 where no field fits
 */
export function fieldsCommand(text: string | undefined, write: (line: string) => void): number {
  const wanted = text?.toLowerCase() ?? '';
  const fields = [...FIELDS.values()].filter(
    ({ name, meaning }) => name.includes(wanted) || meaning.toLowerCase().includes(wanted),
  );
  if (fields.length === 0) return 2;
  const width = widest(fields.map(({ name }) => name));
  const bases = widest(fields.map(baseOf));
  let protocol = '';
  for (const field of fields) {
    const { name, type, meaning } = field;
    if (protocolOf(name) !== protocol) {
      if (protocol !== '') {
        writeCoverage(protocol, write);
        write('');
      }
      protocol = protocolOf(name);
    }
    const base = baseOf(field).padEnd(bases);
    write(`${name.padEnd(width)}  ${type.padEnd(16)}  ${base}  ${meaning}`);
  }
  writeCoverage(protocol, write);
  return 0;
}

function widest(texts: readonly string[]): number {
  return Math.max(...texts.map(({ length }) => length));
}

function protocolOf(name: string): string {
  return name.split('.', 1)[0];
}

/** How numbers are written: `DEC`, `HEX`; for a bit the width of the number that has it. */
function baseOf({ base }: FieldDefinition): string {
  return base.replace(/^BASE_/, '').replace(/^NONE$/, '');
}

/** `tcp: 118 of Wireshark's 231 fields`. */
function writeCoverage(protocol: string, write: (line: string) => void): void {
  const total = Object.hasOwn(WIRESHARK_FIELD_COUNTS, protocol)
    ? WIRESHARK_FIELD_COUNTS[protocol]
    : 0;
  let covered = 0;
  for (const name of FIELDS.keys()) if (name.startsWith(`${protocol}.`)) covered++;
  if (total > 0) write(`${protocol}: ${covered} of Wireshark's ${total} fields`);
}
