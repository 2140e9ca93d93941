import { statSync } from 'node:fs';
import { filesWords } from '../words/command-line/files.ts';
import { UsageError } from './errors.ts';
import { smallFile } from './small-file.ts';

/** Characters of a title: three lines of a page. */
const LONGEST_TITLE = 200;
/** Characters of a note: two pages; more is a document of its own. */
const LONGEST_NOTE = 4_000;
/** Bytes that a character of UTF-8 takes at the most. */
const BYTES_OF_CHARACTER = 4;

/** A title, in one line. @throws UsageError where it is too long */
export function titleFrom(title: string | undefined): string | undefined {
  if (title === undefined) return undefined;
  refuseLonger(title, LONGEST_TITLE, '--title');
  const line = title.replace(/\s+/g, ' ').trim();
  return line === '' ? undefined : line;
}

/** The lines of a note: of the file that is named, where there is one, else the words themselves. @throws UsageError */
export function noteFrom(given: string | undefined): readonly string[] | undefined {
  if (given === undefined) return undefined;
  const text = isFile(given) ? noteIn(given) : given;
  refuseLonger(text, LONGEST_NOTE, '--note');
  const lines = text
    .split(/\r\n|[\r\n]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.length === 0 ? undefined : lines;
}

function isFile(given: string): boolean {
  try {
    return statSync(given, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    // Too long for a name, or with a NUL: words.
    return false;
  }
}

function noteIn(path: string): string {
  let bytes: Uint8Array;
  try {
    bytes = smallFile(path, BYTES_OF_CHARACTER * LONGEST_NOTE);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(filesWords.noteUnreadable(path, code));
  }
  if (bytes.length > BYTES_OF_CHARACTER * LONGEST_NOTE) refuse(LONGEST_NOTE, '--note');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(filesWords.noteNotUtf8(path));
  }
}

function refuseLonger(text: string, most: number, option: string): void {
  if ([...text].length > most) refuse(most, option);
}

function refuse(most: number, option: string): never {
  throw new UsageError(filesWords.titleOrNoteTooLong(option, most));
}
