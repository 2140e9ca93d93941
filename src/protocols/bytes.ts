/**
 * Readers of integers in network byte order (most significant byte first). They do not check
 * bounds: a caller has checked its layer's length once.
 */

/** 16 bits, 0 to 65,535. */
export function readUint16(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 8) | bytes[at + 1];
}

/** 24 bits, 0 to 16,777,215. */
export function readUint24(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
}

/** 32 bits as a signed integer: the cheapest form to compare and to store, as keys do. */
export function readInt32(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
}

/** 32 bits, 0 to 4,294,967,295. */
export function readUint32(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at) >>> 0;
}

/** Writers, in the same order and as unchecked: where a packet is built there is room for its headers. */

/** The low 16 bits of a value. */
export function writeUint16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value;
}

/** The low 32 bits of a value. */
export function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  writeUint16(bytes, at, value >>> 16);
  writeUint16(bytes, at + 2, value);
}

/** The bytes of a number, for messages that are put together piece by piece. */
export function bytesOf(value: number, length: 1 | 2 | 3 | 4): number[] {
  const bytes: number[] = [];
  for (let shift = 8 * (length - 1); shift >= 0; shift -= 8) bytes.push((value >>> shift) & 0xff);
  return bytes;
}

/** Bytes [start, end) as text, one character per byte. */
export function characters(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]);
  return text;
}

/** Bytes [start, end) as hexadecimal digits. */
export function hexDigits(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) text += (bytes[i] < 16 ? '0' : '') + bytes[i].toString(16);
  return text;
}

/** The bytes that hexadecimal digits stand for, two for each. */
export function bytesOfDigits(digits: string): Uint8Array {
  return Uint8Array.from({ length: digits.length >> 1 }, (_, i) =>
    Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
}

/** UTF-8 bytes of a text, one per character: how strings are kept and compared here. */
export function toByteString(text: string): string {
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return bytes;
}
