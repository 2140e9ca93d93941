import { FieldTable, type ValueReader } from '../fields/field.ts';
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
import { tcpSegmentFields } from './segment-fields.ts';

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
export const tcpFields = [
  ...table.fields,
  ...tcpAnalysisFields,
  ...tcpOptionFields,
  ...tcpSegmentFields,
];
