import { Analysis } from '../analysis.ts';
import { readUint32 } from '../bytes.ts';
import {
  bits8,
  FieldTable,
  type NumberReader,
  type PartReader,
  type PartWalker,
  uint16At,
} from '../fields/field.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as rtp from './codec.ts';

/** Of a header that is cut nothing is shown, as in Wireshark. */
const table = new FieldTable([Protocol.RTP], 'rtp.', { needs: Analysis.APPLICATION }).when(
  (_bytes, at, end) => end - at >= rtp.HEADER_LENGTH,
);

const orNone = (value: number) => (value === 0 ? Number.NaN : value);

const setupFrame: NumberReader = (_bytes, _at, _end, view) =>
  orNone(view.mediaAnnotation.setupFrame);
const isSetUp = (view: PacketView) => view.mediaAnnotation.setupFrame !== 0;

table
  .text('setup', 'What set the stream up', (view) => (isSetUp(view) ? '' : null))
  .frame('setup-frame', 'Frame that set the stream up', setupFrame)
  .text('setup-method', 'How the stream was set up', (view) => (isSetUp(view) ? 'SDP' : null));

// A packet of another version is shown as one of RTP, and as data.
new FieldTable([Protocol.RTP, Protocol.DATA], 'rtp.', { needs: Analysis.APPLICATION }, table.fields)
  .when(
    (_bytes, at, end, view, layer) =>
      (view.layerProtocol[layer] === Protocol.RTP && end - at >= rtp.HEADER_LENGTH) ||
      view.mediaAnnotation.refusedAs === 'RTP',
  )
  .uint8('version', 'Version', bits8(0, 0xc0));

table
  .bit('padding', '8', 'Padding follows the media', 0, rtp.PADDING)
  .bit('ext', '8', 'A header extension is there', 0, rtp.EXTENSION)
  .uint8('cc', 'How many contributing sources are named', bits8(0, rtp.SOURCES))
  .bit('marker', '8', 'Marker: a talk or a picture begins or ends', rtp.PAYLOAD_TYPE, rtp.MARKER)
  .uint8('p_type', 'Payload type', bits8(rtp.PAYLOAD_TYPE, 0x7f))
  .uint16('seq', 'Sequence number', rtp.SEQUENCE)
  .uint32(
    'extseq',
    'Sequence number, counted on where it wraps around',
    (_bytes, _at, _end, view) => view.mediaAnnotation.extendedSequence,
  )
  .uint32('timestamp', 'Time of the media in its own units', rtp.TIMESTAMP)
  .number('ssrc', 'FT_UINT32', 'BASE_HEX_DEC', 'Source of the stream', (bytes, at, end) =>
    end - at < rtp.HEADER_LENGTH ? Number.NaN : readUint32(bytes, at + rtp.SSRC),
  )
  .label('csrc.items', 'Contributing sources are named', (view, layer) => {
    const bytes = view.layerBytes(layer);
    return (bytes[view.layerStart[layer]] & rtp.SOURCES) > 0;
  })
  .part(
    'csrc.item',
    'FT_UINT32',
    'BASE_HEX_DEC',
    'A contributing source',
    (bytes, at, end, sink) => {
      const first = at + rtp.HEADER_LENGTH;
      const last = Math.min(end, first + 4 * (bytes[at] & rtp.SOURCES));
      for (let i = first; i + 4 <= last; i += 4) if (sink.number(readUint32(bytes, i))) return true;
      return false;
    },
  );

const extensionNumber =
  (offset: number): NumberReader =>
  (bytes, at, end) =>
    uint16At(offset)(bytes, rtp.extensionAt(bytes, at, end), end);

/** Where the content of the header extension is: behind what it is and its length. */
function contentAt(bytes: Uint8Array, at: number, end: number): number {
  return Math.min(end, rtp.extensionAt(bytes, at, end) + rtp.EXTENSION_HEADER_LENGTH);
}

table
  .number('ext.profile', 'FT_UINT16', 'BASE_HEX_DEC', 'What the extension is', extensionNumber(0))
  .uint16('ext.len', 'Words of the extension', extensionNumber(2))
  .label('hdr_exts', 'The extension has content', (view, layer) => {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    const end = view.layerEnd[layer];
    return contentAt(bytes, at, end) < Math.min(end, rtp.payloadAt(bytes, at, end));
  })
  .part(
    'hdr_ext',
    'FT_UINT32',
    'BASE_HEX_DEC',
    'A word of the extension',
    (bytes, at, end, sink) => {
      const extension = rtp.extensionAt(bytes, at, end);
      if (extension + rtp.EXTENSION_HEADER_LENGTH > end || hasElements(bytes, extension))
        return false;
      const last = rtp.payloadAt(bytes, at, end);
      for (let i = contentAt(bytes, at, end); i + 4 <= last; i += 4) {
        if (sink.number(readUint32(bytes, i))) return true;
      }
      return false;
    },
  );

const hasElements = (bytes: Uint8Array, extension: number) =>
  rtp.isOneByteExtension(bytes, extension) || rtp.isTwoByteExtension(bytes, extension);

/** An element of an extension that has several (RFC 8285), from its identifier on. */
interface Element {
  readonly dataAt: number;
  readonly identifier: number;
}

/** Each element; zeros between them are padding. */
const eachElement: PartWalker<Element> = (view, layer, sink, read) => {
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const end = view.layerEnd[layer];
  const extension = rtp.extensionAt(bytes, at, end);
  if (extension + rtp.EXTENSION_HEADER_LENGTH > end || !hasElements(bytes, extension)) return false;
  const isShort = rtp.isOneByteExtension(bytes, extension);
  const last = rtp.payloadAt(bytes, at, end);
  let place = contentAt(bytes, at, end);
  while (place < last) {
    if (bytes[place] === 0) {
      place++;
      continue;
    }
    if (isShort && bytes[place] >> 4 === 15) return false;
    const identifier = isShort ? bytes[place] >> 4 : bytes[place];
    if (!isShort && place + 1 >= last) return false;
    const length = isShort ? (bytes[place] & 0x0f) + 1 : bytes[place + 1];
    const dataAt = place + (isShort ? 1 : 2);
    if (dataAt + length > last) return false;
    if (read(bytes, place, dataAt + length, sink, view, layer, { dataAt, identifier })) return true;
    place = dataAt + length;
  }
  return false;
};

table
  .parts(eachElement)
  .uint8(
    'ext.rfc5285.id',
    'Identifier of an element of the extension',
    (_bytes, _at, _end, _view, _layer, { identifier }) => identifier,
  )
  .uint8(
    'ext.rfc5285.len',
    'Bytes of an element',
    (_bytes, _at, end, _view, _layer, { dataAt }) => end - dataAt,
  )
  .number(
    'ext.rfc5285.appbits',
    'FT_UINT8',
    'BASE_DEC',
    'Bits of an application in what the extension is',
    (bytes, _at, _end, view, layer) => {
      const at = view.layerStart[layer];
      const extension = rtp.extensionAt(bytes, at, view.layerEnd[layer]);
      return rtp.isTwoByteExtension(bytes, extension) ? bytes[extension + 1] & 0x0f : Number.NaN;
    },
  )
  .octets(
    'ext.rfc5285.data',
    'Content of an element',
    (bytes, _at, end, sink, _view, _layer, { dataAt }) =>
      end > dataAt && sink.bytes(bytes, dataAt, end),
  );

const payload: PartReader = (bytes, at, end, sink, view) => {
  if (view.mediaAnnotation.isSecure) return false;
  const start = rtp.payloadAt(bytes, at, end);
  const stop = end - rtp.paddingLength(bytes, at, end);
  return start < stop && sink.bytes(bytes, start, stop);
};

table
  .octets('payload', 'The media', payload)
  .octets('padding.data', 'Padding but its last byte', (bytes, at, end, sink) => {
    const length = rtp.paddingLength(bytes, at, end);
    return length > 1 && sink.bytes(bytes, end - length, end - 1);
  })
  .uint8('padding.count', 'Bytes of padding', (bytes, at, end) =>
    rtp.hasPadding(bytes, at) ? bytes[end - 1] : Number.NaN,
  );

/** Real-time Transport Protocol. */
export const rtpFields = table.fields;
