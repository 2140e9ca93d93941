import type { CaptureInterface } from '../../capture/capture-interface.ts';
import { encapsulationType } from '../../capture/link-types.ts';
import { COMMENT, OptionsReader } from '../../capture/pcapng/options.ts';
import { Analysis } from '../analysis.ts';
import { toByteString } from '../bytes.ts';
import {
  bitsOf,
  FieldTable,
  type NumberReader,
  type PartReader,
  type ValueReader,
  type ValueSink,
} from '../fields/field.ts';
import { protocolStack } from '../fields/protocol-stack.ts';
import type { TimeSpan } from '../packet-annotations.ts';
import type { PacketView } from '../packet-view.ts';

type Span = Pick<TimeSpan, 'seconds' | 'nanoseconds'>;

const FRAME = { needs: Analysis.FRAME } as const;

const options = new OptionsReader();

/** Option codes of a pcapng packet block (pcapng §4.3), those that fields show. */
const FLAGS = 2;
const DROP_COUNT = 4;
const PACKET_ID = 5;
const QUEUE = 6;

/** Numbers of the record. */
function record(read: (view: PacketView) => number): NumberReader {
  return (_bytes, _at, _end, view) => read(view);
}

function interfaceOf(view: PacketView): CaptureInterface | null {
  const found = view.frameAnnotation.interfaces[view.interfaceIndex];
  return found === undefined || found.section === 0 ? null : found;
}

/** Opens the options of a pcapng packet; false where there are none. */
function openOptions(view: PacketView): boolean {
  if (view.optionsEnd - view.optionsStart < 4) return false;
  const bigEndian = interfaceOf(view)?.bigEndian ?? false;
  options.open(view.bytes, view.optionsStart, view.optionsEnd, bigEndian);
  return true;
}

/** The first option of that code and length as a number. */
function option(code: number, length: number): NumberReader {
  return (_bytes, _at, _end, view) => {
    if (!openOptions(view)) return Number.NaN;
    while (options.next()) {
      if (options.code !== code || options.length !== length) continue;
      return length === 8 ? options.uint64() : options.uint32();
    }
    return Number.NaN;
  };
}
const packetFlags = option(FLAGS, 4);

const flag = (mask: number): NumberReader => bitsOf(packetFlags, mask);

/** A span that a packet has where it has a time. */
const span =
  (read: (view: PacketView) => Span): ValueReader =>
  (view, _layer, sink) => {
    if (!view.hasTime) return false;
    const { seconds, nanoseconds } = read(view);
    return sink.time(seconds, nanoseconds);
  };

function eachComment(view: PacketView, give: (text: string) => boolean): boolean {
  if (!openOptions(view)) return false;
  while (options.next()) if (options.code === COMMENT && give(options.text())) return true;
  return false;
}

/** A text that a packet may have. */
const textOf =
  (read: (view: PacketView) => string | null): PartReader =>
  (_bytes, _at, _end, sink, view) => {
    const text = read(view);
    return text !== null && sink.text(toByteString(text));
  };

const NO_TIME: Span = { seconds: 0, nanoseconds: 0 };
const wireLength = (view: PacketView) => view.originalLength + view.fcsLength;

const time = (view: PacketView, _layer: number, sink: ValueSink) =>
  view.hasTime && sink.time(view.seconds, view.nanoseconds);
const interfaceNumber = (read: (found: CaptureInterface) => number): NumberReader =>
  record((view) => {
    const found = interfaceOf(view);
    return found === null ? Number.NaN : read(found);
  });
const interfaceText = (read: (found: CaptureInterface) => string | null) => (view: PacketView) => {
  const found = interfaceOf(view);
  return found === null ? null : read(found);
};

/** Fields that come from the record, not from the bytes of the packet. */
const table = new FieldTable(null)
  .values('frame', 'FT_PROTOCOL', '', 'Every packet', (view, _layer, sink) =>
    sink.bytes(view.bytes, view.start, view.end),
  )
  .uint32(
    'frame.number',
    'Number of the packet in the file, from 1',
    record((view) => view.frameNumber),
  )
  .uint32('frame.len', 'Bytes on the wire', record(wireLength))
  .uint32(
    'frame.cap_len',
    'Bytes that were captured',
    record((view) => view.capturedLength),
  )
  .values('frame.time', 'FT_ABSOLUTE_TIME', '', 'Time of capture', time)
  .span(
    'frame.time_epoch',
    'Time of capture in seconds since 1970-01-01 UTC',
    span((view) => view),
  )
  .span(
    'frame.time_delta',
    'Time since the packet before',
    span((view) => view.frameAnnotation.sincePrevious),
    FRAME,
  )
  .span(
    'frame.time_delta_displayed',
    'Time since the packet before that is shown',
    span((view) => view.frameAnnotation.sinceDisplayed),
    { needs: Analysis.FRAME | Analysis.DISPLAYED },
  )
  .span(
    'frame.time_relative',
    'Time since the first packet',
    span((view) => view.frameAnnotation.sinceFirst),
    FRAME,
  )
  .span(
    'frame.offset_shift',
    'Time that the packet was moved by: always 0',
    span(() => NO_TIME),
  )
  .label(
    'frame.time_invalid',
    'Fraction of a second out of range: readers here never give one',
    () => false,
  )
  .label('frame.ref_time', 'Chosen as time reference: a command line chooses none', () => false)
  .number('frame.marked', 'FT_BOOLEAN', '0', 'Marked: always false', () => 0)
  .number('frame.ignored', 'FT_BOOLEAN', '0', 'Ignored: always false', () => 0)
  .string('frame.protocols', 'Protocols, outermost first', (_bytes, _at, _end, sink, view) =>
    sink.text(protocolStack(view)),
  )
  .number(
    'frame.encap_type',
    'FT_INT16',
    'BASE_DEC',
    "Link type, in Wireshark's numbers",
    record((view) => encapsulationType(view.linkType)),
  )
  .label(
    'frame.len_lt_caplen',
    'The record claims more captured bytes than there were',
    (view) => view.capturedLength > wireLength(view),
  );

/* pcapng's. */
table
  .uint32(
    'frame.section_number',
    'Section of a pcapng file, from 1',
    interfaceNumber((found) => found.section),
    FRAME,
  )
  .uint32(
    'frame.interface_id',
    'Interface of its section that it was captured on, from 0 (pcapng)',
    interfaceNumber((found) => found.indexInSection),
    FRAME,
  )
  .string(
    'frame.interface_name',
    'Name of the interface (pcapng)',
    textOf(interfaceText((found) => found.name ?? found.description ?? 'unknown')),
    FRAME,
  )
  .string(
    'frame.interface_description',
    'Description of the interface (pcapng)',
    textOf(interfaceText((found) => found.description)),
    FRAME,
  )
  .uint32('frame.interface_queue', 'Queue of the interface (pcapng)', option(QUEUE, 4), FRAME)
  .number(
    'frame.packet_id',
    'FT_UINT64',
    'BASE_DEC',
    'Identifier of the packet over interfaces (pcapng)',
    option(PACKET_ID, 8),
    FRAME,
  )
  .number(
    'frame.drop_count',
    'FT_UINT64',
    'BASE_DEC',
    'Packets lost before this one (pcapng)',
    option(DROP_COUNT, 8),
    FRAME,
  )
  .hex32('frame.packet_flags', 'Link-layer flags (pcapng)', packetFlags, FRAME)
  .hex32('frame.packet_flags_direction', 'Direction: 1 inbound, 2 outbound', flag(0x3), FRAME)
  .uint32(
    'frame.packet_flags_reception_type',
    'Reception: 1 unicast, 2 multicast, 3 broadcast, 4 promiscuous',
    flag(0x1c),
    FRAME,
  )
  .uint32('frame.packet_flags_fcs_length', 'Bytes of frame check sequence', flag(0x1e0), FRAME)
  .uint32('frame.packet_flags_reserved', 'Reserved flags', flag(0xfe00), FRAME)
  .string(
    'frame.comment',
    'Comment on the packet (pcapng)',
    (_bytes, _at, _end, sink, view) => eachComment(view, (text) => sink.text(toByteString(text))),
    FRAME,
  )
  .values(
    'frame.comment.expert',
    'FT_NONE',
    '',
    'There is a comment on the packet (pcapng)',
    (view, _layer, sink) => eachComment(view, () => sink.label()),
    FRAME,
  );

const LINK_LAYER_ERRORS: ReadonlyArray<readonly [string, number, string]> = [
  ['crc_error', 0x1000000, 'checksum'],
  ['packet_too_error', 0x2000000, 'too long'],
  ['packet_too_short_error', 0x4000000, 'too short'],
  ['wrong_inter_frame_gap_error', 0x8000000, 'inter-frame gap'],
  ['unaligned_frame_error', 0x10000000, 'unaligned'],
  ['start_frame_delimiter_error', 0x20000000, 'start frame delimiter'],
  ['preamble_error', 0x40000000, 'preamble'],
  ['symbol_error', 0x80000000, 'symbol'],
];
for (const [name, mask, meaning] of LINK_LAYER_ERRORS) {
  table.bit(
    `frame.packet_flags_${name}`,
    '32',
    `Link-layer error: ${meaning}`,
    packetFlags,
    mask,
    FRAME,
  );
}
export const frameFields = table.fields;
