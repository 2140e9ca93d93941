import { COLUMNS, type Column, cellText, type PacketRow } from '../columns.ts';
import type { PacketFormat } from './packet-format.ts';

/** Columns are set apart by this much. */
const GAP = '  ';

function pad(text: string, column: Column): string {
  if (column.width === 0) return text;
  return column.alignment === 'right' ? text.padStart(column.width) : text.padEnd(column.width);
}

/** Aligned columns for people. Widths are fixed, so that rows appear as they are read. */
export class TableFormat implements PacketFormat {
  begin(): string {
    return `${COLUMNS.map((column) => pad(column.title, column)).join(GAP)}\n`;
  }

  row(row: PacketRow): string {
    let line = '';
    for (const column of COLUMNS) {
      line += (line === '' ? '' : GAP) + pad(cellText(row, column), column);
    }
    return `${line.trimEnd()}\n`;
  }

  end(): string {
    return '';
  }
}
