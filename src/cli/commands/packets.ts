import type { CaptureInterface } from '../../capture/capture-interface.ts';
import type { PacketRecord } from '../../capture/packet-record.ts';
import { PACKET_COLUMNS } from '../../report/packet-list/columns.ts';
import { RowWriter } from '../../report/packet-list/row.ts';
import type { TimeFormat } from '../../report/packet-list/time-text.ts';
import { ROW_FORMATS, type RowFormatName } from '../../report/rows/formats.ts';
import { TcpAnalysis } from '../../track/tcp-analysis.ts';
import { Decoder, type DnsServer } from '../../wire/decoder.ts';
import { PacketView } from '../../wire/packet-view.ts';

/** Text is handed on in pieces of about this many characters. */
const CHUNK_LENGTH = 1 << 16;

/** What this command needs of a capture; a `CaptureReader` has it. */
export interface PacketSource {
  readonly interfaces: readonly CaptureInterface[];
  refill(): Promise<boolean>;
  next(record: PacketRecord): boolean;
}

/** What this command needs of a display filter; a `DisplayFilter` has it. */
export interface PacketFilter {
  matches(view: PacketView): boolean;
}

export interface PacketsOptions {
  readonly reader: PacketSource;
  /** Rows are shown for the packets that match; all packets where there is none. */
  readonly filter?: PacketFilter | undefined;
  /** Servers whose traffic is DNS on ports that are usually something else's. */
  readonly dnsServers?: readonly DnsServer[] | undefined;
  readonly format: RowFormatName;
  /** How many rows to show at most; the rest of the capture is not read then. */
  readonly count?: number | undefined;
  readonly timeFormat: TimeFormat;
  /** Takes the next piece of text; the command waits for it before it goes on. */
  readonly write: (text: string) => void | Promise<void>;
}

/** `pcap-verdict packets`: writes the packet list of a capture, as Wireshark shows it. */
export async function packetsCommand(options: PacketsOptions): Promise<void> {
  const { reader, filter, count = Number.POSITIVE_INFINITY, write } = options;
  const view = new PacketView();
  const decoder = new Decoder({ dnsServers: options.dnsServers ?? [] });
  const analysis = new TcpAnalysis();
  const rows = new RowWriter(options.timeFormat);
  const format = ROW_FORMATS[options.format](PACKET_COLUMNS);

  let pending = format.begin();
  let shown = 0;
  while (shown < count && (await reader.refill())) {
    while (shown < count && reader.next(view)) {
      decoder.decode(view);
      analysis.annotate(view);
      rows.observe(view);
      if (filter !== undefined && !filter.matches(view)) continue;
      pending += format.row(rows.row(view, fractionDigits(reader, view)));
      shown++;
      if (pending.length >= CHUNK_LENGTH) {
        await write(pending);
        pending = '';
      }
    }
  }
  await write(pending + format.end());
}

/** 9 where the packet's interface has times finer than a microsecond, else 6. */
function fractionDigits(reader: PacketSource, view: PacketView): number {
  const unit = reader.interfaces[view.interfaceIndex]?.timestampUnit;
  if (unit === undefined) return 6;
  // Units of 2^-n seconds are finer than a microsecond from n = 20 on.
  return unit.exponent > (unit.base === 10 ? 6 : 19) ? 9 : 6;
}
