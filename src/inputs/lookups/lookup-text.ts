import { decodeText } from '../packet-lists/lines.ts';

/** Bytes of a file that are read: what look-ups say fits in a few thousand. */
export const MAXIMUM_BYTES = 1 << 20;
/** Bytes by which UTF-16 without a byte order mark is known. */
const SAMPLE = 512;

const utf16LittleEndian = new TextDecoder('utf-16le');
const utf16BigEndian = new TextDecoder('utf-16be');

/**
 * The text of a file that a tool's output was written to or pasted into: UTF-16 (as PowerShell's `>`
 * writes), UTF-8, else Windows-1252. No more than `MAXIMUM_BYTES` of it.
 */
export function lookupText(bytes: Uint8Array): string {
  const part = bytes.subarray(0, MAXIMUM_BYTES);
  if (part[0] === 0xff && part[1] === 0xfe) return utf16LittleEndian.decode(part);
  if (part[0] === 0xfe && part[1] === 0xff) return utf16BigEndian.decode(part);
  // Half of the bytes of English text in UTF-16 are 0; other text has none.
  const sample = part.subarray(0, SAMPLE);
  const zeros = (from: number) => sample.filter((byte, at) => byte === 0 && at % 2 === from).length;
  if (zeros(1) > sample.length / 4) return utf16LittleEndian.decode(part);
  if (zeros(0) > sample.length / 4) return utf16BigEndian.decode(part);
  const isMarked = part[0] === 0xef && part[1] === 0xbb && part[2] === 0xbf;
  return decodeText(part, isMarked ? 3 : 0, part.length);
}
