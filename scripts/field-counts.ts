// Counts Wireshark's fields of each protocol that has fields here, for `pcap-verdict fields`:
//
//     node scripts/run.mjs scripts/field-counts.ts
//
// Writes src/data/wireshark-field-counts.ts from what the installed tshark says.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { FIELDS } from '../src/protocols/fields/registry.ts';

const { stdout, error } = spawnSync('tshark', ['-G', 'fields'], { maxBuffer: 1 << 28 });
if (error !== undefined) throw error;
const [, version] = /(\d+\.\d+)\.\d+/.exec(spawnSync('tshark', ['-v']).stdout.toString()) ?? [];

// Those of which more has a name than that they are there, and those that are decoded all the same.
const told = [...FIELDS.values()].filter(({ type }) => type !== 'FT_PROTOCOL');
const ours = new Set([
  ...told.map(({ name }) => name.split('.')[0]),
  ...'dhcp dhcpv6 erspan etherip gre http llc nbns ntp null pppoed pppoes quic ssh stp teredo'.split(
    ' ',
  ),
]);
const names = new Set<string>();
for (const line of stdout.toString().split('\n')) {
  const [kind, , name] = line.split('\t');
  if (kind === 'F') names.add(name);
}
const counts = new Map<string, number>();
for (const name of names) {
  const protocol = name.split('.')[0];
  if (name.includes('.') && ours.has(protocol)) {
    counts.set(protocol, (counts.get(protocol) ?? 0) + 1);
  }
}
const rows = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(
  'src/data/wireshark-field-counts.ts',
  `/**
 * How many fields Wireshark ${version} has of a protocol: names that begin with it and a dot. Written by
 * \`scripts/field-counts.ts\`.
 */
export const WIRESHARK_FIELD_COUNTS: Readonly<Record<string, number>> = {
${rows.map(([name, count]) => `  ${/^[a-z_]\w*$/i.test(name) ? name : `'${name}'`}: ${count},\n`).join('')}};
`,
);
