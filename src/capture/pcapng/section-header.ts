import { readUint16 } from '../byte-order.ts';
import { BODY, MINIMUM_LENGTH } from './block.ts';

/*
 * Section Header Block (pcapng §4.1): byte-order magic, version, section length, options.
 * Its type reads the same in both byte orders; the magic tells which one the section has.
 */
const MAGIC = BODY;
const MAJOR = BODY + 4;
const MINOR = BODY + 6;
export const OPTIONS = BODY + 16;
export const LENGTH = OPTIONS - BODY + MINIMUM_LENGTH;

/** Byte order of the section whose header is at `at`: true for big endian, null if neither. */
export function bigEndianAt(bytes: Uint8Array, at: number): boolean | null {
  const [a, b, c, d] = [0, 1, 2, 3].map((i) => bytes[at + MAGIC + i]);
  if (a === 0x1a && b === 0x2b && c === 0x3c && d === 0x4d) return true;
  if (a === 0x4d && b === 0x3c && c === 0x2b && d === 0x1a) return false;
  return null;
}

/** Version 1.0, or 1.2 as some programs write for the same (pcapng §4.1). */
export function isKnownVersion(bytes: Uint8Array, at: number, bigEndian: boolean): boolean {
  const minor = readUint16(bytes, at + MINOR, bigEndian);
  return readUint16(bytes, at + MAJOR, bigEndian) === 1 && (minor === 0 || minor === 2);
}

/** Version as text, for messages. */
export function version(bytes: Uint8Array, at: number, bigEndian: boolean): string {
  return `${readUint16(bytes, at + MAJOR, bigEndian)}.${readUint16(bytes, at + MINOR, bigEndian)}`;
}
