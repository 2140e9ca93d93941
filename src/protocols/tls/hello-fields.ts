import { readUint16, readUint32 } from '../bytes.ts';
import {
  type Condition,
  FieldTable,
  type PartReader,
  PartTable,
  uint8At,
  uint16At,
} from '../fields/field.ts';
import { md5 } from '../md5.ts';
import { Protocol } from '../protocol.ts';
import * as tls from './codec.ts';
import { eachCarrier, eachExtension, eachMessage, isHello, type RecordPlace } from './parts.ts';

const table = new FieldTable([Protocol.TLS], 'tls.handshake.');
const messages = new PartTable(table, eachCarrier).within(eachMessage);

// ---------------------------------------------------------------- hellos

const hellos = messages.when(
  (bytes, at, end) => isHello(bytes, at) && end - at > tls.HELLO_SESSION_ID,
);
const clientHellos = hellos.when((bytes, at) => tls.handshakeType(bytes, at) === tls.CLIENT_HELLO);
const serverHellos = hellos.when((bytes, at) => tls.handshakeType(bytes, at) === tls.SERVER_HELLO);

/** The 16-bit numbers in [start, end). */
function numbers(bytes: Uint8Array, start: number, end: number): number[] {
  const found: number[] = [];
  for (let at = start; at + 2 <= end; at += 2) found.push(readUint16(bytes, at));
  return found;
}

function cipherSuites(bytes: Uint8Array, at: number, end: number): number[] {
  const list = tls.cipherSuitesAt(bytes, at, end);
  if (list < 0) return [];
  return numbers(bytes, list + 2, Math.min(end, list + 2 + readUint16(bytes, list)));
}

/** A 16-bit length that stands where `place` says; none where that is -1. */
const lengthAt =
  (place: (bytes: Uint8Array, at: number, end: number) => number) =>
  (bytes: Uint8Array, at: number, end: number): number => {
    const list = place(bytes, at, end);
    return list < 0 ? Number.NaN : readUint16(bytes, list);
  };

/** Whether the random value starts with a time: not in TLS 1.3. */
const hasRandomTime: Condition<RecordPlace> = (bytes, at, end, _view, _layer, place) => {
  if (place.isVersion13) return false;
  if (tls.handshakeType(bytes, at) !== tls.SERVER_HELLO) return true;
  return !tls.isVersion13(tls.negotiatedVersion(bytes, at, end));
};

hellos
  .hex16('version', 'Version of a hello', tls.helloVersion)
  .bytes('random', 'FT_BYTES', 'Random value', tls.HELLO_RANDOM, 32)
  .uint16('extensions_length', 'Length of all extensions', lengthAt(tls.extensionsAt));
hellos
  .when(hasRandomTime)
  .part(
    'random_time',
    'FT_ABSOLUTE_TIME',
    '',
    'Time at the start of the random value',
    (bytes, at, _end, sink) => sink.time(readUint32(bytes, at + tls.HELLO_RANDOM), 0),
  )
  .bytes('random_bytes', 'FT_BYTES', 'Random value without the time', tls.HELLO_RANDOM + 4, 28);
const sessions = hellos
  .when((bytes, at) => !tls.isDraftServerHello(bytes, at))
  .from(tls.HELLO_SESSION_ID);
sessions.uint16('session_id_length', 'Length of the session identifier', uint8At(0));
sessions
  .when((bytes, at, end) => at + 1 + bytes[at] <= end)
  .counted(1)
  .rest('session_id', 'Session identifier', 0);
clientHellos
  .uint16(
    'cipher_suites_length',
    'Length of the list of cipher suites',
    lengthAt(tls.cipherSuitesAt),
  )
  .uint8('comp_methods_length', 'Length of the list of compressions', (bytes, at, end) => {
    const list = tls.compressionsAt(bytes, at, end);
    return list < 0 ? Number.NaN : bytes[list];
  });
clientHellos
  .when((bytes, at, end) => tls.cipherSuitesAt(bytes, at, end) >= 0)
  .label('ciphersuites', 'List of cipher suites');
clientHellos
  .when((bytes, at, end) => bytes[tls.compressionsAt(bytes, at, end)] > 0)
  .label('comp_methods', 'List of compressions');
hellos
  .part(
    'ciphersuite',
    'FT_UINT16',
    'BASE_HEX',
    'Cipher suite offered, or chosen',
    (bytes, at, end, sink) => {
      if (tls.handshakeType(bytes, at) === tls.SERVER_HELLO) {
        const suite = tls.serverCipherSuite(bytes, at, end);
        return suite >= 0 && sink.number(suite);
      }
      return cipherSuites(bytes, at, end).some((suite) => sink.number(suite));
    },
  )
  .part(
    'comp_method',
    'FT_UINT8',
    'BASE_DEC',
    'Compression offered, or chosen',
    (bytes, at, end, sink) => {
      const list = tls.compressionsAt(bytes, at, end);
      if (list < 0) return false;
      if (tls.handshakeType(bytes, at) === tls.SERVER_HELLO) return sink.number(bytes[list]);
      const stop = Math.min(end, list + 1 + bytes[list]);
      for (let i = list + 1; i < stop; i++) if (sink.number(bytes[i])) return true;
      return false;
    },
  );

/** The text that JA3 is the hash of (of a ClientHello), or JA3S (of a ServerHello). */
function fingerprint(bytes: Uint8Array, at: number, end: number): string {
  const types: number[] = [];
  let groups: number[] = [];
  let formats: number[] = [];
  const list = tls.extensionsAt(bytes, at, end);
  if (list >= 0) {
    const limit = Math.min(list + 2 + readUint16(bytes, list), end);
    for (let place = list + 2; limit - place >= tls.EXTENSION_HEADER_LENGTH; ) {
      const stop = Math.min(limit, tls.extensionEnd(bytes, place));
      const data = place + tls.EXTENSION_HEADER_LENGTH;
      const type = readUint16(bytes, place);
      types.push(type);
      if (type === tls.EXTENSION_SUPPORTED_GROUPS) groups = numbers(bytes, data + 2, stop);
      if (type === tls.EXTENSION_POINT_FORMATS) formats = [...bytes.subarray(data + 1, stop)];
      place = stop;
    }
  }
  const join = (values: readonly number[]) =>
    values.filter((value) => !tls.isGrease(value)).join('-');
  const version = tls.helloVersion(bytes, at, end);
  if (tls.handshakeType(bytes, at) === tls.SERVER_HELLO) {
    return [version, tls.serverCipherSuite(bytes, at, end), types.join('-')].join();
  }
  const suites = join(cipherSuites(bytes, at, end));
  return [version, suites, join(types), join(groups), formats.join('-')].join();
}
const fullFingerprint: PartReader<RecordPlace> = (bytes, at, end, sink) =>
  sink.text(fingerprint(bytes, at, end));
const hashedFingerprint: PartReader<RecordPlace> = (bytes, at, end, sink) =>
  sink.text(md5(fingerprint(bytes, at, end)));
clientHellos
  .string('ja3_full', 'What the fingerprint of the client is made of', fullFingerprint)
  .string('ja3', 'Fingerprint of the client: JA3', hashedFingerprint);
serverHellos
  .string('ja3s_full', 'What the fingerprint of the server is made of', fullFingerprint)
  .string('ja3s', 'Fingerprint of the server: JA3S', hashedFingerprint);

// ---------------------------------------------------------------- extensions

const extensions = messages.within(eachExtension);
extensions
  .uint16('extension.type', 'Extension of a hello', uint16At(0))
  .uint16('extension.len', 'Length of an extension', uint16At(2));

/** The data of extensions of that type, or those. */
function dataOf(types: number | readonly number[], parts = extensions): PartTable<RecordPlace> {
  const wanted = typeof types === 'number' ? [types] : types;
  return parts
    .when((bytes, at) => wanted.includes(readUint16(bytes, at)))
    .from(tls.EXTENSION_HEADER_LENGTH);
}
const isClient: Condition<RecordPlace> = (_bytes, _at, _end, _view, _layer, place) =>
  place.isClient;

const serverNames = dataOf(tls.EXTENSION_SERVER_NAME);
serverNames.uint16(
  'extensions_server_name_list_len',
  'Length of the list of server names',
  uint16At(0),
);
serverNames
  .from(2)
  .each((bytes, at, end) => (end - at >= 3 ? at + 3 + readUint16(bytes, at + 1) : -1))
  .uint8('extensions_server_name_type', 'Type of a server name', uint8At(0))
  .uint16('extensions_server_name_len', 'Length of a server name', uint16At(1))
  .text('extensions_server_name', 'Server name that the client asks for', 3);

const GROUP = 'Group for the key exchange';
const groups = dataOf(tls.EXTENSION_SUPPORTED_GROUPS);
groups
  .atLeast(2)
  .uint16('extensions_supported_groups_length', `Length of the list: ${GROUP}`, uint16At(0))
  .label('extensions_supported_groups', `List: ${GROUP}`);
groups.counted(2).items(2).hex16('extensions_supported_group', GROUP, uint16At(0));

const FORMAT = 'Format of a point of a curve';
const formats = dataOf(tls.EXTENSION_POINT_FORMATS);
formats
  .atLeast(1)
  .uint8('extensions_ec_point_formats_length', `Length of the list: ${FORMAT}`, uint8At(0))
  .label('extensions_ec_point_formats', `List: ${FORMAT}`);
formats.counted(1).items(1).uint8('extensions_ec_point_format', FORMAT, uint8At(0));

const protocols = dataOf(tls.EXTENSION_ALPN);
protocols
  .atLeast(2)
  .uint16('extensions_alpn_len', 'Length of the list of protocols', uint16At(0))
  .label('extensions_alpn_list', 'List of protocols');
protocols
  .from(2)
  .each((bytes, at) => at + 1 + bytes[at])
  .uint8('extensions_alpn_str_len', 'Length of a protocol', uint8At(0))
  .text('extensions_alpn_str', 'Protocol offered, or chosen', 1);

const versions = dataOf(tls.EXTENSION_SUPPORTED_VERSIONS);
versions
  .when(isClient)
  .uint8('extensions.supported_versions_len', 'Length of the list of versions', uint8At(0));
versions.part(
  'extensions.supported_version',
  'FT_UINT16',
  'BASE_HEX',
  'Version offered, or chosen',
  (bytes, at, end, sink, _view, _layer, place) => {
    if (!place.isClient) return end - at >= 2 && sink.number(readUint16(bytes, at));
    if (end <= at) return false;
    const stop = Math.min(end, at + 1 + bytes[at]);
    return numbers(bytes, at + 1, stop).some((version) => sink.number(version));
  },
);

const keyShares = dataOf([tls.EXTENSION_KEY_SHARE, tls.EXTENSION_KEY_SHARE_DRAFT]);
keyShares
  .when(isClient)
  .uint16('extensions_key_share_client_length', "Length of the client's key shares", uint16At(0));
keyShares
  // Only a client's list has a length before it.
  .within(
    (read) => (bytes, at, end, sink, view, layer, place) =>
      read(bytes, place.isClient ? at + 2 : at, end, sink, view, layer, place),
  )
  .each((bytes, at, end) => (end - at >= 4 ? at + 4 + readUint16(bytes, at + 2) : -1))
  .uint16('extensions_key_share_group', 'Group of a key share', uint16At(0))
  .uint16('extensions_key_share_key_exchange_length', 'Length of a key share', uint16At(2))
  .rest('extensions_key_share_key_exchange', 'Key share', 4, true);
keyShares
  // A server that wants another group names only that.
  .when((_bytes, at, end, _view, _layer, place) => !place.isClient && end - at === 2)
  .uint16('extensions_key_share_selected_group', 'Group that the server wants', uint16At(0));

dataOf(tls.EXTENSION_RENEGOTIATION_INFO).uint8(
  'extensions_reneg_info_len',
  'Length of the renegotiation information',
  uint8At(0),
);
dataOf(tls.EXTENSION_PADDING).rest('extensions_padding_data', 'Padding', 0, true);

const statusType: PartReader<RecordPlace> = (bytes, at, _end, sink) => sink.number(bytes[at]);
const statusAsked = dataOf(tls.EXTENSION_STATUS_REQUEST)
  .when(isClient)
  .atLeast(1)
  .reader(statusType);
const statusSent = messages
  .when((bytes, at) => tls.handshakeType(bytes, at) === tls.CERTIFICATE_STATUS)
  .from(tls.HANDSHAKE_HEADER_LENGTH)
  .atLeast(1)
  .reader(statusType);
table.values(
  'extensions_status_request_type',
  'FT_UINT8',
  'BASE_DEC',
  'Kind of certificate status asked for, or sent',
  (view, layer, sink) => statusAsked(view, layer, sink) || statusSent(view, layer, sink),
);

/** Two extensions whose names do not say that they are of the handshake. */
const others = new FieldTable([Protocol.TLS], 'tls.');
const otherExtensions = new PartTable(others, eachCarrier)
  .within(eachMessage)
  .within(eachExtension);
const modes = dataOf(tls.EXTENSION_KEY_EXCHANGE_MODES, otherExtensions);
const MODE = 'Key exchange with a shared key';
modes.uint8('extension.psk_ke_modes_length', `Length of the list: ${MODE}`, uint8At(0));
modes.counted(1).items(1).uint8('extension.psk_ke_mode', MODE, uint8At(0));
dataOf(tls.EXTENSION_RECORD_SIZE_LIMIT, otherExtensions).uint16(
  'record_size_limit',
  'Longest record that is taken',
  uint16At(0),
);

/** Hellos, their extensions, fingerprints. */
export const tlsHelloFields = [...table.fields, ...others.fields];
