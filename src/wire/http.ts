import { NextTable, type PacketView } from './packet-view.ts';
import { Protocol } from './protocol.ts';

/*
 * Hypertext Transfer Protocol, version 1 (RFC 9112 §3, §4): the first line of a message.
 *
 *   request:  method SP target SP HTTP/1.x CRLF        status: HTTP/1.x SP code SP reason CRLF
 */

const SPACE = 0x20;
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;
/** Characters in the longest method that is registered with IANA. */
const MAXIMUM_METHOD_LENGTH = 17;
/** Bytes of a request line that are searched for its end: the least that RFC 9112 §3 asks for. */
const MAXIMUM_REQUEST_LINE = 8000;
/** Bytes in `HTTP/1.1`. */
const VERSION_LENGTH = 8;
/** Offset of the status code in a status line. */
const STATUS_CODE = 9;

/** First words of a request: the methods of RFC 9110 §9.3, WebDAV's common ones, SSDP's, PATCH. */
const METHODS: readonly Uint8Array[] = [
  'GET',
  'POST',
  'HEAD',
  'PUT',
  'CONNECT',
  'OPTIONS',
  'DELETE',
  'PATCH',
  'TRACE',
  'PROPFIND',
  'PROPPATCH',
  'REPORT',
  'SEARCH',
  'MKCOL',
  'MOVE',
  'COPY',
  'LOCK',
  'UNLOCK',
  'M-SEARCH',
  'NOTIFY',
  'SUBSCRIBE',
  'UNSUBSCRIBE',
].map((method) => Uint8Array.from(`${method} `, (character) => character.charCodeAt(0)));
const STATUS_LINE = Uint8Array.from('HTTP/1.', (character) => character.charCodeAt(0));

function startsWith(bytes: Uint8Array, at: number, limit: number, text: Uint8Array): boolean {
  if (limit - at < text.length) return false;
  for (let i = 0; i < text.length; i++) {
    if (bytes[at + i] !== text[i]) return false;
  }
  return true;
}

/**
 * Whether a request or status line starts at `at`. A request line that is whole has to end in the
 * version: IRC and SIP have methods of the same names.
 */
export function looksLikeMessage(bytes: Uint8Array, at: number, limit: number): boolean {
  if (at >= limit) return false;
  const first = bytes[at];
  if (first < 0x43 || first > 0x55) return false;
  if (startsWith(bytes, at, limit, STATUS_LINE)) return true;
  for (const method of METHODS) {
    if (method[0] === first && startsWith(bytes, at, limit, method)) {
      const end = lineEnd(bytes, at + method.length, Math.min(limit, at + MAXIMUM_REQUEST_LINE));
      return end === limit || startsWith(bytes, end - VERSION_LENGTH, end, STATUS_LINE);
    }
  }
  return false;
}

/** Whether the message at `at` is a response. */
export function isResponse(bytes: Uint8Array, at: number, limit: number): boolean {
  return startsWith(bytes, at, limit, STATUS_LINE);
}
/** Status code of the response at `at`, or -1. */
export function statusCode(bytes: Uint8Array, at: number, limit: number): number {
  if (limit - at < STATUS_CODE + 3 || !isResponse(bytes, at, limit)) return -1;
  let code = 0;
  for (let i = at + STATUS_CODE; i < at + STATUS_CODE + 3; i++) {
    const digit = bytes[i] - 0x30;
    if (digit < 0 || digit > 9) return -1;
    code = code * 10 + digit;
  }
  return code;
}
/** End of the request's method, which starts at `at`; -1 where no space ends it in time. */
export function methodEnd(bytes: Uint8Array, at: number, limit: number): number {
  const end = Math.min(limit, at + MAXIMUM_METHOD_LENGTH + 1);
  for (let i = at; i < end; i++) if (bytes[i] === SPACE) return i;
  return -1;
}
/** End of the line at `at`, its CR LF not included; `limit` where it is not whole. */
export function lineEnd(bytes: Uint8Array, at: number, limit: number): number {
  for (let i = at; i < limit; i++) {
    if (bytes[i] === LINE_FEED) return i > at && bytes[i - 1] === CARRIAGE_RETURN ? i - 1 : i;
  }
  return limit;
}
/** End of the request target, which starts one past `methodEnd`. */
export function targetEnd(bytes: Uint8Array, target: number, limit: number): number {
  const end = lineEnd(bytes, target, limit);
  for (let i = target; i < end; i++) if (bytes[i] === SPACE) return i;
  return end;
}

/**
 * Offset of the value of a header field (ends at `lineEnd`), or -1.
 * @param name the field's name in lower case ASCII
 */
export function findHeader(bytes: Uint8Array, at: number, limit: number, name: string): number {
  let line = at;
  for (;;) {
    while (line < limit && bytes[line] !== LINE_FEED) line++;
    line++;
    if (line >= limit || bytes[line] === CARRIAGE_RETURN || bytes[line] === LINE_FEED) return -1;
    if (limit - line <= name.length || bytes[line + name.length] !== 0x3a) continue;
    let same = true;
    for (let i = 0; same && i < name.length; i++) {
      const byte = bytes[line + i];
      const lower = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
      same = lower === name.charCodeAt(i);
    }
    if (!same) continue;
    let value = line + name.length + 1;
    while (value < limit && (bytes[value] === SPACE || bytes[value] === 0x09)) value++;
    return value;
  }
}

/** Records the message at the view's cursor; `dispatch.ts` has seen that it looks like one. */
export function decode(view: PacketView): void {
  view.pushLayer(Protocol.HTTP, view.limit);
  view.nextTable = NextTable.END;
}
