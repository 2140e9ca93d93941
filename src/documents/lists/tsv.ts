import { type Column, cellText, type RowFormat } from './row-format.ts';

/** Tab-separated values with a heading line. Cells hold no tabs: control characters are escaped. */
export class TsvFormat<Row> implements RowFormat<Row> {
  constructor(readonly columns: readonly Column<Row>[]) {}

  begin(): string {
    return `${this.columns.map((column) => column.title).join('\t')}\n`;
  }

  row(row: Row): string {
    return `${this.columns.map((column) => cellText(row, column)).join('\t')}\n`;
  }

  end(): string {
    return '';
  }
}
