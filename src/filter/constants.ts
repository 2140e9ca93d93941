import { addressBytes, parseIpv4, parseIpv6 } from '../protocols/address-text.ts';
import { type FieldType, isSigned, TYPES } from '../protocols/fields/types.ts';
import type { FilterSentence } from './filter-sentence.ts';

/** A time or a length of time: whole seconds (may be below 0) and nanoseconds (0 to 999,999,999). */
export interface Time {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** A constant of a filter, in the form that its type compares. */
export type Constant =
  /** Below zero only where it was written with a sign. `mask`: the bits of an IPv4 prefix. */
  | { readonly kind: 'number'; readonly value: number; readonly mask: number }
  /** `prefix`: how many bits of an IPv6 address count; -1 for bytes of any length. */
  | { readonly kind: 'bytes'; readonly value: Uint8Array; readonly prefix: number }
  | { readonly kind: 'text'; readonly value: string }
  | ({ readonly kind: 'time' } & Time);

/** What a constant may be written as. */
export type ConstantKind = 'literal' | 'string' | 'character';

/** All bits count. */
const WHOLE = 0xffffffff;

function numberConstant(value: number, mask = WHOLE): Constant {
  return { kind: 'number', value, mask: mask >>> 0 };
}

function bytesConstant(value: Uint8Array, prefix = -1): Constant {
  return { kind: 'bytes', value, prefix };
}

/**
 * The constant that a text stands for beside a value of `type`, or what is wrong with it, in one line.
 * Accepts and refuses what Wireshark 4.0 does.
 * @param text for strings one character per byte, for characters the character
 * @param isPart whether a part of a value is enough (`contains`)
 */
export function parseConstant(
  kind: ConstantKind,
  text: string,
  type: FieldType,
  isPart: boolean,
): Constant | FilterSentence {
  if (kind === 'string') return fromString(text, type);
  if (kind === 'character') return fromCharacter(text, type);
  return fromLiteral(text, type, isPart);
}

function fromString(text: string, type: FieldType): Constant | FilterSentence {
  const { valueClass, name } = TYPES[type];
  if (valueClass === 'text') return { kind: 'text', value: text };
  if (type === 'FT_BYTES' || type === 'FT_PROTOCOL') return bytesConstant(bytesOfText(text));
  if (type === 'FT_ABSOLUTE_TIME') return absoluteTime(text);
  return { code: 'not-from-string', name, text };
}

function fromCharacter(character: string, type: FieldType): Constant | FilterSentence {
  const { valueClass, name } = TYPES[type];
  const code = character.codePointAt(0) as number;
  const isInteger = valueClass === 'number' && !['FT_IPv4', 'FT_FLOAT', 'FT_DOUBLE'].includes(type);
  // Not held against the range of the field, in Wireshark neither.
  if (isInteger) return numberConstant(type === 'FT_BOOLEAN' && code !== 0 ? 1 : code);
  const isBytes = valueClass === 'text' || type === 'FT_BYTES' || type === 'FT_PROTOCOL';
  if (!isBytes) return { code: 'not-from-character', character, name };
  if (code > 0xff) return { code: 'character-over-a-byte', character };
  const byte = String.fromCharCode(code);
  return valueClass === 'text' ? { kind: 'text', value: byte } : bytesConstant(bytesOfText(byte));
}

function fromLiteral(text: string, type: FieldType, isPart: boolean): Constant | FilterSentence {
  switch (type) {
    case 'FT_NONE':
      return { code: 'label-has-no-value' };
    case 'FT_STRING':
    case 'FT_STRINGZ':
    case 'FT_UINT_STRING':
    case 'FT_STRINGZPAD':
    case 'FT_STRINGZTRUNC':
      return { kind: 'text', value: text };
    case 'FT_IPv4':
      return ipv4Literal(text);
    case 'FT_IPv6':
      return ipv6Literal(text);
    case 'FT_ETHER':
      return etherLiteral(text, isPart);
    case 'FT_OID':
    case 'FT_REL_OID':
      return { code: 'object-identifiers-not-compared', text };
    case 'FT_PROTOCOL':
    case 'FT_BYTES':
    case 'FT_UINT_BYTES': {
      const value = parseBytes(text);
      if (value !== null) return bytesConstant(value);
      const isWord = /^[A-Za-z_][\w-]*$/.test(text);
      return { code: 'bad-byte-string', text, isWord };
    }
    case 'FT_RELATIVE_TIME': {
      const time = parseRelativeTime(text);
      return time === null ? { code: 'bad-relative-time', text } : { kind: 'time', ...time };
    }
    case 'FT_ABSOLUTE_TIME': {
      // Seconds since 1970, since Wireshark 4.2.
      const time = /^\d{5,}(?:\.|$)/.test(text) ? parseRelativeTime(text) : null;
      return time === null ? absoluteTime(text) : { kind: 'time', ...time };
    }
    case 'FT_FLOAT':
    case 'FT_DOUBLE': {
      const value = parseFloatingPoint(text);
      return value === null
        ? { code: 'bad-floating-point', text }
        : numberConstant(type === 'FT_FLOAT' ? Math.fround(value) : value);
    }
    default:
      return integerLiteral(text, type);
  }
}

function absoluteTime(text: string): Constant | FilterSentence {
  const time = parseAbsoluteTime(text);
  return time === null ? { code: 'bad-absolute-time', text } : { kind: 'time', ...time };
}

/** The constant with its sign changed, or what is wrong with that. */
export function negated(constant: Constant, type: FieldType): Constant | FilterSentence {
  if (constant.kind === 'time') {
    const { seconds, nanoseconds } = constant;
    return nanoseconds === 0
      ? { kind: 'time', seconds: -seconds, nanoseconds }
      : { kind: 'time', seconds: -seconds - 1, nanoseconds: 1_000_000_000 - nanoseconds };
  }
  if (constant.kind !== 'number') return { code: 'cannot-be-negative', name: TYPES[type].name };
  const { group, size } = TYPES[type];
  // Unsigned numbers become signed ones of 32 or 64 bits.
  const largest = size > 4 ? 2 ** 63 : 2 ** 31;
  if (group === 'unsigned' && constant.value >= largest) {
    return { code: 'number-too-small', value: constant.value, largest };
  }
  return numberConstant(-constant.value);
}

function integerLiteral(text: string, type: FieldType): Constant | FilterSentence {
  if (type === 'FT_BOOLEAN') {
    if (/^true$/i.test(text)) return numberConstant(1);
    if (/^false$/i.test(text)) return numberConstant(0);
  }
  const number = parseInteger(text);
  if (number === null) return { code: 'bad-number', text };
  const bits = type === 'FT_BOOLEAN' ? 64n : BigInt(8 * TYPES[type].size);
  const maximum = (1n << (isSigned(type) ? bits - 1n : bits)) - 1n;
  if (number > maximum) return { code: 'number-too-big', text, maximum: String(maximum) };
  if (type === 'FT_BOOLEAN') return numberConstant(number === 0n ? 0 : 1);
  return numberConstant(Number(number));
}

/** Decimal, 0x hexadecimal, 0 octal, 0b binary, as C reads them; null for anything else. */
export function parseInteger(text: string): bigint | null {
  let digits = text;
  // "0b" alone is zero: no binary digit follows.
  if (/^0[bB]$/.test(text)) return 0n;
  if (/^0[0-7]+$/.test(text)) digits = `0o${text.slice(1)}`;
  else if (!/^(?:0|[1-9]\d*|0[xX][0-9A-Fa-f]+|0[bB][01]+)$/.test(text)) return null;
  // Longer ones are above every maximum, and not worth the conversion.
  if (digits.length > 70) return /^0[a-z]?0*[01]?$/i.test(digits) ? 0n : 1n << 65n;
  return BigInt(digits);
}

/** As C's strtod reads it, to the end of the text. */
function parseFloatingPoint(text: string): number | null {
  if (/^(?:inf|infinity)$/i.test(text)) return Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(text)) return Number.NaN;
  const hexadecimal = /^0x([0-9a-f]*)(?:\.([0-9a-f]*))?(?:p(-?\d{1,5}))?$/i.exec(text);
  if (hexadecimal !== null) {
    const [, whole, fraction = '', exponent = '0'] = hexadecimal;
    if (whole === '' && fraction === '') return null;
    const value = Number.parseInt(`${whole}${fraction}`, 16);
    return value * 2 ** (Number(exponent) - 4 * fraction.length);
  }
  if (!/^\d+(?:\.\d*)?(?:e-?\d+)?$/i.test(text)) return null;
  return Number(text);
}

/** The bits of a prefix as Wireshark reads them: a number that may be octal. */
function prefixLength(text: string | undefined, most: number): number | null {
  if (text === undefined) return most;
  // Not octal where it cannot be: 08 and 09, since Wireshark 4.2.
  const length = parseInteger(/^0[89]$/.test(text) ? text.slice(1) : text);
  return length === null || length > BigInt(most) ? null : Number(length);
}

/** Read as octal by some: Wireshark refuses 010.0.0.1. */
const LEADING_ZERO = /(?:^|\.)0\d+\.|\.0\d/;

function ipv4Literal(text: string): Constant | FilterSentence {
  const [address, bits] = text.split('/');
  const value = LEADING_ZERO.test(address) ? null : parseIpv4(address);
  if (value === null) {
    if (/^\d+(?:\.\d+){4,}$/.test(address)) {
      return { code: 'dotted-numbers', text };
    }
    const isName = /^[a-z][\w.-]*$/i.test(address);
    return { code: 'bad-ipv4-address', text, isName };
  }
  const length = prefixLength(bits, 32);
  if (length === null) return { code: 'bad-ipv4-prefix', bits };
  const mask = length === 0 ? 0 : -1 << (32 - length);
  return numberConstant(value >>> 0, mask);
}

function ipv6Literal(text: string): Constant | FilterSentence {
  const [address, bits] = text.split('/');
  const words = LEADING_ZERO.test(address.slice(address.lastIndexOf(':') + 1))
    ? null
    : parseIpv6(address);
  if (words === null) return { code: 'bad-ipv6-address', text };
  const prefix = prefixLength(bits, 128);
  if (prefix === null) return { code: 'bad-ipv6-prefix', bits };
  return bytesConstant(addressBytes(words), prefix);
}

const ETHER_LENGTH = 6;

function etherLiteral(text: string, isPart: boolean): Constant | FilterSentence {
  const value = parseBytes(text);
  if (value === null) return { code: 'bad-ethernet-address', text };
  if (value.length > ETHER_LENGTH) {
    return { code: 'ethernet-too-long', text };
  }
  if (value.length < ETHER_LENGTH && !isPart) {
    return { code: 'ethernet-too-short', text };
  }
  return bytesConstant(value);
}

/** The bytes that a text of one character per byte stands for. */
export function bytesOfText(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/**
 * Bytes in hexadecimal, with `:`, `-`, `.` or nothing between them, as Wireshark reads them: pairs,
 * or a lone digit before a separator or the end. Null for anything else.
 */
function parseBytes(text: string): Uint8Array | null {
  let rest = text.startsWith(':') ? text.slice(1) : text;
  // One byte may be written as a number; of more, the order would not be known.
  if (/^0[xX]..$/.test(rest)) rest = rest.slice(2);
  else if (/^0[xX].$/.test(rest)) rest = `0${rest.slice(2)}`;
  if (/^0[bB][01]{8}$/.test(rest)) return Uint8Array.of(Number.parseInt(rest.slice(2), 2));
  const bytes: number[] = [];
  const unit = /([0-9A-Fa-f]{4}|[0-9A-Fa-f]{2})[:.-]?|([0-9A-Fa-f])(?:[:.-]|$)/y;
  while (unit.lastIndex < rest.length) {
    const match = unit.exec(rest);
    if (match === null) return null;
    const digits = match[1] ?? match[2];
    for (let i = 0; i < digits.length; i += 2) {
      bytes.push(Number.parseInt(digits.slice(i, i + 2), 16));
    }
  }
  return Uint8Array.from(bytes);
}

// ---------------------------------------------------------------- times

/** Nanoseconds of the digits after the point; null where more than nine of them count. */
function fraction(digits: string): number | null {
  if (/[1-9]/.test(digits.slice(9))) return null;
  return Number(digits.slice(0, 9).padEnd(9, '0'));
}

/** Seconds, with or without decimal places; null for anything else. */
function parseRelativeTime(text: string): Time | null {
  // Since Wireshark 4.4 a length of time may be written as any floating-point number.
  if (/^\d+(?:\.\d*)?e[+-]?\d{1,3}$/i.test(text)) {
    const value = Number(text);
    const seconds = Math.floor(value);
    if (value > 0xffffffff) return null;
    return { seconds, nanoseconds: Math.floor((value - seconds) * 1e9) };
  }
  // After the digits of the fraction Wireshark looks no further: 1.5abc is 1.5.
  const match = /^(\d+)(?:$|\.(\d*))/.exec(text);
  if (match === null) return null;
  const nanoseconds = fraction(match[2] ?? '');
  return nanoseconds === null ? null : { seconds: Number(match[1]), nanoseconds };
}

const ISO_8601 =
  /^(?<year>\d{4})-\s*(?<month>\d{1,2})-\s*(?<day>\d{1,2})[T ]\s*(?<hour>\d{1,2}):\s*(?<minute>\d{1,2})(?::\s*(?<second>\d{1,2})(?:[.,](?<fraction>\d*))?)?(?:(?<utc>Z)|(?<sign>[+-])(?<zoneHour>\d{1,2})(?::?(?<zoneMinute>\d{1,2}))?)?$/;
/** Wireshark's own spelling, `Nov 12, 1999 08:55:44.123`. */
const OWN =
  /^(?<name>[A-Za-z]{3})\s+(?<day>\d{1,2}),\s*(?<year>\d{1,4})\s+(?<hour>\d{1,2}):\s*(?<minute>\d{1,2}):\s*(?<second>\d{1,2})(?:\.(?<fraction>\d+))?\s*(?<utc>UTC)?$/;
const DATE_FIRST =
  /^\s*(?<year>\d{1,4})-\s*(?<month>\d{1,2})-\s*(?<day>\d{1,2})(?:\s*(?<hour>\d{1,2})(?::\s*(?<minute>\d{1,2})(?::\s*(?<second>\d{1,2})(?:\.(?<fraction>\d+))?)?)?)?\s*(?<utc>UTC)?$/;

const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec';

/**
 * A point in time: ISO 8601, Wireshark's own spelling, or a date with as much of the clock as is
 * there; without a zone it is the zone of this machine. Null for anything else.
 */
function parseAbsoluteTime(text: string): Time | null {
  // Wireshark takes an empty text for a time that is not set, which no packet has.
  if (text === '') return { seconds: 0, nanoseconds: 0x7fffffff };
  const iso = ISO_8601.exec(text)?.groups;
  const groups = iso ?? OWN.exec(text)?.groups ?? DATE_FIRST.exec(text)?.groups;
  if (groups === undefined || (iso === undefined && text.length < '2000-1-1'.length)) return null;
  const number = (name: string) => Number(groups[name] ?? 0);
  const month =
    groups.name === undefined ? number('month') - 1 : MONTHS.indexOf(groups.name.toLowerCase()) / 3;
  if (!Number.isInteger(month) || month < 0 || month > 11) return null;
  const [day, hour, minute, second] = ['day', 'hour', 'minute', 'second'].map(number);
  if (day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return null;
  const nanoseconds = fraction(groups.fraction ?? '');
  if (nanoseconds === null && iso === undefined) return null;
  const isUtc = groups.utc !== undefined || groups.sign !== undefined;
  const date = new Date(0);
  // Not the constructors: they take the years 0 to 99 for 1900 to 1999.
  if (isUtc) {
    date.setUTCFullYear(number('year'), month, day);
    date.setUTCHours(hour, minute, second);
  } else {
    date.setFullYear(number('year'), month, day);
    date.setHours(hour, minute, second);
  }
  const zone = (number('zoneHour') * 60 + number('zoneMinute')) * 60;
  const seconds = date.getTime() / 1000 - (groups.sign === '-' ? -zone : zone);
  return { seconds, nanoseconds: nanoseconds ?? 0 };
}
