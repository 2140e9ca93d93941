import { TIME_FORMATS, type TimeFormat } from '../../capture/time-text.ts';
import {
  DEFAULT_FIELD_LINES,
  type FieldLineOptions,
  FieldLines,
  type FieldSource,
} from '../../documents/packet-list/field-lines.ts';
import { PACKET_COLUMNS, RowWriter } from '../../documents/packet-list/row.ts';
import { ROW_FORMAT_NAMES, ROW_FORMATS, type RowFormatName } from '../../documents/row-formats.ts';
import { dnsPolicy } from '../../profiles/dns-policy.ts';
import type { DnsPolicy } from '../../protocols/decoder.ts';
import { findField, nearestNames } from '../../protocols/fields/registry.ts';
import type { PacketView } from '../../protocols/packet-view.ts';
import { Protocol } from '../../protocols/protocol.ts';
import { open } from '../../tasks/input.ts';
import { fractionDigits, LIST_NEEDS } from '../../tasks/list-packets.ts';
import {
  Next,
  type PacketConsumer,
  type PacketFilter,
  type PacketSource,
  runPackets,
} from '../../track/run-packets.ts';
import { packetsWords } from '../../words/command-line/packets.ts';
import { command, paths } from '../command.ts';
import { reportProblems, UsageError } from '../errors.ts';
import * as option from '../options.ts';
import { Output } from '../output.ts';
import { oneCapture } from '../sequence.ts';

/** `pcap-verdict packets CAPTURE`: the packet list, or fields, on standard output. */
export const packets = command({
  positionals: { capture: paths(packetsWords.positionals.capture) },
  options: [
    option.sequence,
    option.displayFilter(packetsWords.options.displayFilter),
    option.format(ROW_FORMAT_NAMES, packetsWords.options.format),
    option.options(
      { count: option.number(packetsWords.options.count, { alias: 'c' }) },
      ({ count }) => {
        if (count !== undefined && !(Number.isInteger(count) && count > 0)) {
          throw new UsageError(packetsWords.countOutOfRange);
        }
        return { count };
      },
    ),
    option.options(
      { time: option.oneOf(TIME_FORMATS, packetsWords.options.time, 't') },
      ({ time }) => ({
        timeFormat: time,
      }),
    ),
    option.options(
      {
        T: {
          choices: ['fields'],
          requiresArg: true,
          describe: packetsWords.options.T,
        } as option.Flag<'fields' | undefined>,
        e: option.texts(packetsWords.options.e, {
          completes: 'field',
        }),
        E: option.texts('header=y separator=, occurrence=f aggregator=/s quote=d bom=y'),
      },
      ({ T, e, E }) => {
        if (T !== undefined) return { fields: readFieldList(e ?? [], E ?? []) };
        if (e === undefined && E === undefined) return { fields: undefined };
        throw new UsageError(packetsWords.fieldsWithoutT);
      },
    ),
    option.options(
      {
        'trace-decode': option.number(packetsWords.options.traceDecode, { hidden: true }),
      },
      (given) => ({ traced: given['trace-decode'] }),
    ),
  ],
  examples: [
    ["$0 packets case.pcapng -Y 'dns or icmp' -c 20", packetsWords.examples.filtered],
    [
      '$0 packets case.pcapng -Y tcp.analysis.flags -T fields -e frame.number -e tcp.stream',
      packetsWords.examples.fields,
    ],
  ],
  async run({ capture, sequence, displayFilter: filter, traced, ...options }, session) {
    session.subject = capture[0];
    const { reader } = await open(oneCapture(capture, sequence, session.platform));
    const output = new Output(session.stdout);
    const dns = dnsPolicy({ asInWireshark: true });
    try {
      if (traced !== undefined) {
        const { traceDecode } = await import('../trace-decode.ts');
        session.stdout.write(await traceDecode(reader, traced, dns));
        return;
      }
      await packetsCommand({
        reader,
        filter,
        ...dns,
        ...options,
        write: (text) => output.write(text),
      });
      await output.flush();
      reportProblems(reader.problems, session);
    } finally {
      await reader.close();
    }
  },
});

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
    lines.observeTime(view);
    return filter?.matches(view) === true || isTunnelled(view);
  };
  const consumer: PacketConsumer = {
    needs: lines.needs,
    filter,
    wants: isSparing ? wants : undefined,
    observe(view, isSelected) {
      lines.observeTime(view);
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
    line: (view, digits) => fields.line(view, rows?.row(view, digits) ?? null),
    end: () => '',
  };
}

/** A column's name as tshark has it: `_ws.col.Info`. */
const COLUMN_PREFIX = '_ws.col.';

function source(name: string): FieldSource {
  if (name.startsWith(COLUMN_PREFIX)) {
    const title = name.slice(COLUMN_PREFIX.length).toLowerCase();
    const column = PACKET_COLUMNS.find((one) => one.title.toLowerCase() === title);
    if (column !== undefined) return { name, column };
    const titles = PACKET_COLUMNS.map((one) => COLUMN_PREFIX + one.title).join(', ');
    throw new UsageError(packetsWords.unknownColumn(name), `Columns: ${titles}`);
  }
  const field = findField(name);
  if (field !== undefined) return { name, field };
  const near = nearestNames(name);
  throw new UsageError(
    packetsWords.unknownField(name),
    near.length > 0
      ? packetsWords.unknownFieldNearest(near.join(', '))
      : packetsWords.unknownFieldAdvice,
  );
}

type Change = (value: string) => Partial<FieldLineOptions> | null;

function yesOrNo(key: 'header' | 'byteOrderMark'): Change {
  return (value) => (/^[yn]/i.test(value) ? { [key]: /^y/i.test(value) } : null);
}

/** `/t`, `/s`, or one character. */
function character(value: string): string | null {
  if (value === '/t') return '\t';
  if (value === '/s') return ' ';
  const [first] = value;
  return first ?? null;
}

/** What tshark's `-E` knows, and what each changes. */
const CHANGES: Readonly<Record<string, Change>> = {
  header: yesOrNo('header'),
  bom: yesOrNo('byteOrderMark'),
  separator(value) {
    const separator = character(value);
    return separator === null ? null : { separator };
  },
  aggregator(value) {
    const aggregator = character(value);
    return aggregator === null ? null : { aggregator };
  },
  occurrence(value) {
    switch (value) {
      case 'f':
        return { occurrence: 'first' };
      case 'l':
        return { occurrence: 'last' };
      case 'a':
        return { occurrence: 'all' };
      default:
        return null;
    }
  },
  quote(value) {
    switch (value) {
      case 'd':
        return { quote: '"' };
      case 's':
        return { quote: "'" };
      case 'n':
        return { quote: '' };
      default:
        return null;
    }
  },
};

/**
 * Reads `-e` and `-E` of `-T fields`.
 * @param names the values of `-e`, in their order
 * @param changes the values of `-E`, each `option=value`
 * @throws UsageError
 */
export function readFieldList(names: readonly string[], changes: readonly string[]): FieldList {
  if (names.length === 0) {
    throw new UsageError(packetsWords.noFieldNamed, packetsWords.noFieldNamedAdvice);
  }
  let options = DEFAULT_FIELD_LINES;
  for (const change of changes) {
    const [, key, value] = /^([^=]*)=(.*)$/s.exec(change) ?? [];
    const changed = key !== undefined && Object.hasOwn(CHANGES, key) ? CHANGES[key](value) : null;
    if (changed === null) {
      throw new UsageError(
        packetsWords.unknownFieldSetting(change),
        'header=y|n, separator=/t|/s|CHARACTER, occurrence=f|l|a, aggregator=,|/s|CHARACTER, quote=d|s|n, bom=y|n',
      );
    }
    options = { ...options, ...changed };
  }
  return { sources: names.map(source), ...options };
}
