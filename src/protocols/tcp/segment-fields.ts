import { Analysis } from '../analysis.ts';
import { FieldTable } from '../fields/field.ts';
import { Protocol } from '../protocol.ts';

const STREAMS = { needs: Analysis.APPLICATION } as const;

/** Messages that span segments. */
export const tcpSegmentFields = new FieldTable([Protocol.TCP])
  .values(
    'tcp.segment_data',
    'FT_BYTES',
    '',
    'Payload that belongs to a message that spans segments',
    (view, layer, sink) => {
      const { valid, segmentStart, segmentEnd } = view.applicationAnnotation;
      if (!valid || layer !== view.transport || segmentEnd <= segmentStart) return false;
      return sink.bytes(view.layerBytes(layer), segmentStart, segmentEnd);
    },
    STREAMS,
  )
  .label(
    'tcp.segments',
    'A message that spanned segments is complete',
    (view, layer) => layer === view.transport && view.applicationAnnotation.reassembledLength > 0,
    STREAMS,
  )
  .number(
    'tcp.segment.count',
    'FT_UINT32',
    'BASE_DEC',
    'Segments of a message that is complete',
    (_bytes, _at, _end, view, layer) => {
      const { reassembledLength, segmentCount } = view.applicationAnnotation;
      return layer === view.transport && reassembledLength > 0 ? segmentCount : Number.NaN;
    },
    STREAMS,
  )
  .number(
    'tcp.reassembled.length',
    'FT_UINT32',
    'BASE_DEC',
    'Length of a message that is complete',
    (_bytes, _at, _end, view, layer) => {
      const { reassembledLength } = view.applicationAnnotation;
      return layer === view.transport && reassembledLength > 0 ? reassembledLength : Number.NaN;
    },
    STREAMS,
  ).fields;
