import type { Column, RowFormat } from './row-format.ts';

/** An array of objects, one a line, whose keys stand in the order of the columns. */
export class JsonFormat<Row> implements RowFormat<Row> {
  #rows = 0;

  constructor(readonly columns: readonly Column<Row>[]) {}

  begin(): string {
    return '[';
  }

  row(row: Row): string {
    const object: Record<string, string | number | null> = {};
    for (const column of this.columns) object[column.key] = column.value(row);
    return `${this.#rows++ === 0 ? '\n' : ',\n'}${JSON.stringify(object)}`;
  }

  end(): string {
    return '\n]\n';
  }
}
