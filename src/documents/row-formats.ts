/** A column of a list. */
export interface Column<Row> {
  /** Heading for people. */
  readonly title: string;
  /** Name in JSON. */
  readonly key: string;
  /** Characters that the table gives it; 0 for the last one, which takes what it needs. */
  readonly width: number;
  readonly alignment: 'left' | 'right';
  /** The cell: text is safe to show; null where there is nothing. */
  value(row: Row): string | number | null;
}

/** Writes rows as text, one at a time: a list may be longer than memory. */
export interface RowFormat<Row> {
  /** What stands before the first row. */
  begin(): string;
  /** One row, its line end included. */
  row(row: Row): string;
  /** What stands after the last row. */
  end(): string;
}

/** A line of titles, then a line of cells for each row. */
function lines<Row>(
  columns: readonly Column<Row>[],
  line: (cells: readonly string[]) => string,
): RowFormat<Row> {
  return {
    begin: () => line(columns.map(({ title }) => title)),
    row: (row) => line(columns.map((column) => String(column.value(row) ?? ''))),
    end: () => '',
  };
}

/** Aligned columns for people. Widths are fixed, so that rows appear as they are read. */
function table<Row>(columns: readonly Column<Row>[]): RowFormat<Row> {
  return lines(columns, (cells) => {
    const padded = columns.map(({ width, alignment }, i) =>
      alignment === 'right' ? cells[i].padStart(width) : cells[i].padEnd(width),
    );
    return `${padded.join('  ').trimEnd()}\n`;
  });
}

/** Tab-separated values with a heading line. Cells hold no tabs: control characters are escaped. */
function tsv<Row>(columns: readonly Column<Row>[]): RowFormat<Row> {
  return lines(columns, (cells) => `${cells.join('\t')}\n`);
}

/** Spreadsheets run a cell that starts like this as a formula (CWE-1236). */
const FORMULA = /^[=+\-@]/;

function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Comma-separated values (RFC 4180) with a heading line. */
function csv<Row>(columns: readonly Column<Row>[]): RowFormat<Row> {
  return lines(columns, (cells) => `${cells.map(csvCell).join(',')}\r\n`);
}

/** An array of objects, one a line, whose keys stand in the order of the columns. */
function json<Row>(columns: readonly Column<Row>[]): RowFormat<Row> {
  let rows = 0;
  return {
    begin: () => '[',
    row: (row) => {
      const object = Object.fromEntries(columns.map((column) => [column.key, column.value(row)]));
      return `${rows++ === 0 ? '\n' : ',\n'}${JSON.stringify(object)}`;
    },
    end: () => '\n]\n',
  };
}

/** `-f` of the commands that print lists: name → format; a new one is a function and a row here. */
export const ROW_FORMATS = { table, tsv, csv, json } as const;

export type RowFormatName = keyof typeof ROW_FORMATS;

/** The default first. */
export const ROW_FORMAT_NAMES = Object.keys(ROW_FORMATS) as readonly RowFormatName[];
