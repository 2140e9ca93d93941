import { COLUMNS, type PacketRow } from '../columns.ts';
import type { PacketFormat } from './packet-format.ts';

const KEYS = COLUMNS.map((column) => column.key);

/** An array of objects, one a line, whose keys stand in the order of the columns. */
export class JsonFormat implements PacketFormat {
  #rows = 0;

  begin(): string {
    return '[';
  }

  row(row: PacketRow): string {
    return `${this.#rows++ === 0 ? '\n' : ',\n'}${JSON.stringify(row, KEYS)}`;
  }

  end(): string {
    return '\n]\n';
  }
}
