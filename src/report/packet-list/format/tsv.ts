import { COLUMNS, cellText, type PacketRow } from '../columns.ts';
import type { PacketFormat } from './packet-format.ts';

/** Tab-separated values with a heading line. Cells hold no tabs: control characters are escaped. */
export class TsvFormat implements PacketFormat {
  begin(): string {
    return `${COLUMNS.map((column) => column.title).join('\t')}\n`;
  }

  row(row: PacketRow): string {
    return `${COLUMNS.map((column) => cellText(row, column)).join('\t')}\n`;
  }

  end(): string {
    return '';
  }
}
