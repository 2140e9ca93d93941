/** Characters of a line that are shown of what was not understood. */
const SHOWN = 40;

/** What stands in a line from a column on, to be quoted: short, and without control characters. */
export function shown(line: string, column: number): string {
  const part = line.slice(column, column + SHOWN).replace(/[^\x20-\x7e]/g, '?');
  return `“${part}${line.length > column + SHOWN ? '…' : ''}”`;
}
