import { FieldTable } from '../fields/field.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import { TcpAnalysisFlag } from './annotation.ts';
import { ANALYSIS, analysed, analysisOf, orNone, span } from './field-readers.ts';

const table = new FieldTable([Protocol.TCP])
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

/** What Wireshark's analysis of conversations says of a segment. */
export const tcpAnalysisFields = table.fields;
