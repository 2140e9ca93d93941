import { brotliDecompressSync } from 'node:zlib';
import { editDistance } from '../protocols/fields/edit-distance.ts';
import { dataFile } from './program-files.ts';

const MAXIMUM_EDITS = 2;
const MAXIMUM_SUGGESTIONS = 3;

let names: ReadonlySet<string> | null = null;

/**
 * Names of all fields of Wireshark 4.0, some 236,000: read from the package only when a name is unknown
 * (about 100 ms). Empty where the file is not there. `support/pack-field-names.ts` writes it.
 */
function wiresharkFields(): ReadonlySet<string> {
  if (names !== null) return names;
  let text: string;
  try {
    text = brotliDecompressSync(dataFile('wireshark-fields.br')).toString('latin1');
  } catch {
    names = new Set();
    return names;
  }
  const [shared, ...rests] = text.split('\n');
  const all = new Set<string>();
  let previous = '';
  rests.forEach((rest, i) => {
    previous = previous.slice(0, shared.charCodeAt(i) - 0x21) + rest;
    all.add(previous);
  });
  names = all;
  return names;
}

/** Whether Wireshark 4.0 has a field or protocol of this name. */
export function isWiresharkField(name: string): boolean {
  return wiresharkFields().has(name);
}

/** Names of Wireshark's that may have been meant: few letters apart, best first. */
export function nearWiresharkFields(name: string): string[] {
  if (name.length > 64) return [];
  const wanted = name.toLowerCase();
  const ranked: [number, string][] = [];
  for (const candidate of wiresharkFields()) {
    if (Math.abs(candidate.length - wanted.length) > MAXIMUM_EDITS) continue;
    const edits = editDistance(wanted, candidate.toLowerCase());
    if (edits <= MAXIMUM_EDITS) ranked.push([edits, candidate]);
  }
  ranked.sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1));
  return ranked.slice(0, MAXIMUM_SUGGESTIONS).map(([, candidate]) => candidate);
}
