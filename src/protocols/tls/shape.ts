import { readUint16 } from '../bytes.ts';
import * as tls from './codec.ts';

/*
 * The shape of a ClientHello, by which one client program is told from another: what JA4 is made of
 * (github.com/FoxIO-LLC/ja4, technical_details/JA4.md). Random values, and those that mean nothing
 * (GREASE, RFC 8701), are left out; the order of cipher suites and extensions does not count.
 */

/** Signature algorithms (RFC 8446 §4.2.3), in whose order a client has no choice to hide. */
const EXTENSION_SIGNATURE_ALGORITHMS = 13;
/** More of a list are not looked at: no client has as many. */
const MOST = 256;

/** Mixes a number so that a sum of such is good as a hash of a set. */
function mixed(value: number): number {
  let hash = Math.imul(value ^ 0x5bd1e995, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}

/**
 * A hash of all that JA4 goes by, server name and ALPN apart from their presence; 0 only where the hello
 * is cut. Equal shapes have equal ones.
 * @param at offset of the ClientHello's handshake message
 * @param limit end of what is there
 */
export function shapeHash(bytes: Uint8Array, at: number, limit: number): number {
  const suites = tls.cipherSuitesAt(bytes, at, limit);
  if (suites < 0) return 0;
  let hash = 0;
  let versions = -1;
  const end = Math.min(suites + 2 + readUint16(bytes, suites), limit);
  for (let place = suites + 2, i = 0; end - place >= 2 && i < MOST; place += 2, i++) {
    const suite = readUint16(bytes, place);
    if (!tls.isGrease(suite)) hash = (hash + mixed(suite)) | 0;
  }
  const list = tls.extensionsAt(bytes, at, limit);
  if (list >= 0) {
    const last = Math.min(list + 2 + readUint16(bytes, list), limit);
    let extension = list + 2;
    for (let i = 0; last - extension >= tls.EXTENSION_HEADER_LENGTH && i < MOST; i++) {
      const type = readUint16(bytes, extension);
      const data = extension + tls.EXTENSION_HEADER_LENGTH;
      const next = tls.extensionEnd(bytes, extension);
      if (!tls.isGrease(type)) hash = (hash + mixed(type | 0x10000)) | 0;
      if (type === tls.EXTENSION_SUPPORTED_VERSIONS && versions < 0) versions = extension;
      if (type === EXTENSION_SIGNATURE_ALGORITHMS || type === tls.EXTENSION_ALPN) {
        hash = (hash + mixed(bytesHash(bytes, data, Math.min(next, last)))) | 0;
      }
      extension = next;
    }
  }
  return (hash + mixed(tls.versionBy(bytes, at, limit, versions))) | 0 || 1;
}

function bytesHash(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  return hash;
}

/** The numbers of a list in [from, to), without those that mean nothing. */
function numbers(bytes: Uint8Array, from: number, to: number): number[] {
  const found: number[] = [];
  for (let at = from; to - at >= 2 && found.length < MOST; at += 2) {
    const value = readUint16(bytes, at);
    if (!tls.isGrease(value)) found.push(value);
  }
  return found;
}

/** Application protocols that a ClientHello offers (RFC 7301), best first; none that is not ASCII. */
export function alpnOf(bytes: Uint8Array, at: number, limit: number): string[] {
  const names: string[] = [];
  const extension = tls.findExtension(bytes, at, limit, tls.EXTENSION_ALPN);
  if (extension < 0) return names;
  const end = Math.min(tls.extensionEnd(bytes, extension), limit);
  let name = extension + tls.EXTENSION_HEADER_LENGTH + 2;
  for (; name < end && names.length < 8; name += 1 + bytes[name]) {
    const own = bytes.subarray(name + 1, Math.min(end, name + 1 + bytes[name]));
    const isText = own.length > 0 && own.every((byte) => byte > 0x20 && byte < 0x7f);
    if (isText) names.push(String.fromCharCode(...own.subarray(0, 32)));
  }
  return names;
}

const VERSIONS: Readonly<Record<number, string>> = {
  772: '13',
  771: '12',
  770: '11',
  769: '10',
  768: 's3',
  2: 's2',
};

const hex4 = (value: number) => value.toString(16).padStart(4, '0');
const two = (value: number) => Math.min(value, 99).toString().padStart(2, '0');

/** First and last character of the best application protocol; of bytes that are none, their digits. */
function alpnCharacters(bytes: Uint8Array, at: number, limit: number): string {
  const extension = tls.findExtension(bytes, at, limit, tls.EXTENSION_ALPN);
  const name = extension + tls.EXTENSION_HEADER_LENGTH + 2;
  const end = Math.min(tls.extensionEnd(bytes, extension), limit);
  if (extension < 0 || name >= end || bytes[name] === 0 || name + bytes[name] >= end) return '00';
  const [first, last] = [bytes[name + 1], bytes[name + bytes[name]]];
  const texts = [String.fromCharCode(first), String.fromCharCode(last)];
  if (texts.every((text) => /[0-9a-z]/i.test(text))) return texts.join('');
  const digits = (byte: number) => byte.toString(16).padStart(2, '0');
  return `${digits(first)[0]}${digits(last)[1]}`;
}

/**
 * JA4 of the ClientHello at `at`, over TCP.
 * @param sha256 the first twelve hex digits of a text's SHA-256
 */
export function ja4(
  bytes: Uint8Array,
  at: number,
  limit: number,
  sha256: (text: string) => string,
): string {
  const suitesAt = tls.cipherSuitesAt(bytes, at, limit);
  const suites =
    suitesAt < 0
      ? []
      : numbers(bytes, suitesAt + 2, Math.min(suitesAt + 2 + readUint16(bytes, suitesAt), limit));
  const types: number[] = [];
  const list = tls.extensionsAt(bytes, at, limit);
  const last = list < 0 ? 0 : Math.min(list + 2 + readUint16(bytes, list), limit);
  let extension = list + 2;
  while (last - extension >= tls.EXTENSION_HEADER_LENGTH && types.length < MOST) {
    const type = readUint16(bytes, extension);
    if (!tls.isGrease(type)) types.push(type);
    extension = tls.extensionEnd(bytes, extension);
  }
  const signatures = tls.findExtension(bytes, at, limit, EXTENSION_SIGNATURE_ALGORITHMS);
  const algorithms =
    signatures < 0
      ? []
      : numbers(
          bytes,
          signatures + tls.EXTENSION_HEADER_LENGTH + 2,
          Math.min(tls.extensionEnd(bytes, signatures), limit),
        );
  const version = VERSIONS[tls.negotiatedVersion(bytes, at, limit)] ?? '00';
  const name = types.includes(tls.EXTENSION_SERVER_NAME) ? 'd' : 'i';
  const start = `t${version}${name}${two(suites.length)}${two(types.length)}`;
  const sorted = (values: readonly number[]) => values.map(hex4).sort().join(',');
  const others = types.filter(
    (type) => type !== tls.EXTENSION_SERVER_NAME && type !== tls.EXTENSION_ALPN,
  );
  const tail = algorithms.length === 0 ? '' : `_${algorithms.map(hex4).join(',')}`;
  const hashed = (text: string) => (text === '' ? '000000000000' : sha256(text));
  return [
    `${start}${alpnCharacters(bytes, at, limit)}`,
    hashed(sorted(suites)),
    hashed(types.length === 0 ? '' : `${sorted(others)}${tail}`),
  ].join('_');
}
