import type { Column } from '../lists/row-format.ts';

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
export const PACKET_COLUMNS: readonly Column<PacketRow>[] = [
  column('No.', 'number', 6, 'right'),
  column('Time', 'time', 26, 'left'),
  column('Source', 'source', 15, 'left'),
  column('Destination', 'destination', 15, 'left'),
  column('Protocol', 'protocol', 8, 'left'),
  column('Length', 'length', 6, 'right'),
  column('Destination Port', 'destinationPort', 16, 'right'),
  column('Info', 'info', 0, 'left'),
];

function column(
  title: string,
  key: keyof PacketRow,
  width: number,
  alignment: 'left' | 'right',
): Column<PacketRow> {
  return { title, key, width, alignment, value: (row) => row[key] };
}
