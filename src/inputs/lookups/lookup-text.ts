import { byteOrderMark, decodeText } from '../text.ts';

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
  const { encoding, length } = byteOrderMark(part, 0, part.length);
  if (encoding === 'utf-16le') return utf16LittleEndian.decode(part);
  if (encoding === 'utf-16be') return utf16BigEndian.decode(part);
  // Half of the bytes of English text in UTF-16 are 0; other text has none.
  const sample = part.subarray(0, SAMPLE);
  const zeros = (from: number) => sample.filter((byte, at) => byte === 0 && at % 2 === from).length;
  if (zeros(1) > sample.length / 4) return utf16LittleEndian.decode(part);
  if (zeros(0) > sample.length / 4) return utf16BigEndian.decode(part);
  return decodeText(part, length, part.length);
}
