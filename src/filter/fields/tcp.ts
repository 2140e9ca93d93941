import { Analysis } from '../../wire/analysis.ts';
import type { TimeSpan } from '../../wire/packet-annotations.ts';
import type { PacketView } from '../../wire/packet-view.ts';
import { Protocol } from '../../wire/protocol.ts';
import * as tcp from '../../wire/tcp.ts';
import {
  ClosingSide,
  TcpAnalysisFlag,
  type TcpAnnotation,
  WINDOW_SCALE_NOT_USED,
  WINDOW_SCALE_UNKNOWN,
} from '../../wire/tcp-annotation.ts';
import { FieldTable, type NumberReader, type ValueReader } from './field.ts';
import { tcpOptionFields } from './tcp-options.ts';
import { tcpSegmentFields } from './tcp-segments.ts';

/*
 * As packet-tcp.c of Wireshark 4.0 shows them. It reads the header up to the window (16 bytes)
 * before it shows anything but the ports, and gives up at a header length below 20.
 */
const UP_TO_WINDOW = 16;

type HeaderReader = (bytes: Uint8Array, at: number) => number;

/** A getter of the header, which may be cut short. */
const header =
  (reader: HeaderReader, needed = UP_TO_WINDOW): NumberReader =>
  (bytes, at, end) =>
    end - at >= needed ? reader(bytes, at) : Number.NaN;

function isWhole(bytes: Uint8Array, at: number, end: number, needed = UP_TO_WINDOW): boolean {
  return end - at >= needed && tcp.headerLength(bytes, at) >= tcp.MINIMUM_HEADER_LENGTH;
}

/** A getter of what is shown only where the header's length can be right. */
const afterLength =
  (reader: HeaderReader, needed = UP_TO_WINDOW): NumberReader =>
  (bytes, at, end) =>
    isWhole(bytes, at, end, needed) ? reader(bytes, at) : Number.NaN;

/** What the conversation analysis says of the header in `layer`, or null. */
function annotationOf(view: PacketView, layer: number): TcpAnnotation | null {
  const annotation =
    view.quotedFrom >= 0 && layer >= view.quotedFrom
      ? view.quotedTcpAnnotation
      : view.tcpAnnotation;
  return annotation.valid ? annotation : null;
}

const ANALYSIS = { needs: Analysis.TCP } as const;

const annotated =
  (reader: (annotation: TcpAnnotation) => number): NumberReader =>
  (_bytes, _at, _end, view, layer) => {
    const annotation = annotationOf(view, layer);
    return annotation === null ? Number.NaN : reader(annotation);
  };

/** Likewise of what is shown only where the header's length can be right. */
const annotatedAfterLength =
  (reader: (annotation: TcpAnnotation) => number): NumberReader =>
  (bytes, at, end, view, layer) => {
    const annotation = annotationOf(view, layer);
    return annotation === null || !isWhole(bytes, at, end) ? Number.NaN : reader(annotation);
  };

/**
 * What Wireshark's analysis says: nothing where it hits on the end of the captured bytes before, among
 * the options.
 */
function analysisOf(view: PacketView, layer: number): TcpAnnotation | null {
  const annotation = annotationOf(view, layer);
  if (annotation?.hasAnalysis !== true) return null;
  const at = view.layerStart[layer];
  const bytes = view.layerBytes(layer);
  if (!isWhole(bytes, at, view.layerEnd[layer], tcp.MINIMUM_HEADER_LENGTH)) return null;
  return at + tcp.headerLength(bytes, at) <= view.layerEnd[layer] ? annotation : null;
}

const analysed =
  (reader: (annotation: TcpAnnotation) => number): NumberReader =>
  (_bytes, _at, _end, view, layer) => {
    const annotation = analysisOf(view, layer);
    return annotation === null ? Number.NaN : reader(annotation);
  };

const orNone = (value: number) => (value > 0 ? value : Number.NaN);

/** A time that the analysis measured. */
const span =
  (reader: (annotation: TcpAnnotation) => TimeSpan, mayBeZero = false): ValueReader =>
  (view, layer, sink) => {
    const annotation = annotationOf(view, layer);
    if (annotation === null || !isWholeLayer(view, layer)) return false;
    const { seconds, nanoseconds } = reader(annotation);
    return (mayBeZero || seconds !== 0 || nanoseconds !== 0) && sink.time(seconds, nanoseconds);
  };

function isWholeLayer(view: PacketView, layer: number, needed = tcp.MINIMUM_HEADER_LENGTH) {
  return isWhole(view.layerBytes(layer), view.layerStart[layer], view.layerEnd[layer], needed);
}

/** Whether the header is quoted in an ICMP error over IPv4, whose sequence number is shown as sent. */
function isQuotedByIcmp(view: PacketView, layer: number): boolean {
  return (
    layer >= 2 &&
    view.layerProtocol[layer - 1] === Protocol.IPV4 &&
    view.layerProtocol[layer - 2] === Protocol.ICMP
  );
}

const flags = afterLength(tcp.flags);
const isSyn = (bytes: Uint8Array, at: number) => (tcp.flags(bytes, at) & tcp.SYN) !== 0;

function payloadStart(view: PacketView, layer: number): number {
  if (!isWholeLayer(view, layer)) return view.layerEnd[layer];
  const at = view.layerStart[layer];
  return at + tcp.headerLength(view.layerBytes(layer), at);
}

/** Captured payload, of a segment that resets or of one that does not. */
const payload =
  (ofReset: boolean, give: 'bytes' | 'text'): ValueReader =>
  (view, layer, sink) => {
    const start = payloadStart(view, layer);
    const end = view.layerEnd[layer];
    if (end <= start) return false;
    const bytes = view.layerBytes(layer);
    if (((tcp.flags(bytes, view.layerStart[layer]) & tcp.RST) !== 0) !== ofReset) return false;
    if (give === 'bytes') return sink.bytes(bytes, start, end);
    let text = '';
    for (let i = start; i < end && bytes[i] !== 0; i++) text += String.fromCharCode(bytes[i]);
    return sink.text(text);
  };

const table = new FieldTable([Protocol.TCP])
  .number('tcp.srcport', 'FT_UINT16', 'BASE_PT_TCP', 'Source port', header(tcp.sourcePort, 4))
  .number(
    'tcp.dstport',
    'FT_UINT16',
    'BASE_PT_TCP',
    'Destination port',
    header(tcp.destinationPort, 4),
  )
  .number('tcp.port', 'FT_UINT16', 'BASE_PT_TCP', 'Source or destination port', [
    header(tcp.sourcePort, 4),
    header(tcp.destinationPort, 4),
  ])
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
    'What of the conversation was captured so far: 1 SYN, 2 SYN/ACK, 4 ACK, 8 data, 16 FIN, 32 RST',
    annotated((a) => a.completeness),
    ANALYSIS,
  )
  .number(
    'tcp.len',
    'FT_UINT32',
    'BASE_DEC',
    'Payload on the wire in bytes',
    (bytes, at, end, view, layer) => {
      if (end - at < UP_TO_WINDOW || (view.quotedFrom >= 0 && layer >= view.quotedFrom)) {
        return Number.NaN;
      }
      if (view.isFragment && layer < view.reassembledFrom) return Number.NaN;
      if (layer === view.transport) return view.payloadLength;
      // A header that is damaged or cut off: the last layer, which the decoder stopped at.
      const length = view.declaredLimit - at - tcp.headerLength(bytes, at);
      return layer === view.layerCount - 1 && length >= 0 ? length : Number.NaN;
    },
  )
  .number(
    'tcp.seq',
    'FT_UINT32',
    'BASE_DEC',
    'Sequence number, relative',
    (bytes, at, end, view, layer) => {
      if (isQuotedByIcmp(view, layer)) return end - at >= 8 ? tcp.sequence(bytes, at) : Number.NaN;
      return annotationOf(view, layer)?.relativeSequence ?? Number.NaN;
    },
    ANALYSIS,
  )
  .number(
    'tcp.seq_raw',
    'FT_UINT32',
    'BASE_DEC',
    'Sequence number as sent',
    (bytes, at, end, view, layer) =>
      end - at >= UP_TO_WINDOW && !isQuotedByIcmp(view, layer)
        ? tcp.sequence(bytes, at)
        : Number.NaN,
  )
  .number(
    'tcp.nxtseq',
    'FT_UINT32',
    'BASE_DEC',
    'Sequence number after this segment, relative',
    annotatedAfterLength((a) => (a.hasLength ? a.relativeNextSequence : Number.NaN)),
    ANALYSIS,
  )
  .number(
    'tcp.ack',
    'FT_UINT32',
    'BASE_DEC',
    'Acknowledgment number, relative',
    annotatedAfterLength((a) => a.relativeAcknowledgment),
    ANALYSIS,
  )
  .number(
    'tcp.ack_raw',
    'FT_UINT32',
    'BASE_DEC',
    'Acknowledgment number as sent',
    afterLength(tcp.acknowledgment),
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
    if (!isWholeLayer(view, layer, UP_TO_WINDOW)) return null;
    const value = tcp.flags(view.layerBytes(layer), view.layerStart[layer]);
    let text = '';
    for (let bit = 0; bit < 12; bit++) text += value & (0x800 >> bit) ? 'RRRACEUAPRSF'[bit] : '·';
    return text;
  })
  .number(
    'tcp.window_size_value',
    'FT_UINT16',
    'BASE_DEC',
    'Window as sent',
    afterLength(tcp.window),
  )
  .number(
    'tcp.window_size',
    'FT_UINT32',
    'BASE_DEC',
    'Window, scaled as far as known',
    annotatedAfterLength((a) => a.windowSize),
    ANALYSIS,
  )
  .number(
    'tcp.window_size_scalefactor',
    'FT_INT32',
    'BASE_DEC',
    'Factor of the window; -1 where unknown, -2 where none is used',
    (bytes, at, end, view, layer) => {
      const annotation = annotationOf(view, layer);
      if (annotation === null || !isWhole(bytes, at, end) || isSyn(bytes, at)) return Number.NaN;
      const scale = annotation.windowScale;
      return scale === WINDOW_SCALE_UNKNOWN || scale === WINDOW_SCALE_NOT_USED ? scale : 1 << scale;
    },
    ANALYSIS,
  )
  .number('tcp.checksum', 'FT_UINT16', 'BASE_HEX', 'Checksum', afterLength(tcp.checksum, 18))
  .number(
    'tcp.checksum.status',
    'FT_UINT8',
    'BASE_NONE',
    'Whether the checksum is right; 2, unverified, as is the default in Wireshark',
    afterLength(() => 2, 18),
    { names: { 0: 'Bad', 1: 'Good', 2: 'Unverified', 3: 'Not present', 4: 'Illegal' } },
  )
  .number(
    'tcp.urgent_pointer',
    'FT_UINT16',
    'BASE_DEC',
    'Urgent pointer',
    afterLength(tcp.urgentPointer, 20),
  )
  .values('tcp.payload', 'FT_BYTES', '', 'Payload of the segment', payload(false, 'bytes'))
  .values('tcp.reset_cause', 'FT_STRING', '', 'Text that a reset carries', payload(true, 'text'))
  .values(
    'tcp.time_relative',
    'FT_RELATIVE_TIME',
    '',
    'Time since the first packet of the conversation',
    span((a) => a.sinceFirst, true),
    ANALYSIS,
  )
  .values(
    'tcp.time_delta',
    'FT_RELATIVE_TIME',
    '',
    'Time since the previous packet of the conversation',
    span((a) => a.sincePrevious, true),
    ANALYSIS,
  )
  .label(
    'tcp.analysis',
    'The conversation has something to say of this segment',
    (view, layer) => analysisOf(view, layer) !== null,
    ANALYSIS,
  )
  .number(
    'tcp.analysis.acks_frame',
    'FT_FRAMENUM',
    '',
    'Segment that this one acknowledges',
    analysed((a) => orNone(a.acksFrame)),
    ANALYSIS,
  )
  .values(
    'tcp.analysis.ack_rtt',
    'FT_RELATIVE_TIME',
    '',
    'Time from a segment to its acknowledgment, this one',
    (view, layer, sink) => {
      const annotation = analysisOf(view, layer);
      return annotation !== null && annotation.acksFrame > 0 && acknowledged(view, layer, sink);
    },
    ANALYSIS,
  )
  .values(
    'tcp.analysis.initial_rtt',
    'FT_RELATIVE_TIME',
    '',
    'Time from the SYN to the first ACK',
    (view, layer, sink) => analysisOf(view, layer) !== null && initial(view, layer, sink),
    ANALYSIS,
  )
  .number(
    'tcp.analysis.bytes_in_flight',
    'FT_UINT32',
    'BASE_DEC',
    'Bytes sent and not yet acknowledged',
    analysed((a) => orNone(a.bytesInFlight)),
    ANALYSIS,
  )
  .number(
    'tcp.analysis.push_bytes_sent',
    'FT_UINT32',
    'BASE_DEC',
    'Bytes sent since the last PSH',
    analysed((a) => (a.bytesInFlight > 0 ? orNone(a.pushBytesSent) : Number.NaN)),
    ANALYSIS,
  )
  .number(
    'tcp.analysis.rto_frame',
    'FT_FRAMENUM',
    '',
    'Frame that the retransmission is measured from',
    analysed((a) =>
      a.timeout.seconds !== 0 || a.timeout.nanoseconds !== 0 ? orNone(a.timeoutFrame) : Number.NaN,
    ),
    ANALYSIS,
  )
  .values(
    'tcp.analysis.rto',
    'FT_RELATIVE_TIME',
    '',
    'Time from that frame to the retransmission',
    (view, layer, sink) => {
      const annotation = analysisOf(view, layer);
      return annotation !== null && annotation.timeoutFrame > 0 && timeout(view, layer, sink);
    },
    ANALYSIS,
  )
  .number(
    'tcp.analysis.duplicate_ack_num',
    'FT_UINT32',
    'BASE_DEC',
    'Which duplicate of an acknowledgment this is',
    analysed((a) => orNone(a.duplicateAckNumber)),
    ANALYSIS,
  )
  .number(
    'tcp.analysis.duplicate_ack_frame',
    'FT_FRAMENUM',
    '',
    'Acknowledgment that this one duplicates',
    analysed((a) => orNone(a.duplicateAckFrame)),
    ANALYSIS,
  );

const acknowledged = span((a) => a.acknowledgedAfter);
const initial = span((a) => a.initialRoundTrip);
const timeout = span((a) => a.timeout);

const FLAGS: ReadonlyArray<readonly [string, number, string]> = [
  [
    'retransmission',
    // The fast and the spurious are retransmissions as well.
    TcpAnalysisFlag.RETRANSMISSION |
      TcpAnalysisFlag.FAST_RETRANSMISSION |
      TcpAnalysisFlag.SPURIOUS_RETRANSMISSION,
    'Sent before',
  ],
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
  ['reused_ports', TcpAnalysisFlag.REUSED_PORTS, 'New connection on the ports of an old one'],
];

function analysisFlags(view: PacketView, layer: number): number {
  return analysisOf(view, layer)?.flags ?? 0;
}

table.label(
  'tcp.analysis.flags',
  'Anything noteworthy in the conversation',
  (view, layer) => analysisFlags(view, layer) !== 0,
  ANALYSIS,
);
for (const [name, flag, meaning] of FLAGS) {
  table.label(
    `tcp.analysis.${name}`,
    meaning,
    (view, layer) => (analysisFlags(view, layer) & flag) !== 0,
    ANALYSIS,
  );
}
table.values(
  'tcp.analysis.duplicate_ack',
  'FT_NONE',
  '',
  'Same acknowledgment again',
  (view, layer, sink) =>
    (analysisFlags(view, layer) & TcpAnalysisFlag.DUPLICATE_ACK) !== 0 &&
    // Shown twice: as an item and as a note.
    (sink.label() || sink.label()),
  ANALYSIS,
);

/** A note that Wireshark makes of flags. */
function note(name: string, meaning: string, mask: number, value: number): void {
  table.label(name, meaning, (view, layer) => {
    if (!isWholeLayer(view, layer, UP_TO_WINDOW)) return false;
    return (tcp.flags(view.layerBytes(layer), view.layerStart[layer]) & mask) === value;
  });
}
note('tcp.connection.syn', 'Asks to open a connection', tcp.SYN | tcp.ACK, tcp.SYN);
note('tcp.connection.synack', 'Opens a connection', tcp.SYN | tcp.ACK, tcp.SYN | tcp.ACK);
note('tcp.connection.fin', 'Closes a connection', tcp.FIN, tcp.FIN);
note('tcp.connection.rst', 'Resets a connection', tcp.RST, tcp.RST);
table
  .label(
    'tcp.connection.fin_active',
    'The side that closes first',
    (view, layer) => annotationOf(view, layer)?.closing === ClosingSide.ACTIVE,
    ANALYSIS,
  )
  .label(
    'tcp.connection.fin_passive',
    'The side that closes second',
    (view, layer) => annotationOf(view, layer)?.closing === ClosingSide.PASSIVE,
    ANALYSIS,
  )
  .label(
    'tcp.ack.nonzero',
    'An acknowledgment number though the ACK flag is not set',
    (view, layer) => {
      if (!isWholeLayer(view, layer, UP_TO_WINDOW)) return false;
      const bytes = view.layerBytes(layer);
      const at = view.layerStart[layer];
      return (tcp.flags(bytes, at) & tcp.ACK) === 0 && tcp.acknowledgment(bytes, at) !== 0;
    },
  )
  .label(
    'tcp.urgent_pointer.non_zero',
    'An urgent pointer though the URG flag is not set',
    (view, layer) => {
      if (!isWholeLayer(view, layer)) return false;
      const bytes = view.layerBytes(layer);
      const at = view.layerStart[layer];
      return (tcp.flags(bytes, at) & tcp.URG) === 0 && tcp.urgentPointer(bytes, at) !== 0;
    },
  )
  .label('tcp.bogus_header_length', 'A header length below 20 bytes', (view, layer) => {
    const at = view.layerStart[layer];
    return (
      view.layerEnd[layer] - at >= UP_TO_WINDOW &&
      tcp.headerLength(view.layerBytes(layer), at) < tcp.MINIMUM_HEADER_LENGTH
    );
  })
  .label('tcp.short_segment', 'A header longer than the segment', (view, layer) => {
    const at = view.layerStart[layer];
    return (
      view.layerEnd[layer] - at >= UP_TO_WINDOW &&
      layer === view.layerCount - 1 &&
      view.quotedFrom < 0 &&
      !view.isFragment &&
      view.declaredLimit - at < tcp.headerLength(view.layerBytes(layer), at)
    );
  });

/** Transmission Control Protocol. */
export const tcpFields = [...table.fields, ...tcpOptionFields, ...tcpSegmentFields];
