import { readUint16 } from './bytes.ts';
import { NextTable, type PacketView } from './packet-view.ts';
import { Protocol } from './protocol.ts';

/*
 * Domain Name System (RFC 1035 §4.1.1). Only what the hot path needs is read here: the header and
 * the first question.
 *
 *  0    2       4         6         8           10            12
 * +----+-------+---------+---------+-----------+-------------+---------…
 * | id | flags | qdcount | ancount | nscount   | arcount     | questions, records
 * +----+-------+---------+---------+-----------+-------------+---------…
 *
 * Over TCP a length of 2 bytes stands before it (§4.2.2); the layer starts after that length.
 */
const ID = 0;
const FLAGS = 2;
const QUESTION_COUNT = 4;
const ANSWER_COUNT = 6;
const AUTHORITY_COUNT = 8;
const ADDITIONAL_COUNT = 10;

/** Bytes in the header. */
export const HEADER_LENGTH = 12;
/** Bytes in the longest name on the wire, the root's length byte included (RFC 1035 §3.1). */
export const MAXIMUM_NAME_LENGTH = 255;

/** Bits of `flags()`. */
export const FLAG_RESPONSE = 0x8000;
export const FLAG_AUTHORITATIVE = 0x0400;
export const FLAG_TRUNCATED = 0x0200;
export const FLAG_RECURSION_DESIRED = 0x0100;
export const FLAG_RECURSION_AVAILABLE = 0x0080;

export const RCODE_NO_ERROR = 0;
export const RCODE_FORMAT_ERROR = 1;
export const RCODE_SERVER_FAILURE = 2;
export const RCODE_NAME_ERROR = 3;
export const RCODE_REFUSED = 5;

/** Transaction identifier. */
export function id(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + ID);
}
/** The 16 flag bits. */
export function flags(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + FLAGS);
}
/** Whether the message is a response. */
export function isResponse(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + FLAGS] & 0x80) !== 0;
}
/** Operation code; 0 is a standard query. */
export function opcode(bytes: Uint8Array, at: number): number {
  return (bytes[at + FLAGS] >> 3) & 0xf;
}
/** Response code, the four bits of the header. */
export function responseCode(bytes: Uint8Array, at: number): number {
  return bytes[at + FLAGS + 1] & 0xf;
}
/** Number of questions, as the header says. */
export function questionCount(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + QUESTION_COUNT);
}
/** Number of answer records, as the header says. */
export function answerCount(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + ANSWER_COUNT);
}
/** Number of authority records, as the header says. */
export function authorityCount(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + AUTHORITY_COUNT);
}
/** Number of additional records, as the header says. */
export function additionalCount(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + ADDITIONAL_COUNT);
}

/**
 * End of the name at `at`, compression pointers not followed: one past the root byte or the
 * pointer. -1 where the name runs past `limit`, is too long or has a label of unknown kind.
 */
export function nameEnd(bytes: Uint8Array, at: number, limit: number): number {
  const start = at;
  while (at < limit) {
    const length = bytes[at];
    if (length === 0) return at + 1;
    if (length >= 0xc0) return at + 2 <= limit ? at + 2 : -1;
    if (length >= 0x40) return -1;
    at += length + 1;
    if (at - start >= MAXIMUM_NAME_LENGTH) return -1;
  }
  return -1;
}

/**
 * End of the name of the first question (type and class follow there), or -1 where there is no
 * question or it is not whole.
 * @param at offset of the header
 * @param limit end of the captured message
 */
export function questionNameEnd(bytes: Uint8Array, at: number, limit: number): number {
  if (questionCount(bytes, at) === 0) return -1;
  const end = nameEnd(bytes, at + HEADER_LENGTH, limit);
  return end >= 0 && end + 4 <= limit ? end : -1;
}

/** Decodes the header at the view's cursor, over UDP or (with a length before it) over TCP. */
export function decode(view: PacketView): void {
  if (view.quotedFrom < 0 && view.transportProtocol === Protocol.TCP) {
    // The message may lie across segments; what is whole in this one is read here.
    if (view.limit - view.cursor < 2) return view.stopShort(Protocol.DNS);
    const length = readUint16(view.currentBytes, view.cursor);
    view.cursor += 2;
    if (view.cursor + length < view.limit) view.limit = view.cursor + length;
  }
  if (view.limit - view.cursor < HEADER_LENGTH) return view.stopShort(Protocol.DNS);
  view.pushLayer(Protocol.DNS, view.limit);
  view.nextTable = NextTable.END;
}
