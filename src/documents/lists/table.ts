import { type Column, cellText, type RowFormat } from './row-format.ts';

/** Columns are set apart by this much. */
const GAP = '  ';

function pad<Row>(text: string, column: Column<Row>): string {
  if (column.width === 0) return text;
  return column.alignment === 'right' ? text.padStart(column.width) : text.padEnd(column.width);
}

/** Aligned columns for people. Widths are fixed, so that rows appear as they are read. */
export class TableFormat<Row> implements RowFormat<Row> {
  constructor(readonly columns: readonly Column<Row>[]) {}

  begin(): string {
    return `${this.columns
      .map((column) => pad(column.title, column))
      .join(GAP)
      .trimEnd()}\n`;
  }

  row(row: Row): string {
    let line = '';
    for (const column of this.columns) {
      line += (line === '' ? '' : GAP) + pad(cellText(row, column), column);
    }
    return `${line.trimEnd()}\n`;
  }

  end(): string {
    return '';
  }
}
