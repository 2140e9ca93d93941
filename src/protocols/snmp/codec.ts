import * as ber from '../ber.ts';
import { datagram, saw, Turn } from '../message-of-datagram.ts';

/*
 * Simple Network Management Protocol, in BER: version 1 and 2c (RFC 1157 §4, RFC 3416 §3) are
 * SEQUENCE { version, community, PDU { request-id, … } }; version 3 (RFC 3412 §6) is
 * SEQUENCE { 3, SEQUENCE { msgID, msgMaxSize, msgFlags, … }, … }, encrypted behind that.
 */
const VERSION_3 = 3;
/** Tags of PDUs. */
const GET = 0xa0;
const GET_NEXT = 0xa1;
const RESPONSE = 0xa2;
const SET = 0xa3;
const GET_BULK = 0xa5;
const INFORM = 0xa6;
const LAST_PDU = 0xa8;
const REQUESTS: readonly number[] = [GET, GET_NEXT, SET, GET_BULK, INFORM];
/** In msgFlags: whoever gets it must answer, if only with a report. */
const REPORTABLE = 0x04;
export const PORT = 161;

/** `what` of a request of version 3, whose PDU may be encrypted. */
export const REQUEST_OF_VERSION_3 = 3;

/** Tag of the message's PDU, `REQUEST_OF_VERSION_3` for any of version 3, or 0. */
export function what(bytes: Uint8Array, at: number, end: number): number {
  return read(bytes, at, end, end) ? datagram.what : 0;
}

/** Reads a message. */
export function read(bytes: Uint8Array, at: number, end: number, wireEnd: number): boolean {
  const version = ber.contentAt(bytes, at, end);
  if (version < 0 || version + ber.contentLength(bytes, at) !== wireEnd) return false;
  const number = ber.integer(bytes, version, end);
  const next = ber.afterElement(bytes, version, end, ber.INTEGER);
  if (next < 0 || next >= end) return false;
  if (number === VERSION_3) return readVersion3(bytes, next, end);
  if (number !== 0 && number !== 1) return false;
  const pdu = ber.afterElement(bytes, next, end, ber.OCTET_STRING);
  if (pdu < 0 || pdu >= end) return false;
  const tag = bytes[pdu];
  if (tag < GET || tag > LAST_PDU) return false;
  const id = ber.integer(bytes, ber.contentAt(bytes, pdu, end), end);
  if (Number.isNaN(id)) return saw(Turn.NEITHER, tag);
  if (tag === RESPONSE) return saw(Turn.RESPONSE, tag, id);
  return saw(REQUESTS.includes(tag) ? Turn.REQUEST : Turn.NEITHER, tag, id);
}

function readVersion3(bytes: Uint8Array, at: number, end: number): boolean {
  if (bytes[at] !== ber.SEQUENCE) return false;
  const header = ber.contentAt(bytes, at, end);
  if (header < 0) return false;
  const id = ber.integer(bytes, header, end);
  const size = ber.afterElement(bytes, header, end, ber.INTEGER);
  const flags = size < 0 ? -1 : ber.afterElement(bytes, size, end, ber.INTEGER);
  if (Number.isNaN(id) || flags < 0) return false;
  if (ber.afterElement(bytes, flags, end, ber.OCTET_STRING) < 0) return false;
  const isReportable = (bytes[ber.contentAt(bytes, flags, end)] & REPORTABLE) !== 0;
  return saw(isReportable ? Turn.REQUEST : Turn.RESPONSE, REQUEST_OF_VERSION_3, id);
}
