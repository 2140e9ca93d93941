import { readUint24 } from '../bytes.ts';
import { FieldTable, PartTable, uint16At, uint24At, uint32At } from '../fields/field.ts';
import { Protocol } from '../protocol.ts';
import * as tls from './codec.ts';
import { tlsHelloFields } from './hello-fields.ts';
import { eachCarrier, eachMessage, eachRecord, type RecordPlace } from './parts.ts';

const table = new FieldTable([Protocol.TLS], 'tls.');
const records = new PartTable(table, eachRecord);
const ofType = (type: number) => records.when((bytes, at) => tls.recordType(bytes, at) === type);

/** Of TLS 1.3, what looks like application data may be anything. */
function isOpaque(bytes: Uint8Array, at: number, { isVersion13 }: RecordPlace): boolean {
  return isVersion13 && tls.recordType(bytes, at) === tls.APPLICATION_DATA;
}

records
  .label('record', 'A record')
  .hex16('record.version', 'Version of a record', tls.recordVersion)
  .uint16('record.length', 'Length of a record', tls.recordLength);
records
  .when((bytes, at, _end, _view, _layer, place) => !isOpaque(bytes, at, place))
  .uint8('record.content_type', 'Content of a record', tls.recordType);
records
  .when((bytes, at, _end, _view, _layer, place) => isOpaque(bytes, at, place))
  .uint8(
    'record.opaque_type',
    'What an encrypted record of TLS 1.3 says that it is',
    tls.recordType,
  );
ofType(tls.APPLICATION_DATA)
  .when((bytes, at, end) => end - at === tls.recordSpan(bytes, at, end))
  .rest('app_data', 'Encrypted application data', tls.RECORD_HEADER_LENGTH);
ofType(tls.CHANGE_CIPHER_SPEC).label('change_cipher_spec', 'What follows is encrypted');
ofType(tls.ALERT).label('alert_message', 'An alert');
records
  .when(tls.isPlainAlert)
  .uint8('alert_message.level', 'Level: 1 warning, 2 fatal', tls.alertLevel)
  .uint8('alert_message.desc', 'What the alert is about', tls.alertDescription);
const carriers = new PartTable(table, eachCarrier);
carriers.part(
  'handshake',
  'FT_NONE',
  '',
  'A handshake message',
  eachMessage(
    (_bytes, _at, _end, sink) => sink.label(),
    (sink) => sink.label(),
  ),
);

const messages = carriers.within(eachMessage);
messages
  .uint8('handshake.type', 'Type of a handshake message', tls.handshakeType)
  .uint24('handshake.length', 'Length of a handshake message', tls.handshakeLength);
const messagesOf = (type: number) =>
  messages.when((bytes, at) => tls.handshakeType(bytes, at) === type);

// Certificates (RFC 5246 §7.4.2): a length of three bytes before all, and before each.
const certificates = messagesOf(tls.CERTIFICATE).from(tls.HANDSHAKE_HEADER_LENGTH).atLeast(3);
certificates.uint24('handshake.certificates_length', 'Length of all certificates', uint24At(0));
certificates
  .when((bytes, at, end) => end - at > 3 && readUint24(bytes, at) > 0)
  .label('handshake.certificates', 'Certificates');
certificates
  .from(3)
  .each((bytes, at, end) => (end - at >= 3 ? at + 3 + readUint24(bytes, at) : -1))
  .uint24('handshake.certificate_length', 'Length of a certificate', uint24At(0))
  .rest('handshake.certificate', 'Certificate', 3);

// Session tickets (RFC 5077).
messagesOf(tls.NEW_SESSION_TICKET)
  .from(tls.HANDSHAKE_HEADER_LENGTH)
  .atLeast(6)
  .uint32(
    'handshake.session_ticket_lifetime_hint',
    'Seconds that a ticket is good for',
    uint32At(0),
  )
  .uint16('handshake.session_ticket_length', 'Length of a ticket', uint16At(4))
  .rest('handshake.session_ticket', 'Ticket', 6, true);

/** Transport Layer Security: records, handshake in the clear, alerts. */
export const tlsFields = [...table.fields, ...tlsHelloFields];
