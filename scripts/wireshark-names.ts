// Writes what the filter language knows of Wireshark's names, from the tshark that is installed:
//   src/data/wireshark-protocols.ts  protocols, which are fields on the right side too
//   src/filter/value-strings.ts's table, src/data/value-strings.ts: names of numbers
//   data/wireshark-fields.br           every field, to tell "not decoded here" from "unknown"
// Run it after fields of a new protocol were added: `npm run wireshark-names`.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { FIELDS } from '../src/protocols/fields/registry.ts';
import { packFieldNames } from '../support/pack-field-names.ts';

const PROTOCOLS = 'src/data/wireshark-protocols.ts';
const VALUE_STRINGS = 'src/data/value-strings.ts';
const FIELD_NAMES = 'data/wireshark-fields.br';

function tshark(list: string): string[][] {
  const text = execFileSync('tshark', ['-G', list], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return text.split('\n').map((line) => line.split('\t'));
}

const names = new Set<string>();
const protocols = new Set<string>();
for (const [kind, , name] of tshark('fields')) {
  if (kind !== 'P' && kind !== 'F') continue;
  names.add(name);
  if (!name.includes('.')) protocols.add(name);
}

const bytes = packFieldNames([...names].sort());
mkdirSync('data', { recursive: true });
writeFileSync(FIELD_NAMES, bytes);

/** Protocols whose fields may come next: their names are there before them. */
const NEXT =
  'ah dhcp esp geneve gre http http2 igmp llc lldp mpls nbns ntp ppp pppoe pppoed pppoes quic sctp ssh stp vxlan';
const known = new Set([
  // Protocols that are only there or not have no fields of their own.
  ...[...FIELDS.values()]
    .filter(({ type }) => type !== 'FT_PROTOCOL')
    .map(({ name }) => name.split('.')[0]),
  ...NEXT.split(' '),
]);
/** What each field calls its numbers: lines of `number=name`, the first of a name counts. */
const tables = new Map<string, Map<string, string>>();
for (const [kind, field, first, second] of tshark('values')) {
  if (field === undefined || !known.has(field.split('.')[0])) continue;
  if (kind === 'T') {
    tables.set(
      field,
      new Map([first, second].map((name, i) => [name.toLowerCase(), `${1 - i}=${name}`])),
    );
  } else if (kind === 'V' || kind === 'V64') {
    const table = tables.get(field) ?? new Map<string, string>();
    tables.set(field, table);
    if (!table.has(second.toLowerCase()))
      table.set(second.toLowerCase(), `${Number(first)}=${second}`);
  }
}
const shared = new Map<string, string[]>();
for (const [field, table] of tables) {
  const text = [...table.values()].join('\t');
  shared.set(text, [...(shared.get(text) ?? []), field]);
}
const rows = [...shared]
  .map(([text, fields]) => `${fields.sort().join(' ')}\t${text}`)
  .sort()
  .map((row) => `  ${JSON.stringify(row)},`);

const written = '// Written by scripts/wireshark-names.ts from tshark -G; not to be edited.\n';
writeFileSync(
  PROTOCOLS,
  `${written}
/** Wireshark's protocols and other fields without a dot in the name. */
export const WIRESHARK_PROTOCOLS =
  '${[...protocols].sort().join(' ')}';
`,
);
writeFileSync(
  VALUE_STRINGS,
  `${written}
/** Fields, separated by spaces, then \`number=name\` as Wireshark shows it, separated by tabs. */
export const VALUE_STRING_TABLE: readonly string[] = [
${rows.join('\n')}
];
`,
);
execFileSync('npx', ['biome', 'check', '--write', PROTOCOLS, VALUE_STRINGS], { stdio: 'inherit' });
console.log(
  `${names.size} names in ${bytes.length} bytes, ${protocols.size} protocols, ${tables.size} fields with ${shared.size} tables of value names`,
);
