import { isUtf8, type TextEncoding } from '../text.ts';

/** Characters of a message that an event keeps. */
const MAXIMUM_MESSAGE = 512;
/** As many bytes as these can take: three of UTF-8 for each UTF-16 unit. */
export const MESSAGE_BYTES = 3 * MAXIMUM_MESSAGE;

/** Up to here a loop copies faster than a view is made. */
const SHORT = 64;

/** Copies `bytes[start…end)` to `into[at…]`. */
export function copyBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  into: Uint8Array,
  at: number,
): void {
  if (end - start > SHORT) {
    into.set(bytes.subarray(start, end), at);
    return;
  }
  for (let from = start, to = at; from < end; from++, to++) into[to] = bytes[from];
}

/**
 * Decodes messages one by one. A file without a byte order mark may have its first letter that is not
 * ASCII after a gigabyte: where a message is no UTF-8, it is taken for Windows-1252.
 */
export class MessageDecoder {
  encoding: TextEncoding;
  readonly #isCertain: boolean;
  readonly #utf8 = new TextDecoder('utf-8');
  readonly #windows1252 = new TextDecoder('windows-1252');

  /** @param isCertain whether the log's begin proves the encoding */
  constructor(encoding: TextEncoding, isCertain: boolean) {
    this.encoding = encoding;
    this.#isCertain = isCertain;
  }

  /** The text of `bytes[start…end)`, at most 512 characters of it. */
  decode(bytes: Uint8Array, start: number, end: number): string {
    const cut = Math.min(end, start + MESSAGE_BYTES);
    const part = bytes.subarray(start, cut);
    const text = this.#isWindows1252(part, cut < end)
      ? this.#windows1252.decode(part)
      : this.#utf8.decode(part);
    // Half of a surrogate pair is no character.
    const last = text.charCodeAt(MAXIMUM_MESSAGE - 1);
    const isHalf = last >= 0xd800 && last < 0xdc00;
    return text.slice(0, isHalf ? MAXIMUM_MESSAGE - 1 : MAXIMUM_MESSAGE);
  }

  #isWindows1252(part: Uint8Array, isCut: boolean): boolean {
    if (this.#isCertain) return this.encoding === 'windows-1252';
    if (isUtf8(part, 0, part.length, isCut)) return false;
    this.encoding = 'windows-1252';
    return true;
  }
}
