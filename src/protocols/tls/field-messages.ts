import { readUint16 } from '../bytes.ts';
import { FieldTable, type ValueReader, type ValueSink } from '../fields/field.ts';
import { Protocol } from '../protocol.ts';
import * as tls from './codec.ts';

/** Where a record stands in its connection. */
export interface RecordPlace {
  /** The side that sends it has changed to encryption, before or in this packet. */
  readonly isEncrypted: boolean;
  /** The server has chosen TLS 1.3. */
  readonly isVersion13: boolean;
}

type RecordVisit = (
  bytes: Uint8Array,
  at: number,
  /** End of the record, or of what was captured of it. */
  end: number,
  sink: ValueSink,
  place: RecordPlace,
) => boolean;

/** Gives what `visit` reads of each record. */
export function eachRecord(visit: RecordVisit): ValueReader {
  return (view, layer, sink) => {
    const bytes = view.layerBytes(layer);
    const limit = view.layerEnd[layer];
    const { applicationAnnotation: note } = view;
    const isCut = view.payloadEnd - view.payloadStart < view.payloadLength;
    let isEncrypted = note.valid && note.isEncrypted;
    let isVersion13 = note.valid && tls.isVersion13(note.tlsVersion);
    let at = view.layerStart[layer];
    if (!tls.looksLikeRecord(bytes, at, limit)) return false;
    for (; at >= 0; at = tls.nextRecord(bytes, at, limit)) {
      const end = at + tls.RECORD_HEADER_LENGTH + tls.recordLength(bytes, at);
      // A record that goes on in the next segment is shown there.
      if (end > limit && note.valid && !isCut) return false;
      const type = tls.recordType(bytes, at);
      if (visit(bytes, at, Math.min(end, limit), sink, { isEncrypted, isVersion13 })) return true;
      if (type === tls.CHANGE_CIPHER_SPEC && !isVersion13) isEncrypted = true;
      if (type === tls.HANDSHAKE && !isEncrypted) {
        const hello = at + tls.RECORD_HEADER_LENGTH;
        if (end - hello >= tls.HANDSHAKE_HEADER_LENGTH && bytes[hello] === tls.SERVER_HELLO) {
          const version = tls.negotiatedVersion(bytes, hello, Math.min(end, limit));
          if (version > 0) isVersion13 = tls.isVersion13(version);
        }
      }
    }
    return false;
  };
}

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

type MessageVisit = (
  bytes: Uint8Array,
  at: number,
  end: number,
  sink: ValueSink,
  place: RecordPlace,
) => boolean;

/**
 * Gives what `visit` reads of each handshake message in the clear; `encrypted` is told of each record
 * whose message is not.
 */
export function eachMessage(
  visit: MessageVisit,
  encrypted: (sink: ValueSink) => boolean = () => false,
): ValueReader {
  return eachRecord((bytes, at, end, sink, place) => {
    if (tls.recordType(bytes, at) !== tls.HANDSHAKE) return false;
    let message = at + tls.RECORD_HEADER_LENGTH;
    if (end - message < tls.recordLength(bytes, at)) return false;
    if (place.isEncrypted) return encrypted(sink);
    while (end - message >= tls.HANDSHAKE_HEADER_LENGTH) {
      const next = message + tls.HANDSHAKE_HEADER_LENGTH + tls.handshakeLength(bytes, message);
      if (!isHandshakeType(bytes[message]) || next > end) return encrypted(sink);
      if (visit(bytes, message, next, sink, place)) return true;
      message = next;
    }
    return false;
  });
}

export function isHello(bytes: Uint8Array, at: number): boolean {
  const type = tls.handshakeType(bytes, at);
  return type === tls.CLIENT_HELLO || type === tls.SERVER_HELLO;
}

/** Gives what `visit` reads of each extension of each hello: its data is [at, end). */
export function eachExtension(
  wanted: readonly number[] | null,
  visit: (
    bytes: Uint8Array,
    at: number,
    end: number,
    sink: ValueSink,
    isClient: boolean,
  ) => boolean,
): ValueReader {
  return eachMessage((bytes, message, messageEnd, sink) => {
    if (!isHello(bytes, message)) return false;
    const isClient = bytes[message] === tls.CLIENT_HELLO;
    const list = tls.extensionsAt(bytes, message, messageEnd);
    if (list < 0) return false;
    const limit = Math.min(list + 2 + readUint16(bytes, list), messageEnd);
    let at = list + 2;
    while (limit - at >= 4) {
      const end = at + 4 + readUint16(bytes, at + 2);
      if (end > limit) return false;
      if (wanted === null || wanted.includes(readUint16(bytes, at))) {
        if (visit(bytes, at + 4, end, sink, isClient)) return true;
      }
      at = end;
    }
    return false;
  });
}

/** GREASE (RFC 8701): values that mean nothing. */
export function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);
}

export function tlsTable(): FieldTable {
  return new FieldTable([Protocol.TLS]);
}
