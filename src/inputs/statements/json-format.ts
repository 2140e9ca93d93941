import type { LogKind } from '../../capture/note.ts';
import type { Statement } from '../../capture/statement.ts';
import { type ActionWords, fill, isAboutPacket, type StatementField } from './fields.ts';
import { LineParser, type StatementFormat, Taken } from './format.ts';
import { textAt } from './json.ts';
import type { LogLine } from './log-line.ts';

/** A log of JSON objects, one for each statement, as a table. */
interface JsonTable {
  readonly name: LogKind;
  /** What an object of it has; looked for in its text, which may be cut after 64 KiB. */
  readonly marks: readonly RegExp[];
  /** Path → where its value belongs, the later one before the earlier. */
  readonly paths: Readonly<Record<string, StatementField>>;
  readonly actions: ActionWords;
  readonly complete?: (statement: Statement, object: unknown) => void;
}

/** The reader of such a log. */
export function jsonFormat(table: JsonTable): StatementFormat {
  class Parser extends LineParser {
    protected read({ object }: LogLine, statement: Statement): Taken {
      if (object === null) {
        this.reason = { code: 'no-json-object' };
        return Taken.NOT_UNDERSTOOD;
      }
      for (const path in table.paths) {
        const value = textAt(object, path);
        if (value !== '') fill(statement, table.paths[path], value, table.actions);
      }
      if (!isAboutPacket(statement)) return Taken.NOTHING;
      table.complete?.(statement, object);
      return Taken.STATEMENT;
    }
  }
  return {
    name: table.name,
    isCertain: ({ text }) => text.startsWith('{') && table.marks.every((mark) => mark.test(text)),
    open: () => new Parser(),
  };
}
