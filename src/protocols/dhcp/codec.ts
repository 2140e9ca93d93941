import { readUint32 } from '../bytes.ts';

/*
 * Bootstrap Protocol (RFC 951) and, where options follow, Dynamic Host Configuration Protocol
 * (RFC 2131 §2).
 *
 *  0    1       2      3      4             8      10      12           28               236
 * +----+-------+------+------+-------------+------+-------+-- … -------+-------- … -----+---------+
 * | op | htype | hlen | hops | transaction | secs | flags | addresses  | hardware, names | magic, |
 * |    |       |      |      |             |      |       |            | of the client … | options |
 * +----+-------+------+------+-------------+------+-------+-- … -------+-------- … -----+---------+
 */
const OPERATION = 0;
const HARDWARE_TYPE = 1;
const TRANSACTION = 4;
const CLIENT_HARDWARE = 28;
const MAGIC = 236;
const OPTIONS = 240;

/** Bytes before the options. */
export const FIXED_LENGTH = MAGIC;
const REQUEST = 1;
const ETHERNET = 1;
const ADDRESS_LENGTH = 6;
/** RFC 2131 §3: after these four bytes there are options. */
const MAGIC_COOKIE = 0x63825363;

/** Options (RFC 2132): pad and end are one byte each, others have a length. */
const PAD = 0;
const MESSAGE_TYPE = 53;
const END = 255;

/** Whether a client asks; else a server answers. */
export function isRequest(bytes: Uint8Array, at: number): boolean {
  return bytes[at + OPERATION] === REQUEST;
}
/** The client's number for a request and its answers. */
export function transaction(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at + TRANSACTION);
}
/** Offset of the client's MAC address, or -1 where it has none or it is not there. */
export function clientMacAt(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < CLIENT_HARDWARE + ADDRESS_LENGTH) return -1;
  return bytes[at + HARDWARE_TYPE] === ETHERNET ? at + CLIENT_HARDWARE : -1;
}
/** DHCP message type (RFC 2132 §9.6), or 0 where the message has none, as BOOTP. */
export function messageType(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < OPTIONS || readUint32(bytes, at + MAGIC) !== MAGIC_COOKIE) return 0;
  let option = at + OPTIONS;
  while (option < end && bytes[option] !== END) {
    if (bytes[option] === PAD) {
      option++;
      continue;
    }
    if (option + 2 >= end) return 0;
    if (bytes[option] === MESSAGE_TYPE) return bytes[option + 2];
    option += 2 + bytes[option + 1];
  }
  return 0;
}
