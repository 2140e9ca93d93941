// CRC-32 (RFC 1952 §8), four bytes at a time: table k advances a byte by k more zero bytes.
const TABLES = new Int32Array(4 * 256);
for (let byte = 0; byte < 256; byte++) {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  TABLES[byte] = value;
}
for (let i = 256; i < TABLES.length; i++) {
  const before = TABLES[i - 256];
  TABLES[i] = (before >>> 8) ^ TABLES[before & 0xff];
}

/** Continues `crc` (0 at the start) over bytes [start, end); int32. */
export function crc32(crc: number, bytes: Uint8Array, start: number, end: number): number {
  let value = ~crc;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    value ^= bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    value =
      TABLES[768 + (value & 0xff)] ^
      TABLES[512 + ((value >>> 8) & 0xff)] ^
      TABLES[256 + ((value >>> 16) & 0xff)] ^
      TABLES[value >>> 24];
  }
  for (; at < end; at++) value = (value >>> 8) ^ TABLES[(value ^ bytes[at]) & 0xff];
  return ~value;
}
