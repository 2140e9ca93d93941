import { FieldTable, type NumberReader, type ValueReader } from '../fields/field.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as quic from './codec.ts';

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
    'Destination connection ID of a long header',
    longBytes((bytes, at) => {
      const place = quic.destinationIdAt(at);
      return [place + 1, bytes[place]];
    }),
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

/** QUIC's headers; what is encrypted is not looked into. */
export const quicFields = table.fields;
