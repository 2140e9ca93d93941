import { run } from './tools.ts';

/** Rows of tshark's fields for every packet of a capture, tab by tab. */
export function tsharkFields(path: string, fields: string[], options: string[] = []): string[][] {
  const output = run('tshark', [
    ...['-n', '-r', path, '-t', 'ud', ...options, '-T', 'fields', '-E', 'separator=/t'],
    ...fields.flatMap((field) => ['-e', field]),
  ]);
  return output
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}
