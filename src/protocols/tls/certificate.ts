import * as ber from '../ber.ts';
import { readUint24 } from '../bytes.ts';
import { escapeBytes } from '../escape.ts';
import { CERTIFICATE, HANDSHAKE_HEADER_LENGTH, handshakeLength, handshakeType } from './codec.ts';

/*
 * A Certificate message of TLS 1.2 and before (RFC 5246 §7.4.2): the length of the list, then for each
 * certificate its length and its DER. TLS 1.3 (RFC 8446 §4.4.2) has a context with its length (one byte)
 * before the list, and extensions behind each certificate. Of the first (the server's own) no more is read than who issued it and
 * to whom (RFC 5280 §4.1): SEQUENCE { SEQUENCE { [0] version, serialNumber, signature, issuer, validity,
 * subject … } … }. What is not whole, or not so, has no names.
 */

/** Bytes of the list's length, and of a certificate's. */
const LENGTH = 3;

/* Tags (X.690 §8.1.2). */
const SET = 0x31;
const OBJECT_IDENTIFIER = 0x06;
const VERSION = 0xa0;
/** BMPString: two bytes a character. */
const BMP_STRING = 0x1e;

/* Attributes of names: 2.5.4.x (X.520), by their last byte. */
const COMMON_NAME = 3;
const ORGANIZATION = 10;
const ORGANIZATIONAL_UNIT = 11;
const ATTRIBUTE = [0x55, 0x04];

/** Bytes of an attribute that are kept, and attributes of a name that are looked at. */
const MAXIMUM_TEXT = 100;
const MAXIMUM_ATTRIBUTES = 16;

/** Who issued a certificate, and to whom: "CN, O", unprintable characters escaped; '' for none. */
export interface CertificateNames {
  readonly issuer: string;
  readonly subject: string;
  /** Issuer and subject are one. */
  readonly isSelfIssued: boolean;
}

/**
 * The names in the server's own certificate, the first of the Certificate message at `at`; null where it is
 * none, or not whole.
 */
export function certificateNames(
  bytes: Uint8Array,
  at: number,
  limit: number,
  isVersion13 = false,
): CertificateNames | null {
  if (limit - at <= HANDSHAKE_HEADER_LENGTH || handshakeType(bytes, at) !== CERTIFICATE)
    return null;
  const end = at + HANDSHAKE_HEADER_LENGTH + handshakeLength(bytes, at);
  const list = at + HANDSHAKE_HEADER_LENGTH;
  const first = list + (isVersion13 ? 1 + bytes[list] : 0) + 2 * LENGTH;
  if (end > limit || first > end) return null;
  const firstEnd = first + readUint24(bytes, first - LENGTH);
  if (firstEnd > end) return null;
  const certificate = element(bytes, first, firstEnd, ber.SEQUENCE);
  const tbs = certificate && element(bytes, certificate.start, certificate.end, ber.SEQUENCE);
  if (!tbs) return null;
  const version = element(bytes, tbs.start, tbs.end, VERSION);
  const serial = element(bytes, version?.end ?? tbs.start, tbs.end, ber.INTEGER);
  const signature = serial && element(bytes, serial.end, tbs.end, ber.SEQUENCE);
  const issuer = signature && element(bytes, signature.end, tbs.end, ber.SEQUENCE);
  const validity = issuer && element(bytes, issuer.end, tbs.end, ber.SEQUENCE);
  const subject = validity && element(bytes, validity.end, tbs.end, ber.SEQUENCE);
  if (!issuer || !subject) return null;
  return {
    issuer: nameText(bytes, issuer),
    subject: nameText(bytes, subject),
    isSelfIssued: isSame(bytes, issuer, subject),
  };
}

/** Contents of an element. */
interface Element {
  readonly start: number;
  readonly end: number;
}

/** The element of that tag at `at`, which lies wholly before `limit`; null where none does. */
function element(bytes: Uint8Array, at: number, limit: number, tag: number): Element | null {
  const end = ber.afterElement(bytes, at, limit, tag);
  return end < 0 ? null : { start: ber.contentAt(bytes, at, limit), end };
}

/** "Common name, organization": of a name (RFC 5280 §4.1.2.4) what people know it by. */
function nameText(bytes: Uint8Array, name: Element): string {
  const parts = new Map<number, string>();
  let at = name.start;
  for (let i = 0; i < MAXIMUM_ATTRIBUTES; i++) {
    const set = element(bytes, at, name.end, SET);
    if (set === null) break;
    at = set.end;
    const pair = element(bytes, set.start, set.end, ber.SEQUENCE);
    const type = pair && element(bytes, pair.start, pair.end, OBJECT_IDENTIFIER);
    if (!pair || !type || type.end - type.start !== ATTRIBUTE.length + 1) continue;
    if (ATTRIBUTE.some((byte, index) => bytes[type.start + index] !== byte)) continue;
    const value = element(bytes, type.end, pair.end, bytes[type.end]);
    const attribute = bytes[type.end - 1];
    if (value === null || parts.has(attribute)) continue;
    parts.set(attribute, valueText(bytes, value, bytes[type.end] === BMP_STRING));
  }
  const organization = parts.get(ORGANIZATION);
  const called = parts.get(COMMON_NAME) ?? parts.get(ORGANIZATIONAL_UNIT);
  return [...new Set([called, organization])].filter((part) => part).join(', ');
}

function valueText(bytes: Uint8Array, { start, end }: Element, isWide: boolean): string {
  const shown = Math.min(end, start + MAXIMUM_TEXT);
  if (!isWide) return escapeBytes(bytes, start, shown);
  const narrow = bytes.slice(start, shown).filter((byte) => byte !== 0);
  return escapeBytes(narrow, 0, narrow.length);
}

function isSame(bytes: Uint8Array, one: Element, other: Element): boolean {
  const length = one.end - one.start;
  if (length !== other.end - other.start || length === 0) return false;
  for (let i = 0; i < length; i++) {
    if (bytes[one.start + i] !== bytes[other.start + i]) return false;
  }
  return true;
}
