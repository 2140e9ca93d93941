/*
 * Where a side of an FTP control connection waits for the data connection: the client after `PORT` (RFC 959
 * §4.1.2) and `EPRT` (RFC 2428 §2), the server after replies 227 (RFC 959) and 229 (RFC 2428 §3).
 */

/** The control connection's port, and the one that a server's data connections come from (RFC 959 §5.2). */
export const CONTROL_PORT = 21;
export const DATA_PORT = 20;

/** Bytes of a line in which the port is looked for. */
const LONGEST_LINE = 128;
const DIGIT_ZERO = 0x30;
const COMMA = 0x2c;
const OPENING_PARENTHESIS = 0x28;
/** Numbers of `h1,h2,h3,h4,p1,p2`: the address's bytes, and the port's. */
const NUMBERS = 6;
/** Fields before the port: `|1|132.235.1.2|6275|`. */
const FIELDS_BEFORE_PORT = 3;

function digit(byte: number): number {
  const value = byte - DIGIT_ZERO;
  return value >= 0 && value <= 9 ? value : -1;
}

/** Whether the line at `at` begins with that word, in letters of either case, and a space. */
function beginsWith(bytes: Uint8Array, at: number, limit: number, word: string): boolean {
  if (limit - at <= word.length) return false;
  for (let i = 0; i < word.length; i++) {
    const byte = bytes[at + i];
    const upper = byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte;
    if (upper !== word.charCodeAt(i)) return false;
  }
  return bytes[at + word.length] === 0x20;
}

/** The port at the end of six numbers; the first digit begins them (RFC 1123 §4.1.2.6). 0 for none. */
function portOfNumbers(bytes: Uint8Array, from: number, limit: number): number {
  let at = from;
  while (at < limit && digit(bytes[at]) < 0) at++;
  let port = 0;
  for (let number = 0; number < NUMBERS; number++) {
    let value = 0;
    const start = at;
    for (; at < limit && digit(bytes[at]) >= 0; at++) value = value * 10 + digit(bytes[at]);
    if (at === start || value > 0xff) return 0;
    if (number + 1 < NUMBERS && (at >= limit || bytes[at++] !== COMMA)) return 0;
    if (number >= NUMBERS - 2) port = (port << 8) | value;
  }
  return port;
}

/** The port behind three delimiters, whatever byte they are, of which the first stands at `at`. */
function portOfFields(bytes: Uint8Array, from: number, limit: number): number {
  if (from >= limit) return 0;
  const delimiter = bytes[from];
  let at = from;
  for (let field = 0; field < FIELDS_BEFORE_PORT; field++) {
    while (at < limit && bytes[at] !== delimiter) at++;
    at++;
  }
  let port = 0;
  for (; at < limit && digit(bytes[at]) >= 0 && port <= 0xffff; at++) {
    port = port * 10 + digit(bytes[at]);
  }
  return at < limit && bytes[at] === delimiter && port <= 0xffff ? port : 0;
}

/** The port that the server's line at `at` says it waits on; 0 where it says none. */
export function portOfReply(bytes: Uint8Array, at: number, end: number): number {
  const limit = Math.min(end, at + LONGEST_LINE);
  if (beginsWith(bytes, at, limit, '227')) return portOfNumbers(bytes, at + 4, limit);
  if (!beginsWith(bytes, at, limit, '229')) return 0;
  let opening = at;
  while (opening < limit && bytes[opening] !== OPENING_PARENTHESIS) opening++;
  return portOfFields(bytes, opening + 1, limit);
}

/** The port that the client's line at `at` says it waits on; 0 where it says none. */
export function portOfCommand(bytes: Uint8Array, at: number, end: number): number {
  const limit = Math.min(end, at + LONGEST_LINE);
  if (beginsWith(bytes, at, limit, 'PORT')) return portOfNumbers(bytes, at + 5, limit);
  return beginsWith(bytes, at, limit, 'EPRT') ? portOfFields(bytes, at + 5, limit) : 0;
}
