import { FieldTable, type ValueReader } from '../fields/field.ts';
import type { TimeSpan } from '../packet-annotations.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import { TcpAnalysisFlag, type TcpAnnotation } from './annotation.ts';
import { ANALYSIS, analysed, analysisOf, orNone, span } from './field-readers.ts';

/** A time that the analysis measured, where `isThere`. */
function measured(
  isThere: (annotation: TcpAnnotation) => boolean,
  reader: (annotation: TcpAnnotation) => TimeSpan,
): ValueReader {
  const read = span(reader);
  return (view, layer, sink) => {
    const annotation = analysisOf(view, layer);
    return annotation !== null && isThere(annotation) && read(view, layer, sink);
  };
}

const table = new FieldTable([Protocol.TCP], 'tcp.', ANALYSIS)
  .label(
    'analysis',
    'The conversation has something to say of this segment',
    (view, layer) => analysisOf(view, layer) !== null,
  )
  .frame(
    'analysis.acks_frame',
    'Segment that this one acknowledges',
    analysed((a) => orNone(a.acksFrame)),
  )
  .span(
    'analysis.ack_rtt',
    'Time from a segment to its acknowledgment, this one',
    measured(
      (a) => a.acksFrame > 0,
      (a) => a.acknowledgedAfter,
    ),
  )
  .span(
    'analysis.initial_rtt',
    'Time from the SYN to the first ACK',
    measured(
      () => true,
      (a) => a.initialRoundTrip,
    ),
  )
  .uint32(
    'analysis.bytes_in_flight',
    'Bytes sent and not yet acknowledged',
    analysed((a) => orNone(a.bytesInFlight)),
  )
  .uint32(
    'analysis.push_bytes_sent',
    'Bytes sent since the last PSH',
    analysed((a) => (a.bytesInFlight > 0 ? orNone(a.pushBytesSent) : Number.NaN)),
  )
  .frame(
    'analysis.rto_frame',
    'Frame that the retransmission is measured from',
    analysed((a) =>
      a.timeout.seconds !== 0 || a.timeout.nanoseconds !== 0 ? orNone(a.timeoutFrame) : Number.NaN,
    ),
  )
  .span(
    'analysis.rto',
    'Time from that frame to the retransmission',
    measured(
      (a) => a.timeoutFrame > 0,
      (a) => a.timeout,
    ),
  )
  .uint32(
    'analysis.duplicate_ack_num',
    'Which duplicate of an acknowledgment this is',
    analysed((a) => orNone(a.duplicateAckNumber)),
  )
  .frame(
    'analysis.duplicate_ack_frame',
    'Acknowledgment that this one duplicates',
    analysed((a) => orNone(a.duplicateAckFrame)),
  );

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
  'analysis.flags',
  'Anything noteworthy in the conversation',
  (view, layer) => analysisFlags(view, layer) !== 0,
);
for (const [name, flag, meaning] of FLAGS) {
  const isSet = (view: PacketView, layer: number) => (analysisFlags(view, layer) & flag) !== 0;
  table.label(`analysis.${name}`, meaning, isSet);
}
table.values(
  'analysis.duplicate_ack',
  'FT_NONE',
  '',
  'Same acknowledgment again',
  (view, layer, sink) =>
    (analysisFlags(view, layer) & TcpAnalysisFlag.DUPLICATE_ACK) !== 0 &&
    // Shown twice: as an item and as a note.
    (sink.label() || sink.label()),
);

/** What Wireshark's analysis of conversations says of a segment. */
export const tcpAnalysisFields = table.fields;
