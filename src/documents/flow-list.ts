import { hostAndPort } from '../protocols/address-text.ts';
import type { Column } from './row-formats.ts';

/** A connection or UDP conversation, as the flow list shows it. */
export interface FlowRow {
  readonly firstFrame: number;
  readonly time: string;
  /** Seconds from the first packet to the last. */
  readonly duration: number;
  readonly protocol: 'tcp' | 'udp';
  readonly client: string;
  readonly clientPort: number;
  readonly server: string;
  readonly serverPort: number;
  /** Zeek's names. */
  readonly state: string;
  readonly history: string;
  readonly clientPackets: number;
  readonly clientBytes: number;
  readonly serverPackets: number;
  readonly serverBytes: number;
}

/** Columns of the table, `tsv` and `csv`; bytes are payload bytes, as in Zeek's conn.log. */
export const FLOW_COLUMNS: readonly Column<FlowRow>[] = [
  column('Frame', 'frame', 7, 'right', (row) => row.firstFrame),
  column('Time', 'time', 26, 'left', (row) => row.time),
  column('Proto', 'proto', 5, 'left', (row) => row.protocol),
  column('Client', 'client', 24, 'left', (row) => hostAndPort(row.client, row.clientPort)),
  column('Server', 'server', 24, 'left', (row) => hostAndPort(row.server, row.serverPort)),
  column('State', 'conn_state', 6, 'left', (row) => row.state),
  column('History', 'history', 12, 'left', (row) => row.history),
  column('Seconds', 'duration', 11, 'right', (row) => row.duration.toFixed(6)),
  column('Pkts→', 'orig_pkts', 7, 'right', (row) => row.clientPackets),
  column('Bytes→', 'orig_bytes', 9, 'right', (row) => row.clientBytes),
  column('←Pkts', 'resp_pkts', 7, 'right', (row) => row.serverPackets),
  column('←Bytes', 'resp_bytes', 9, 'right', (row) => row.serverBytes),
];

function column(
  title: string,
  key: string,
  width: number,
  alignment: 'left' | 'right',
  value: (row: FlowRow) => string | number | null,
): Column<FlowRow> {
  return { title, key, width, alignment, value };
}
