import { ROW_FORMATS, type RowFormatName } from '../../documents/lists/formats.ts';
import { PACKET_COLUMNS } from '../../documents/packet-list/columns.ts';
import {
  type FieldLineOptions,
  FieldLines,
  type FieldSource,
} from '../../documents/packet-list/field-lines.ts';
import { RowWriter } from '../../documents/packet-list/row.ts';
import type { TimeFormat } from '../../documents/packet-list/time-format.ts';
import { Analysis } from '../../protocols/analysis.ts';
import type { DnsPolicy } from '../../protocols/decoder.ts';
import type { PacketView } from '../../protocols/packet-view.ts';
import { Protocol } from '../../protocols/protocol.ts';
import {
  Next,
  type PacketConsumer,
  type PacketFilter,
  type PacketSource,
  runPackets,
} from '../../track/run-packets.ts';

/** What the packet list says of a packet depends on its conversation, whatever the filter asks. */
const LIST_NEEDS = Analysis.TCP | Analysis.APPLICATION;

/** Text is handed on in pieces of about this many characters. */
const CHUNK_LENGTH = 1 << 16;

/** `-T fields`: what to write of each packet instead of the packet list, and how. */
export interface FieldList extends FieldLineOptions {
  readonly sources: readonly FieldSource[];
}

export interface PacketsOptions extends Partial<DnsPolicy> {
  readonly reader: PacketSource;
  /** Rows are shown for the packets that match; all packets where there is none. */
  readonly filter?: PacketFilter | undefined;
  readonly format: RowFormatName;
  /** Fields instead of the columns; `format` does not count then. */
  readonly fields?: FieldList | undefined;
  /** How many rows to show at most; the rest of the capture is not read then. */
  readonly count?: number | undefined;
  readonly timeFormat: TimeFormat;
  /** Takes the next piece of text; the command waits for it before it goes on. */
  readonly write: (text: string) => void | Promise<void>;
}

/** What is written of a capture: its packet list, or fields. */
interface Lines {
  /** `Analysis` bits. */
  readonly needs: number;
  /** Whether what is written of a packet depends on its own conversation and no other. */
  readonly isLocal: boolean;
  begin(): string;
  /** Takes in the time of every packet. */
  observeTime(view: PacketView): void;
  /** Takes in every packet, written or not; with `isLocal`, those of the conversations written. */
  observe(view: PacketView): void;
  line(view: PacketView, fractionDigits: number): string;
  end(): string;
}

/** `pcap-verdict packets`: writes the packet list of a capture, as Wireshark shows it. */
export async function packetsCommand(options: PacketsOptions): Promise<void> {
  const { reader, filter, fields, count = Number.POSITIVE_INFINITY, write } = options;
  const { dnsServers = [], dnsPorts = [] } = options;
  const lines =
    fields === undefined
      ? packetLines(options.format, options.timeFormat)
      : fieldLines(fields, options.timeFormat);
  let pending = lines.begin();
  let shown = 0;
  // Packets of conversations that are not shown are spared the analyses.
  const isSparing = lines.isLocal && filter?.selectsConversations === true;
  const wants = (view: PacketView) => {
    const isWanted = filter?.matches(view) === true || isTunnelled(view);
    if (!isWanted) lines.observeTime(view);
    return isWanted;
  };
  const consumer: PacketConsumer = {
    needs: lines.needs,
    filter,
    wants: isSparing ? wants : undefined,
    observe(view, isSelected) {
      lines.observe(view);
      if (!isSelected) return Next.MORE;
      view.frameAnnotation.noteDisplayed(view);
      pending += lines.line(view, fractionDigits(reader, view));
      if (++shown >= count) return Next.STOP;
      return pending.length < CHUNK_LENGTH ? Next.MORE : Next.PAUSE;
    },
    async afterBatch() {
      if (pending.length < CHUNK_LENGTH) return;
      await write(pending);
      pending = '';
    },
  };
  if (count > 0) await runPackets(reader, consumer, { dnsServers, dnsPorts });
  await write(pending + lines.end());
}

/** Whether the packet has more IP headers than one: a filter may mean any of them. */
function isTunnelled(view: PacketView): boolean {
  for (let layer = 0; layer < view.network; layer++) {
    const protocol: Protocol = view.layerProtocol[layer];
    if (protocol === Protocol.IPV4 || protocol === Protocol.IPV6) return true;
  }
  return false;
}

function packetLines(formatName: RowFormatName, timeFormat: TimeFormat): Lines {
  const format = ROW_FORMATS[formatName](PACKET_COLUMNS);
  const rows = new RowWriter(timeFormat);
  return {
    needs: LIST_NEEDS,
    isLocal: true,
    begin: () => format.begin(),
    observeTime: (view) => rows.observeTime(view),
    observe: (view) => rows.observe(view),
    line: (view, digits) => format.row(rows.row(view, digits)),
    end: () => format.end(),
  };
}

function fieldLines({ sources, ...options }: FieldList, timeFormat: TimeFormat): Lines {
  const fields = new FieldLines(sources, options);
  const rows = fields.needsRow ? new RowWriter(timeFormat) : null;
  return {
    needs: fields.needs | (rows === null ? 0 : LIST_NEEDS),
    // Numbers of conversations count those that are not shown too.
    isLocal: fields.needs === 0,
    begin: () => fields.begin(),
    observeTime: (view) => rows?.observeTime(view),
    observe: (view) => rows?.observe(view),
    line: (view, digits) => fields.line(view, rows?.row(view, digits) ?? null),
    end: () => '',
  };
}

/** 9 where the packet's interface has times finer than a microsecond, else 6. */
export function fractionDigits(reader: PacketSource, view: PacketView): number {
  const unit = reader.interfaces[view.interfaceIndex]?.timestampUnit;
  if (unit === undefined) return 6;
  // Units of 2^-n seconds are finer than a microsecond from n = 20 on.
  return unit.exponent > (unit.base === 10 ? 6 : 19) ? 9 : 6;
}
