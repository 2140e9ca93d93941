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

/** The text of a cell; '' where there is nothing. */
export function cellText<Row>(row: Row, column: Column<Row>): string {
  const value = column.value(row);
  return value === null ? '' : String(value);
}
