import { readUint16, readUint24, readUint32 } from '../bytes.ts';
import type { ValueSink } from '../fields/field.ts';
import * as tls from './codec.ts';
import { eachMessage, eachRecord, tlsTable } from './field-messages.ts';
import { tlsHelloFields } from './hello-fields.ts';

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
    15: 'Certificate Verify',
    16: 'Client Key Exchange',
    20: 'Finished',
    22: 'Certificate Status',
  },
};

const table = tlsTable()
  .values(
    'tls.record',
    'FT_NONE',
    '',
    'A record',
    eachRecord((_bytes, _at, _end, sink) => sink.label()),
  )
  .values(
    'tls.record.content_type',
    'FT_UINT8',
    'BASE_DEC',
    'Content of a record',
    eachRecord(
      (bytes, at, _end, sink, place) =>
        !isOpaque(bytes, at, place.isVersion13) && sink.number(tls.recordType(bytes, at)),
    ),
    CONTENT_TYPES,
  )
  .values(
    'tls.record.opaque_type',
    'FT_UINT8',
    'BASE_DEC',
    'What an encrypted record of TLS 1.3 says that it is',
    eachRecord(
      (bytes, at, _end, sink, place) =>
        isOpaque(bytes, at, place.isVersion13) && sink.number(tls.recordType(bytes, at)),
    ),
    CONTENT_TYPES,
  )
  .values(
    'tls.record.version',
    'FT_UINT16',
    'BASE_HEX',
    'Version of a record',
    eachRecord((bytes, at, _end, sink) => sink.number(tls.recordVersion(bytes, at))),
  )
  .values(
    'tls.record.length',
    'FT_UINT16',
    'BASE_DEC',
    'Length of a record',
    eachRecord((bytes, at, _end, sink) => sink.number(tls.recordLength(bytes, at))),
  )
  .values(
    'tls.app_data',
    'FT_BYTES',
    '',
    'Encrypted application data',
    eachRecord((bytes, at, end, sink) => {
      const start = at + tls.RECORD_HEADER_LENGTH;
      return (
        tls.recordType(bytes, at) === tls.APPLICATION_DATA &&
        end - start === tls.recordLength(bytes, at) &&
        sink.bytes(bytes, start, end)
      );
    }),
  )
  .values(
    'tls.change_cipher_spec',
    'FT_NONE',
    '',
    'What follows is encrypted',
    eachRecord(
      (bytes, at, _end, sink) =>
        tls.recordType(bytes, at) === tls.CHANGE_CIPHER_SPEC && sink.label(),
    ),
  )
  .values(
    'tls.alert_message',
    'FT_NONE',
    '',
    'An alert',
    eachRecord((bytes, at, _end, sink) => tls.recordType(bytes, at) === tls.ALERT && sink.label()),
  )
  .values(
    'tls.alert_message.level',
    'FT_UINT8',
    'BASE_DEC',
    'Level: 1 warning, 2 fatal',
    eachRecord(
      (bytes, at, end, sink) =>
        tls.isPlainAlert(bytes, at, end) && sink.number(tls.alertLevel(bytes, at, end)),
    ),
    { names: { 1: 'Warning', 2: 'Fatal' } },
  )
  .values(
    'tls.alert_message.desc',
    'FT_UINT8',
    'BASE_DEC',
    'What the alert is about',
    eachRecord(
      (bytes, at, end, sink) =>
        tls.isPlainAlert(bytes, at, end) && sink.number(tls.alertDescription(bytes, at, end)),
    ),
  )
  .values(
    'tls.handshake',
    'FT_NONE',
    '',
    'A handshake message',
    eachMessage(
      (_bytes, _at, _end, sink) => sink.label(),
      (sink) => sink.label(),
    ),
  )
  .values(
    'tls.handshake.type',
    'FT_UINT8',
    'BASE_DEC',
    'Type of a handshake message',
    eachMessage((bytes, at, _end, sink) => sink.number(tls.handshakeType(bytes, at))),
    HANDSHAKE_TYPES,
  )
  .values(
    'tls.handshake.length',
    'FT_UINT24',
    'BASE_DEC',
    'Length of a handshake message',
    eachMessage((bytes, at, _end, sink) => sink.number(tls.handshakeLength(bytes, at))),
  );

/** Of TLS 1.3, what looks like application data may be anything. */
function isOpaque(bytes: Uint8Array, at: number, isVersion13: boolean): boolean {
  return isVersion13 && tls.recordType(bytes, at) === tls.APPLICATION_DATA;
}

// ---------------------------------------------------------------- certificates (RFC 5246 §7.4.2)

type CertificateGive = (bytes: Uint8Array, start: number, end: number, sink: ValueSink) => boolean;

function certificates(give: CertificateGive) {
  return eachMessage((bytes, at, end, sink) => {
    const list = at + tls.HANDSHAKE_HEADER_LENGTH;
    if (bytes[at] !== tls.CERTIFICATE || end - list < 3) return false;
    let place = list + 3;
    while (end - place >= 3) {
      const stop = place + 3 + readUint24(bytes, place);
      if (stop > end) return false;
      if (give(bytes, place + 3, stop, sink)) return true;
      place = stop;
    }
    return false;
  });
}
table
  .values(
    'tls.handshake.certificates_length',
    'FT_UINT24',
    'BASE_DEC',
    'Length of all certificates',
    eachMessage(
      (bytes, at, end, sink) =>
        bytes[at] === tls.CERTIFICATE &&
        end - at >= 7 &&
        sink.number(readUint24(bytes, at + tls.HANDSHAKE_HEADER_LENGTH)),
    ),
  )
  .values(
    'tls.handshake.certificates',
    'FT_NONE',
    '',
    'Certificates',
    eachMessage(
      (bytes, at, end, sink) =>
        bytes[at] === tls.CERTIFICATE &&
        end - at > 7 &&
        readUint24(bytes, at + tls.HANDSHAKE_HEADER_LENGTH) > 0 &&
        sink.label(),
    ),
  )
  .values(
    'tls.handshake.certificate_length',
    'FT_UINT24',
    'BASE_DEC',
    'Length of a certificate',
    certificates((_bytes, start, end, sink) => sink.number(end - start)),
  )
  .values(
    'tls.handshake.certificate',
    'FT_BYTES',
    '',
    'Certificate',
    certificates((bytes, start, end, sink) => end > start && sink.bytes(bytes, start, end)),
  );

// ---------------------------------------------------------------- session tickets (RFC 5077)

type TicketGive = (bytes: Uint8Array, at: number, end: number, sink: ValueSink) => boolean;
const ticket = (give: TicketGive) =>
  eachMessage(
    (bytes, at, end, sink) =>
      bytes[at] === tls.NEW_SESSION_TICKET && end - at >= 10 && give(bytes, at + 4, end, sink),
  );
table
  .values(
    'tls.handshake.session_ticket_lifetime_hint',
    'FT_UINT32',
    'BASE_DEC',
    'Seconds that a ticket is good for',
    ticket((bytes, at, _end, sink) => sink.number(readUint32(bytes, at))),
  )
  .values(
    'tls.handshake.session_ticket_length',
    'FT_UINT16',
    'BASE_DEC',
    'Length of a ticket',
    ticket((bytes, at, _end, sink) => sink.number(readUint16(bytes, at + 4))),
  )
  .values(
    'tls.handshake.session_ticket',
    'FT_BYTES',
    '',
    'Ticket',
    ticket((bytes, at, end, sink) => sink.bytes(bytes, at + 6, end)),
  );

/** Transport Layer Security: records, handshake in the clear, alerts. */
export const tlsFields = [...table.fields, ...tlsHelloFields];
