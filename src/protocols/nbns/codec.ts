import { readInt32, readUint16 } from '../bytes.ts';

/*
 * NetBIOS Name Service (RFC 1002 §4.2): the header of a DNS message, then questions and records.
 *
 *  0             2       4           6         8           10           12
 * +-------------+-------+-----------+---------+-----------+------------+-----------…
 * | transaction | flags | questions | answers | authority | additional | questions …
 * +-------------+-------+-----------+---------+-----------+------------+-----------…
 *
 *   question:  name, type (2), class (2)
 *   record:    name, type (2), class (2), time to live (4), data length (2), data
 */
const FLAGS = 2;
const QUESTIONS = 4;
const ANSWERS = 6;
export const HEADER_LENGTH = 12;

/** Offsets from the end of a question's or a record's name. */
const TYPE = 0;
const QUESTION_LENGTH = 4;
const DATA_LENGTH = 8;
const DATA = 10;
/** Two bytes of flags, then the address (RFC 1002 §4.2.1.3). */
const NB_ADDRESS = 2;
const NB_LENGTH = 6;

const RESPONSE = 0x8000;
/** Operation: wait for acknowledgement. Its record has flags and no address (RFC 1002 §4.2.16). */
export const WACK = 7;
/** Types of records. */
export const TYPE_NB = 0x20;
export const TYPE_NBSTAT = 0x21;

/** A length byte from here on begins a pointer of two bytes (RFC 1035 §4.1.4). */
const POINTER = 0xc0;
/** Characters in a name, its suffix among them; encoded each takes two bytes. */
export const NAME_LENGTH = 16;
const ENCODED_LENGTH = 2 * NAME_LENGTH;
/** What encodes a half byte of 0. */
const LETTER_A = 0x41;

/** Whether the message is a response. */
export function isResponse(bytes: Uint8Array, at: number): boolean {
  return (readUint16(bytes, at + FLAGS) & RESPONSE) !== 0;
}
/** Operation code without the response bit: 0 query, 5 registration. */
export function operation(bytes: Uint8Array, at: number): number {
  return (readUint16(bytes, at + FLAGS) >>> 11) & 15;
}
/** Response code; 0 is no error. */
export function responseCode(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + FLAGS) & 15;
}
/** How many questions the message says that it has. */
export function questionCount(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + QUESTIONS);
}
/** How many answers the message says that it has. */
export function answerCount(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + ANSWERS);
}
/** Where the name at `at` ends, or -1. */
export function nameEnd(bytes: Uint8Array, at: number, end: number): number {
  let place = at;
  while (place < end) {
    const length = bytes[place];
    if (length === 0) return place + 1;
    if (length >= POINTER) return place + 2 <= end ? place + 2 : -1;
    place += 1 + length;
  }
  return -1;
}
/** Whether the name at `at` is in first-level encoding (RFC 1001 §14.1), so that it has characters. */
export function isEncodedName(bytes: Uint8Array, at: number, end: number): boolean {
  return bytes[at] === ENCODED_LENGTH && at + 1 + ENCODED_LENGTH <= end;
}
/** A character of an encoded name, 0 to 255, or -1 where no character is encoded so. */
export function nameCharacter(bytes: Uint8Array, at: number, index: number): number {
  const high = bytes[at + 1 + 2 * index] - LETTER_A;
  const low = bytes[at + 2 + 2 * index] - LETTER_A;
  return high < 0 || high > 15 || low < 0 || low > 15 ? -1 : high * 16 + low;
}
/** Where the question ends whose name ends at `after`, or -1. */
export function questionEnd(after: number, end: number): number {
  return after < 0 || after + QUESTION_LENGTH > end ? -1 : after + QUESTION_LENGTH;
}
/** Where the record's data begins whose name ends at `after`, or -1. */
export function dataAt(after: number, end: number): number {
  return after < 0 || after + DATA > end ? -1 : after + DATA;
}
/** Where the record's data ends, by what it says itself: perhaps beyond the message. */
export function dataEnd(bytes: Uint8Array, after: number): number {
  return after + DATA + readUint16(bytes, after + DATA_LENGTH);
}
/** Type of the question or record whose name ends at `after`. */
export function recordType(bytes: Uint8Array, after: number): number {
  return readUint16(bytes, after + TYPE);
}
/** Whether the data at `data` has room for an address. */
export function hasAddress(data: number, end: number): boolean {
  return data + NB_LENGTH <= end;
}
/** The IPv4 address (int32) in an NB record's data. */
export function address(bytes: Uint8Array, data: number): number {
  return readInt32(bytes, data + NB_ADDRESS);
}
