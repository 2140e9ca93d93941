import type { InputWindow } from '../input-window.ts';
import type { CaptureReader, Origin } from '../reader.ts';
import { BTSNOOP } from './formats/btsnoop.ts';
import { COMMVIEW_NCF, COMMVIEW_NCFX } from './formats/commview.ts';
import { ERF } from './formats/erf.ts';
import { FIVE_VIEWS } from './formats/five-views.ts';
import { IPTRACE } from './formats/iptrace.ts';
import { LANALYZER } from './formats/lanalyzer.ts';
import { NETMON_1, NETMON_2 } from './formats/netmon.ts';
import { NETTL } from './formats/nettl.ts';
import { NETXRAY } from './formats/netxray.ts';
import { NGSNIFFER } from './formats/ngsniffer.ts';
import { NSTRACE } from './formats/nstrace.ts';
import { OBSERVER } from './formats/observer.ts';
import { SNOOP } from './formats/snoop.ts';
import { VISUAL } from './formats/visual.ts';
import type { RecordFormat } from './record-layout.ts';
import { RecordLayoutReader } from './record-layout-reader.ts';

/** Containers beside pcap and pcapng; those with a magic number before those that are guessed. */
export const RECORD_FORMATS: readonly RecordFormat[] = [
  ...[
    SNOOP,
    BTSNOOP,
    NETMON_1,
    NETMON_2,
    NETXRAY,
    NGSNIFFER,
    IPTRACE,
    NETTL,
    FIVE_VIEWS,
    VISUAL,
    OBSERVER,
  ],
  ...[LANALYZER, ERF, COMMVIEW_NCF, COMMVIEW_NCFX, NSTRACE],
];

/** Opens a container of one of these formats; null for what is none. */
export function openRecords(window: InputWindow, origin: Origin): CaptureReader | null {
  const { bytes, start, end } = window;
  const format = RECORD_FORMATS.find((known) => known.matches(bytes, start, end));
  return format === undefined ? null : new RecordLayoutReader(window, origin, format);
}
