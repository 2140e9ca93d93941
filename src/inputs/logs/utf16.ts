import type { LogEncoding } from './log-event.ts';

export type Utf16 = 'utf-16le' | 'utf-16be';

export function isUtf16(encoding: LogEncoding): encoding is Utf16 {
  return encoding === 'utf-16le' || encoding === 'utf-16be';
}

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
