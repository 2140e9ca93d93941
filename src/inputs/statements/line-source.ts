import type { ListText } from '../packet-lists/format.ts';
import { JsonScanner } from '../packet-lists/formats/json-scanner.ts';
import { LineReader } from '../packet-lists/lines.ts';
import { decodeText } from '../text.ts';
import type { LogLine } from './log-line.ts';

/** Gives a log's lines, or its objects of JSON, one after the other. */
export interface LineSource {
  /** Fills the line. @returns false where more of the text is needed, or nothing is left */
  next(text: ListText, line: LogLine): boolean;
}

/** Lines of text; a line of JSON is an object too. */
export class Lines implements LineSource {
  readonly #lines = new LineReader();

  next(text: ListText, line: LogLine): boolean {
    const found = this.#lines.next(text);
    if (found === null) return false;
    line.read(found);
    line.line = this.#lines.line;
    line.offset = this.#lines.offset;
    line.isCut = this.#lines.isCut;
    return true;
  }
}

/** Objects of a JSON list, or of a list in the one object that is the file. */
export class Objects implements LineSource {
  readonly #scanner = new JsonScanner();

  next(text: ListText, line: LogLine): boolean {
    const scanner = this.#scanner;
    // What stands between objects is what closes the file's own object.
    do if (!scanner.next(text)) return false;
    while (scanner.reason !== null);
    line.read(decodeText(text.bytes, scanner.start, scanner.end));
    line.line = scanner.line;
    line.offset = scanner.offset;
    line.isCut = false;
    return true;
  }
}

/** The one list of a file that is one object, by what cloud services call it. */
const WRAPPED =
  /^\s*\{(?:\s*"\w{1,32}"\s*:\s*(?:"[^"\\]{0,2048}"|\d{1,20}|null|true|false)\s*,){0,8}\s*"(?:records|events|flows|entries|items|logEvents|results|data|hits)"\s*:\s*\[/i;

/** How a log of JSON is written, or null where its lines are objects each, or no JSON. */
export function objectsFrom(head: string): number | null {
  const list = /^\s*\[\s*\{/.exec(head);
  if (list !== null) return list[0].length - 1;
  const wrapped = WRAPPED.exec(head);
  if (wrapped !== null) return wrapped[0].length;
  // An object that goes on in the next line.
  return /^\s*\{\s*\n/.test(head) ? 0 : null;
}
