import { readUint16 } from './bytes.ts';
import * as http from './http/codec.ts';
import { Protocol } from './protocol.ts';
import * as tls from './tls/codec.ts';

/*
 * Where messages of a stream end. Each function is given the bytes [at, end) of a stream from the
 * start of a message on, and says how many bytes it has, however many of them are there.
 */

/** More bytes are needed to know; the next segment may tell. */
export const MORE = 0;
/** The message ends with the stream. */
export const UNTIL_CLOSED = Number.POSITIVE_INFINITY;
/** It is no message of that protocol. */
export const NO_MESSAGE = -1;

/** Header bytes of an HTTP message that are searched for their end. */
const MAXIMUM_HTTP_HEADER = 65536;

/** Bytes of the message at `at`, or one of MORE, UNTIL_CLOSED, NO_MESSAGE. */
export function messageLength(
  protocol: Protocol,
  bytes: Uint8Array,
  at: number,
  end: number,
  answersHead: boolean,
): number {
  switch (protocol) {
    case Protocol.TLS:
      return tlsRecordLength(bytes, at, end);
    case Protocol.DNS:
      return end - at < 2 ? MORE : 2 + readUint16(bytes, at);
    case Protocol.HTTP:
      return httpLength(bytes, at, end, answersHead);
    default:
      return NO_MESSAGE;
  }
}

function tlsRecordLength(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] < tls.CHANGE_CIPHER_SPEC || bytes[at] > tls.HEARTBEAT) return NO_MESSAGE;
  if (end - at < tls.RECORD_HEADER_LENGTH) return MORE;
  if (bytes[at + 1] !== 3 || bytes[at + 2] > 4) return NO_MESSAGE;
  const length = tls.recordLength(bytes, at);
  return length <= tls.MAXIMUM_RECORD_LENGTH ? tls.RECORD_HEADER_LENGTH + length : NO_MESSAGE;
}

function httpLength(bytes: Uint8Array, at: number, end: number, answersHead: boolean): number {
  if (!http.startsMessage(bytes, at, end)) return NO_MESSAGE;
  const body = http.bodyAt(bytes, at, end);
  if (body < 0) return end - at > MAXIMUM_HTTP_HEADER ? NO_MESSAGE : MORE;
  const header = body - at;
  const status = http.statusCode(bytes, at, body);
  const isResponse = http.isResponse(bytes, at, body);
  // RFC 9112 §6.3.
  if (isResponse && (answersHead || status < 200 || status === 204 || status === 304)) {
    return header;
  }
  if (http.isChunked(bytes, at, body)) {
    const chunks = http.chunksEnd(bytes, body, end);
    return chunks === -2 ? NO_MESSAGE : chunks < 0 ? MORE : chunks - at;
  }
  const length = http.contentLength(bytes, at, body);
  if (length >= 0) return header + length;
  return isResponse ? UNTIL_CLOSED : header;
}
