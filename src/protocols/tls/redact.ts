import { characters, readUint16, readUint24 } from '../bytes.ts';
import type { Canvas, NameReplacements } from '../redact/canvas.ts';
import { redactProtocols } from '../redact/protocol-names.ts';
import * as tls from './codec.ts';

/* TLS records and hellos (RFC 8446 §4.1 and §5.1). */
const RANDOM_LENGTH = 32;

/** A type that no message has: dissectors take what follows for encrypted. */
const NO_MESSAGE = 0xff;

const LEGACY_VERSION = 0x0303;
const PADDING = 21;
const SESSION_TICKET = 35;
const KEY_SHARE = 51;

/** Greasing (RFC 8701): stands for every number that is not known, as it means as little. */
const GREASE = 0x0a0a;
/** The longest list that is one: longer ones are somebody's own message. */
const LONGEST_LIST = 512;

type IsKnown = (value: number) => boolean;
const isOneOf =
  (...ranges: readonly (readonly [number, number])[]): IsKnown =>
  (value) =>
    ranges.some(([first, last]) => value >= first && value <= last);

/* Numbers that IANA's lists have (TLS parameters, 2025); what is not in them is replaced. */
const isCipher = isOneOf(
  ...([
    [0x0000, 0x00c7],
    [0x00ff, 0x00ff],
    [0x1301, 0x1307],
    [0x5600, 0x5600],
    [0xc001, 0xc0b7],
    [0xc100, 0xc107],
    [0xcca8, 0xccae],
    [0xd001, 0xd005],
  ] as const),
);
const isGroup = isOneOf(
  [1, 41],
  [0x0100, 0x0104],
  [0x0200, 0x0202],
  [0x11eb, 0x11ed],
  [25497, 25498],
  [0xfe30, 0xfe32],
  [0xff01, 0xff02],
);
const isSignature = isOneOf(
  [0x0101, 0x0103],
  [0x0201, 0x0203],
  [0x0301, 0x0303],
  [0x0401, 0x0403],
  [0x0420, 0x0420],
  [0x0501, 0x0503],
  [0x0520, 0x0520],
  [0x0601, 0x0603],
  [0x0620, 0x0620],
  [0x0704, 0x0708],
  [0x0804, 0x081c],
  [0x0904, 0x0906],
);
const isVersion = isOneOf([0x0300, 0x0304], [0x7f0e, 0x7f1c]);
const isExtension = isOneOf(
  [0, 64],
  [0x3374, 0x3374],
  [0x4469, 0x4469],
  [0x44cd, 0x44cd],
  [0x754f, 0x7550],
  [0xfe0d, 0xfe0d],
  [0xff01, 0xff01],
);
const isCompression = isOneOf([1, 3]);

const MASK = 0x78; // x
const LONGEST_SESSION_ID = 32;

/** Lists of numbers of 16 bits: the extension, bytes of the length before them, and which are known. */
const LISTS: ReadonlyMap<number, readonly [lengthBytes: 1 | 2, isKnown: IsKnown]> = new Map([
  [10, [2, isGroup]], // supported_groups
  [13, [2, isSignature]], // signature_algorithms
  [27, [1, isCompression]], // compress_certificate
  [50, [2, isSignature]], // signature_algorithms_cert
]);
/** Lists of bytes, none larger than this, with their length before them. */
const BYTE_LISTS: ReadonlyMap<number, number> = new Map([
  [11, 2], // ec_point_formats
  [45, 1], // psk_key_exchange_modes
]);
/** Extensions that say all by being there, and those with a number: how many bytes it has. */
const LENGTHS: ReadonlyMap<number, number> = new Map([
  [18, 0], // signed_certificate_timestamp of a ClientHello
  [22, 0], // encrypt_then_mac
  [23, 0], // extended_main_secret
  [28, 2], // record_size_limit
  [49, 0], // post_handshake_auth
]);
const MAXIMUM_FRAGMENT_LENGTH = 1;

/** Whether a TLS record may begin at `at`: type and version, as far as the bytes are there. */
export function looksLikeTls(bytes: Uint8Array, at: number, limit: number): boolean {
  return (
    limit - at >= tls.RECORD_HEADER_LENGTH &&
    bytes[at] >= tls.CHANGE_CIPHER_SPEC &&
    bytes[at] <= tls.HEARTBEAT &&
    bytes[at + 1] === 3 &&
    bytes[at + 2] <= 4 &&
    tls.recordLength(bytes, at) <= tls.MAXIMUM_RECORD_LENGTH
  );
}

/**
 * Redacts the TLS records at [at, limit): their headers stay, and of hellos what tells which
 * versions, ciphers and server are asked for. Randoms, session identifiers, tickets, keys,
 * certificates and data become zero bytes.
 * @returns where a record begins that goes beyond `limit`; `limit` where none does
 */
export function redactTls(
  canvas: Canvas,
  at: number,
  limit: number,
  names: NameReplacements,
): number {
  const { from } = canvas;
  let place = at;
  while (looksLikeTls(from, place, limit)) {
    const body = place + tls.RECORD_HEADER_LENGTH;
    const end = body + tls.recordLength(from, place);
    const shown = Math.min(end, limit);
    canvas.copy(place, body);
    switch (tls.recordType(from, place)) {
      case tls.CHANGE_CIPHER_SPEC:
        if (end - body === 1) canvas.put(body, 1);
        break;
      case tls.ALERT:
        // Longer ones are encrypted.
        if (end - body === 2 && from[body] <= tls.ALERT_FATAL) canvas.copy(body, shown);
        break;
      case tls.HANDSHAKE:
        redactHandshake(canvas, body, shown, names);
        break;
    }
    canvas.reach(shown);
    if (end > limit) return place;
    place = end;
  }
  return limit;
}

function redactHandshake(canvas: Canvas, at: number, limit: number, names: NameReplacements): void {
  const { from } = canvas;
  let place = at;
  while (place + tls.HANDSHAKE_HEADER_LENGTH <= limit) {
    const type = from[place];
    const body = place + tls.HANDSHAKE_HEADER_LENGTH;
    const end = body + readUint24(from, place + 1);
    if ((type !== tls.CLIENT_HELLO && type !== tls.SERVER_HELLO) || end - body > 1 << 16) {
      canvas.put(place, NO_MESSAGE);
      canvas.fill(place + 1, limit, 0xff);
      return;
    }
    canvas.copy(place, body);
    redactHello(canvas, type === tls.CLIENT_HELLO, body, end, Math.min(end, limit), names);
    place = end;
  }
}

/** @param whole where the hello ends, as it says; lengths that lead out of it are none */
function redactHello(
  canvas: Canvas,
  isClient: boolean,
  at: number,
  whole: number,
  limit: number,
  names: NameReplacements,
): void {
  const { from } = canvas;
  version(canvas, at, limit);
  const random = at + 2;
  if (!isClient && tls.isRetryRequest(from, at - tls.HANDSHAKE_HEADER_LENGTH, limit)) {
    canvas.copy(random, Math.min(random + RANDOM_LENGTH, limit));
  }
  let place = random + RANDOM_LENGTH;
  if (place >= limit) return;
  if (from[place] > LONGEST_SESSION_ID) return;
  canvas.put(place, from[place]);
  place += 1 + from[place];
  if (isClient) {
    if (place + 2 > limit) return;
    const ciphers = place + 2 + readUint16(from, place);
    if (ciphers >= whole) return;
    canvas.copy(place, place + 2);
    numbers(canvas, place + 2, Math.min(ciphers, limit), isCipher);
    if (ciphers >= limit) return;
    place = ciphers + 1 + from[ciphers];
    if (place > whole) return;
    canvas.put(ciphers, from[ciphers]);
    // Compression: none, or DEFLATE.
    byteNumbers(canvas, ciphers + 1, Math.min(place, limit), 1);
  } else {
    numbers(canvas, place, Math.min(place + 2, limit), isCipher);
    byteNumbers(canvas, place + 2, Math.min(place + 3, limit), 1);
    place += 3;
  }
  if (place + 2 > limit) return;
  const declared = place + 2 + readUint16(from, place);
  if (declared > whole) return;
  canvas.copy(place, place + 2);
  const end = Math.min(limit, declared);
  place += 2;
  while (place + 4 <= end) {
    const value = place + 4;
    const next = value + readUint16(from, place + 2);
    if (next > declared) return;
    numbers(canvas, place, place + 2, isExtension);
    canvas.copy(place + 2, value);
    const isKept = redactExtension(canvas, isClient, place, next, Math.min(next, end), names);
    // Others have a structure that zero bytes would break: they become padding (RFC 7685).
    if (!isKept) canvas.put16(place, PADDING);
    canvas.reach(Math.min(next, end));
    place = next;
  }
}

/**
 * @param at its type, of which the value begins four bytes on
 * @param next where the extension ends, as it says; `limit`: as far as it is there
 * @returns whether it has the form that its type has: of others nothing is put
 */
function redactExtension(
  canvas: Canvas,
  isClient: boolean,
  at: number,
  next: number,
  limit: number,
  names: NameReplacements,
): boolean {
  const { from } = canvas;
  const value = at + 4;
  const type = readUint16(from, at);
  const length = next - value;
  const isList = (lengthBytes: number) =>
    length <= LONGEST_LIST && isLength(canvas, value, lengthBytes, next, limit);
  const list = LISTS.get(type);
  const most = BYTE_LISTS.get(type);
  if (list !== undefined) {
    const first = value + list[0];
    if (!isList(list[0])) return false;
    canvas.copy(value, first);
    numbers(canvas, first, limit, list[1]);
    return true;
  }
  if (most !== undefined) {
    if (!isList(1)) return false;
    canvas.copy(value, value + 1);
    byteNumbers(canvas, value + 1, limit, most);
    return true;
  }
  if (LENGTHS.has(type)) {
    if (LENGTHS.get(type) !== length) return false;
    canvas.copy(value, limit);
    return true;
  }
  switch (type) {
    case MAXIMUM_FRAGMENT_LENGTH:
      if (length !== 1) return false;
      byteNumbers(canvas, value, limit, 4);
      return true;
    case tls.EXTENSION_SUPPORTED_VERSIONS: {
      const before = isClient ? 1 : 0;
      if (isClient ? !isList(1) : length !== 2) return false;
      canvas.copy(value, value + before);
      numbers(canvas, value + before, limit, isVersion);
      return true;
    }
    case tls.EXTENSION_ALPN:
      if (!isList(2)) return false;
      canvas.copy(value, value + 2);
      redactProtocols(canvas, value + 2, next, limit);
      return true;
    case tls.EXTENSION_SERVER_NAME:
      return redactServerName(canvas, value, next, limit, names);
    case KEY_SHARE:
      return redactKeyShare(canvas, isClient, value, next, limit);
    default:
      return type === SESSION_TICKET;
  }
}

/** Whether a length of one or two bytes at `at` is that of what follows it up to `next`, and is there. */
function isLength(
  { from }: Canvas,
  at: number,
  lengthBytes: number,
  next: number,
  limit: number,
): boolean {
  const first = at + lengthBytes;
  if (first > limit) return false;
  return (lengthBytes === 1 ? from[at] : readUint16(from, at)) === next - first;
}

/** A name that the segment cuts cannot be told from another: none of it is shown. */
function redactServerName(
  canvas: Canvas,
  at: number,
  next: number,
  limit: number,
  names: NameReplacements,
): boolean {
  const { from } = canvas;
  // A server acknowledges it by an empty one.
  if (at === next) return true;
  const name = at + 5;
  if (!isLength(canvas, at, 2, next, limit) || from[at + 2] !== 0) return false;
  if (!isLength(canvas, at + 3, 2, next, limit)) return false;
  canvas.copy(at, name);
  if (next > limit) {
    canvas.fill(name, limit, MASK);
    return true;
  }
  canvas.text(name, names.host(characters(from, name, next)));
  return true;
}

/** Numbers of 16 bits at [at, limit): those that are known, the others as greasing. */
function numbers(canvas: Canvas, at: number, limit: number, isKnown: IsKnown): void {
  for (let place = at; place + 2 <= limit; place += 2) {
    const value = readUint16(canvas.from, place);
    canvas.put16(place, isKnown(value) ? value : GREASE);
  }
  canvas.reach(limit);
}

/** Numbers of 8 bits: those up to `most`, else 0. */
function byteNumbers(canvas: Canvas, at: number, limit: number, most: number): void {
  for (let place = at; place < limit; place++) {
    canvas.put(place, canvas.from[place] <= most ? canvas.from[place] : 0);
  }
}

/** The version that a hello begins with, where it is one. */
function version(canvas: Canvas, at: number, limit: number): void {
  if (at + 2 > limit) return;
  const value = readUint16(canvas.from, at);
  canvas.put16(at, isVersion(value) ? value : LEGACY_VERSION);
}

/** Groups and lengths, without the keys. */
function redactKeyShare(
  canvas: Canvas,
  isClient: boolean,
  at: number,
  next: number,
  limit: number,
): boolean {
  const { from } = canvas;
  let place = at;
  if (isClient) {
    if (!isLength(canvas, at, 2, next, limit)) return false;
    canvas.copy(at, at + 2);
    place += 2;
  }
  while (place + 4 <= limit) {
    const end = place + 4 + readUint16(from, place + 2);
    if (end > next) return true;
    numbers(canvas, place, place + 2, isGroup);
    canvas.copy(place + 2, place + 4);
    place = end;
  }
  // A server that asks again names a group alone.
  if (!isClient && next - at === 2) numbers(canvas, at, limit, isGroup);
  return true;
}
