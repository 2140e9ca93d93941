import { characters } from '../bytes.ts';
import { MORE, NO_MESSAGE } from '../framing.ts';
import { hashOf, saw, Turn } from '../message-of-datagram.ts';

/*
 * Session Initiation Protocol (RFC 3261 §7): lines of text as HTTP has them.
 *
 *     INVITE sip:bob@example.com SIP/2.0        SIP/2.0 180 Ringing
 *     Via: SIP/2.0/UDP pc:5060;branch=z9hG4bK…  (the same Via, Call-ID and CSeq)
 *     Call-ID: a84b4c76e66710
 *     CSeq: 314159 INVITE
 *
 * A response has its request's Call-ID, the branch of its topmost Via, and its CSeq (§17.1.3).
 */
const VERSION = 'SIP/2.0';
/** Methods (RFC 3261, 3262, 3265, 3311, 3428, 3515, 3903, 6086), by number from 1. */
export const METHODS: readonly string[] = [
  ...['', 'INVITE', 'ACK', 'BYE', 'CANCEL', 'REGISTER', 'OPTIONS', 'SUBSCRIBE', 'NOTIFY'],
  ...['PUBLISH', 'INFO', 'REFER', 'MESSAGE', 'UPDATE', 'PRACK'],
];
const ACK = 2;
/** Its number in `METHODS`. */
export const OPTIONS = 6;
/** Headers end sooner than this in any message that is looked at. */
const LONGEST_HEAD = 2048;
/** The same over TCP, where nothing keeps a message short; and Wireshark's longest wait for a line. */
const LONGEST_STREAM_HEAD = 16_384;
const LONGEST_LINE = 1_500;
/** Schemes of the addresses that are asked (RFC 3261 §19, RFC 3966). */
const SCHEMES: readonly string[] = ['sip:', 'sips:', 'tel:'];
const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;
const COLON = 0x3a;
const SEMICOLON = 0x3b;
const COMMA = 0x2c;
export const PORT = 5060;

function startsWith(bytes: Uint8Array, at: number, end: number, text: string): boolean {
  if (end - at < text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** The same, whatever the case of letters; `text` is in lower case. */
function namesHeader(bytes: Uint8Array, at: number, end: number, text: string): boolean {
  if (end - at < text.length) return false;
  for (let i = 0; i < text.length; i++) {
    const byte = bytes[at + i];
    const folded = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    if (folded !== text.charCodeAt(i)) return false;
  }
  return true;
}

/** Number of the method that the message at `at` begins with, 0 for a response, -1 for neither. */
export function method(bytes: Uint8Array, at: number, end: number): number {
  if (startsWith(bytes, at, end, VERSION)) return bytes[at + VERSION.length] === SPACE ? 0 : -1;
  for (let i = 1; i < METHODS.length; i++) {
    const name = METHODS[i];
    if (bytes[at] !== name.charCodeAt(0) || !startsWith(bytes, at, end, name)) continue;
    if (bytes[at + name.length] !== SPACE) continue;
    const line = lineEnd(bytes, at, end);
    return startsWith(bytes, line - VERSION.length, line, VERSION) ? i : -1;
  }
  return -1;
}

/** The same of a request whose first line is cut in its address, as behind a short snap length. */
function cutMethod(bytes: Uint8Array, at: number, end: number): number {
  if (lineEnd(bytes, at, end) < end) return -1;
  for (let i = 1; i < METHODS.length; i++) {
    const name = METHODS[i];
    if (!startsWith(bytes, at, end, name) || bytes[at + name.length] !== SPACE) continue;
    const address = at + name.length + 1;
    return SCHEMES.some((scheme) => startsWith(bytes, address, end, scheme)) ? i : -1;
  }
  return -1;
}

/** End of the line at `at`, its CR LF not included; `end` where there is none. */
export function lineEnd(bytes: Uint8Array, at: number, end: number): number {
  const limit = Math.min(end, at + LONGEST_HEAD);
  for (let i = at; i < limit; i++) {
    if (bytes[i] === LF) return i > at && bytes[i - 1] === CR ? i - 1 : i;
  }
  return limit;
}

/** Status of a response, 100 to 699. */
export function status(bytes: Uint8Array, at: number, end: number): number {
  const digits = at + VERSION.length + 1;
  if (end - digits < 3) return 0;
  return (bytes[digits] - 48) * 100 + (bytes[digits + 1] - 48) * 10 + bytes[digits + 2] - 48;
}

/** Where a header's value begins, behind its name of `length` bytes; -1 where no colon follows. */
function valueAt(bytes: Uint8Array, at: number, length: number, end: number): number {
  let i = at + length;
  while (i < end && bytes[i] === SPACE) i++;
  if (bytes[i] !== COLON) return -1;
  i++;
  while (i < end && bytes[i] === SPACE) i++;
  return i;
}

/** Offset of the value of the first header of that name (lower case) or short form; -1 for none. */
export function headerAt(
  bytes: Uint8Array,
  at: number,
  end: number,
  name: string,
  short: string,
): number {
  const limit = Math.min(end, at + LONGEST_HEAD);
  let line = at;
  while (line < limit) {
    const stop = lineEnd(bytes, line, limit);
    if (stop === line) return -1;
    const value = namesHeader(bytes, line, stop, name)
      ? valueAt(bytes, line, name.length, stop)
      : short !== '' && namesHeader(bytes, line, stop, short)
        ? valueAt(bytes, line, 1, stop)
        : -1;
    if (value >= 0) return value;
    line = stop + (bytes[stop] === CR ? 2 : 1);
  }
  return -1;
}

/** A hash of the branch of the Via at `via`; of the whole where it has none (RFC 2543). */
function branch(bytes: Uint8Array, via: number, end: number): number {
  const line = lineEnd(bytes, via, end);
  for (let i = via; i < line; i++) {
    if (bytes[i] === COMMA) break;
    if (bytes[i] !== SEMICOLON || !namesHeader(bytes, i + 1, line, 'branch=')) continue;
    let stop = i + 1;
    while (stop < line && bytes[stop] !== SEMICOLON && bytes[stop] !== COMMA) stop++;
    return hashOf(bytes, i, stop);
  }
  return hashOf(bytes, via, line);
}

/** Where the body of the message at `at` begins; -1 where its headers do not end. */
function bodyAt(bytes: Uint8Array, at: number, end: number): number {
  const limit = Math.min(end, at + LONGEST_STREAM_HEAD) - 3;
  for (let i = at; i < limit; i++) {
    if (bytes[i] === CR && bytes[i + 1] === LF && bytes[i + 2] === CR && bytes[i + 3] === LF) {
      return i + 4;
    }
  }
  return -1;
}

/** The number that Content-Length says (RFC 3261 §18.3); -1 for none. */
function contentLength(bytes: Uint8Array, at: number, body: number): number {
  let line = at;
  while (line < body) {
    const stop = lineEnd(bytes, line, body);
    const value = namesHeader(bytes, line, stop, 'content-length')
      ? valueAt(bytes, line, 14, stop)
      : namesHeader(bytes, line, stop, 'l')
        ? valueAt(bytes, line, 1, stop)
        : -1;
    if (value >= 0) {
      let length = 0;
      let i = value;
      while (i < stop && i < value + 6 && bytes[i] >= 0x30 && bytes[i] <= 0x39) {
        length = length * 10 + bytes[i++] - 0x30;
      }
      return i === value ? -1 : length;
    }
    line = Math.max(stop + (bytes[stop] === CR ? 2 : 1), line + 1);
  }
  return -1;
}

/**
 * Bytes of the message at `at` of a stream: see `framing.ts`. Without a Content-Length it takes all that
 * is there; an empty line keeps a connection alive (RFC 5626 §3.5.1), and is none, as what is no SIP.
 */
export function messageSpan(bytes: Uint8Array, at: number, end: number): number {
  const line = lineEnd(bytes, at, end);
  if (line === at) return NO_MESSAGE;
  if (line === end && end - at < LONGEST_LINE) return MORE;
  if (method(bytes, at, end) < 0) return NO_MESSAGE;
  const body = bodyAt(bytes, at, end);
  if (body < 0) return end - at < LONGEST_STREAM_HEAD ? MORE : NO_MESSAGE;
  const length = contentLength(bytes, at, body);
  return length < 0 ? end - at : body - at + length;
}

/** Whether an empty line stands at `at`. */
export function isBlank(bytes: Uint8Array, at: number, end: number): boolean {
  return lineEnd(bytes, at, end) === at;
}

/** Where the empty lines at `at` end: they keep a connection alive, and may stand before a message. */
export function behindBlanks(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && (bytes[i] === CR || bytes[i] === LF)) i++;
  return i;
}

/** Offset of the session description (RFC 3264) that the message carries, or -1. */
export function sessionAt(bytes: Uint8Array, at: number, end: number): number {
  const limit = Math.min(end, at + LONGEST_HEAD) - 6;
  for (let i = at; i < limit; i++) {
    if (bytes[i] !== CR || bytes[i + 1] !== LF || bytes[i + 2] !== CR || bytes[i + 3] !== LF)
      continue;
    return startsWith(bytes, i + 4, end, 'v=0') ? i + 4 : -1;
  }
  return -1;
}

/** Whether the message says that its body describes media, and it does. */
export function hasSession(bytes: Uint8Array, at: number, end: number): boolean {
  const type = headerAt(bytes, at, end, 'content-type', 'c');
  if (type < 0 || sessionAt(bytes, at, end) < 0) return false;
  return /^application\/sdp\b/i.test(characters(bytes, type, lineEnd(bytes, type, end)));
}

/** Whether the line of a value is here to its end. */
function isWhole(bytes: Uint8Array, value: number, end: number, wireEnd: number): boolean {
  return value >= 0 && (end >= wireEnd || lineEnd(bytes, value, end) < end);
}

/** Reads a message; its transaction is 0 where it lies behind the end of what was captured. */
export function read(bytes: Uint8Array, at: number, end: number, wireEnd: number): boolean {
  let what = method(bytes, at, end);
  if (what < 0 && end < wireEnd) what = cutMethod(bytes, at, end);
  if (what < 0) return false;
  const callId = headerAt(bytes, at, end, 'call-id', 'i');
  const via = headerAt(bytes, at, end, 'via', 'v');
  const sequence = headerAt(bytes, at, end, 'cseq', '');
  const isAllHere =
    isWhole(bytes, callId, end, wireEnd) &&
    isWhole(bytes, via, end, wireEnd) &&
    isWhole(bytes, sequence, end, wireEnd);
  if (!isAllHere) {
    if (end >= wireEnd) return saw(Turn.NEITHER, what);
    if (what === 0) return saw(Turn.RESPONSE, what);
    return saw(what === ACK ? Turn.NEITHER : Turn.REQUEST, what, 0, 0, hashOf(bytes, at, end));
  }
  const first = hashOf(bytes, callId, lineEnd(bytes, callId, end));
  const second = branch(bytes, via, end) ^ hashOf(bytes, sequence, lineEnd(bytes, sequence, end));
  if (what === 0) return saw(Turn.RESPONSE, what, first, second);
  return saw(what === ACK ? Turn.NEITHER : Turn.REQUEST, what, first, second);
}
