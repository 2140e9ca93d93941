import { CsvFormat } from './csv.ts';
import { JsonFormat } from './json.ts';
import type { Column, RowFormat } from './row-format.ts';
import { TableFormat } from './table.ts';
import { TsvFormat } from './tsv.ts';

/** `-f` of the commands that print lists: name → format; a new one is a file and a row here. */
export const ROW_FORMATS = {
  table: <Row>(columns: readonly Column<Row>[]): RowFormat<Row> => new TableFormat(columns),
  tsv: <Row>(columns: readonly Column<Row>[]): RowFormat<Row> => new TsvFormat(columns),
  csv: <Row>(columns: readonly Column<Row>[]): RowFormat<Row> => new CsvFormat(columns),
  json: <Row>(columns: readonly Column<Row>[]): RowFormat<Row> => new JsonFormat(columns),
} as const;

export type RowFormatName = keyof typeof ROW_FORMATS;

/** The default first. */
export const ROW_FORMAT_NAMES = Object.keys(ROW_FORMATS) as readonly RowFormatName[];
