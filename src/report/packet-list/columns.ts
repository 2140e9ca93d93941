/** One column of the packet list. */
export interface Column {
  readonly title: string;
  /** Name of the cell in JSON. */
  readonly key: keyof PacketRow;
  /** Characters that the table keeps for it; 0 for the last one, which may be as long as it is. */
  readonly width: number;
  readonly alignment: 'left' | 'right';
}

/** A row of the packet list. Reused: copy what must live longer. */
export interface PacketRow {
  number: number;
  time: string;
  source: string;
  destination: string;
  protocol: string;
  /** Bytes on the wire. */
  length: number;
  /** Destination port of TCP and UDP; null for everything else. */
  destinationPort: number | null;
  info: string;
}

/** The columns, in the order in which they are shown. */
export const COLUMNS: readonly Column[] = [
  { title: 'No.', key: 'number', width: 6, alignment: 'right' },
  { title: 'Time', key: 'time', width: 26, alignment: 'left' },
  { title: 'Source', key: 'source', width: 15, alignment: 'left' },
  { title: 'Destination', key: 'destination', width: 15, alignment: 'left' },
  { title: 'Protocol', key: 'protocol', width: 8, alignment: 'left' },
  { title: 'Length', key: 'length', width: 6, alignment: 'right' },
  { title: 'Destination Port', key: 'destinationPort', width: 16, alignment: 'right' },
  { title: 'Info', key: 'info', width: 0, alignment: 'left' },
];

/** Text of a cell. */
export function cellText(row: PacketRow, column: Column): string {
  const value = row[column.key];
  return value === null ? '' : String(value);
}
