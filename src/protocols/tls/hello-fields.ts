import { readUint16, readUint32 } from '../bytes.ts';
import type { ValueReader, ValueSink } from '../fields/field.ts';
import { md5 } from '../md5.ts';
import * as tls from './codec.ts';
import {
  numbers,
  POINT_FORMATS,
  SUPPORTED_GROUPS,
  tlsExtensionFields,
} from './extension-fields.ts';
import { eachMessage, isGrease, isHello, tlsTable } from './field-messages.ts';

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
export const tlsHelloFields = [...table.fields, ...tlsExtensionFields];
