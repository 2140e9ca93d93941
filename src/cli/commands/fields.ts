import { WIRESHARK_FIELD_COUNTS } from '../../data/wireshark-field-counts.ts';
import type { FieldDefinition } from '../../protocols/fields/field.ts';
import { FIELDS } from '../../protocols/fields/registry.ts';
import { fieldsWords } from '../../words/command-line/fields.ts';
import { command, optionalArgument } from '../command.ts';
import { UsageError } from '../errors.ts';

/** `pcap-verdict fields [TEXT]`: the display-filter fields. */
export const fields = command({
  positionals: { text: optionalArgument(fieldsWords.positionals.text, 'field') },
  options: [],
  run({ text }, session) {
    const lines = fieldLines(text);
    if (lines.length === 0) {
      throw new UsageError(fieldsWords.nothingFound(text), fieldsWords.nothingFoundAdvice);
    }
    for (const line of lines) session.stdout.write(`${line}\n`);
    return 0;
  },
});

/**
 * The display-filter fields whose name or meaning has `text` in it: name, type, base, one line of
 * meaning. After each protocol, how many of Wireshark's fields of that protocol there are here.
 */
export function fieldLines(text = ''): string[] {
  const wanted = text.toLowerCase();
  const lines: string[] = [];
  const fields = [...FIELDS.values()].filter(
    ({ name, meaning }) => name.includes(wanted) || meaning.toLowerCase().includes(wanted),
  );
  if (fields.length === 0) return lines;
  const width = widest(fields.map(({ name }) => name));
  const bases = widest(fields.map(baseOf));
  let protocol = '';
  for (const field of fields) {
    const { name, type, meaning } = field;
    if (protocolOf(name) !== protocol) {
      if (protocol !== '') lines.push(...coverage(protocol), '');
      protocol = protocolOf(name);
    }
    const base = baseOf(field).padEnd(bases);
    lines.push(`${name.padEnd(width)}  ${type.padEnd(16)}  ${base}  ${meaning}`);
  }
  lines.push(...coverage(protocol));
  return lines;
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

/** `tcp: 118 of Wireshark's 231 fields`; nothing where it is not known how many those are. */
function coverage(protocol: string): string[] {
  const total = Object.hasOwn(WIRESHARK_FIELD_COUNTS, protocol)
    ? WIRESHARK_FIELD_COUNTS[protocol]
    : 0;
  let covered = 0;
  for (const name of FIELDS.keys()) if (name.startsWith(`${protocol}.`)) covered++;
  return total > 0 ? [fieldsWords.coverage(protocol, covered, total)] : [];
}
