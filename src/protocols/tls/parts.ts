import { readUint16 } from '../bytes.ts';
import type { PartReader, PartWalker, ValueSink } from '../fields/field.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as tls from './codec.ts';

/** Where a record stands in its connection. */
export interface RecordPlace {
  /** The side that sends it has changed to encryption, before or in this packet. */
  isEncrypted: boolean;
  /** The server has chosen TLS 1.3. */
  isVersion13: boolean;
  /** Of an extension: it is a client's. */
  isClient: boolean;
}

/** Of the record at hand: a walk ends before the next begins. */
const place: RecordPlace = { isEncrypted: false, isVersion13: false, isClient: false };

/** Whether the messages are QUIC's, which has no records (RFC 9001 §4): then one stands in for them. */
function isInQuic(view: PacketView, layer: number): boolean {
  return layer > 0 && view.layerProtocol[layer - 1] === Protocol.QUIC;
}

/** Each record, up to its end or that of what was captured. */
export const eachRecord: PartWalker<RecordPlace> = (view, layer, sink, read) =>
  !isInQuic(view, layer) && eachCarrier(view, layer, sink, read);

/** Each record, or what carries handshake messages in its place. */
export const eachCarrier: PartWalker<RecordPlace> = (view, layer, sink, read) => {
  const bytes = view.layerBytes(layer);
  const limit = view.layerEnd[layer];
  const { applicationAnnotation: note } = view;
  const isCut = view.payloadEnd - view.payloadStart < view.payloadLength;
  place.isEncrypted = note.valid && note.isEncrypted;
  place.isVersion13 = isInQuic(view, layer) || (note.valid && tls.isVersion13(note.tlsVersion));
  let at = view.layerStart[layer];
  if (!tls.looksLikeRecord(bytes, at, limit)) return false;
  for (; at >= 0; at = tls.nextRecord(bytes, at, limit)) {
    const recordEnd = at + tls.recordSpan(bytes, at, limit);
    // A record that goes on in the next segment is shown there.
    if (recordEnd > limit && note.valid && !isCut) return false;
    const end = Math.min(recordEnd, limit);
    const type = tls.recordType(bytes, at);
    if (read(bytes, at, end, sink, view, layer, place)) return true;
    if (type === tls.CHANGE_CIPHER_SPEC && !place.isVersion13) place.isEncrypted = true;
    if (type !== tls.HANDSHAKE || place.isEncrypted) continue;
    const hello = at + tls.RECORD_HEADER_LENGTH;
    if (end - hello < tls.HANDSHAKE_HEADER_LENGTH) continue;
    if (tls.handshakeType(bytes, hello) !== tls.SERVER_HELLO) continue;
    const version = tls.negotiatedVersion(bytes, hello, end);
    if (version > 0) place.isVersion13 = tls.isVersion13(version);
  }
  return false;
};

/** Types that are sent in the clear; the first byte of an encrypted message is anything. */
function isHandshakeType(type: number): boolean {
  return (
    type <= 6 ||
    type === 8 ||
    (type >= 11 && type <= 16) ||
    (type >= 20 && type <= 25) ||
    type === 67
  );
}

/**
 * Of records: each handshake message in the clear. `encrypted` is told of each record whose message
 * is not.
 */
export function eachMessage(
  read: PartReader<RecordPlace>,
  encrypted: (sink: ValueSink) => boolean = () => false,
): PartReader<RecordPlace> {
  return (bytes, at, end, sink, view, layer, place) => {
    if (tls.recordType(bytes, at) !== tls.HANDSHAKE) return false;
    let message = at + tls.RECORD_HEADER_LENGTH;
    if (end - message < tls.recordLength(bytes, at)) return false;
    if (place.isEncrypted) return encrypted(sink);
    while (end - message >= tls.HANDSHAKE_HEADER_LENGTH) {
      const next = message + tls.HANDSHAKE_HEADER_LENGTH + tls.handshakeLength(bytes, message);
      if (!isHandshakeType(tls.handshakeType(bytes, message)) || next > end) return encrypted(sink);
      if (read(bytes, message, next, sink, view, layer, place)) return true;
      message = next;
    }
    return false;
  };
}

/** Whether the handshake message at `at` is a ClientHello or a ServerHello. */
export function isHello(bytes: Uint8Array, at: number): boolean {
  const type = tls.handshakeType(bytes, at);
  return type === tls.CLIENT_HELLO || type === tls.SERVER_HELLO;
}

/** Of handshake messages: each extension of each hello, its type and length included. */
export function eachExtension(read: PartReader<RecordPlace>): PartReader<RecordPlace> {
  return (bytes, message, messageEnd, sink, view, layer, place) => {
    if (!isHello(bytes, message)) return false;
    place.isClient = tls.handshakeType(bytes, message) === tls.CLIENT_HELLO;
    const list = tls.extensionsAt(bytes, message, messageEnd);
    if (list < 0) return false;
    const limit = Math.min(list + 2 + readUint16(bytes, list), messageEnd);
    let at = list + 2;
    while (limit - at >= tls.EXTENSION_HEADER_LENGTH) {
      const end = tls.extensionEnd(bytes, at);
      if (end > limit) return false;
      if (read(bytes, at, end, sink, view, layer, place)) return true;
      at = end;
    }
    return false;
  };
}
