/*
 * Basic encoding rules (ITU-T X.690 §8.1): a byte that says what it is, its length, its content.
 *
 *  0     1        1 + n
 * +-----+--------+--------…
 * | tag | length | content
 * +-----+--------+--------…
 */
const LONG_FORM = 0x80;
/** Bytes of the longest length that is read: 16 MB, more than a datagram has. */
const LONGEST_LENGTH = 3;

export const INTEGER = 0x02;
export const OCTET_STRING = 0x04;
export const SEQUENCE = 0x30;

/** Offset of the content of the element at `at`, or -1 where tag and length are not whole. */
export function contentAt(bytes: Uint8Array, at: number, end: number): number {
  if (at < 0 || end - at < 2) return -1;
  const length = bytes[at + 1];
  if (length < LONG_FORM) return at + 2;
  const more = length & 0x7f;
  return more === 0 || more > LONGEST_LENGTH || end - at < 2 + more ? -1 : at + 2 + more;
}

/** Bytes of content of the element at `at`, whose tag and length are whole. */
export function contentLength(bytes: Uint8Array, at: number): number {
  const length = bytes[at + 1];
  if (length < LONG_FORM) return length;
  let value = 0;
  for (let i = 0; i < (length & 0x7f); i++) value = value * 256 + bytes[at + 2 + i];
  return value;
}

/** Offset of what follows the element at `at`, or -1 where its tag is another or it is not whole. */
export function afterElement(bytes: Uint8Array, at: number, end: number, tag: number): number {
  const content = contentAt(bytes, at, end);
  if (content < 0 || bytes[at] !== tag) return -1;
  const next = content + contentLength(bytes, at);
  return next <= end ? next : -1;
}

/** The integer at `at`, its low 32 bits; NaN where there is none. */
export function integer(bytes: Uint8Array, at: number, end: number): number {
  const next = afterElement(bytes, at, end, INTEGER);
  if (next < 0) return Number.NaN;
  let value = 0;
  for (let i = contentAt(bytes, at, end); i < next; i++) value = (value << 8) | bytes[i];
  return value;
}
