import { readUint16, readUint32 } from '../../wire/bytes.ts';
import type { PacketView } from '../../wire/packet-view.ts';
import { Protocol } from '../../wire/protocol.ts';
import * as tcp from '../../wire/tcp.ts';
import { TcpAnalysisFlag, type TcpAnnotation } from '../../wire/tcp-annotation.ts';
import { FieldTable, type NumberReader } from './field.ts';

/** A getter of the header; an ICMP error may quote only part of it. */
const header =
  (reader: (bytes: Uint8Array, at: number) => number, needed = 20): NumberReader =>
  (bytes, at, end) =>
    end - at >= needed ? reader(bytes, at) : Number.NaN;

/** What the conversation analysis says; nothing for a header quoted in an ICMP error. */
const annotated =
  (reader: (annotation: TcpAnnotation) => number): NumberReader =>
  (_bytes, _at, _end, view, layer) =>
    layer === view.transport && view.tcpAnnotation.valid ? reader(view.tcpAnnotation) : Number.NaN;

const ANALYSIS = { needsTcpAnalysis: true } as const;
const orNone = (value: number) => (value > 0 ? value : Number.NaN);

/** A number in the first option of that kind. */
const option =
  (kind: number, length: number, reader: (bytes: Uint8Array, at: number) => number): NumberReader =>
  (bytes, at, end) => {
    if (end - at < tcp.MINIMUM_HEADER_LENGTH) return Number.NaN;
    const place = tcp.findOption(bytes, at, end, kind);
    return place >= 0 && bytes[place + 1] === length ? reader(bytes, place) : Number.NaN;
  };

const flags = header(tcp.flags);

function payloadStart(view: PacketView, layer: number): number {
  const at = view.layerStart[layer];
  if (view.layerEnd[layer] - at < tcp.MINIMUM_HEADER_LENGTH) return view.layerEnd[layer];
  return at + tcp.headerLength(view.layerBytes(layer), at);
}

const table = new FieldTable([Protocol.TCP])
  .number('tcp.srcport', 'FT_UINT16', 'BASE_PT_TCP', 'Source port', header(tcp.sourcePort, 2))
  .number(
    'tcp.dstport',
    'FT_UINT16',
    'BASE_PT_TCP',
    'Destination port',
    header(tcp.destinationPort, 4),
  )
  .number('tcp.port', 'FT_UINT16', 'BASE_PT_TCP', 'Source or destination port', [
    header(tcp.sourcePort, 2),
    header(tcp.destinationPort, 4),
  ])
  .number(
    'tcp.seq_raw',
    'FT_UINT32',
    'BASE_DEC',
    'Sequence number as sent',
    header(tcp.sequence, 8),
  )
  .number(
    'tcp.ack_raw',
    'FT_UINT32',
    'BASE_DEC',
    'Acknowledgment number as sent',
    header(tcp.acknowledgment),
  )
  .number('tcp.hdr_len', 'FT_UINT8', 'BASE_DEC', 'Header length in bytes', header(tcp.headerLength))
  .number('tcp.flags', 'FT_UINT16', 'BASE_HEX', 'Flags', flags)
  .bit('tcp.flags.res', '12', 'Reserved bits', flags, 0xe00)
  .bit('tcp.flags.ae', '12', 'Accurate ECN', flags, tcp.AE)
  .bit('tcp.flags.cwr', '12', 'Congestion window reduced', flags, tcp.CWR)
  .bit('tcp.flags.ece', '12', 'ECN echo', flags, tcp.ECE)
  .bit('tcp.flags.urg', '12', 'Urgent pointer is valid', flags, tcp.URG)
  .bit('tcp.flags.ack', '12', 'Acknowledgment number is valid', flags, tcp.ACK)
  .bit('tcp.flags.push', '12', 'Push', flags, tcp.PSH)
  .bit('tcp.flags.reset', '12', 'Reset the connection', flags, tcp.RST)
  .bit('tcp.flags.syn', '12', 'Open a connection', flags, tcp.SYN)
  .bit('tcp.flags.fin', '12', 'No more data from the sender', flags, tcp.FIN)
  .text('tcp.flags.str', 'Flags as letters', (view, layer) => {
    const at = view.layerStart[layer];
    if (view.layerEnd[layer] - at < tcp.MINIMUM_HEADER_LENGTH) return null;
    const value = tcp.flags(view.layerBytes(layer), at);
    let text = '';
    for (let bit = 0; bit < 12; bit++) text += value & (0x800 >> bit) ? 'RRRACEUAPRSF'[bit] : '·';
    return text;
  })
  .number('tcp.window_size_value', 'FT_UINT16', 'BASE_DEC', 'Window as sent', header(tcp.window))
  .number('tcp.checksum', 'FT_UINT16', 'BASE_HEX', 'Checksum', header(tcp.checksum))
  .number(
    'tcp.urgent_pointer',
    'FT_UINT16',
    'BASE_DEC',
    'Urgent pointer',
    header(tcp.urgentPointer),
  )
  .number(
    'tcp.len',
    'FT_UINT32',
    'BASE_DEC',
    'Payload on the wire in bytes',
    (_bytes, _at, _end, view, layer) =>
      layer === view.transport ? view.payloadLength : Number.NaN,
  )
  .values('tcp.payload', 'FT_BYTES', '', 'Payload of the segment', (view, layer, sink) => {
    const start = payloadStart(view, layer);
    const end = view.layerEnd[layer];
    return end > start && sink.bytes(view.layerBytes(layer), start, end);
  })
  .values('tcp.options', 'FT_BYTES', '', 'All options', (view, layer, sink) => {
    const start = view.layerStart[layer] + tcp.MINIMUM_HEADER_LENGTH;
    const end = payloadStart(view, layer);
    return (
      end > start && end <= view.layerEnd[layer] && sink.bytes(view.layerBytes(layer), start, end)
    );
  })
  .number(
    'tcp.options.mss_val',
    'FT_UINT16',
    'BASE_DEC',
    'Maximum segment size in bytes',
    option(tcp.OPTION_MSS, 4, (bytes, at) => readUint16(bytes, at + 2)),
  )
  .number(
    'tcp.options.wscale.shift',
    'FT_UINT8',
    'BASE_DEC',
    'Window scale, shift count',
    option(tcp.OPTION_WINDOW_SCALE, 3, (bytes, at) => bytes[at + 2]),
  )
  .number(
    'tcp.options.wscale.multiplier',
    'FT_UINT16',
    'BASE_DEC',
    'Window scale, multiplier',
    // RFC 7323 §2.3: a shift count above 14 counts as 14.
    option(tcp.OPTION_WINDOW_SCALE, 3, (bytes, at) => 1 << Math.min(bytes[at + 2], 14)),
  )
  .number(
    'tcp.options.timestamp.tsval',
    'FT_UINT32',
    'BASE_DEC',
    'Timestamp value',
    option(tcp.OPTION_TIMESTAMPS, 10, (bytes, at) => readUint32(bytes, at + 2)),
  )
  .number(
    'tcp.options.timestamp.tsecr',
    'FT_UINT32',
    'BASE_DEC',
    'Timestamp echo reply',
    option(tcp.OPTION_TIMESTAMPS, 10, (bytes, at) => readUint32(bytes, at + 6)),
  )
  .number(
    'tcp.stream',
    'FT_UINT32',
    'BASE_DEC',
    'Number of the conversation, from 0',
    annotated((a) => a.stream),
    ANALYSIS,
  )
  .number(
    'tcp.completeness',
    'FT_UINT8',
    'BASE_CUSTOM',
    'What of the conversation was captured so far',
    annotated((a) => a.completeness),
    ANALYSIS,
  )
  .number(
    'tcp.seq',
    'FT_UINT32',
    'BASE_DEC',
    'Sequence number, relative',
    annotated((a) => a.relativeSequence),
    ANALYSIS,
  )
  .number(
    'tcp.nxtseq',
    'FT_UINT32',
    'BASE_DEC',
    'Sequence number after this segment, relative',
    annotated((a) => a.relativeNextSequence),
    ANALYSIS,
  )
  .number(
    'tcp.ack',
    'FT_UINT32',
    'BASE_DEC',
    'Acknowledgment number, relative',
    annotated((a) => a.relativeAcknowledgment),
    ANALYSIS,
  )
  .number(
    'tcp.window_size',
    'FT_UINT32',
    'BASE_DEC',
    'Window, scaled as far as known',
    annotated((a) => a.windowSize),
    ANALYSIS,
  )
  .number(
    'tcp.analysis.duplicate_ack_num',
    'FT_UINT32',
    'BASE_DEC',
    'Which duplicate of an acknowledgment this is',
    annotated((a) => orNone(a.duplicateAckNumber)),
    ANALYSIS,
  )
  .number(
    'tcp.analysis.duplicate_ack_frame',
    'FT_FRAMENUM',
    '',
    'Acknowledgment that this one duplicates',
    annotated((a) => orNone(a.duplicateAckFrame)),
    ANALYSIS,
  )
  .number(
    'tcp.analysis.acks_frame',
    'FT_FRAMENUM',
    '',
    'Segment that this one acknowledges',
    annotated((a) => orNone(a.acksFrame)),
    ANALYSIS,
  );

const FLAGS: ReadonlyArray<readonly [string, TcpAnalysisFlag, string]> = [
  ['retransmission', TcpAnalysisFlag.RETRANSMISSION, 'Sent before'],
  [
    'fast_retransmission',
    TcpAnalysisFlag.FAST_RETRANSMISSION,
    'Sent again after duplicate acknowledgments',
  ],
  [
    'spurious_retransmission',
    TcpAnalysisFlag.SPURIOUS_RETRANSMISSION,
    'Sent again though acknowledged',
  ],
  ['out_of_order', TcpAnalysisFlag.OUT_OF_ORDER, 'Segment out of order'],
  ['lost_segment', TcpAnalysisFlag.LOST_SEGMENT, 'A segment before it was not captured'],
  ['ack_lost_segment', TcpAnalysisFlag.ACK_LOST_SEGMENT, 'Acknowledges what was not captured'],
  ['keep_alive', TcpAnalysisFlag.KEEP_ALIVE, 'Keep-alive'],
  ['keep_alive_ack', TcpAnalysisFlag.KEEP_ALIVE_ACK, 'Answer to a keep-alive'],
  ['window_update', TcpAnalysisFlag.WINDOW_UPDATE, 'Only the window changed'],
  ['window_full', TcpAnalysisFlag.WINDOW_FULL, "Fills the receiver's window"],
  ['zero_window', TcpAnalysisFlag.ZERO_WINDOW, 'The receiver has no room'],
  ['zero_window_probe', TcpAnalysisFlag.ZERO_WINDOW_PROBE, 'Probes a window of zero'],
  ['zero_window_probe_ack', TcpAnalysisFlag.ZERO_WINDOW_PROBE_ACK, 'Answer to a window probe'],
  ['duplicate_ack', TcpAnalysisFlag.DUPLICATE_ACK, 'Same acknowledgment again'],
  ['reused_ports', TcpAnalysisFlag.REUSED_PORTS, 'New connection on the ports of an old one'],
];

const isAnnotated = (view: PacketView, layer: number) =>
  layer === view.transport && view.tcpAnnotation.valid;

table.label(
  'tcp.analysis.flags',
  'Anything noteworthy in the conversation',
  (view, layer) => isAnnotated(view, layer) && view.tcpAnnotation.flags !== 0,
  ANALYSIS,
);
for (const [name, flag, meaning] of FLAGS) {
  table.label(
    `tcp.analysis.${name}`,
    meaning,
    (view, layer) => isAnnotated(view, layer) && (view.tcpAnnotation.flags & flag) !== 0,
    ANALYSIS,
  );
}

/** Transmission Control Protocol. */
export const tcpFields = table.fields;
