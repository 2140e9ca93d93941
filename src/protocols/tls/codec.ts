import { bytesOf, readUint16, readUint24, readUint32, writeUint16 } from '../bytes.ts';
import { MORE, NO_MESSAGE } from '../framing.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Transport Layer Security: record (RFC 8446 §5.1) and handshake message (§4).
 *
 *  0      1         3        5                 0      1        4
 * +------+---------+--------+---------…       +------+--------+---------…
 * | type | version | length | fragment        | type | length | message
 * +------+---------+--------+---------…       +------+--------+---------…
 *
 * The getters of hello messages take the offset of the handshake message and the end of what was
 * captured (or gathered from several segments); they give -1 where that is not enough.
 */
const RECORD_TYPE = 0;
const RECORD_VERSION = 1;
const RECORD_LENGTH = 3;

/** Port of HTTPS, over TCP and (HTTP/3) over UDP. */
export const HTTPS_PORT = 443;

/** Bytes in a record's header. */
export const RECORD_HEADER_LENGTH = 5;
/** Bytes in a handshake message's header. */
export const HANDSHAKE_HEADER_LENGTH = 4;
/** Bytes in the longest record of TLS 1.2 (RFC 5246 §6.2.3), without its header. */
export const MAXIMUM_RECORD_LENGTH = 16384 + 2048;

/** Values of `recordType`. */
export const CHANGE_CIPHER_SPEC = 20;
export const ALERT = 21;
export const HANDSHAKE = 22;
export const APPLICATION_DATA = 23;
export const HEARTBEAT = 24;

/** Values of `handshakeType`. */
export const CLIENT_HELLO = 1;
export const SERVER_HELLO = 2;
export const NEW_SESSION_TICKET = 4;
export const CERTIFICATE = 11;
export const SERVER_KEY_EXCHANGE = 12;
export const CERTIFICATE_VERIFY = 15;
export const FINISHED = 20;
export const CERTIFICATE_STATUS = 22;

export const ALERT_WARNING = 1;
export const ALERT_FATAL = 2;
/** Closure alerts (RFC 8446 §6.1). */
const CLOSE_NOTIFY = 0;
const USER_CANCELED = 90;
/** Alerts about a certificate (RFC 8446 §6.2): bad, unsupported, revoked, expired, unknown. */
const FIRST_CERTIFICATE_ALERT = 42;
const LAST_CERTIFICATE_ALERT = 46;
/** Its issuer is not known. */
export const ALERT_UNKNOWN_CA = 48;
/** A record with one alert in the clear: header, level, description. */
export const ALERT_RECORD_LENGTH = 7;
/** Bytes of an alert's encrypted content (TLS 1.3), and of a record that says "change cipher". */
const ENCRYPTED_ALERT = 19;
export const CHANGE_CIPHER_LENGTH = 6;
/** A segment with an encrypted alert, behind a change of cipher, is no longer than that. */
export const LONGEST_ALERT_SEGMENT = 30;

/** Extensions of hellos (IANA TLS ExtensionType values). */
export const EXTENSION_SERVER_NAME = 0;
export const EXTENSION_STATUS_REQUEST = 5;
export const EXTENSION_SUPPORTED_GROUPS = 10;
export const EXTENSION_POINT_FORMATS = 11;
export const EXTENSION_ALPN = 16;
export const EXTENSION_PADDING = 21;
/** MACs of what is encrypted (RFC 7366). */
export const EXTENSION_ENCRYPT_THEN_MAC = 22;
export const EXTENSION_RECORD_SIZE_LIMIT = 28;
/** Key shares in the first drafts of TLS 1.3. */
export const EXTENSION_KEY_SHARE_DRAFT = 40;
export const EXTENSION_SUPPORTED_VERSIONS = 43;
export const EXTENSION_KEY_EXCHANGE_MODES = 45;
export const EXTENSION_KEY_SHARE = 51;
export const EXTENSION_RENEGOTIATION_INFO = 0xff01;
/** Bytes of an extension before its data: type and length. */
export const EXTENSION_HEADER_LENGTH = 4;

/** Offsets in a hello, from the start of the message; the random value has 32 bytes. */
const HELLO_VERSION = HANDSHAKE_HEADER_LENGTH;
export const HELLO_RANDOM = HELLO_VERSION + 2;
export const HELLO_SESSION_ID = HELLO_RANDOM + 32;

/** The random of a ServerHello that asks for another ClientHello (RFC 8446 §4.1.3) begins so. */
const RETRY = 0xcf21ad74;

/** Whether the ServerHello at `at` is a HelloRetryRequest. */
export function isRetryRequest(bytes: Uint8Array, at: number, limit: number): boolean {
  const random = at + HELLO_RANDOM;
  return limit - random >= 4 && readUint32(bytes, random) >>> 0 === RETRY;
}

/** TLS 1.2, as hellos name it. */
export const VERSION_12 = 0x0303;

/** Whether that is TLS 1.3, or one of its drafts. */
export function isVersion13(version: number): boolean {
  return version === 0x0304 || version >> 8 === 0x7f;
}

/** GREASE (RFC 8701): values that mean nothing. */
export function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);
}

/** Content type of the record at `at`. */
export function recordType(bytes: Uint8Array, at: number): number {
  return bytes[at + RECORD_TYPE];
}
/** Version of the record: 0x0301 TLS 1.0 … 0x0303 TLS 1.2 and 1.3. */
export function recordVersion(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + RECORD_VERSION);
}
/** Bytes after the record's header. */
export function recordLength(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + RECORD_LENGTH);
}

/**
 * Bytes of the record at `at`, its header included, however many of them are there: known type,
 * version 3.0 to 3.4, possible length. MORE where the header is not whole, NO_MESSAGE where it is none.
 */
export function recordSpan(bytes: Uint8Array, at: number, limit: number): number {
  if (bytes[at] < CHANGE_CIPHER_SPEC || bytes[at] > HEARTBEAT) return NO_MESSAGE;
  if (limit - at < RECORD_HEADER_LENGTH) return MORE;
  if (bytes[at + RECORD_VERSION] !== 3 || bytes[at + RECORD_VERSION + 1] > 4) return NO_MESSAGE;
  const length = recordLength(bytes, at);
  return length <= MAXIMUM_RECORD_LENGTH ? RECORD_HEADER_LENGTH + length : NO_MESSAGE;
}

/** Whether the header of a record that is not empty stands at `at`. */
export function looksLikeRecord(bytes: Uint8Array, at: number, limit: number): boolean {
  return limit > at && recordSpan(bytes, at, limit) > RECORD_HEADER_LENGTH;
}

/**
 * Whether records of that type tell TLS on ports that say nothing: Wireshark takes handshakes and
 * application data for it, not the shorter ones.
 */
export function isTellingType(type: number): boolean {
  return type === HANDSHAKE || type === APPLICATION_DATA;
}

/** Offset of the record after the one at `at`, or -1 where none starts before `limit`. */
export function nextRecord(bytes: Uint8Array, at: number, limit: number): number {
  const next = at + RECORD_HEADER_LENGTH + recordLength(bytes, at);
  return looksLikeRecord(bytes, next, limit) ? next : -1;
}

/** Offset of the first record of that type from `at` (a record) on, or -1. */
export function findRecord(bytes: Uint8Array, at: number, limit: number, type: number): number {
  if (!looksLikeRecord(bytes, at, limit)) return -1;
  for (let record = at; record >= 0; record = nextRecord(bytes, record, limit)) {
    if (recordType(bytes, record) === type) return record;
  }
  return -1;
}

/**
 * Whether the segment from `at` to `end` ends in a record that can only be an encrypted alert, as nothing
 * else is so short in a handshake (RFC 8446 §5.2, §6: two bytes, their type, a tag of 16); before it may
 * stand a change of cipher.
 */
export function endsInEncryptedAlert(bytes: Uint8Array, at: number, end: number): boolean {
  const record = end - RECORD_HEADER_LENGTH - ENCRYPTED_ALERT;
  return (
    (record === at || record === at + CHANGE_CIPHER_LENGTH) &&
    recordType(bytes, record) === APPLICATION_DATA &&
    recordLength(bytes, record) === ENCRYPTED_ALERT
  );
}

/** Level of the alert in the record at `at`; -1 where it is encrypted or not whole. */
export function alertLevel(bytes: Uint8Array, at: number, limit: number): number {
  return isPlainAlert(bytes, at, limit) ? bytes[at + RECORD_HEADER_LENGTH] : -1;
}
/** Description of the alert in the record at `at` (RFC 8446 §6); -1 where it can't be read. */
export function alertDescription(bytes: Uint8Array, at: number, limit: number): number {
  return isPlainAlert(bytes, at, limit) ? bytes[at + RECORD_HEADER_LENGTH + 1] : -1;
}
/** Whether the alert record at `at` is in the clear: two bytes, the first a level. */
export function isPlainAlert(bytes: Uint8Array, at: number, limit: number): boolean {
  return (
    limit - at >= RECORD_HEADER_LENGTH + 2 &&
    recordType(bytes, at) === ALERT &&
    recordLength(bytes, at) === 2 &&
    (bytes[at + RECORD_HEADER_LENGTH] === ALERT_WARNING ||
      bytes[at + RECORD_HEADER_LENGTH] === ALERT_FATAL)
  );
}

/** Whether its sender goes on after that alert, or ends as intended: all others of TLS 1.3 are fatal. */
export function isClosureAlert(description: number): boolean {
  return description === CLOSE_NOTIFY || description === USER_CANCELED;
}

/** Whether the sender of that alert did not accept the other side's certificate. */
export function isAboutCertificate(description: number): boolean {
  return (
    (description >= FIRST_CERTIFICATE_ALERT && description <= LAST_CERTIFICATE_ALERT) ||
    description === ALERT_UNKNOWN_CA
  );
}

/** Type of the handshake message at `at`. */
export function handshakeType(bytes: Uint8Array, at: number): number {
  return bytes[at];
}
/** Bytes after the handshake message's header. */
export function handshakeLength(bytes: Uint8Array, at: number): number {
  return readUint24(bytes, at + 1);
}

/**
 * Offset of the handshake message of that type in the records from `at` on, or -1. Only messages
 * that start in the clear are found: after ChangeCipherSpec the search ends.
 */
export function findHandshake(bytes: Uint8Array, at: number, limit: number, type: number): number {
  if (!looksLikeRecord(bytes, at, limit)) return -1;
  for (let record = at; record >= 0; record = nextRecord(bytes, record, limit)) {
    const contentType = recordType(bytes, record);
    if (contentType === CHANGE_CIPHER_SPEC) return -1;
    if (contentType !== HANDSHAKE) continue;
    const start = record + RECORD_HEADER_LENGTH;
    const end = Math.min(start + recordLength(bytes, record), limit);
    let message = start;
    while (end - message >= HANDSHAKE_HEADER_LENGTH) {
      if (handshakeType(bytes, message) === type) return message;
      message += HANDSHAKE_HEADER_LENGTH + handshakeLength(bytes, message);
    }
  }
  return -1;
}

function messageEnd(bytes: Uint8Array, at: number, limit: number): number {
  if (limit - at < HANDSHAKE_HEADER_LENGTH) return at;
  return Math.min(at + HANDSHAKE_HEADER_LENGTH + handshakeLength(bytes, at), limit);
}

/** `legacy_version` of a ClientHello or ServerHello, or -1. */
export function helloVersion(bytes: Uint8Array, at: number, limit: number): number {
  return messageEnd(bytes, at, limit) - at >= HELLO_VERSION + 2
    ? readUint16(bytes, at + HELLO_VERSION)
    : -1;
}

/**
 * Whether the hello at `at` is a ServerHello of a draft of TLS 1.3 up to the 21st, which has neither
 * session identifier nor compression.
 */
export function isDraftServerHello(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === SERVER_HELLO && bytes[at + HELLO_VERSION] === 0x7f;
}

/** Offset just past the session identifier of a hello, or -1. */
function sessionIdEnd(bytes: Uint8Array, at: number, end: number): number {
  if (end - at <= HELLO_SESSION_ID) return -1;
  if (isDraftServerHello(bytes, at)) return at + HELLO_SESSION_ID;
  const after = at + HELLO_SESSION_ID + 1 + bytes[at + HELLO_SESSION_ID];
  return after <= end ? after : -1;
}

/** Offset of the length (2 bytes, then the list) of a ClientHello's cipher suites, or -1. */
export function cipherSuitesAt(bytes: Uint8Array, at: number, limit: number): number {
  const end = messageEnd(bytes, at, limit);
  const ciphers = sessionIdEnd(bytes, at, end);
  return ciphers >= 0 && end - ciphers >= 2 ? ciphers : -1;
}

/** Offset of the length of the client's list of compressions, or of the server's choice; or -1. */
export function compressionsAt(bytes: Uint8Array, at: number, limit: number): number {
  const suites = cipherSuitesAt(bytes, at, limit);
  if (suites < 0 || isDraftServerHello(bytes, at)) return -1;
  const isClient = handshakeType(bytes, at) === CLIENT_HELLO;
  const place = suites + 2 + (isClient ? readUint16(bytes, suites) : 0);
  return place < messageEnd(bytes, at, limit) ? place : -1;
}

/** Cipher suite that a ServerHello chose, or -1. */
export function serverCipherSuite(bytes: Uint8Array, at: number, limit: number): number {
  const end = messageEnd(bytes, at, limit);
  const cipher = sessionIdEnd(bytes, at, end);
  return cipher >= 0 && end - cipher >= 2 ? readUint16(bytes, cipher) : -1;
}

/** Offset of the length (2 bytes, then the list) of a hello's extensions, or -1. */
export function extensionsAt(bytes: Uint8Array, at: number, limit: number): number {
  const end = messageEnd(bytes, at, limit);
  let place = sessionIdEnd(bytes, at, end);
  if (place < 0) return -1;
  if (handshakeType(bytes, at) === CLIENT_HELLO) {
    if (end - place < 2) return -1;
    place += 2 + readUint16(bytes, place);
    if (place >= end) return -1;
    place += 1 + bytes[place];
  } else {
    place += isDraftServerHello(bytes, at) ? 2 : 3;
  }
  return end - place >= 2 ? place : -1;
}

/** End of the extension at `extension`, which may lie past what was captured. */
export function extensionEnd(bytes: Uint8Array, extension: number): number {
  return extension + EXTENSION_HEADER_LENGTH + readUint16(bytes, extension + 2);
}

/**
 * Offset of the extension of that type (2 bytes type, 2 bytes length, data) of the hello at `at`, or
 * -1. The data may reach past `limit`.
 */
export function findExtension(bytes: Uint8Array, at: number, limit: number, type: number): number {
  const list = extensionsAt(bytes, at, limit);
  if (list < 0) return -1;
  const end = Math.min(list + 2 + readUint16(bytes, list), messageEnd(bytes, at, limit));
  let extension = list + 2;
  while (end - extension >= EXTENSION_HEADER_LENGTH) {
    if (readUint16(bytes, extension) === type) return extension;
    extension = extensionEnd(bytes, extension);
  }
  return -1;
}

/**
 * Offset of the server name in the ClientHello at `at` (RFC 6066 §3), or -1. Its length is the 16
 * bits before it (`serverNameLength`); it lies wholly before `limit`.
 */
export function serverNameAt(bytes: Uint8Array, at: number, limit: number): number {
  if (limit - at < HANDSHAKE_HEADER_LENGTH || handshakeType(bytes, at) !== CLIENT_HELLO) return -1;
  const extension = findExtension(bytes, at, limit, EXTENSION_SERVER_NAME);
  if (extension < 0) return -1;
  const end = Math.min(extensionEnd(bytes, extension), limit);
  // List length, then entries of type, length and name; type 0 is a host name, the only one.
  const entry = extension + 6;
  if (end - entry < 3 || bytes[entry] !== 0) return -1;
  const name = entry + 3;
  return name + readUint16(bytes, entry + 1) <= end ? name : -1;
}
/** Bytes in the server name at `name`, from `serverNameAt`. */
export function serverNameLength(bytes: Uint8Array, name: number): number {
  return readUint16(bytes, name - 2);
}

/**
 * Version that the hello at `at` is about: what `supported_versions` chose (ServerHello) or offers
 * best (ClientHello, GREASE left out), else `legacy_version`; -1 where it can't be read.
 */
export function negotiatedVersion(bytes: Uint8Array, at: number, limit: number): number {
  const extension = findExtension(bytes, at, limit, EXTENSION_SUPPORTED_VERSIONS);
  return versionBy(bytes, at, limit, extension);
}

/** The same, where the offset of `supported_versions` is known (-1: there is none). */
export function versionBy(bytes: Uint8Array, at: number, limit: number, extension: number): number {
  const data = extension + EXTENSION_HEADER_LENGTH;
  if (extension < 0 || data + 2 > limit) return helloVersion(bytes, at, limit);
  if (handshakeType(bytes, at) !== CLIENT_HELLO) return readUint16(bytes, data);
  const end = Math.min(data + 1 + bytes[data], limit);
  let best = -1;
  for (let version = data + 1; end - version >= 2; version += 2) {
    const value = readUint16(bytes, version);
    if (!isGrease(value) && value > best) best = value;
  }
  return best >= 0 ? best : helloVersion(bytes, at, limit);
}

/**
 * The server name that a ClientHello in the records from `at` on asks for, or null; bytes that are
 * not printable ASCII as `\DDD`.
 */
export function serverNameText(bytes: Uint8Array, at: number, limit: number): string | null {
  const hello = findHandshake(bytes, at, limit, CLIENT_HELLO);
  return hello < 0 ? null : helloNameText(bytes, hello, limit);
}

/** The same of the ClientHello at `hello`. */
export function helloNameText(bytes: Uint8Array, hello: number, limit: number): string | null {
  const name = serverNameAt(bytes, hello, limit);
  if (name < 0) return null;
  // As in dns.nameText(): pieces take less memory than a string that grows.
  const pieces: string[] = [];
  const end = name + Math.min(serverNameLength(bytes, name), 255);
  for (let i = name; i < end; i++) {
    const byte = bytes[i];
    pieces.push(
      byte > 0x20 && byte < 0x7f && byte !== 0x5c
        ? String.fromCharCode(byte)
        : `\\${byte.toString().padStart(3, '0')}`,
    );
  }
  return pieces.join('');
}

/** Records the records at the view's cursor; `dispatch.ts` has seen that they look like some. */
export function decode(view: PacketView): void {
  view.pushLayer(Protocol.TLS, view.limit);
  view.nextTable = NextTable.END;
}

/** Bytes of the whole handshake messages from `at` on, which QUIC sends without records. */
export function messagesSpan(bytes: Uint8Array, at: number, limit: number): number {
  let end = at;
  while (limit - end >= HANDSHAKE_HEADER_LENGTH) {
    const next = end + HANDSHAKE_HEADER_LENGTH + handshakeLength(bytes, end);
    if (next > limit) break;
    end = next;
  }
  return end - at;
}

/** Writes the header of a record of TLS 1.2 with `length` bytes of the handshake. */
export function writeHandshakeHeader(bytes: Uint8Array, at: number, length: number): void {
  bytes[at] = HANDSHAKE;
  writeUint16(bytes, at + RECORD_VERSION, 0x0303);
  writeUint16(bytes, at + RECORD_LENGTH, length);
}

/** A record (of TLS 1.0 a Client Hello, as usual, else of TLS 1.2) with a whole handshake message. */
export function handshakeRecord(type: number, message: Uint8Array): Uint8Array {
  return Uint8Array.from([
    ...[HANDSHAKE, ...bytesOf(type === CLIENT_HELLO ? 0x0301 : 0x0303, 2)],
    ...bytesOf(HANDSHAKE_HEADER_LENGTH + message.length, 2),
    ...[type, ...bytesOf(message.length, 3), ...message],
  ]);
}

/** A record with an alert in the clear (RFC 8446 §6). */
export function alertRecord(level: number, description: number): Uint8Array {
  return Uint8Array.of(ALERT, ...bytesOf(0x0303, 2), ...bytesOf(2, 2), level, description);
}

/** A Client Hello of TLS 1.2, without its header, that says no more than a server name, if that. */
export function clientHello(serverName: Uint8Array): Uint8Array {
  const { length } = serverName;
  // Version, random, no session identifier, one cipher suite, no compression.
  const fixed = [3, 3, ...new Uint8Array(32), 0, 0, 2, 0x13, 0x01, 1, 0];
  if (length === 0) return Uint8Array.from(fixed);
  // RFC 6066 §3: extension, list of names, name of type 0; each with its length.
  const name = [0, ...bytesOf(length, 2), ...serverName];
  const extension = [...bytesOf(name.length + 2, 2), ...bytesOf(name.length, 2), ...name];
  const extensions = [...bytesOf(EXTENSION_SERVER_NAME, 2), ...extension];
  return Uint8Array.from([...fixed, ...bytesOf(extensions.length, 2), ...extensions]);
}
