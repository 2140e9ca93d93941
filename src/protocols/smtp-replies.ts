import { escapeBytes } from './escape.ts';

/*
 * Replies of mail servers (RFC 5321 §4.2): three digits, the first of which says whether it is good; behind a
 * space or hyphen a text.
 */

/** SMTP, submission (RFC 6409), and a common second port for it. */
const PORTS: ReadonlySet<number> = new Set([25, 587, 2525]);

/** Bytes of a reply that are kept. */
const MAXIMUM_TEXT = 120;
const FOUR = 0x34;
const FIVE = 0x35;

/** Whether mail is taken on that port. */
export function isMailPort(port: number): boolean {
  return PORTS.has(port);
}

/** Whether a reply that refuses begins at `at`: 4yz for now, 5yz for good. */
export function isRefusal(bytes: Uint8Array, at: number, limit: number): boolean {
  if (limit - at < 4 || (bytes[at] !== FOUR && bytes[at] !== FIVE)) return false;
  return (
    isDigit(bytes[at + 1]) &&
    isDigit(bytes[at + 2]) &&
    (bytes[at + 3] === 0x20 || bytes[at + 3] === 0x2d)
  );
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** The first line of the reply at `at`, unprintable characters escaped. */
export function replyText(bytes: Uint8Array, at: number, limit: number): string {
  let end = at;
  while (end < Math.min(limit, at + MAXIMUM_TEXT) && bytes[end] !== 0x0d && bytes[end] !== 0x0a)
    end++;
  return escapeBytes(bytes, at, end);
}
