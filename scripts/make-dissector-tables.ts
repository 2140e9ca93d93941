/**
 * Writes src/data/dissector-tables.ts: which protocol Wireshark's dissector tables name for a port,
 * EtherType and the like, as the installed tshark says (`tshark -G decodes`). Facts, not code.
 *
 *     node scripts/run.mjs scripts/make-dissector-tables.ts
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const TABLES = [
  ['ethertype', 'ETHER_TYPE'],
  ['ip.proto', 'IP_PROTOCOL'],
  ['udp.port', 'UDP_PORT'],
  ['tcp.port', 'TCP_PORT'],
  ['ppp.protocol', 'PPP_PROTOCOL'],
  ['llc.dsap', 'LLC_SAP'],
  ['gre.proto', 'GRE_PROTOCOL'],
  ['wtap_encap', 'ENCAPSULATION'],
] as const;

const decodes = execFileSync('tshark', ['-G', 'decodes'], {
  encoding: 'utf8',
  maxBuffer: 1 << 28,
  stdio: ['ignore', 'pipe', 'ignore'],
});
const byTable = new Map<string, Map<string, number[]>>();
for (const line of decodes.split('\n')) {
  const [table, key, name] = line.split('\t');
  if (!TABLES.some(([wanted]) => wanted === table)) continue;
  const names = byTable.get(table) ?? new Map<string, number[]>();
  byTable.set(table, names.set(name, [...(names.get(name) ?? []), Number(key)]));
}

/** Runs of keys as `first-last`. */
function ranges(keys: number[]): string {
  const sorted = [...new Set(keys)].sort((a, b) => a - b);
  const runs: [number, number][] = [];
  for (const key of sorted) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] + 1 === key) last[1] = key;
    else runs.push([key, key]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

function fold(words: string[]): string {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.length - 1;
    if (last < 0 || lines[last].length + word.length > 92) lines.push(word);
    else lines[last] += ` ${word}`;
  }
  return lines.map((line) => `    ${line}`).join('\n');
}

const tables = TABLES.map(([table, name]) => {
  const rows = [...(byTable.get(table) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  return `  ${name}: \`\n${fold(rows.map(([protocol, keys]) => `${protocol}:${ranges(keys)}`))}\`,\n`;
});
writeFileSync(
  'src/data/dissector-tables.ts',
  `/*
 * Which protocol Wireshark 4.0 gives a port, an EtherType and the like: its dissector tables, as
 * \`tshark -G decodes\` prints them. Written by scripts/make-dissector-tables.ts.
 */

/** For each table: \`name:key,first-last\` words. */
export const DISSECTOR_TABLES = {
${tables.join('')}} as const;
`,
);
