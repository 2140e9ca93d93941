import type { TimeFormat } from '../capture/time-text.ts';
import { type PacketRow, ROW_NEEDS, RowWriter } from '../documents/packet-list/row.ts';
import { dnsPolicy } from '../profiles/dns-policy.ts';
import { Analysis } from '../protocols/analysis.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Next, type PacketFilter, type PacketSource, runPackets } from '../track/run-packets.ts';

/** What the packet list says of a packet depends on its conversation, whatever the filter asks. */
export const LIST_NEEDS = ROW_NEEDS | Analysis.APPLICATION;

/** 9 where the packet's interface has times finer than a microsecond, else 6. */
export function fractionDigits(reader: PacketSource, view: PacketView): number {
  const unit = reader.interfaces[view.interfaceIndex]?.timestampUnit;
  if (unit === undefined) return 6;
  // Units of 2^-n seconds are finer than a microsecond from n = 20 on.
  return unit.exponent > (unit.base === 10 ? 6 : 19) ? 9 : 6;
}

export interface ListPacketsOptions {
  readonly filter: PacketFilter | undefined;
  readonly timeFormat: TimeFormat;
  /** Rows of frames after this number only; those before count for what comes after, all the same. */
  readonly after?: number;
  /** Takes a row, which is reused. @returns false where that is enough */
  take(row: PacketRow): boolean;
  /** After each piece of the capture. */
  readonly onBatch?: () => Promise<void> | void;
}

/** The packet list of a capture, as Wireshark shows it: the rows of packets that match. */
export async function listPackets(
  reader: PacketSource,
  { filter, timeFormat, after = 0, take, onBatch }: ListPacketsOptions,
): Promise<void> {
  const rows = new RowWriter(timeFormat);
  await runPackets(
    reader,
    {
      needs: LIST_NEEDS,
      filter,
      observe(view, isSelected) {
        rows.observeTime(view);
        if (!isSelected) return Next.MORE;
        view.frameAnnotation.noteDisplayed(view);
        if (view.frameNumber <= after) return Next.MORE;
        return take(rows.row(view, fractionDigits(reader, view))) ? Next.MORE : Next.STOP;
      },
      afterBatch: onBatch,
    },
    dnsPolicy({ asInWireshark: true }),
  );
}
