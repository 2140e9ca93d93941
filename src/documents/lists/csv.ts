import { type Column, cellText, type RowFormat } from './row-format.ts';

const LINE_END = '\r\n';

/** Spreadsheets run a cell that starts like this as a formula (CWE-1236). */
const FORMULA = /^[=+\-@]/;

function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Comma-separated values (RFC 4180) with a heading line. */
export class CsvFormat<Row> implements RowFormat<Row> {
  constructor(readonly columns: readonly Column<Row>[]) {}

  begin(): string {
    return this.columns.map((column) => cell(column.title)).join(',') + LINE_END;
  }

  row(row: Row): string {
    return this.columns.map((column) => cell(cellText(row, column))).join(',') + LINE_END;
  }

  end(): string {
    return '';
  }
}
