import { FIELDS } from '../../filter/fields/registry.ts';

/**
 * Lists the display-filter fields whose name or meaning has `text` in it: name, type, one line of
 * meaning.
 * @returns the exit status: 0, or 2 where no field fits
 */
export function fieldsCommand(text: string | undefined, write: (line: string) => void): number {
  const wanted = text?.toLowerCase() ?? '';
  const fields = [...FIELDS.values()].filter(
    ({ name, meaning }) => name.includes(wanted) || meaning.toLowerCase().includes(wanted),
  );
  if (fields.length === 0) return 2;
  const width = Math.max(...fields.map(({ name }) => name.length));
  for (const { name, type, meaning } of fields) {
    write(`${name.padEnd(width)}  ${type.padEnd(16)}  ${meaning}`);
  }
  return 0;
}
