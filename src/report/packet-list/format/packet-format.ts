import type { PacketRow } from '../columns.ts';

/** Writes rows as text, one at a time: the list may be longer than memory. */
export interface PacketFormat {
  /** What stands before the first row. */
  begin(): string;
  /** One row, its line end included. */
  row(row: PacketRow): string;
  /** What stands after the last row. */
  end(): string;
}
