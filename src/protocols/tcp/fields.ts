import { Analysis } from '../analysis.ts';
import { characters } from '../bytes.ts';
import { FieldTable, type PartReader } from '../fields/field.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import { tcpAnalysisFields } from './analysis-fields.ts';
import { ClosingSide, WINDOW_SCALE_NOT_USED, WINDOW_SCALE_UNKNOWN } from './annotation.ts';
import * as tcp from './codec.ts';
import {
  ANALYSIS,
  afterLength,
  annotated,
  annotatedAfterLength,
  annotationOf,
  header,
  isQuotedByIcmp,
  isWhole,
  isWholeLayer,
  span,
  UP_TO_WINDOW,
} from './field-readers.ts';
import { tcpOptionFields } from './option-fields.ts';

const flags = afterLength(tcp.flags);
const isSyn = (bytes: Uint8Array, at: number) => (tcp.flags(bytes, at) & tcp.SYN) !== 0;

/** Offset of the payload; the end of the layer where the header is damaged. */
function payloadStart(view: PacketView, layer: number): number {
  if (!isWholeLayer(view, layer)) return view.layerEnd[layer];
  const at = view.layerStart[layer];
  return at + tcp.headerLength(view.layerBytes(layer), at);
}

/** Captured payload, of a segment that resets or of one that does not. */
const payload =
  (ofReset: boolean, give: 'bytes' | 'text'): PartReader =>
  (_bytes, _at, _end, sink, view, layer) => {
    const start = payloadStart(view, layer);
    const end = view.layerEnd[layer];
    if (end <= start) return false;
    const bytes = view.layerBytes(layer);
    if (((tcp.flags(bytes, view.layerStart[layer]) & tcp.RST) !== 0) !== ofReset) return false;
    if (give === 'bytes') return sink.bytes(bytes, start, end);
    const zero = bytes.subarray(start, end).indexOf(0);
    return sink.text(characters(bytes, start, zero < 0 ? end : start + zero));
  };

const table = new FieldTable([Protocol.TCP], 'tcp.')
  .number('srcport', 'FT_UINT16', 'BASE_PT_TCP', 'Source port', header(tcp.sourcePort, 4))
  .number('dstport', 'FT_UINT16', 'BASE_PT_TCP', 'Destination port', header(tcp.destinationPort, 4))
  .number('port', 'FT_UINT16', 'BASE_PT_TCP', 'Source or destination port', [
    header(tcp.sourcePort, 4),
    header(tcp.destinationPort, 4),
  ])
  .uint32(
    'stream',
    'Number of the conversation, from 0',
    annotated((a) => a.stream),
    ANALYSIS,
  )
  .number(
    'completeness',
    'FT_UINT8',
    'BASE_CUSTOM',
    'What of the conversation was captured so far: 1 SYN, 2 SYN/ACK, 4 ACK, 8 data, 16 FIN, 32 RST',
    annotated((a) => a.completeness),
    ANALYSIS,
  )
  .uint32('len', 'Payload on the wire in bytes', (bytes, at, end, view, layer) => {
    if (end - at < UP_TO_WINDOW || (view.quotedFrom >= 0 && layer >= view.quotedFrom)) {
      return Number.NaN;
    }
    if (view.isFragment && layer < view.reassembledFrom) return Number.NaN;
    if (layer === view.transport) return view.payloadLength;
    // A header that is damaged or cut off: the last layer, which the decoder stopped at.
    const length = view.declaredLimit - at - tcp.headerLength(bytes, at);
    return layer === view.layerCount - 1 && length >= 0 ? length : Number.NaN;
  })
  .uint32(
    'seq',
    'Sequence number, relative',
    (bytes, at, end, view, layer) => {
      if (isQuotedByIcmp(view, layer)) return end - at >= 8 ? tcp.sequence(bytes, at) : Number.NaN;
      return annotationOf(view, layer)?.relativeSequence ?? Number.NaN;
    },
    ANALYSIS,
  )
  .uint32('seq_raw', 'Sequence number as sent', (bytes, at, end, view, layer) =>
    end - at >= UP_TO_WINDOW && !isQuotedByIcmp(view, layer) ? tcp.sequence(bytes, at) : Number.NaN,
  )
  .uint32(
    'nxtseq',
    'Sequence number after this segment, relative',
    annotatedAfterLength((a) => (a.hasLength ? a.relativeNextSequence : Number.NaN)),
    ANALYSIS,
  )
  .uint32(
    'ack',
    'Acknowledgment number, relative',
    annotatedAfterLength((a) => a.relativeAcknowledgment),
    ANALYSIS,
  )
  .uint32('ack_raw', 'Acknowledgment number as sent', afterLength(tcp.acknowledgment))
  .uint8('hdr_len', 'Header length in bytes', header(tcp.headerLength))
  .hex16('flags', 'Flags', flags)
  .bit('flags.res', '12', 'Reserved bits', flags, tcp.RESERVED)
  .bit('flags.ae', '12', 'Accurate ECN', flags, tcp.AE)
  .bit('flags.cwr', '12', 'Congestion window reduced', flags, tcp.CWR)
  .bit('flags.ece', '12', 'ECN echo', flags, tcp.ECE)
  .bit('flags.urg', '12', 'Urgent pointer is valid', flags, tcp.URG)
  .bit('flags.ack', '12', 'Acknowledgment number is valid', flags, tcp.ACK)
  .bit('flags.push', '12', 'Push', flags, tcp.PSH)
  .bit('flags.reset', '12', 'Reset the connection', flags, tcp.RST)
  .bit('flags.syn', '12', 'Open a connection', flags, tcp.SYN)
  .bit('flags.fin', '12', 'No more data from the sender', flags, tcp.FIN)
  .text('flags.str', 'Flags as letters', (view, layer) => {
    if (!isWholeLayer(view, layer, UP_TO_WINDOW)) return null;
    const value = tcp.flags(view.layerBytes(layer), view.layerStart[layer]);
    let text = '';
    for (let bit = 0; bit < 12; bit++) text += value & (0x800 >> bit) ? 'RRRACEUAPRSF'[bit] : '·';
    return text;
  })
  .uint16('window_size_value', 'Window as sent', afterLength(tcp.window))
  .uint32(
    'window_size',
    'Window, scaled as far as known',
    annotatedAfterLength((a) => a.windowSize),
    ANALYSIS,
  )
  .number(
    'window_size_scalefactor',
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
  .hex16('checksum', 'Checksum', afterLength(tcp.checksum, 18))
  .number(
    'checksum.status',
    'FT_UINT8',
    'BASE_NONE',
    'Whether the checksum is right; 2, unverified, as is the default in Wireshark',
    afterLength(() => 2, 18),
  )
  .uint16('urgent_pointer', 'Urgent pointer', afterLength(tcp.urgentPointer, 20))
  .octets('payload', 'Payload of the segment', payload(false, 'bytes'))
  .string('reset_cause', 'Text that a reset carries', payload(true, 'text'))
  .span(
    'time_relative',
    'Time since the first packet of the conversation',
    span((a) => a.sinceFirst, true),
    ANALYSIS,
  )
  .span(
    'time_delta',
    'Time since the previous packet of the conversation',
    span((a) => a.sincePrevious, true),
    ANALYSIS,
  );

/** A note that Wireshark makes of flags. */
function note(name: string, meaning: string, mask: number, value: number): void {
  table.label(name, meaning, (view, layer) => {
    if (!isWholeLayer(view, layer, UP_TO_WINDOW)) return false;
    return (tcp.flags(view.layerBytes(layer), view.layerStart[layer]) & mask) === value;
  });
}
note('connection.syn', 'Asks to open a connection', tcp.SYN | tcp.ACK, tcp.SYN);
note('connection.synack', 'Opens a connection', tcp.SYN | tcp.ACK, tcp.SYN | tcp.ACK);
note('connection.fin', 'Closes a connection', tcp.FIN, tcp.FIN);
note('connection.rst', 'Resets a connection', tcp.RST, tcp.RST);
table
  .label(
    'connection.fin_active',
    'The side that closes first',
    (view, layer) => annotationOf(view, layer)?.closing === ClosingSide.ACTIVE,
    ANALYSIS,
  )
  .label(
    'connection.fin_passive',
    'The side that closes second',
    (view, layer) => annotationOf(view, layer)?.closing === ClosingSide.PASSIVE,
    ANALYSIS,
  )
  .label(
    'ack.nonzero',
    'An acknowledgment number though the ACK flag is not set',
    (view, layer) => {
      if (!isWholeLayer(view, layer, UP_TO_WINDOW)) return false;
      const bytes = view.layerBytes(layer);
      const at = view.layerStart[layer];
      return (tcp.flags(bytes, at) & tcp.ACK) === 0 && tcp.acknowledgment(bytes, at) !== 0;
    },
  )
  .label(
    'urgent_pointer.non_zero',
    'An urgent pointer though the URG flag is not set',
    (view, layer) => {
      if (!isWholeLayer(view, layer)) return false;
      const bytes = view.layerBytes(layer);
      const at = view.layerStart[layer];
      return (tcp.flags(bytes, at) & tcp.URG) === 0 && tcp.urgentPointer(bytes, at) !== 0;
    },
  )
  .label('bogus_header_length', 'A header length below 20 bytes', (view, layer) => {
    const at = view.layerStart[layer];
    return (
      view.layerEnd[layer] - at >= UP_TO_WINDOW &&
      tcp.headerLength(view.layerBytes(layer), at) < tcp.MINIMUM_HEADER_LENGTH
    );
  })
  .label('short_segment', 'A header longer than the segment', (view, layer) => {
    const at = view.layerStart[layer];
    return (
      view.layerEnd[layer] - at >= UP_TO_WINDOW &&
      layer === view.layerCount - 1 &&
      view.quotedFrom < 0 &&
      !view.isFragment &&
      view.declaredLimit - at < tcp.headerLength(view.layerBytes(layer), at)
    );
  });

/** Messages that span segments. */
const streams = new FieldTable([Protocol.TCP], 'tcp.', { needs: Analysis.APPLICATION })
  .values(
    'segment_data',
    'FT_BYTES',
    '',
    'Payload that belongs to a message that spans segments',
    (view, layer, sink) => {
      const { valid, segmentStart, segmentEnd } = view.applicationAnnotation;
      if (!valid || layer !== view.transport || segmentEnd <= segmentStart) return false;
      return sink.bytes(view.layerBytes(layer), segmentStart, segmentEnd);
    },
  )
  .label('segments', 'A message that spanned segments is complete', completesMessage)
  .uint32('segment.count', 'Segments of a message that is complete', (_b, _a, _e, view, layer) =>
    completesMessage(view, layer) ? view.applicationAnnotation.segmentCount : Number.NaN,
  )
  .uint32(
    'reassembled.length',
    'Length of a message that is complete',
    (_b, _a, _e, view, layer) =>
      completesMessage(view, layer) ? view.applicationAnnotation.reassembledLength : Number.NaN,
  );

function completesMessage(view: PacketView, layer: number): boolean {
  return layer === view.transport && view.applicationAnnotation.reassembledLength > 0;
}

/** Transmission Control Protocol. */
export const tcpFields = [
  ...table.fields,
  ...tcpAnalysisFields,
  ...tcpOptionFields,
  ...streams.fields,
];
