import { characters } from '../bytes.ts';
import { escapeBytes } from '../escape.ts';
import { MORE, NO_MESSAGE, UNTIL_CLOSED } from '../framing.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Hypertext Transfer Protocol, version 1 (RFC 9112 §3, §4): the first line of a message.
 *
 *   request:  method SP target SP HTTP/1.x CRLF        status: HTTP/1.x SP code SP reason CRLF
 */

const SPACE = 0x20;
const SLASH = 0x2f;
const COLON = 0x3a;
const QUESTION_MARK = 0x3f;
const DOT = 0x2e;
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

/** Ports of servers where plain HTTP is expected: `http` and `http-alt` of IANA's registry. */
const SERVER_PORTS: readonly number[] = [80, 8080];

/** Whether plain HTTP is expected on that port of a server. */
export function isServerPort(port: number): boolean {
  return SERVER_PORTS.includes(port);
}

/** First words of a request: the methods of RFC 9110 §9.3, WebDAV's common ones, SSDP's, PATCH. */
const METHODS: readonly Uint8Array[] =
  `GET POST HEAD PUT CONNECT OPTIONS DELETE PATCH TRACE PROPFIND
  PROPPATCH REPORT SEARCH MKCOL MOVE COPY LOCK UNLOCK M-SEARCH NOTIFY SUBSCRIBE UNSUBSCRIBE`
    .split(/\s+/)
    .map((method) => ascii(`${method} `));
const STATUS_LINE = ascii('HTTP/1.');

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

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

/** Methods that Wireshark's packet-http.c knows, with `M-` before them too (RFC 2774). */
const KNOWN_METHODS: readonly Uint8Array[] = `GET PUT COPY HEAD LOCK MOVE BIND POLL POST BCOPY BMOVE
  MKCOL TRACE PATCH LABEL MERGE DELETE SEARCH UNLOCK REPORT UPDATE NOTIFY BDELETE CONNECT OPTIONS CHECKIN
  PROPFIND CHECKOUT CCM_POST SUBSCRIBE PROPPATCH BPROPFIND BPROPPATCH UNCHECKOUT MKACTIVITY MKWORKSPACE
  UNSUBSCRIBE RPC_CONNECT RPC_IN_DATA RPC_OUT_DATA VERSION-CONTROL BASELINE-CONTROL`
  .split(/\s+/)
  .map((method) => ascii(method));

/**
 * Whether a message starts at `at` in a stream that is known to be HTTP: there a method is enough, as in
 * Wireshark, with a space or the end of the line behind it, whatever follows.
 */
export function startsMessage(bytes: Uint8Array, at: number, limit: number): boolean {
  if (startsWith(bytes, at, limit, STATUS_LINE)) return true;
  const start = limit - at > 2 && bytes[at] === 0x4d && bytes[at + 1] === 0x2d ? at + 2 : at;
  for (const method of KNOWN_METHODS) {
    if (!startsWith(bytes, start, limit, method)) continue;
    const next = start + method.length;
    if (next === limit) continue;
    if (bytes[next] === SPACE || bytes[next] === CARRIAGE_RETURN || bytes[next] === LINE_FEED) {
      return true;
    }
  }
  return false;
}

/** Whether the message at `at` is a response. */
export function isResponse(bytes: Uint8Array, at: number, limit: number): boolean {
  return startsWith(bytes, at, limit, STATUS_LINE);
}
/** Whether the request at `at` asks a proxy for a tunnel (RFC 9110 §9.3.6). */
export function isConnect(bytes: Uint8Array, at: number, limit: number): boolean {
  return startsWith(bytes, at, limit, CONNECT);
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
  for (let i = at; i < end && bytes[i] !== LINE_FEED; i++) if (bytes[i] === SPACE) return i;
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
    if (limit - line <= name.length || bytes[line + name.length] !== COLON) continue;
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

/**
 * Offset of the path that the request at `at` asks its host for (RFC 9112 §3.2.1), or -1. The absolute
 * form is for proxies (§3.2.2): it has none here.
 */
export function pathAt(bytes: Uint8Array, at: number, limit: number): number {
  const target = methodEnd(bytes, at, limit) + 1;
  return target > 0 && target < limit && bytes[target] === SLASH ? target : -1;
}
/** End of the path at `path`: before its query, or where the target ends. */
export function pathEnd(bytes: Uint8Array, path: number, limit: number): number {
  const end = targetEnd(bytes, path, limit);
  for (let i = path; i < end; i++) if (bytes[i] === QUESTION_MARK) return i;
  return end;
}

const AUTHORITY = ascii('://');
const CONNECT = ascii('CONNECT ');
/** Bytes in "https". */
const LONGEST_SCHEME = 5;

/** Offset of the host in an absolute URL at `at`, or -1 where it is relative. */
export function urlHostAt(bytes: Uint8Array, at: number, limit: number): number {
  for (let i = at; i <= at + LONGEST_SCHEME && i + AUTHORITY.length < limit; i++) {
    if (startsWith(bytes, i, limit, AUTHORITY)) return i + AUTHORITY.length;
  }
  return -1;
}
/**
 * Offset of the host that the request at `at` asks a proxy for: CONNECT's (RFC 9110 §9.3.6), or that of
 * an absolute URL of HTTP (RFC 9112 §3.2.2); -1 where it asks the server itself.
 */
export function proxiedHostAt(bytes: Uint8Array, at: number, limit: number): number {
  const target = methodEnd(bytes, at, limit) + 1;
  if (target === 0) return -1;
  if (isConnect(bytes, at, limit)) return target;
  return bytes[target] === SLASH ? -1 : urlHostAt(bytes, target, limit);
}

const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
/** Bytes of a host name that are kept: DNS has no longer ones. */
const MAXIMUM_HOST = 255;

/** End of the host at `host`, the brackets around an IPv6 address included. */
function hostOrAddressEnd(bytes: Uint8Array, host: number, limit: number): number {
  if (bytes[host] !== OPENING_BRACKET) return hostEnd(bytes, host, limit);
  for (let i = host; i < limit && bytes[i] > SPACE; i++) {
    if (bytes[i] === CLOSING_BRACKET) return i + 1;
  }
  return host;
}
/** The host at `host`, in small letters, without the brackets of an IPv6 address; unprintable escaped. */
export function hostText(bytes: Uint8Array, host: number, limit: number): string {
  const end = Math.min(hostOrAddressEnd(bytes, host, limit), host + MAXIMUM_HOST);
  return escapeBytes(bytes, host, end)
    .toLowerCase()
    .replace(/^\[|\]$/g, '');
}
/** The port behind the host at `host`, or null where none is. */
export function portBehind(bytes: Uint8Array, host: number, limit: number): number | null {
  const colon = hostOrAddressEnd(bytes, host, limit);
  if (colon >= limit || bytes[colon] !== COLON) return null;
  let port = 0;
  let at = colon + 1;
  for (; at < limit && bytes[at] >= 0x30 && bytes[at] <= 0x39 && port < 0x10000; at++) {
    port = port * 10 + bytes[at] - 0x30;
  }
  return at > colon + 1 && port > 0 && port < 0x10000 ? port : null;
}

/** Bytes of a reason phrase that are kept. */
const MAXIMUM_REASON = 80;
/** The reason phrase of the response at `at`, unprintable characters escaped; '' where it has none. */
export function reasonText(bytes: Uint8Array, at: number, limit: number): string {
  const start = at + STATUS_CODE + 4;
  const end = Math.min(lineEnd(bytes, at, limit), start + MAXIMUM_REASON);
  return start < end ? escapeBytes(bytes, start, end) : '';
}

/** What proxies call themselves in `Server` of answers that are their own. */
const PROXIES = ['squid', 'tinyproxy', 'privoxy', 'bluecoat', 'zscaler', 'cisco-wsa', 'mwg'].map(
  (name) => ascii(name),
);
/** Whether a proxy says that it made the response at `at` itself: squid's error header, or its own name. */
export function isMadeByProxy(bytes: Uint8Array, at: number, limit: number): boolean {
  if (findHeader(bytes, at, limit, 'x-squid-error') >= 0) return true;
  const value = findHeader(bytes, at, limit, 'server');
  return value >= 0 && PROXIES.some((name) => startsWithLetters(bytes, value, limit, name));
}

/** As `startsWith`, whatever the case; the text is in small letters. */
function startsWithLetters(
  bytes: Uint8Array,
  at: number,
  limit: number,
  text: Uint8Array,
): boolean {
  if (limit - at < text.length) return false;
  for (let i = 0; i < text.length; i++) {
    const byte = bytes[at + i];
    if ((byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte) !== text[i]) return false;
  }
  return true;
}

/** End of a host name: before the port, the path, or what else cannot be in one. */
export function hostEnd(bytes: Uint8Array, host: number, limit: number): number {
  for (let i = host; i < limit; i++) {
    const byte = bytes[i];
    if (byte === COLON || byte === SLASH || byte === QUESTION_MARK || byte <= SPACE) return i;
  }
  return limit;
}
/**
 * Offset of the site that the host [host, end) belongs to: its last two labels. Crude (`co.uk`), on the
 * safe side: what is one site in truth is never taken for two.
 */
export function siteAt(bytes: Uint8Array, host: number, end: number): number {
  let dots = 0;
  for (let i = end - 1; i >= host; i--) if (bytes[i] === DOT && ++dots === 2) return i + 1;
  return host;
}
/** The IPv4 address (int32) that the host [host, end) is, or -1 where it is none or not a whole one. */
export function hostAddress(bytes: Uint8Array, host: number, end: number): number {
  let address = 0;
  let octet = -1;
  let octets = 0;
  for (let i = host; i <= end; i++) {
    const byte = i < end ? bytes[i] : DOT;
    if (byte === DOT) {
      if (octet < 0 || octet > 255) return -1;
      address = (address << 8) | octet;
      octet = -1;
      octets++;
    } else if (byte >= 0x30 && byte <= 0x39 && octet < 1000) {
      octet = Math.max(0, octet) * 10 + byte - 0x30;
    } else {
      return -1;
    }
  }
  return octets === 4 ? address : -1;
}

/** Characters of a request's target that are kept. */
const MAXIMUM_TARGET = 8192;

/** The whole target of the request at `at`, one character per byte, as Wireshark puts it together. */
export function fullTarget(bytes: Uint8Array, at: number, limit: number): string {
  const method = methodEnd(bytes, at, limit);
  const end = Math.min(targetEnd(bytes, method + 1, limit), method + 1 + MAXIMUM_TARGET);
  // A method alone asks for the host itself.
  const target = method < 0 ? '' : characters(bytes, method + 1, end);
  const host = findHeader(bytes, at, limit, 'host');
  const isConnect = bytes[at] === 0x43 && bytes[at + 3] === 0x4e;
  if (host < 0 || isConnect || /^(?:https?|ftp):\/\//i.test(target)) return target;
  return `http://${characters(bytes, host, lineEnd(bytes, host, limit))}${target}`;
}

/** Offset of the body: one past the empty line; -1 where the header is not whole. */
export function bodyAt(bytes: Uint8Array, at: number, limit: number): number {
  for (let i = at; i < limit; i++) {
    if (bytes[i] !== LINE_FEED) continue;
    if (i + 1 < limit && bytes[i + 1] === LINE_FEED) return i + 2;
    if (i + 2 < limit && bytes[i + 1] === CARRIAGE_RETURN && bytes[i + 2] === LINE_FEED) {
      return i + 3;
    }
  }
  return -1;
}

/**
 * Offset of a body that nothing is said about, which Wireshark calls data: no type, no chunks, no
 * compression; -1 where there is none.
 */
export function plainBodyAt(bytes: Uint8Array, at: number, limit: number): number {
  const body = bodyAt(bytes, at, limit);
  if (body < 0 || body === limit || isChunked(bytes, at, body)) return -1;
  const isTyped =
    findHeader(bytes, at, body, 'content-type') >= 0 ||
    findHeader(bytes, at, body, 'content-encoding') >= 0;
  return isTyped ? -1 : body;
}

/** Value of the header field `content-length`, or -1. */
export function contentLength(bytes: Uint8Array, at: number, limit: number): number {
  const value = findHeader(bytes, at, limit, 'content-length');
  if (value < 0) return -1;
  let length = 0;
  let place = value;
  for (; place < limit && bytes[place] >= 0x30 && bytes[place] <= 0x39; place++) {
    length = length * 10 + bytes[place] - 0x30;
    if (length > Number.MAX_SAFE_INTEGER) return -1;
  }
  return place > value ? length : -1;
}

/** Whether the header says that the body comes in chunks (RFC 9112 §7.1). */
export function isChunked(bytes: Uint8Array, at: number, limit: number): boolean {
  const value = findHeader(bytes, at, limit, 'transfer-encoding');
  if (value < 0) return false;
  const end = lineEnd(bytes, value, limit);
  for (let i = value; i + CHUNKED.length <= end; i++) {
    let same = true;
    for (let c = 0; same && c < CHUNKED.length; c++) same = (bytes[i + c] | 0x20) === CHUNKED[c];
    if (same) return true;
  }
  return false;
}
const CHUNKED = ascii('chunked');

/**
 * End of a body in chunks and its trailer, which starts at `body`; -1 where it is not whole, -2 where
 * it is none.
 */
export function chunksEnd(bytes: Uint8Array, body: number, limit: number): number {
  let at = body;
  for (;;) {
    const line = lineEnd(bytes, at, limit);
    if (line === limit) return -1;
    let size = 0;
    let digits = 0;
    for (let i = at; i < line; i++, digits++) {
      const digit = hexadecimal(bytes[i]);
      if (digit < 0) break;
      size = size * 16 + digit;
    }
    if (digits === 0 || digits > 12) return -2;
    at = line + (bytes[line] === CARRIAGE_RETURN ? 2 : 1);
    if (size === 0) break;
    at += size;
    if (at >= limit) return -1;
    at = lineEnd(bytes, at, limit);
    if (at === limit) return -1;
    at += bytes[at] === CARRIAGE_RETURN ? 2 : 1;
  }
  // The trailer: lines up to an empty one.
  for (;;) {
    const line = lineEnd(bytes, at, limit);
    if (line === limit) return -1;
    const next = line + (bytes[line] === CARRIAGE_RETURN ? 2 : 1);
    if (line === at) return next;
    at = next;
  }
}

function hexadecimal(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** Header bytes of a message that are searched for their end. */
export const MAXIMUM_HEADER_LENGTH = 65536;

/** A request by what its response has: none to HEAD has a body, nor one that grants CONNECT its tunnel. */
export enum Answers {
  OTHERS = 0,
  HEAD,
  CONNECT,
}

/** Whether a response of that status has no body whatever its header says (RFC 9112 §6.3). */
export function hasNoBody(status: number, answers: Answers): boolean {
  if (answers === Answers.CONNECT && status >= 200 && status < 300) return true;
  return answers === Answers.HEAD || status < 200 || status === 204 || status === 304;
}

/**
 * Bytes of the message at `at`, however many of them are there (RFC 9112 §6.3); MORE, UNTIL_CLOSED or
 * NO_MESSAGE.
 * @param answers the last request of the other side
 */
export function messageSpan(
  bytes: Uint8Array,
  at: number,
  limit: number,
  answers: Answers,
): number {
  if (!startsMessage(bytes, at, limit)) return NO_MESSAGE;
  const body = bodyAt(bytes, at, limit);
  if (body < 0) return limit - at > MAXIMUM_HEADER_LENGTH ? NO_MESSAGE : MORE;
  const header = body - at;
  const isAnswer = isResponse(bytes, at, body);
  if (isAnswer && hasNoBody(statusCode(bytes, at, body), answers)) return header;
  if (isChunked(bytes, at, body)) {
    const chunks = chunksEnd(bytes, body, limit);
    return chunks === -2 ? NO_MESSAGE : chunks < 0 ? MORE : chunks - at;
  }
  const length = contentLength(bytes, at, body);
  if (length >= 0) return header + length;
  return isAnswer ? UNTIL_CLOSED : header;
}

/** Records the message at the view's cursor; `dispatch.ts` has seen that it looks like one. */
export function decode(view: PacketView): void {
  view.pushLayer(Protocol.HTTP, view.limit);
  view.nextTable = NextTable.END;
}

/** Whether the request at `at` is HEAD, the only method with that letter. */
export function asksHead(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x48;
}

/** Whether the request at `at` is CONNECT: it has an N where COPY has a Y. */
export function asksConnect(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x43 && bytes[at + 3] === 0x4e;
}
