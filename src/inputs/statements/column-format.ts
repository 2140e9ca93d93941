import type { LogKind } from '../../capture/note.ts';
import type { Statement } from '../../capture/statement.ts';
import { splitCells, titleKey } from './columns.ts';
import { type ActionWords, fill, isAboutPacket, type StatementField } from './fields.ts';
import { LineParser, type StatementFormat, Taken } from './format.ts';
import type { LogLine } from './log-line.ts';

/** A log of columns below a heading, as a table. */
interface ColumnTable {
  readonly name: LogKind;
  /** What stands before the heading in its line: `#Fields:`. */
  readonly headingMark?: string;
  readonly separator: string;
  /** A heading has these titles. Titles are compared as `titleKey` makes them. */
  readonly needs: readonly string[];
  /** Title → where its cell belongs; an empty cell, and one of `-`, says nothing. */
  readonly titles: Readonly<Record<string, StatementField>>;
  readonly actions: ActionWords;
  /** The titles of a line that has no heading above it, or null where it is no line of this log. */
  readonly known?: (line: LogLine, cells: readonly string[]) => readonly string[] | null;
  /** What no table says. @param cell the cell below a title, or '' */
  readonly complete?: (statement: Statement, cell: (title: string) => string) => void;
}

/** A heading is not longer. */
const MAXIMUM_HEADING = 8192;

/** The reader of such a log. */
export function columnFormat(table: ColumnTable): StatementFormat {
  const { headingMark = '', separator, needs } = table;

  function headingIn(text: string): string[] | null {
    if (text.length > MAXIMUM_HEADING || !text.startsWith(headingMark)) return null;
    const cells: string[] = [];
    splitCells(text.slice(headingMark.length).trim(), separator, cells);
    const titles = cells.map(titleKey);
    return needs.every((title) => titles.includes(title)) ? titles : null;
  }

  function knownIn(line: LogLine, cells: string[]): readonly string[] | null {
    if (table.known === undefined) return null;
    splitCells(line.message, separator, cells);
    const titles = table.known(line, cells);
    if (titles !== null || line.message === line.text) return titles;
    // Its first cells may look like a line's beginning.
    splitCells(line.text, separator, cells);
    return table.known(line, cells);
  }

  class Parser extends LineParser {
    #titles: readonly string[] | null = null;
    readonly #cells: string[] = [];

    protected read(line: LogLine, statement: Statement): Taken {
      const heading = headingIn(line.text);
      if (heading !== null) {
        this.#titles = heading;
        return Taken.NOTHING;
      }
      if (line.text.trim() === '' || line.text.startsWith('#')) return Taken.NOTHING;
      const cells = this.#cells;
      let titles = this.#titles;
      if (titles === null) titles = knownIn(line, cells);
      else splitCells(line.text.trim(), separator, cells);
      if (titles === null) return Taken.NOTHING;
      for (let index = 0; index < titles.length; index++) {
        const field = Object.hasOwn(table.titles, titles[index]) ? titles[index] : null;
        const cell = cells[index] ?? '';
        if (field === null || cell === '' || cell === '-') continue;
        fill(statement, table.titles[field], cell, table.actions);
      }
      if (!isAboutPacket(statement)) {
        this.reason = { code: 'no-address-in-columns' };
        return Taken.NOT_UNDERSTOOD;
      }
      const names = titles;
      table.complete?.(statement, (title) => cells[names.indexOf(title)] ?? '');
      return Taken.STATEMENT;
    }
  }
  return {
    name: table.name,
    isCertain: (line) => headingIn(line.text) !== null || knownIn(line, []) !== null,
    open: () => new Parser(),
  };
}
