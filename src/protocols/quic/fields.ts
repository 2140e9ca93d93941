import { characters } from '../bytes.ts';
import {
  FieldTable,
  type NumberReader,
  type PartWalker,
  type ValueReader,
} from '../fields/field.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import type { QuicPacket } from './annotation.ts';
import * as quic from './codec.ts';
import * as frames from './frames.ts';

/** Padding after the last packet of a datagram is a layer, but no packet. */
function isPadding(bytes: Uint8Array, at: number, view: PacketView, layer: number): boolean {
  let first = layer;
  while (first > 0 && view.layerProtocol[first - 1] === Protocol.QUIC) first--;
  if (layer === first) return false;
  return quic.isPadding(bytes, view.layerStart[first], at, view.layerEnd[layer]);
}

/** A number of every packet, or of those with a long header, or with a short one. */
const of =
  (kind: 'any' | 'long' | 'short', reader: NumberReader): NumberReader =>
  (bytes, at, end, view, layer) => {
    if (isPadding(bytes, at, view, layer)) return Number.NaN;
    const isLong = quic.hasLongHeader(bytes, at);
    if ((kind === 'long' && !isLong) || (kind === 'short' && isLong)) return Number.NaN;
    if (isLong && end - at <= quic.LONG_HEADER_FIXED_LENGTH) return Number.NaN;
    return reader(bytes, at, end, view, layer);
  };

const orNone = (value: number) => (value < 0 ? Number.NaN : value);

/** Bytes [start, start + length) of packets with a long header; start -1 for none. */
function longBytes(
  place: (bytes: Uint8Array, at: number, end: number) => readonly [start: number, length: number],
): ValueReader {
  return (view, layer, sink) => {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    const end = view.layerEnd[layer];
    if (end - at <= quic.LONG_HEADER_FIXED_LENGTH || !quic.hasLongHeader(bytes, at)) return false;
    if (isPadding(bytes, at, view, layer)) return false;
    const [start, length] = place(bytes, at, end);
    return (
      start >= 0 && length > 0 && start + length <= end && sink.bytes(bytes, start, start + length)
    );
  };
}

const longDestination = longBytes((bytes, at) => {
  const place = quic.destinationIdAt(at);
  return [place + 1, bytes[place]];
});

const table = new FieldTable([Protocol.QUIC], 'quic.')
  .uint32(
    'packet_length',
    'Length of a packet in bytes',
    of('any', (_bytes, at, end) => end - at),
  )
  .uint8(
    'header_form',
    'Header: 1 long, 0 short',
    of('any', (bytes, at) => bytes[at] >> 7),
  )
  .boolean(
    'fixed_bit',
    8,
    'Bit that is set in every packet of versions 1 and 2',
    of('any', (bytes, at) => {
      const isLong = quic.hasLongHeader(bytes, at);
      const hasNone =
        isLong && (quic.version(bytes, at) === 0 || quic.packetType(bytes, at) === quic.TYPE_RETRY);
      return hasNone ? Number.NaN : (bytes[at] >> 6) & 1;
    }),
  )
  .uint8(
    'long.packet_type',
    'Type of a packet: 0 Initial, 1 0-RTT, 2 Handshake, 3 Retry',
    of('long', (bytes, at) => {
      const version = quic.version(bytes, at);
      return version === 0 || quic.isVersion2(version) ? Number.NaN : quic.rawPacketType(bytes, at);
    }),
  )
  .uint8(
    'long.packet_type_v2',
    'Type of a packet of version 2: 1 Initial, 2 0-RTT, 3 Handshake, 0 Retry',
    of('long', (bytes, at) =>
      quic.isVersion2(quic.version(bytes, at)) ? quic.rawPacketType(bytes, at) : Number.NaN,
    ),
  )
  .hex32('version', 'Version', of('long', quic.version))
  .uint8(
    'dcil',
    'Length of the destination connection ID',
    of('long', (bytes, at) => bytes[quic.destinationIdAt(at)]),
  )
  .uint8(
    'scil',
    'Length of the source connection ID',
    of('long', (bytes, at, end) => {
      const place = quic.sourceIdAt(bytes, at, end);
      return place < 0 ? Number.NaN : bytes[place];
    }),
  )
  .values(
    'dcid',
    'FT_BYTES',
    '',
    'Destination connection ID; of a short header where others of the connection say how long it is',
    (view, layer, sink) => {
      const bytes = view.layerBytes(layer);
      const at = view.layerStart[layer];
      if (quic.hasLongHeader(bytes, at)) return longDestination(view, layer, sink);
      const length = view.quicAnnotation.shortIdLength;
      if (length === 0 || isPadding(bytes, at, view, layer)) return false;
      return sink.bytes(bytes, quic.shortIdAt(at), quic.shortIdAt(at) + length);
    },
  )
  .values(
    'scid',
    'FT_BYTES',
    '',
    'Source connection ID',
    longBytes((bytes, at, end) => {
      const place = quic.sourceIdAt(bytes, at, end);
      return place < 0 ? [-1, 0] : [place + 1, bytes[place]];
    }),
  )
  .uint64(
    'token_length',
    'Length of the token of an Initial',
    of('long', (bytes, at, end) => {
      const place = quic.version(bytes, at) === 0 ? -1 : quic.tokenAt(bytes, at, end);
      return place < 0 ? Number.NaN : orNone(quic.number(bytes, place, end));
    }),
  )
  .values(
    'token',
    'FT_BYTES',
    '',
    'Token of an Initial',
    longBytes((bytes, at, end) => {
      const place = quic.version(bytes, at) === 0 ? -1 : quic.tokenAt(bytes, at, end);
      if (place < 0) return [-1, 0];
      return [place + quic.numberLength(bytes, place), quic.number(bytes, place, end)];
    }),
  )
  .uint64(
    'length',
    'Bytes of packet number and payload',
    of('long', (bytes, at, end) => {
      const place = quic.lengthAt(bytes, at, end);
      return place < 0 ? Number.NaN : orNone(quic.number(bytes, place, end));
    }),
  )
  .label('short', 'A short header', (view, layer) => {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    return !quic.hasLongHeader(bytes, at) && !isPadding(bytes, at, view, layer);
  })
  .boolean(
    'spin_bit',
    8,
    'Bit that turns once per round trip',
    of('short', (bytes, at) => (bytes[at] >> 5) & 1),
  )
  .values(
    'supported_version',
    'FT_UINT32',
    'BASE_HEX',
    'Version that the server offers',
    (view, layer, sink) => {
      const bytes = view.layerBytes(layer);
      const at = view.layerStart[layer];
      const end = view.layerEnd[layer];
      if (end - at <= quic.LONG_HEADER_FIXED_LENGTH || !quic.hasLongHeader(bytes, at)) return false;
      if (quic.version(bytes, at) !== 0) return false;
      const versions = quic.afterIds(bytes, at, end);
      for (let place = versions; versions >= 0 && place + 4 <= end; place += 4) {
        if (sink.number(quic.version(bytes, place - 1))) return true;
      }
      return false;
    },
  )
  .hex8(
    'vn.unused',
    'Seven bits that mean nothing in a version negotiation',
    of('long', (bytes, at) => (quic.version(bytes, at) === 0 ? bytes[at] & 0x7f : Number.NaN)),
  );

// ---------------------------------------------------------------- what Initials have inside

/** A number of an Initial whose header's protection was taken off. */
const ofInitial =
  (read: (packet: QuicPacket) => number): NumberReader =>
  (_bytes, _at, _end, view, layer) => {
    const packet = view.quicAnnotation.of(layer);
    return packet === null ? Number.NaN : read(packet);
  };

const ALERTS = 0x100;

table
  .uint8(
    'long.reserved',
    'Two bits of an Initial that are 0',
    ofInitial(({ firstByte }) => (firstByte >> 2) & 3),
  )
  .uint8(
    'packet_number_length',
    'Bytes of the packet number of an Initial, less 1',
    ofInitial(({ packetNumberLength }) => packetNumberLength - 1),
  )
  .uint64(
    'packet_number',
    'Packet number of an Initial',
    ofInitial(({ packetNumber }) => packetNumber),
  )
  .values('payload', 'FT_BYTES', '', 'Encrypted payload of an Initial', (view, layer, sink) => {
    const packet = view.quicAnnotation.of(layer);
    if (packet === null) return false;
    const start = packet.packetNumberAt + packet.packetNumberLength;
    return sink.bytes(view.layerBytes(layer), start, view.layerEnd[layer]);
  });

const reader = new frames.FrameReader();

/** Each frame of an Initial that could be decrypted; its bytes are those without encryption. */
const eachFrame: PartWalker<frames.FrameReader> = (view, layer, sink, read) => {
  const packet = view.quicAnnotation.of(layer);
  if (packet === null) return false;
  reader.begin(packet.plain, 0, packet.plainLength);
  while (reader.next()) {
    if (read(packet.plain, reader.start, reader.end, sink, view, layer, reader)) return true;
  }
  return false;
};

const all = table.parts(eachFrame);
type FrameNumber = NumberReader<frames.FrameReader>;
const numberAt =
  (index: number): FrameNumber =>
  (_bytes, _at, _end, _view, _layer, { numbers }) =>
    numbers[index] ?? Number.NaN;
const dataLength: FrameNumber = (_bytes, _at, _end, _view, _layer, frame) =>
  frame.dataEnd - frame.dataStart;
const ofType = (...types: readonly number[]) =>
  all.when((_bytes, _at, _end, _view, _layer, { type }) => types.includes(type));

all
  .label('frame', 'A frame')
  .number(
    'frame_type',
    'FT_UINT64',
    'BASE_HEX',
    'Type of a frame',
    (_bytes, _at, _end, _view, _layer, { type }) => type,
  );
ofType(frames.PADDING).uint32(
  'padding_length',
  'Bytes of padding that follow one another',
  (_bytes, at, end) => end - at,
);
const acknowledgments = ofType(frames.ACK, frames.ACK_ECN);
acknowledgments
  .uint64('ack.largest_acknowledged', 'Largest packet number acknowledged', numberAt(0))
  .uint64('ack.ack_delay', 'Time since it came, scaled', numberAt(1))
  .uint64('ack.ack_range_count', 'Ranges after the first', numberAt(2))
  .uint64('ack.first_ack_range', 'Packets before the largest', numberAt(3));
for (const [index, name, meaning] of [
  [0, 'gap', 'Packets not acknowledged, less 1'],
  [1, 'ack_range', 'Packets acknowledged, less 1'],
] as const) {
  acknowledgments.part(
    `ack.${name}`,
    'FT_UINT64',
    'BASE_DEC',
    meaning,
    (_bytes, _at, _end, sink, _view, _layer, { numbers }) => {
      const end = 4 + 2 * numbers[2];
      for (let i = 4 + index; i < end; i += 2) if (sink.number(numbers[i])) return true;
      return false;
    },
  );
}
const fromEnd =
  (back: number): FrameNumber =>
  (_bytes, _at, _end, _view, _layer, { numbers }) =>
    numbers[numbers.length - back];
ofType(frames.ACK_ECN)
  .uint64('ack.ect0_count', 'Packets with ECT(0)', fromEnd(3))
  .uint64('ack.ect1_count', 'Packets with ECT(1)', fromEnd(2))
  .uint64('ack.ecn_ce_count', 'Packets with ECN-CE', fromEnd(1));
ofType(frames.CRYPTO)
  .uint64(
    'crypto.offset',
    'Bytes of the handshake before these',
    (_bytes, _at, _end, _view, _layer, { offset }) => offset,
  )
  .uint64('crypto.length', 'Bytes of the handshake', dataLength)
  .label('crypto.crypto_data', 'Bytes of the handshake are there');
const closes = ofType(frames.CONNECTION_CLOSE, frames.CONNECTION_CLOSE_BY_APPLICATION);
ofType(frames.CONNECTION_CLOSE)
  .uint64('cc.error_code', 'Error that ends the connection', numberAt(0))
  .uint64('cc.frame_type', 'Type of the frame that it is about', numberAt(1));
ofType(frames.CONNECTION_CLOSE)
  .when((_bytes, _at, _end, _view, _layer, { numbers }) => numbers[0] >> 8 === ALERTS >> 8)
  .uint8(
    'cc.error_code.tls_alert',
    'Alert of TLS that ends the connection',
    (_bytes, _at, _end, _view, _layer, { numbers }) => numbers[0] - ALERTS,
  );
ofType(frames.CONNECTION_CLOSE_BY_APPLICATION).uint64(
  'cc.error_code.app',
  'Error of the application that ends the connection',
  numberAt(0),
);
closes
  .uint64('cc.reason_phrase.length', 'Bytes of the reason', dataLength)
  .string('cc.reason_phrase', 'Reason in words', (bytes, _at, _end, sink, _view, _layer, frame) =>
    sink.text(characters(bytes, frame.dataStart, frame.dataEnd)),
  );

/** QUIC's headers, and the frames of Initials. */
export const quicFields = table.fields;
