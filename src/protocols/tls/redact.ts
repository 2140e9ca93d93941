import { readUint16, readUint24 } from '../bytes.ts';
import type { Canvas, NameReplacements } from '../redact/canvas.ts';
import * as tls from './codec.ts';

/* TLS records and hellos (RFC 8446 §4.1 and §5.1). */
const RANDOM_LENGTH = 32;

/** A type that no message has: dissectors take what follows for encrypted. */
const NO_MESSAGE = 0xff;

const PADDING = 21;
const SESSION_TICKET = 35;
const KEY_SHARE = 51;

/** Extensions that say what is spoken, and nothing of who speaks. */
const TELLING_NOTHING: ReadonlySet<number> = new Set([
  1, // max_fragment_length
  10, // supported_groups
  11, // ec_point_formats
  13, // signature_algorithms
  16, // application_layer_protocol_negotiation
  18, // signed_certificate_timestamp (empty in a ClientHello)
  22, // encrypt_then_mac
  23, // extended_main_secret
  27, // compress_certificate
  28, // record_size_limit
  43, // supported_versions
  45, // psk_key_exchange_modes
  49, // post_handshake_auth
  50, // signature_algorithms_cert
]);
/** Long lists of such an extension are somebody's own message. */
const LONGEST_LIST = 512;

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
      case tls.ALERT:
        // Longer ones are encrypted.
        if (end - body <= 2) canvas.copy(body, shown);
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
    redactHello(canvas, type === tls.CLIENT_HELLO, body, Math.min(end, limit), names);
    place = end;
  }
}

function redactHello(
  canvas: Canvas,
  isClient: boolean,
  at: number,
  limit: number,
  names: NameReplacements,
): void {
  const { from } = canvas;
  canvas.copy(at, Math.min(at + 2, limit));
  const random = at + 2;
  if (!isClient && tls.isRetryRequest(from, at - tls.HANDSHAKE_HEADER_LENGTH, limit)) {
    canvas.copy(random, Math.min(random + RANDOM_LENGTH, limit));
  }
  let place = random + RANDOM_LENGTH;
  if (place >= limit) return;
  canvas.put(place, from[place]);
  place += 1 + from[place];
  if (isClient) {
    if (place + 2 > limit) return;
    const ciphers = place + 2 + readUint16(from, place);
    canvas.copy(place, Math.min(ciphers, limit));
    if (ciphers >= limit) return;
    place = ciphers + 1 + from[ciphers];
    canvas.copy(ciphers, Math.min(place, limit));
  } else {
    canvas.copy(place, Math.min(place + 3, limit));
    place += 3;
  }
  if (place + 2 > limit) return;
  canvas.copy(place, place + 2);
  const end = Math.min(limit, place + 2 + readUint16(from, place));
  place += 2;
  while (place + 4 <= end) {
    const value = place + 4;
    const next = value + readUint16(from, place + 2);
    canvas.copy(place, value);
    redactExtension(canvas, isClient, place, value, next, Math.min(next, end), names);
    place = next;
  }
}

/** @param next where the extension ends, as it says; `limit`: as far as it is there */
function redactExtension(
  canvas: Canvas,
  isClient: boolean,
  at: number,
  value: number,
  next: number,
  limit: number,
  names: NameReplacements,
): void {
  const { from } = canvas;
  const type = readUint16(from, at);
  if (TELLING_NOTHING.has(type) && next - value <= LONGEST_LIST) canvas.copy(value, limit);
  else if (type === tls.EXTENSION_SERVER_NAME) redactServerName(canvas, value, next, limit, names);
  else if (type === KEY_SHARE) redactKeyShare(canvas, isClient, value, limit);
  // Others have a structure that zero bytes would break: they become padding (RFC 7685).
  else if (type !== SESSION_TICKET) canvas.put16(at, PADDING);
}

function redactServerName(
  canvas: Canvas,
  at: number,
  next: number,
  limit: number,
  names: NameReplacements,
): void {
  if (next - at < 5) return;
  const { from } = canvas;
  const name = at + 5;
  canvas.copy(at, Math.min(name, limit));
  const end = name + readUint16(from, at + 3);
  // A name that the segment cuts cannot be told from another: none of it is shown.
  if (end > limit || end !== next) {
    canvas.fill(name, limit, 0x78);
    return;
  }
  let text = '';
  for (let i = name; i < end; i++) text += String.fromCharCode(from[i]);
  canvas.text(name, names.host(text));
}

function redactKeyShare(canvas: Canvas, isClient: boolean, at: number, limit: number): void {
  const { from } = canvas;
  let place = at;
  if (isClient) {
    canvas.copy(at, Math.min(at + 2, limit));
    place += 2;
  }
  while (place + 2 <= limit) {
    canvas.copy(place, Math.min(place + 4, limit));
    place += 4 + readUint16(from, place + 2);
  }
}
