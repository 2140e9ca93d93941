import type { CaptureReader } from '../capture/reader.ts';
import { FLOW_COLUMNS } from '../documents/flow-list.ts';
import { PACKET_COLUMNS } from '../documents/packet-list/row.ts';
import type { Column } from '../documents/row-formats.ts';
import type { DisplayFilter } from '../filter/display-filter.ts';
import { listFlows } from '../tasks/list-flows.ts';
import { listPackets } from '../tasks/list-packets.ts';
import type { ListColumn, ListKind } from './calls.ts';
import type { RowPages } from './row-pages.ts';

/** The columns of a list. */
export function columnsOf(kind: ListKind): ListColumn[] {
  const columns: readonly Column<never>[] = kind === 'packets' ? PACKET_COLUMNS : FLOW_COLUMNS;
  return columns.map(({ title, alignment }) => ({ title, isNumber: alignment === 'right' }));
}

/**
 * Puts the rows of a list into pages.
 * @param onBatch told after each piece of the capture
 */
export async function listRows(
  kind: ListKind,
  reader: CaptureReader,
  filter: DisplayFilter | undefined,
  pages: RowPages,
  onBatch: () => void,
): Promise<void> {
  if (kind === 'flows') {
    await listFlows(
      reader,
      filter,
      async (rows) => {
        for (const row of rows) pages.add(FLOW_COLUMNS.map((one) => `${one.value(row) ?? ''}`));
        await pages.settle();
      },
      onBatch,
    );
  } else {
    await listPackets(reader, {
      filter,
      timeFormat: 'utc',
      take(row) {
        pages.add(PACKET_COLUMNS.map((one) => `${one.value(row) ?? ''}`));
        return true;
      },
      async onBatch() {
        onBatch();
        await pages.settle();
      },
    });
  }
  await pages.settle();
}
