import type { ByteSource } from '../capture/byte-source.ts';
import type { InputWindow } from '../capture/input-window.ts';

/* How texts are encoded that others wrote: packet lists, logs, output of tools. */

export type Utf16 = 'utf-16le' | 'utf-16be';
export type TextEncoding = 'utf-8' | Utf16 | 'windows-1252';

export function isUtf16(encoding: TextEncoding): encoding is Utf16 {
  return encoding === 'utf-16le' || encoding === 'utf-16be';
}

/** What a byte order mark at [start, end) says, and its bytes; UTF-8 and 0 where there is none. */
export function byteOrderMark(
  bytes: Uint8Array,
  start: number,
  end: number,
): { encoding: 'utf-8' | Utf16; length: number } {
  const [first, second, third] = bytes.subarray(start, Math.min(end, start + 3));
  if (first === 0xff && second === 0xfe) return { encoding: 'utf-16le', length: 2 };
  if (first === 0xfe && second === 0xff) return { encoding: 'utf-16be', length: 2 };
  const isUtf8Mark = first === 0xef && second === 0xbb && third === 0xbf;
  return { encoding: 'utf-8', length: isUtf8Mark ? 3 : 0 };
}

/** What the begin of a file says about how its text is written. */
export interface DetectedEncoding {
  readonly encoding: TextEncoding;
  /** Bytes of the byte order mark. */
  readonly markLength: number;
  /** Whether it is more than what a file of ASCII is called. */
  readonly isCertain: boolean;
}

/** Looks at the first bytes for a byte order mark, or for what only one encoding has. */
export function detectEncoding(head: Uint8Array): DetectedEncoding {
  const mark = byteOrderMark(head, 0, head.length);
  const found = (encoding: TextEncoding, isCertain = true) => ({
    encoding,
    markLength: mark.length,
    isCertain,
  });
  if (mark.length > 0) return found(mark.encoding);
  const wide = utf16Without(head);
  if (wide !== null) return found(wide);
  if (isAscii(head)) return found('utf-8', false);
  return found(isUtf8(head, 0, head.length, true) ? 'utf-8' : 'windows-1252');
}

function isAscii(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at] >= 0x80) return false;
  return true;
}

/** UTF-16 without a mark: nearly every other byte of such text is zero, and of the others none. */
function utf16Without(head: Uint8Array): Utf16 | null {
  const units = Math.min(head.length, 4096) >> 1;
  if (units < 8) return null;
  let [even, odd] = [0, 0];
  for (let at = 0; at < 2 * units; at += 2) {
    if (head[at] === 0) even++;
    if (head[at + 1] === 0) odd++;
  }
  if (odd > 0.8 * units && even < 0.01 * units) return 'utf-16le';
  if (even > 0.8 * units && odd < 0.01 * units) return 'utf-16be';
  return null;
}

// ---------------------------------------------------------------- decoding

const utf8 = new TextDecoder('utf-8');
const windows1252 = new TextDecoder('windows-1252');

/**
 * Text of bytes [start, end): UTF-8, or Windows-1252 where it cannot be UTF-8. Each piece is decoded
 * for itself, as a file put together of several may have both.
 */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  const part = bytes.subarray(start, end);
  const text = utf8.decode(part);
  return text.includes('�') ? windows1252.decode(part) : text;
}

/**
 * Whether bytes are UTF-8 (RFC 3629); a character may be cut at their end where `mayBeCut`.
 * No exceptions, unlike a decoder that is fatal.
 */
export function isUtf8(bytes: Uint8Array, start: number, end: number, mayBeCut: boolean): boolean {
  let at = start;
  while (at < end) {
    const byte = bytes[at++];
    if (byte < 0x80) continue;
    const more = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
    if (byte < 0xc2 || byte > 0xf4) return false;
    for (let index = 0; index < more; index++, at++) {
      if (at >= end) return mayBeCut;
      if ((bytes[at] & 0xc0) !== 0x80) return false;
      if (index > 0) continue;
      // Longer forms than needed, surrogates, and what is past U+10FFFF.
      const second = bytes[at];
      if (byte === 0xe0 && second < 0xa0) return false;
      if (byte === 0xed && second > 0x9f) return false;
      if (byte === 0xf0 && second < 0x90) return false;
      if (byte === 0xf4 && second > 0x8f) return false;
    }
  }
  return true;
}

// ---------------------------------------------------------------- UTF-16

/**
 * Writes `bytes[from…end)` as UTF-8 to `into[at…]`, or to a larger copy of it. Halves of surrogate pairs
 * become U+FFFD. At the end half of a unit or of a pair is left: it may go on.
 * @returns where the text is and ends, and up to where `bytes` was read
 */
export function utf16ToUtf8(
  bytes: Uint8Array,
  from: number,
  end: number,
  encoding: Utf16,
  into: Uint8Array,
  at: number,
): { bytes: Uint8Array; end: number; readTo: number } {
  const needed = at + 3 * Math.ceil(Math.max(0, end - from) / 2);
  let out = into;
  if (out.length < needed) {
    out = new Uint8Array(needed);
    out.set(into.subarray(0, at));
  }
  const high = encoding === 'utf-16le' ? 1 : 0;
  const low = 1 - high;
  let to = at;
  let read = from;
  for (; read + 1 < end; read += 2) {
    let code = (bytes[read + high] << 8) | bytes[read + low];
    if (code < 0x80) {
      out[to++] = code;
      continue;
    }
    if (code < 0x800) {
      out[to++] = 0xc0 | (code >> 6);
      out[to++] = 0x80 | (code & 0x3f);
      continue;
    }
    if (code >= 0xd800 && code < 0xe000) {
      if (code < 0xdc00 && read + 3 >= end) break;
      const second = code < 0xdc00 ? (bytes[read + 2 + high] << 8) | bytes[read + 2 + low] : 0;
      if (second >= 0xdc00 && second < 0xe000) {
        code = 0x10000 + ((code & 0x3ff) << 10) + (second & 0x3ff);
        out[to++] = 0xf0 | (code >> 18);
        out[to++] = 0x80 | ((code >> 12) & 0x3f);
        out[to++] = 0x80 | ((code >> 6) & 0x3f);
        out[to++] = 0x80 | (code & 0x3f);
        read += 2;
        continue;
      }
      code = 0xfffd;
    }
    out[to++] = 0xe0 | (code >> 12);
    out[to++] = 0x80 | ((code >> 6) & 0x3f);
    out[to++] = 0x80 | (code & 0x3f);
  }
  return { bytes: out, end: to, readTo: read };
}

/** Bytes of UTF-16 that are put into UTF-8 at once: at most three bytes for each two. */
const PIECE = 1 << 16;

/** UTF-16 text as UTF-8, of an input whose first chunk `window` already holds. */
export class TranscodedSource implements ByteSource {
  readonly size = null;
  #ready: Uint8Array = new Uint8Array(0);
  #readyEnd = 0;
  #at = 0;

  constructor(
    private readonly encoding: Utf16,
    readonly name: string,
    private readonly window: InputWindow,
  ) {}

  async read(into: Uint8Array, offset: number, length: number): Promise<number> {
    const { window } = this;
    while (this.#at === this.#readyEnd) {
      const end = Math.min(window.end, window.start + PIECE);
      const text = utf16ToUtf8(window.bytes, window.start, end, this.encoding, this.#ready, 0);
      this.#ready = text.bytes;
      this.#readyEnd = text.end;
      this.#at = 0;
      window.start = text.readTo;
      if (text.end > 0) break;
      if (await window.more(window.start)) continue;
      // Where it ended for a reason, the reader is to say so.
      if (window.failure !== null) throw window.failure;
      return 0;
    }
    const count = Math.min(length, this.#readyEnd - this.#at);
    into.set(this.#ready.subarray(this.#at, this.#at + count), offset);
    this.#at += count;
    return count;
  }

  allocate(length: number): Uint8Array {
    return new Uint8Array(length);
  }

  async close(): Promise<void> {}
}
