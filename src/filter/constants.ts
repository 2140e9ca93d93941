import { parseIpv4, parseIpv6 } from '../wire/address-text.ts';
import type { FieldDefinition } from './fields/field.ts';
import type { Token } from './lexer.ts';
import { type FieldType, TYPES } from './types.ts';

/** A constant of a filter, in the form that its type compares. */
export type Constant =
  | { readonly kind: 'number'; readonly value: number; readonly mask: number }
  | { readonly kind: 'bytes'; readonly value: Uint8Array; readonly prefix: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'time'; readonly seconds: number; readonly nanoseconds: number };

/** All bits count. */
const WHOLE = 0xffffffff;

function numberConstant(value: number, mask = WHOLE): Constant {
  return { kind: 'number', value, mask: mask >>> 0 };
}

/**
 * The constant that a token stands for in a comparison with a value of `type`, or what is wrong with
 * it. The verdicts are those of Wireshark 4.0.
 * @param isPart whether a part of a value is enough (`contains`)
 */
export function parseConstant(
  token: Token,
  type: FieldType,
  field: FieldDefinition | null,
  isNegative: boolean,
  isPart: boolean,
): Constant | string {
  const { kind, text } = token;
  const shown = kind === 'string' ? `"${text}"` : kind === 'character' ? `'${text}'` : `"${text}"`;
  if (isNegative && (type === 'FT_BOOLEAN' || TYPES[type].hasArithmetic !== true)) {
    return `${type} can't be negative.`;
  }
  switch (TYPES[type].valueClass) {
    case 'none':
      return 'A label has no value.';
    case 'text':
      return { kind: 'text', value: text };
    case 'bytes':
      return bytesConstant(token, type, isPart, shown);
    case 'time':
      return timeConstant(token, type, isNegative, shown);
    case 'number':
      if (type === 'FT_IPv4') return ipv4Constant(token, shown);
      return integerConstant(token, type, field, isNegative, shown);
  }
}

function namedConstant(text: string, field: FieldDefinition | null): Constant | null {
  const value = field?.names?.get(text.toLowerCase());
  return value === undefined ? null : numberConstant(value);
}

function integerConstant(
  token: Token,
  type: FieldType,
  field: FieldDefinition | null,
  isNegative: boolean,
  shown: string,
): Constant | string {
  if (token.kind === 'string') {
    return (
      namedConstant(token.text, field) ??
      `${TYPES[type].name} cannot be converted from a string (${shown}).`
    );
  }
  if (token.kind === 'character') return numberConstant(token.text.charCodeAt(0));
  const text = token.text;
  if (type === 'FT_BOOLEAN' && field?.names == null) {
    if (/^true$/i.test(text)) return numberConstant(1);
    if (/^false$/i.test(text)) return numberConstant(0);
  }
  // Wireshark takes True and False in these spellings for every boolean.
  if (type === 'FT_BOOLEAN' && /^(?:True|TRUE)$/.test(text)) return numberConstant(1);
  if (type === 'FT_BOOLEAN' && /^(?:False|FALSE)$/.test(text)) return numberConstant(0);
  const number = parseInteger(text);
  if (number === null) {
    const named = namedConstant(text, field);
    if (named !== null) return named;
    return field?.names == null
      ? `${shown} is not a valid number.`
      : `${shown} cannot be found among the possible values for ${field.name}.`;
  }
  if (type === 'FT_BOOLEAN' && number < 1n << 64n) return numberConstant(number === 0n ? 0 : 1);
  const { maximum, isSigned } = TYPES[type];
  const limit = BigInt(maximum) + (isSigned && isNegative ? 1n : 0n);
  if (number > limit) return `${shown} is too big for this field, maximum ${limit}.`;
  const value = Number(number);
  if (!isNegative) return numberConstant(value);
  // Unsigned numbers wrap round at 32 bits, as in Wireshark.
  return numberConstant(isSigned ? -value : -value >>> 0);
}

/** Decimal, 0x hexadecimal, 0 octal, 0b binary; null for anything else. */
export function parseInteger(text: string): bigint | null {
  let digits = text;
  if (/^0[0-7]+$/.test(text)) digits = `0o${text.slice(1)}`;
  else if (!/^(?:0|[1-9]\d*|0[xX][0-9A-Fa-f]+|0[bB][01]+)$/.test(text)) return null;
  // The largest has 20 digits; longer ones are not worth the conversion.
  if (digits.length > 70) return 1n << 64n;
  return BigInt(digits);
}

function ipv4Constant(token: Token, shown: string): Constant | string {
  if (token.kind === 'string') return `IPv4 address cannot be converted from a string (${shown}).`;
  const [address, bits] = token.text.split('/');
  const value = parseIpv4(address);
  if (value === null) return `${shown} is not a valid IPv4 address.`;
  if (bits === undefined) return numberConstant(value >>> 0);
  const length = Number(bits);
  if (length > 32) return `The prefix of an IPv4 address has at most 32 bits, not ${bits}.`;
  const mask = length === 0 ? 0 : -1 << (32 - length);
  return numberConstant(value >>> 0, mask);
}

function byteStringToBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function bytesConstant(
  token: Token,
  type: FieldType,
  isPart: boolean,
  shown: string,
): Constant | string {
  const text = token.text;
  if (type === 'FT_IPv6') {
    if (token.kind === 'string') {
      return `IPv6 address cannot be converted from a string (${shown}).`;
    }
    const [address, bits] = text.split('/');
    const words = parseIpv6(address);
    if (words === null) return `${shown} is not a valid IPv6 address.`;
    const prefix = bits === undefined ? 128 : Number(bits);
    if (prefix > 128) return `The prefix of an IPv6 address has at most 128 bits, not ${bits}.`;
    const value = new Uint8Array(16);
    words.forEach((word, i) => {
      for (let j = 0; j < 4; j++) value[4 * i + j] = word >>> (24 - 8 * j);
    });
    return { kind: 'bytes', value, prefix };
  }
  if (type === 'FT_ETHER') {
    if (token.kind === 'string') {
      return `Ethernet address cannot be converted from a string (${shown}).`;
    }
    const value = parseBytes(text);
    if (value === null) return `${shown} is not a valid Ethernet address.`;
    if (!isPart && value.length < 6) {
      return `${shown} contains too few bytes to be a valid Ethernet address.`;
    }
    if (value.length > 6) return `${shown} contains too many bytes to be a valid Ethernet address.`;
    return { kind: 'bytes', value, prefix: -1 };
  }
  if (token.kind !== 'word' && token.kind !== 'literal') {
    return { kind: 'bytes', value: byteStringToBytes(text), prefix: -1 };
  }
  const value = parseBytes(text);
  if (value !== null) return { kind: 'bytes', value, prefix: -1 };
  // Only the bytes of a protocol may be named by an unquoted text.
  if (type !== 'FT_PROTOCOL') return `${shown} is not a valid byte string.`;
  return { kind: 'bytes', value: byteStringToBytes(text), prefix: -1 };
}

/** Bytes in hexadecimal, with or without `:`, `-` or `.` between them; null for anything else. */
function parseBytes(text: string): Uint8Array | null {
  // One byte may be written as a number.
  const byte = /^0[xX]([0-9A-Fa-f]{2})$/.exec(text);
  if (byte !== null) return Uint8Array.of(Number.parseInt(byte[1], 16));
  const plain = text.startsWith(':') ? text.slice(1) : text;
  let pairs: string[];
  if (/^[0-9A-Fa-f]+$/.test(plain)) pairs = plain.match(/..?/g) ?? [];
  else if (/^[0-9A-Fa-f]{4}(?:\.[0-9A-Fa-f]{4})+$/.test(plain)) {
    pairs = plain.replaceAll('.', '').match(/../g) ?? [];
  } else {
    const separator = /[:.-]/.exec(plain)?.[0];
    if (separator === undefined) return null;
    pairs = plain.split(separator);
    if (pairs[pairs.length - 1] === '') pairs.pop();
    if (!pairs.every((pair) => /^[0-9A-Fa-f]{1,2}$/.test(pair))) return null;
  }
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
}

function timeConstant(
  token: Token,
  type: FieldType,
  isNegative: boolean,
  shown: string,
): Constant | string {
  if (type === 'FT_RELATIVE_TIME') {
    if (token.kind === 'string') return `Time offset cannot be converted from a string (${shown}).`;
    const match = /^(\d{1,15})(?:\.(\d{1,9}))?$/.exec(token.text);
    if (match === null) return `${shown} is not a valid time.`;
    const seconds = Number(match[1]);
    const nanoseconds = Number((match[2] ?? '').padEnd(9, '0'));
    if (!isNegative) return { kind: 'time', seconds, nanoseconds };
    return nanoseconds === 0
      ? { kind: 'time', seconds: -seconds, nanoseconds }
      : { kind: 'time', seconds: -seconds - 1, nanoseconds: 1e9 - nanoseconds };
  }
  const time = parseAbsoluteTime(token.text);
  return (
    time ??
    `${shown} is not a valid absolute time. Example: "2011-07-04 12:34:56" or "2011-07-04T12:34:56Z".`
  );
}

const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec';

/** ISO 8601 and Wireshark's own spelling; without a zone it is the zone of this machine. */
function parseAbsoluteTime(text: string): Constant | null {
  const clock = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?`;
  const iso = new RegExp(String.raw`^(\d{4})-(\d{2})-(\d{2})(?:[T ]${clock})?$`).exec(text);
  const own = new RegExp(String.raw`^([A-Za-z]{3})\s+(\d{1,2}),\s+(\d{4})(?:\s+${clock})?$`).exec(
    text,
  );
  const match = iso ?? own;
  if (match === null) return null;
  const year = Number(iso === null ? match[3] : match[1]);
  const month = iso === null ? MONTHS.indexOf(match[1].toLowerCase()) / 3 : Number(match[2]) - 1;
  const day = Number(iso === null ? match[2] : match[3]);
  const [hour, minute, second] = [match[4], match[5], match[6]].map((part) => Number(part ?? 0));
  if (!Number.isInteger(month) || month < 0 || month > 11 || day < 1 || day > 31) return null;
  if (hour > 23 || minute > 59 || second > 60) return null;
  const zone = match[8];
  let milliseconds: number;
  if (zone === undefined) {
    milliseconds = new Date(year, month, day, hour, minute, second).getTime();
  } else {
    milliseconds = Date.UTC(year, month, day, hour, minute, second);
    const offset = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
    if (offset !== null) {
      const minutes = Number(offset[2]) * 60 + Number(offset[3]);
      milliseconds -= (offset[1] === '-' ? -minutes : minutes) * 60_000;
    }
  }
  const nanoseconds = Number((match[7] ?? '').padEnd(9, '0'));
  return { kind: 'time', seconds: milliseconds / 1000, nanoseconds };
}
