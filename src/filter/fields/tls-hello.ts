import { readUint16, readUint32 } from '../../wire/bytes.ts';
import { md5 } from '../../wire/md5.ts';
import * as tls from '../../wire/tls.ts';
import type { FieldType } from '../types.ts';
import type { ValueReader, ValueSink } from './field.ts';
import { eachExtension, eachMessage, isGrease, isHello, tlsTable } from './tls-messages.ts';

/** Offset of the random value in a hello, from the start of the message. */
const RANDOM = 6;
const SESSION_ID = RANDOM + 32;

const table = tlsTable();

type HelloGive = (
  bytes: Uint8Array,
  at: number,
  end: number,
  sink: ValueSink,
  isVersion13: boolean,
) => boolean;

/** Something of each hello, of that type or of both. */
function hello(type: number | null, give: HelloGive): ValueReader {
  return eachMessage((bytes, at, end, sink, place) => {
    if (type === null ? !isHello(bytes, at) : bytes[at] !== type) return false;
    return end - at > SESSION_ID && give(bytes, at, end, sink, place.isVersion13);
  });
}

/** Whether the random value starts with a time: not in TLS 1.3. */
function hasRandomTime(bytes: Uint8Array, at: number, end: number, isVersion13: boolean): boolean {
  if (isVersion13) return false;
  if (bytes[at] !== tls.SERVER_HELLO) return true;
  return !tls.isVersion13(tls.negotiatedVersion(bytes, at, end));
}

table
  .values(
    'tls.handshake.version',
    'FT_UINT16',
    'BASE_HEX',
    'Version of a hello',
    hello(null, (bytes, at, end, sink) => sink.number(tls.helloVersion(bytes, at, end))),
  )
  .values(
    'tls.handshake.random',
    'FT_BYTES',
    '',
    'Random value',
    hello(null, (bytes, at, _end, sink) => sink.bytes(bytes, at + RANDOM, at + SESSION_ID)),
  )
  .values(
    'tls.handshake.random_time',
    'FT_ABSOLUTE_TIME',
    '',
    'Time at the start of the random value',
    hello(
      null,
      (bytes, at, end, sink, isVersion13) =>
        hasRandomTime(bytes, at, end, isVersion13) && sink.time(readUint32(bytes, at + RANDOM), 0),
    ),
  )
  .values(
    'tls.handshake.random_bytes',
    'FT_BYTES',
    '',
    'Random value without the time',
    hello(
      null,
      (bytes, at, end, sink, isVersion13) =>
        hasRandomTime(bytes, at, end, isVersion13) &&
        sink.bytes(bytes, at + RANDOM + 4, at + SESSION_ID),
    ),
  )
  .values(
    'tls.handshake.session_id_length',
    'FT_UINT16',
    'BASE_DEC',
    'Length of the session identifier',
    hello(
      null,
      (bytes, at, _end, sink) =>
        !tls.isDraftServerHello(bytes, at) && sink.number(bytes[at + SESSION_ID]),
    ),
  )
  .values(
    'tls.handshake.session_id',
    'FT_BYTES',
    '',
    'Session identifier',
    hello(null, (bytes, at, end, sink) => {
      const length = bytes[at + SESSION_ID];
      const start = at + SESSION_ID + 1;
      if (length === 0 || tls.isDraftServerHello(bytes, at)) return false;
      return start + length <= end && sink.bytes(bytes, start, start + length);
    }),
  )
  .values(
    'tls.handshake.cipher_suites_length',
    'FT_UINT16',
    'BASE_DEC',
    'Length of the list of cipher suites',
    hello(tls.CLIENT_HELLO, (bytes, at, end, sink) => {
      const list = tls.cipherSuitesAt(bytes, at, end);
      return list >= 0 && sink.number(readUint16(bytes, list));
    }),
  )
  .values(
    'tls.handshake.ciphersuites',
    'FT_NONE',
    '',
    'List of cipher suites',
    hello(
      tls.CLIENT_HELLO,
      (bytes, at, end, sink) => tls.cipherSuitesAt(bytes, at, end) >= 0 && sink.label(),
    ),
  )
  .values(
    'tls.handshake.ciphersuite',
    'FT_UINT16',
    'BASE_HEX',
    'Cipher suite offered, or chosen',
    hello(null, (bytes, at, end, sink) => {
      if (bytes[at] === tls.SERVER_HELLO) {
        const suite = tls.serverCipherSuite(bytes, at, end);
        return suite >= 0 && sink.number(suite);
      }
      return cipherSuites(bytes, at, end).some((suite) => sink.number(suite));
    }),
  )
  .values(
    'tls.handshake.comp_methods_length',
    'FT_UINT8',
    'BASE_DEC',
    'Length of the list of compressions',
    hello(tls.CLIENT_HELLO, (bytes, at, end, sink) => {
      const list = compressionsAt(bytes, at, end);
      return list >= 0 && sink.number(bytes[list]);
    }),
  )
  .values(
    'tls.handshake.comp_methods',
    'FT_NONE',
    '',
    'List of compressions',
    hello(tls.CLIENT_HELLO, (bytes, at, end, sink) => {
      const list = compressionsAt(bytes, at, end);
      return list >= 0 && bytes[list] > 0 && sink.label();
    }),
  )
  .values(
    'tls.handshake.comp_method',
    'FT_UINT8',
    'BASE_DEC',
    'Compression offered, or chosen',
    hello(null, (bytes, at, end, sink) => {
      const list = compressionsAt(bytes, at, end);
      if (list < 0) return false;
      if (bytes[at] === tls.SERVER_HELLO) return sink.number(bytes[list]);
      const stop = Math.min(end, list + 1 + bytes[list]);
      for (let place = list + 1; place < stop; place++) if (sink.number(bytes[place])) return true;
      return false;
    }),
  )
  .values(
    'tls.handshake.extensions_length',
    'FT_UINT16',
    'BASE_DEC',
    'Length of all extensions',
    hello(null, (bytes, at, end, sink) => {
      const list = tls.extensionsAt(bytes, at, end);
      return list >= 0 && sink.number(readUint16(bytes, list));
    }),
  );

/** Offset of the length of the client's list of compressions, or of the server's choice; or -1. */
function compressionsAt(bytes: Uint8Array, at: number, end: number): number {
  const suites = tls.cipherSuitesAt(bytes, at, end);
  if (suites < 0 || tls.isDraftServerHello(bytes, at)) return -1;
  const place = suites + 2 + (bytes[at] === tls.CLIENT_HELLO ? readUint16(bytes, suites) : 0);
  return place < end ? place : -1;
}

function cipherSuites(bytes: Uint8Array, at: number, end: number): number[] {
  const list = tls.cipherSuitesAt(bytes, at, end);
  if (list < 0) return [];
  return numbers(bytes, list + 2, Math.min(end, list + 2 + readUint16(bytes, list)));
}

/** The 16-bit numbers in [start, end). */
function numbers(bytes: Uint8Array, start: number, end: number): number[] {
  const found: number[] = [];
  for (let at = start; at + 2 <= end; at += 2) found.push(readUint16(bytes, at));
  return found;
}

// ---------------------------------------------------------------- extensions

type ExtensionGive = Parameters<typeof eachExtension>[1];

function extension(
  type: number | readonly number[] | null,
  name: string,
  fieldType: FieldType,
  base: string,
  meaning: string,
  give: ExtensionGive,
): void {
  table.values(
    `tls.${name}`,
    fieldType,
    base,
    meaning,
    eachExtension(typeof type === 'number' ? [type] : type, give),
  );
}
extension(
  null,
  'handshake.extension.type',
  'FT_UINT16',
  'BASE_DEC',
  'Extension of a hello',
  (bytes, at, _end, sink) => sink.number(readUint16(bytes, at - 4)),
);
extension(
  null,
  'handshake.extension.len',
  'FT_UINT16',
  'BASE_DEC',
  'Length of an extension',
  (bytes, at, _end, sink) => sink.number(readUint16(bytes, at - 2)),
);

/** Each host name of the extension: its type is at `at`. */
const serverNames =
  (give: (bytes: Uint8Array, at: number, end: number, sink: ValueSink) => boolean): ExtensionGive =>
  (bytes, at, end, sink) => {
    let place = at + 2;
    while (end - place >= 3) {
      const stop = place + 3 + readUint16(bytes, place + 1);
      if (stop > end) return false;
      if (give(bytes, place, stop, sink)) return true;
      place = stop;
    }
    return false;
  };
function characters(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]);
  return text;
}
const SNI = tls.EXTENSION_SERVER_NAME;
extension(
  SNI,
  'handshake.extensions_server_name_list_len',
  'FT_UINT16',
  'BASE_DEC',
  'Length of the list of server names',
  (bytes, at, end, sink) => end - at >= 2 && sink.number(readUint16(bytes, at)),
);
extension(
  SNI,
  'handshake.extensions_server_name_type',
  'FT_UINT8',
  'BASE_DEC',
  'Type of a server name',
  serverNames((bytes, at, _end, sink) => sink.number(bytes[at])),
);
extension(
  SNI,
  'handshake.extensions_server_name_len',
  'FT_UINT16',
  'BASE_DEC',
  'Length of a server name',
  serverNames((bytes, at, _end, sink) => sink.number(readUint16(bytes, at + 1))),
);
extension(
  SNI,
  'handshake.extensions_server_name',
  'FT_STRING',
  '',
  'Server name that the client asks for',
  serverNames((bytes, at, end, sink) => sink.text(characters(bytes, at + 3, end))),
);

/** A list of 16-bit numbers with its length, in 8 or 16 bits, before it. */
function list(
  type: number,
  lengthBytes: 1 | 2,
  names: readonly [length: string, label: string | null, item: string],
  itemBase: string,
  meaning: string,
  itemBytes: 1 | 2 = 2,
): void {
  const width: FieldType = lengthBytes === 1 ? 'FT_UINT8' : 'FT_UINT16';
  const lengthOf = (bytes: Uint8Array, at: number) =>
    lengthBytes === 1 ? bytes[at] : readUint16(bytes, at);
  extension(
    type,
    names[0],
    width,
    'BASE_DEC',
    `Length of the list: ${meaning}`,
    (bytes, at, end, sink) => end - at >= lengthBytes && sink.number(lengthOf(bytes, at)),
  );
  if (names[1] !== null) {
    extension(
      type,
      names[1],
      'FT_NONE',
      '',
      `List: ${meaning}`,
      (_bytes, at, end, sink) => end - at >= lengthBytes && sink.label(),
    );
  }
  extension(
    type,
    names[2],
    itemBytes === 1 ? 'FT_UINT8' : 'FT_UINT16',
    itemBase,
    meaning,
    (bytes, at, end, sink) => {
      if (end - at < lengthBytes) return false;
      const stop = Math.min(end, at + lengthBytes + lengthOf(bytes, at));
      for (let place = at + lengthBytes; place + itemBytes <= stop; place += itemBytes) {
        if (sink.number(itemBytes === 1 ? bytes[place] : readUint16(bytes, place))) return true;
      }
      return false;
    },
  );
}
const SUPPORTED_GROUPS = 10;
const POINT_FORMATS = 11;
list(
  SUPPORTED_GROUPS,
  2,
  [
    'handshake.extensions_supported_groups_length',
    'handshake.extensions_supported_groups',
    'handshake.extensions_supported_group',
  ],
  'BASE_HEX',
  'Group for the key exchange',
);
list(
  POINT_FORMATS,
  1,
  [
    'handshake.extensions_ec_point_formats_length',
    'handshake.extensions_ec_point_formats',
    'handshake.extensions_ec_point_format',
  ],
  'BASE_DEC',
  'Format of a point of a curve',
  1,
);
list(
  45,
  1,
  ['extension.psk_ke_modes_length', null, 'extension.psk_ke_mode'],
  'BASE_DEC',
  'Key exchange with a shared key',
  1,
);

/** Each protocol of the extension: its length is at `at`. */
const protocols =
  (give: (bytes: Uint8Array, at: number, end: number, sink: ValueSink) => boolean): ExtensionGive =>
  (bytes, at, end, sink) => {
    let place = at + 2;
    while (place < end) {
      const stop = place + 1 + bytes[place];
      if (stop > end) return false;
      if (give(bytes, place, stop, sink)) return true;
      place = stop;
    }
    return false;
  };
const ALPN = tls.EXTENSION_ALPN;
extension(
  ALPN,
  'handshake.extensions_alpn_len',
  'FT_UINT16',
  'BASE_DEC',
  'Length of the list of protocols',
  (bytes, at, end, sink) => end - at >= 2 && sink.number(readUint16(bytes, at)),
);
extension(
  ALPN,
  'handshake.extensions_alpn_list',
  'FT_NONE',
  '',
  'List of protocols',
  (_bytes, at, end, sink) => end - at >= 2 && sink.label(),
);
extension(
  ALPN,
  'handshake.extensions_alpn_str_len',
  'FT_UINT8',
  'BASE_DEC',
  'Length of a protocol',
  protocols((bytes, at, _end, sink) => sink.number(bytes[at])),
);
extension(
  ALPN,
  'handshake.extensions_alpn_str',
  'FT_STRING',
  '',
  'Protocol offered, or chosen',
  protocols((bytes, at, end, sink) => sink.text(characters(bytes, at + 1, end))),
);

const VERSIONS = tls.EXTENSION_SUPPORTED_VERSIONS;
extension(
  VERSIONS,
  'handshake.extensions.supported_versions_len',
  'FT_UINT8',
  'BASE_DEC',
  'Length of the list of versions',
  (bytes, at, end, sink, isClient) => isClient && end > at && sink.number(bytes[at]),
);
extension(
  VERSIONS,
  'handshake.extensions.supported_version',
  'FT_UINT16',
  'BASE_HEX',
  'Version offered, or chosen',
  (bytes, at, end, sink, isClient) => {
    if (!isClient) return end - at >= 2 && sink.number(readUint16(bytes, at));
    if (end <= at) return false;
    const stop = Math.min(end, at + 1 + bytes[at]);
    return numbers(bytes, at + 1, stop).some((version) => sink.number(version));
  },
);

/** Each key share: the group is at `at`. */
const keyShares =
  (give: (bytes: Uint8Array, at: number, end: number, sink: ValueSink) => boolean): ExtensionGive =>
  (bytes, at, end, sink, isClient) => {
    // A server that wants another group names only that.
    if (!isClient && end - at < 4) return false;
    let place = isClient ? at + 2 : at;
    while (end - place >= 4) {
      const stop = place + 4 + readUint16(bytes, place + 2);
      if (stop > end) return false;
      if (give(bytes, place, stop, sink)) return true;
      place = stop;
    }
    return false;
  };
/** Its number, and the one in the first drafts. */
const KEY_SHARE = [51, 40];
extension(
  KEY_SHARE,
  'handshake.extensions_key_share_client_length',
  'FT_UINT16',
  'BASE_DEC',
  "Length of the client's key shares",
  (bytes, at, end, sink, isClient) =>
    isClient && end - at >= 2 && sink.number(readUint16(bytes, at)),
);
extension(
  KEY_SHARE,
  'handshake.extensions_key_share_group',
  'FT_UINT16',
  'BASE_DEC',
  'Group of a key share',
  keyShares((bytes, at, _end, sink) => sink.number(readUint16(bytes, at))),
);
extension(
  KEY_SHARE,
  'handshake.extensions_key_share_key_exchange_length',
  'FT_UINT16',
  'BASE_DEC',
  'Length of a key share',
  keyShares((bytes, at, _end, sink) => sink.number(readUint16(bytes, at + 2))),
);
extension(
  KEY_SHARE,
  'handshake.extensions_key_share_key_exchange',
  'FT_BYTES',
  '',
  'Key share',
  keyShares((bytes, at, end, sink) => sink.bytes(bytes, at + 4, end)),
);
extension(
  KEY_SHARE,
  'handshake.extensions_key_share_selected_group',
  'FT_UINT16',
  'BASE_DEC',
  'Group that the server wants',
  (bytes, at, end, sink, isClient) =>
    !isClient && end - at === 2 && sink.number(readUint16(bytes, at)),
);
extension(
  0xff01,
  'handshake.extensions_reneg_info_len',
  'FT_UINT8',
  'BASE_DEC',
  'Length of the renegotiation information',
  (bytes, at, end, sink) => end > at && sink.number(bytes[at]),
);
extension(
  21,
  'handshake.extensions_padding_data',
  'FT_BYTES',
  '',
  'Padding',
  (bytes, at, end, sink) => sink.bytes(bytes, at, end),
);
table.values(
  'tls.handshake.extensions_status_request_type',
  'FT_UINT8',
  'BASE_DEC',
  'Kind of certificate status asked for, or sent',
  (view, layer, sink) => statusAsked(view, layer, sink) || statusSent(view, layer, sink),
);
const STATUS_REQUEST = 5;
const CERTIFICATE_STATUS = 22;
const statusAsked = eachExtension(
  [STATUS_REQUEST],
  (bytes, at, end, sink, isClient) => isClient && end > at && sink.number(bytes[at]),
);
const statusSent = eachMessage(
  (bytes, at, end, sink) =>
    bytes[at] === CERTIFICATE_STATUS && end - at > 4 && sink.number(bytes[at + 4]),
);
extension(
  28,
  'record_size_limit',
  'FT_UINT16',
  'BASE_DEC',
  'Longest record that is taken',
  (bytes, at, end, sink) => end - at >= 2 && sink.number(readUint16(bytes, at)),
);

// ---------------------------------------------------------------- JA3

/** The text that JA3 is the hash of (of a ClientHello), or JA3S (of a ServerHello). */
function fingerprint(bytes: Uint8Array, at: number, end: number): string {
  const isClient = bytes[at] === tls.CLIENT_HELLO;
  const types: number[] = [];
  let groups: number[] = [];
  let formats: number[] = [];
  const extensions = tls.extensionsAt(bytes, at, end);
  if (extensions >= 0) {
    const limit = Math.min(extensions + 2 + readUint16(bytes, extensions), end);
    for (let place = extensions + 2; limit - place >= 4; ) {
      const stop = Math.min(limit, place + 4 + readUint16(bytes, place + 2));
      const type = readUint16(bytes, place);
      types.push(type);
      if (type === SUPPORTED_GROUPS) groups = numbers(bytes, place + 6, stop);
      if (type === POINT_FORMATS) formats = [...bytes.subarray(place + 5, stop)];
      place = stop;
    }
  }
  const join = (values: readonly number[]) => values.filter((value) => !isGrease(value)).join('-');
  const version = tls.helloVersion(bytes, at, end);
  if (!isClient) return [version, tls.serverCipherSuite(bytes, at, end), types.join('-')].join();
  return [
    version,
    join(cipherSuites(bytes, at, end)),
    join(types),
    join(groups),
    formats.join('-'),
  ].join();
}
for (const [name, type, side] of [
  ['ja3', tls.CLIENT_HELLO, 'client'],
  ['ja3s', tls.SERVER_HELLO, 'server'],
] as const) {
  table
    .values(
      `tls.handshake.${name}_full`,
      'FT_STRING',
      '',
      `What the fingerprint of the ${side} is made of`,
      hello(type, (bytes, at, end, sink) => sink.text(fingerprint(bytes, at, end))),
    )
    .values(
      `tls.handshake.${name}`,
      'FT_STRING',
      '',
      `Fingerprint of the ${side}: ${name.toUpperCase()}`,
      hello(type, (bytes, at, end, sink) => sink.text(md5(fingerprint(bytes, at, end)))),
    );
}

/** Hellos, their extensions, fingerprints. */
export const tlsHelloFields = table.fields;
