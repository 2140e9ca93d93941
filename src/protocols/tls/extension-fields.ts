import { readUint16 } from '../bytes.ts';
import type { ValueSink } from '../fields/field.ts';
import type { FieldType } from '../fields/types.ts';
import * as tls from './codec.ts';
import { eachExtension, eachMessage, tlsTable } from './field-messages.ts';

const table = tlsTable();

/** The 16-bit numbers in [start, end). */
export function numbers(bytes: Uint8Array, start: number, end: number): number[] {
  const found: number[] = [];
  for (let at = start; at + 2 <= end; at += 2) found.push(readUint16(bytes, at));
  return found;
}

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
export const SUPPORTED_GROUPS = 10;
export const POINT_FORMATS = 11;
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

/** Extensions of hellos. */
export const tlsExtensionFields = table.fields;
