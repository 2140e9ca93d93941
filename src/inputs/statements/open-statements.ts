import type { OpenText } from '../text-input.ts';
import type { StatementFormat } from './format.ts';
import { FORMATS } from './formats.ts';
import { Lines, Objects, objectsFrom } from './line-source.ts';
import { LogLine } from './log-line.ts';
import { StatementReader } from './reader.ts';

/** Lines at the beginning among which one must be certain. */
const EXAMINED_LINES = 64;

/** The form of log that a text begins with, or null. @param head the text's first 16 KiB */
export function statementFormatOf(head: string): StatementFormat | null {
  const line = new LogLine();
  const from = objectsFrom(head);
  const texts =
    from === null
      ? head.split('\n', EXAMINED_LINES).map((text) => text.replace(/\r$/, ''))
      : [head.slice(from).trimStart()];
  for (const text of texts) {
    if (text === '') continue;
    line.read(text);
    const format = FORMATS.find((known) => known.isCertain(line));
    if (format !== undefined) return format;
  }
  return null;
}

/** Opens a text as a log in which a device says what it did with packets; null for what is none. */
export const openStatementsText: OpenText = (head, text, origin) => {
  const format = statementFormatOf(head);
  if (format === null) return null;
  const from = objectsFrom(head);
  // What stands before the list is ASCII: as many bytes as characters.
  if (from !== null) text.start += from;
  return new StatementReader(text, origin, format, from === null ? new Lines() : new Objects());
};
