import { readUint16 } from '../../wire/bytes.ts';
import { Protocol } from '../../wire/protocol.ts';
import * as tls from '../../wire/tls.ts';
import { FieldTable, type ValueReader, type ValueSink } from './field.ts';

type Visit = (bytes: Uint8Array, at: number, limit: number, sink: ValueSink) => boolean;

function eachRecord(visit: Visit): ValueReader {
  return (view, layer, sink) => {
    const bytes = view.layerBytes(layer);
    const limit = view.layerEnd[layer];
    let at = view.layerStart[layer];
    if (!tls.looksLikeRecord(bytes, at, limit)) return false;
    for (; at >= 0; at = tls.nextRecord(bytes, at, limit)) {
      if (visit(bytes, at, limit, sink)) return true;
    }
    return false;
  };
}

/** Types that are sent in the clear; the first byte of an encrypted message is anything. */
function isHandshakeType(type: number): boolean {
  return type <= 4 || (type >= 11 && type <= 16) || (type >= 20 && type <= 22) || type === 24;
}

/** Visits each handshake message whose header is in the clear; `limit` ends its record. */
function eachHandshake(visit: Visit): ValueReader {
  return (view, layer, sink) => {
    const bytes = view.layerBytes(layer);
    const limit = view.layerEnd[layer];
    let at = view.layerStart[layer];
    if (!tls.looksLikeRecord(bytes, at, limit)) return false;
    for (; at >= 0; at = tls.nextRecord(bytes, at, limit)) {
      const contentType = tls.recordType(bytes, at);
      if (contentType === tls.CHANGE_CIPHER_SPEC) return false;
      if (contentType !== tls.HANDSHAKE) continue;
      const start = at + tls.RECORD_HEADER_LENGTH;
      const declared = start + tls.recordLength(bytes, at);
      const end = Math.min(declared, limit);
      let message = start;
      while (end - message >= tls.HANDSHAKE_HEADER_LENGTH) {
        const next = message + tls.HANDSHAKE_HEADER_LENGTH + tls.handshakeLength(bytes, message);
        if (!isHandshakeType(bytes[message]) || next > declared) break;
        if (visit(bytes, message, end, sink)) return true;
        message = next;
      }
    }
    return false;
  };
}

function isHello(bytes: Uint8Array, at: number): boolean {
  const type = tls.handshakeType(bytes, at);
  return type === tls.CLIENT_HELLO || type === tls.SERVER_HELLO;
}

const CONTENT_TYPES = {
  names: {
    20: 'Change Cipher Spec',
    21: 'Alert',
    22: 'Handshake',
    23: 'Application Data',
    24: 'Heartbeat',
  },
};
const HANDSHAKE_TYPES = {
  names: {
    0: 'Hello Request',
    1: 'Client Hello',
    2: 'Server Hello',
    4: 'New Session Ticket',
    11: 'Certificate',
    12: 'Server Key Exchange',
    13: 'Certificate Request',
    14: 'Server Hello Done',
    16: 'Client Key Exchange',
  },
};

/** Transport Layer Security: records, hellos, alerts in the clear. */
export const tlsFields = new FieldTable([Protocol.TLS])
  .values(
    'tls.record',
    'FT_NONE',
    '',
    'A record',
    eachRecord((_bytes, _at, _limit, sink) => sink.label()),
  )
  .values(
    'tls.record.content_type',
    'FT_UINT8',
    'BASE_DEC',
    'Content of a record',
    eachRecord((bytes, at, _limit, sink) => sink.number(tls.recordType(bytes, at))),
    CONTENT_TYPES,
  )
  .values(
    'tls.record.version',
    'FT_UINT16',
    'BASE_HEX',
    'Version of a record',
    eachRecord((bytes, at, _limit, sink) => sink.number(tls.recordVersion(bytes, at))),
  )
  .values(
    'tls.record.length',
    'FT_UINT16',
    'BASE_DEC',
    'Length of a record',
    eachRecord((bytes, at, _limit, sink) => sink.number(tls.recordLength(bytes, at))),
  )
  .values(
    'tls.alert_message',
    'FT_NONE',
    '',
    'An alert',
    eachRecord(
      (bytes, at, _limit, sink) => tls.recordType(bytes, at) === tls.ALERT && sink.label(),
    ),
  )
  .values(
    'tls.alert_message.level',
    'FT_UINT8',
    'BASE_DEC',
    'Level: 1 warning, 2 fatal',
    eachRecord(
      (bytes, at, limit, sink) =>
        tls.isPlainAlert(bytes, at, limit) && sink.number(tls.alertLevel(bytes, at, limit)),
    ),
    { names: { 1: 'Warning', 2: 'Fatal' } },
  )
  .values(
    'tls.alert_message.desc',
    'FT_UINT8',
    'BASE_DEC',
    'What the alert is about',
    eachRecord(
      (bytes, at, limit, sink) =>
        tls.isPlainAlert(bytes, at, limit) && sink.number(tls.alertDescription(bytes, at, limit)),
    ),
  )
  .values(
    'tls.handshake',
    'FT_NONE',
    '',
    'A handshake message',
    eachHandshake((_bytes, _at, _limit, sink) => sink.label()),
  )
  .values(
    'tls.handshake.type',
    'FT_UINT8',
    'BASE_DEC',
    'Type of a handshake message',
    eachHandshake((bytes, at, _limit, sink) => sink.number(tls.handshakeType(bytes, at))),
    HANDSHAKE_TYPES,
  )
  .values(
    'tls.handshake.length',
    'FT_UINT24',
    'BASE_DEC',
    'Length of a handshake message',
    eachHandshake((bytes, at, _limit, sink) => sink.number(tls.handshakeLength(bytes, at))),
  )
  .values(
    'tls.handshake.version',
    'FT_UINT16',
    'BASE_HEX',
    'Version in a hello',
    eachHandshake((bytes, at, limit, sink) => {
      const version = isHello(bytes, at) ? tls.helloVersion(bytes, at, limit) : -1;
      return version >= 0 && sink.number(version);
    }),
  )
  .values(
    'tls.handshake.ciphersuite',
    'FT_UINT16',
    'BASE_HEX',
    'Cipher suite, offered or chosen',
    eachHandshake((bytes, at, limit, sink) => {
      if (tls.handshakeType(bytes, at) === tls.SERVER_HELLO) {
        const suite = tls.serverCipherSuite(bytes, at, limit);
        return suite >= 0 && sink.number(suite);
      }
      if (tls.handshakeType(bytes, at) !== tls.CLIENT_HELLO) return false;
      const list = tls.cipherSuitesAt(bytes, at, limit);
      if (list < 0) return false;
      const end = Math.min(list + 2 + readUint16(bytes, list), limit);
      for (let place = list + 2; end - place >= 2; place += 2) {
        if (sink.number(readUint16(bytes, place))) return true;
      }
      return false;
    }),
  )
  .values(
    'tls.handshake.extension.type',
    'FT_UINT16',
    'BASE_DEC',
    'Extension of a hello',
    eachHandshake((bytes, at, limit, sink) => {
      const list = isHello(bytes, at) ? tls.extensionsAt(bytes, at, limit) : -1;
      if (list < 0) return false;
      const end = Math.min(list + 2 + readUint16(bytes, list), limit);
      for (let place = list + 2; end - place >= 4; place += 4 + readUint16(bytes, place + 2)) {
        if (sink.number(readUint16(bytes, place))) return true;
      }
      return false;
    }),
  )
  .values(
    'tls.handshake.extensions_server_name',
    'FT_STRING',
    '',
    'Server name that the client asks for',
    eachHandshake((bytes, at, limit, sink) => {
      const name = tls.serverNameAt(bytes, at, limit);
      if (name < 0) return false;
      let text = '';
      const end = name + tls.serverNameLength(bytes, name);
      for (let i = name; i < end; i++) text += String.fromCharCode(bytes[i]);
      return sink.text(text);
    }),
  ).fields;
