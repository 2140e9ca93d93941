import { formatIpv4, formatIpv6 } from '../address-text.ts';
import { readInt32, readUint16 } from '../bytes.ts';
import { escapeBytes } from '../escape.ts';
import { MORE, NO_MESSAGE } from '../framing.ts';

/*
 * SOCKS: version 5 (RFC 1928) with user and password (RFC 1929), version 4 and 4a, which have no RFC. A
 * client asks a proxy for a connection; from its consent on the bytes are those of the target.
 */

/** IANA; Wireshark's, too. */
export const PORT = 1080;

export const VERSION_4 = 4;
export const VERSION_5 = 5;

export const CONNECT = 1;
const LAST_COMMAND_4 = 2;

/** Methods of log-in (RFC 1928 §3). */
export const NO_LOGIN = 0;
export const USER_AND_PASSWORD = 2;
export const NONE_ACCEPTABLE = 0xff;
/** Methods that clients offer at once: three, as a rule. */
const MOST_METHODS = 12;
/** IANA has given out 0 to 9; 0x80 to 0xfe are for private use. */
const LAST_METHOD = 9;
const FIRST_PRIVATE_METHOD = 0x80;

/** Bytes of what a proxy chooses, or says of a log-in: version, and method or status. */
export const CHOICE_LENGTH = 2;

/** The version of the log-in's own exchange (RFC 1929 §2). */
export const LOGIN_VERSION = 1;

/** Kinds of address (RFC 1928 §5). */
const IPV4 = 1;
const DOMAIN_NAME = 3;
const IPV6 = 4;
/** Bytes before the address of a request or reply, and of a port. */
const BEFORE_ADDRESS = 4;
const PORT_LENGTH = 2;

/** Offsets in version 4, where a user's name follows up to a zero byte. */
const PORT_4 = 2;
const ADDRESS_4 = 4;
const USER_4 = 8;
/** Bytes of a reply of version 4. */
export const REPLY_4_LENGTH = 8;
const LONGEST_TEXT = 255;
const FIRST_PRINTABLE = 0x20;
const DELETE = 0x7f;

/** Bytes of the greeting of version 5 at `at`; NO_MESSAGE, MORE. */
export function greetingSpan(bytes: Uint8Array, at: number, limit: number): number {
  if (bytes[at] !== VERSION_5) return NO_MESSAGE;
  if (limit - at < 2) return MORE;
  const methods = bytes[at + 1];
  if (methods === 0 || methods > MOST_METHODS) return NO_MESSAGE;
  const end = Math.min(limit, at + 2 + methods);
  for (let i = at + 2; i < end; i++) {
    const method = bytes[i];
    if (method === NONE_ACCEPTABLE) return NO_MESSAGE;
    if (method > LAST_METHOD && method < FIRST_PRIVATE_METHOD) return NO_MESSAGE;
    for (let other = at + 2; other < i; other++) if (bytes[other] === method) return NO_MESSAGE;
  }
  return 2 + methods;
}

/** Bytes of user and password at `at` (RFC 1929 §2); NO_MESSAGE, MORE. */
export function loginSpan(bytes: Uint8Array, at: number, limit: number): number {
  if (bytes[at] !== LOGIN_VERSION) return NO_MESSAGE;
  if (limit - at < 2) return MORE;
  const password = at + 2 + bytes[at + 1];
  return password >= limit ? MORE : password + 1 + bytes[password] - at;
}

/** Bytes of the request or reply of version 5 at `at`; NO_MESSAGE, MORE. */
export function messageSpan(bytes: Uint8Array, at: number, limit: number): number {
  if (bytes[at] !== VERSION_5) return NO_MESSAGE;
  if (limit - at <= BEFORE_ADDRESS) return MORE;
  if (bytes[at + 2] !== 0) return NO_MESSAGE;
  switch (bytes[at + 3]) {
    case IPV4:
      return BEFORE_ADDRESS + 4 + PORT_LENGTH;
    case IPV6:
      return BEFORE_ADDRESS + 16 + PORT_LENGTH;
    case DOMAIN_NAME:
      return BEFORE_ADDRESS + 1 + bytes[at + BEFORE_ADDRESS] + PORT_LENGTH;
    default:
      return NO_MESSAGE;
  }
}

/** Whether the address of the request or reply of version 5 at `at` is a name. */
export function isNamed(bytes: Uint8Array, at: number): boolean {
  return bytes[at + 3] === DOMAIN_NAME;
}

/** Version of the message at `at`; 0 of a reply of version 4. */
export function version(bytes: Uint8Array, at: number): number {
  return bytes[at];
}

/** The command of a request, the reply code of a reply, the method chosen, the status of a log-in. */
export function code(bytes: Uint8Array, at: number): number {
  return bytes[at + 1];
}

/** Whether the request of version 4 at `at` names its target by a name behind the user's (4a). */
export function isNamed4(bytes: Uint8Array, at: number): boolean {
  const address = at + ADDRESS_4;
  const isInvalid = bytes[address] === 0 && bytes[address + 1] === 0 && bytes[address + 2] === 0;
  return isInvalid && bytes[address + 3] !== 0;
}

/** Offset of the zero byte that ends the printable text at `at`; -1 where it is none. */
function textEnd(bytes: Uint8Array, at: number, limit: number): number {
  const last = Math.min(limit, at + LONGEST_TEXT + 1);
  for (let i = at; i < last; i++) {
    if (bytes[i] === 0) return i;
    if (bytes[i] < FIRST_PRINTABLE || bytes[i] === DELETE) return -1;
  }
  return -1;
}

/** Bytes of the request of version 4 or 4a at `at`; NO_MESSAGE where none is whole there. */
export function request4Span(bytes: Uint8Array, at: number, limit: number): number {
  if (bytes[at] !== VERSION_4 || limit - at <= USER_4) return NO_MESSAGE;
  const command = bytes[at + 1];
  if (command < CONNECT || command > LAST_COMMAND_4) return NO_MESSAGE;
  const user = textEnd(bytes, at + USER_4, limit);
  if (user < 0) return NO_MESSAGE;
  if (!isNamed4(bytes, at)) return user + 1 - at;
  const name = textEnd(bytes, user + 1, limit);
  return name <= user + 1 ? NO_MESSAGE : name + 1 - at;
}

/** Whether a client's first data, all of it, is how SOCKS begins. */
export function isOpening(bytes: Uint8Array, at: number, limit: number): boolean {
  const version = bytes[at];
  if (version !== VERSION_5 && version !== VERSION_4) return false;
  const span =
    version === VERSION_5 ? greetingSpan(bytes, at, limit) : request4Span(bytes, at, limit);
  return span > 0 && at + span === limit;
}

/** Host of the request of version 5 at `at`, which is whole; unprintable escaped. */
export function hostText(bytes: Uint8Array, at: number): string {
  const address = at + BEFORE_ADDRESS;
  switch (bytes[at + 3]) {
    case IPV4:
      return formatIpv4(readInt32(bytes, address));
    case IPV6:
      return formatIpv6(
        readInt32(bytes, address),
        readInt32(bytes, address + 4),
        readInt32(bytes, address + 8),
        readInt32(bytes, address + 12),
      );
    default: {
      const end = address + 1 + bytes[address];
      return escapeBytes(bytes, address + 1, end).toLowerCase();
    }
  }
}

/** Port of the request of version 5 at `at`, of `span` bytes. */
export function port(bytes: Uint8Array, at: number, span: number): number {
  return readUint16(bytes, at + span - PORT_LENGTH);
}

/** Host of the request of version 4 at `at`, which is whole; unprintable escaped. */
export function host4Text(bytes: Uint8Array, at: number, limit: number): string {
  if (!isNamed4(bytes, at)) return formatIpv4(readInt32(bytes, at + ADDRESS_4));
  const name = textEnd(bytes, at + USER_4, limit) + 1;
  return escapeBytes(bytes, name, textEnd(bytes, name, limit)).toLowerCase();
}

export function port4(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + PORT_4);
}

/** What else a proxy says in place of its consent (RFC 1928 §3, RFC 1929 §2). */
export const TURNED_DOWN = 'no acceptable methods';
export const LOGIN_REFUSED = 'login failure';

/** Replies of version 5, in the words of RFC 1928 §6. */
export const REPLIES: Readonly<Record<number, string>> = {
  0: 'succeeded',
  1: 'general SOCKS server failure',
  2: 'connection not allowed by ruleset',
  3: 'Network unreachable',
  4: 'Host unreachable',
  5: 'Connection refused',
  6: 'TTL expired',
  7: 'Command not supported',
  8: 'Address type not supported',
};
export enum Reply {
  SUCCEEDED = 0,
  GENERAL_FAILURE = 1,
  NOT_ALLOWED = 2,
  NETWORK_UNREACHABLE = 3,
  HOST_UNREACHABLE = 4,
  REFUSED = 5,
  EXPIRED = 6,
}

/** Replies of version 4: granted; rejected or failed, without a reason; for want of identd's word. */
export const GRANTED_4 = 0x5a;
export const FAILED_4 = 0x5b;
export const LAST_REPLY_4 = 0x5d;
/** Whether a reply of version 4 begins at `at`: its version is 0, and some say 4. */
export function isReply4(bytes: Uint8Array, at: number): boolean {
  const reply = bytes[at + 1];
  const isVersion = bytes[at] === 0 || bytes[at] === VERSION_4;
  return isVersion && reply >= GRANTED_4 && reply <= LAST_REPLY_4;
}

export const REPLIES_4: Readonly<Record<number, string>> = {
  [GRANTED_4]: 'request granted',
  [FAILED_4]: 'request rejected or failed',
  92: 'cannot connect to identd on the client',
  93: 'identd reports another user',
};
