import { type FieldType, isSigned, TYPES } from '../protocols/fields/types.ts';
import { bytesOfText, type Constant, type Time } from './constants.ts';
import type { ArithmeticOperator, ByteRange } from './syntax.ts';

/**
 * A signed number where the type says unsigned: Wireshark makes one of a sign, and of a subtraction
 * that ends below zero. An unsigned number cannot be compared with a negative one.
 */
export class Signed {
  constructor(readonly value: number) {}
}

/** A value that was read or calculated, or a constant with a prefix. */
export type Value =
  | number
  | string
  | Uint8Array
  | Time
  | Signed
  | (Constant & { kind: 'number' })
  | (Constant & { kind: 'bytes' });

/** What a constant is beside values of the type. */
export function comparable(constant: Constant, type: FieldType): Value {
  switch (constant.kind) {
    case 'text':
      return constant.value;
    case 'bytes':
      return constant.prefix >= 0 ? constant : constant.value;
    case 'time':
      return constant;
    case 'number':
      if (constant.mask !== 0xffffffff) return constant;
      return constant.value < 0 && TYPES[type].group === 'unsigned'
        ? new Signed(constant.value)
        : constant.value;
  }
}

function isPrefixed(value: Value): value is Constant & { kind: 'bytes' } {
  return typeof value === 'object' && 'prefix' in value;
}

function isConstant(value: Value): value is Constant & { kind: 'number' | 'bytes' } {
  return isPrefixed(value) || (typeof value === 'object' && 'mask' in value);
}

/**
 * Negative, zero or positive; NaN where the two cannot be compared.
 * @param isUnsigned whether the left side's type has no sign
 */
export function compareValues(a: Value, b: Value, isUnsigned: boolean): number {
  if (typeof a === 'number') {
    if (typeof b === 'number') return isUnsigned && b < 0 ? Number.NaN : order(a, b);
    if (b instanceof Signed) return b.value < 0 ? Number.NaN : order(a, b.value);
  }
  if (a instanceof Signed) return order(a.value, b instanceof Signed ? b.value : (b as number));
  if (typeof a === 'string') {
    return typeof b === 'string' ? (a === b ? 0 : a < b ? -1 : 1) : Number.NaN;
  }
  if (typeof a === 'number' || (isConstant(a) && a.kind === 'number')) {
    const mask = ipv4Mask(a) & ipv4Mask(b);
    return ((ipv4Address(a) & mask) >>> 0) - ((ipv4Address(b) & mask) >>> 0);
  }
  if (a instanceof Uint8Array || isConstant(a)) {
    const prefix = Math.min(ipv6Prefix(a), ipv6Prefix(b));
    const left = bytesOf(a);
    const right = bytesOf(b);
    return prefix < 128
      ? comparePrefix(left, 0, right, prefix)
      : compareBytes(left, 0, left.length, right);
  }
  const right = b as Time;
  return a.seconds - right.seconds || a.nanoseconds - right.nanoseconds;
}

function order(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function ipv4Address(value: Value): number {
  return typeof value === 'number' ? value : (value as Constant & { kind: 'number' }).value;
}
function ipv4Mask(value: Value): number {
  return typeof value === 'number' ? 0xffffffff : (value as Constant & { kind: 'number' }).mask;
}
function ipv6Prefix(value: Value): number {
  return value instanceof Uint8Array ? 128 : (value as Constant & { kind: 'bytes' }).prefix;
}
function bytesOf(value: Value): Uint8Array {
  return value instanceof Uint8Array ? value : (value as Constant & { kind: 'bytes' }).value;
}

/** By length first, as in Wireshark, then byte by byte. */
export function compareBytes(a: Uint8Array, start: number, end: number, b: Uint8Array): number {
  if (end - start !== b.length) return end - start - b.length;
  for (let i = 0; i < b.length; i++) {
    if (a[start + i] !== b[i]) return a[start + i] - b[i];
  }
  return 0;
}

/** Compares the first `prefix` bits of two addresses. */
export function comparePrefix(a: Uint8Array, start: number, b: Uint8Array, prefix: number): number {
  const whole = prefix >> 3;
  for (let i = 0; i < whole; i++) {
    if (a[start + i] !== b[i]) return a[start + i] - b[i];
  }
  const rest = prefix & 7;
  if (rest === 0) return 0;
  const mask = 0xff << (8 - rest);
  return (a[start + whole] & mask & 0xff) - (b[whole] & mask & 0xff);
}

/** Whether a text or bytes have the other in them. As in Wireshark, an empty text is in no text. */
export function contains(a: Value, b: Value): boolean {
  if (typeof a === 'string') return typeof b === 'string' && b !== '' && a.includes(b);
  return a instanceof Uint8Array && includesBytes(a, 0, a.length, bytesOf(b));
}

/** Whether [start, end) of `bytes` has `needle` in it. */
export function includesBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  needle: Uint8Array,
): boolean {
  if (needle.length === 0) return end > start;
  const last = end - needle.length;
  const first = needle[0];
  for (let at = start; at <= last; at++) {
    if (bytes[at] !== first) continue;
    let i = 1;
    while (i < needle.length && bytes[at + i] === needle[i]) i++;
    if (i === needle.length) return true;
  }
  return false;
}

export function isZero(value: Value): boolean {
  if (typeof value === 'number') return value === 0;
  if (value instanceof Signed) return value.value === 0;
  if (typeof value === 'string') return value === '';
  if (value instanceof Uint8Array) return value.every((byte) => byte === 0);
  if (isConstant(value)) return false;
  return value.seconds === 0 && value.nanoseconds === 0;
}

/** The bytes that a slice of the value is cut from. */
function sliceable(value: Value): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return bytesOfText(value);
  if (isConstant(value) && value.kind === 'bytes') return value.value;
  const address = ipv4Address(value);
  return Uint8Array.of(address >>> 24, address >>> 16, address >>> 8, address);
}

/** The bytes that the ranges name, up to the first range that is not all there: perhaps none. */
export function sliceOf(value: Value, ranges: readonly ByteRange[]): Uint8Array {
  const bytes = sliceable(value);
  const parts: Uint8Array[] = [];
  let length = 0;
  for (const range of ranges) {
    const start = range.offset < 0 ? bytes.length + range.offset : range.offset;
    let end = bytes.length;
    if (range.length !== null) end = start + range.length;
    else if (range.last !== null) {
      end = (range.last < 0 ? bytes.length + range.last : range.last) + 1;
    }
    if (start < 0 || end > bytes.length || end <= start) break;
    parts.push(bytes.subarray(start, end));
    length += end - start;
  }
  if (parts.length === 1) return parts[0];
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** The number of bits that Wireshark calculates with for a type. */
function bitsOf(type: FieldType): 32 | 64 {
  return TYPES[type].size > 4 ? 64 : 32;
}

/** The value with its sign changed; null where there is no such number. */
export function negative(value: Value, type: FieldType): Value | null {
  if (typeof value === 'number') {
    if (TYPES[type].group !== 'unsigned') return 0 - value;
    return value < 2 ** (bitsOf(type) - 1) ? new Signed(0 - value) : null;
  }
  if (value instanceof Signed) return new Signed(0 - value.value);
  if (typeof value !== 'object' || !('seconds' in value)) return null;
  return time(0 - value.seconds, 0 - value.nanoseconds);
}

/** Whether `abs()` changes the sign. */
export function isNegative(value: Value): boolean {
  if (typeof value === 'number') return value < 0;
  if (value instanceof Signed) return value.value < 0;
  if (typeof value !== 'object' || !('seconds' in value)) return false;
  // Wireshark looks at the whole seconds, which for -0.5 are 0.
  return value.seconds + (value.nanoseconds > 0 ? 1 : 0) < 0;
}

function time(seconds: number, nanoseconds: number): Time {
  const carry = Math.floor(nanoseconds / 1e9);
  return { seconds: seconds + carry, nanoseconds: nanoseconds - carry * 1e9 };
}

function scaled(of: Time, operator: '*' | '/', by: number): Time | null {
  if (operator === '/' && by === 0) return null;
  const factor = operator === '*' ? by : 1 / by;
  const seconds = of.seconds * factor;
  const whole = Math.floor(seconds);
  return time(whole, Math.round((seconds - whole) * 1e9 + of.nanoseconds * factor));
}

/** The result of a calculation; null where there is none: overflow, division by zero. */
export function calculate(
  operator: ArithmeticOperator,
  a: Value,
  b: Value,
  type: FieldType,
): Value | null {
  const { group, valueClass } = TYPES[type];
  if (valueClass === 'time') {
    if (operator === '*' || operator === '/') return scaled(a as Time, operator, b as number);
    const [left, right] = [a as Time, b as Time];
    const sign = operator === '-' ? -1 : 1;
    return time(left.seconds + sign * right.seconds, left.nanoseconds + sign * right.nanoseconds);
  }
  if (group === 'float') return floatResult(operator, a as number, b as number);
  if (group === 'ipv4') {
    return (ipv4Address(a) & ipv4Address(b) & ipv4Mask(b)) >>> 0;
  }
  if (valueClass === 'bytes') return commonBits(a, b);
  if (a instanceof Signed) {
    const result = signedResult(operator, a.value, raw(b, type, true), bitsOf(type));
    return result === null ? null : new Signed(result);
  }
  if (isSigned(type)) return signedResult(operator, a as number, raw(b, type, true), bitsOf(type));
  return unsignedResult(operator, a as number, raw(b, type, false), bitsOf(type));
}

/** The same bits read with or without a sign: Wireshark calculates with the type of the left side. */
function raw(value: Value, type: FieldType, asSigned: boolean): number {
  const number = value instanceof Signed ? value.value : (value as number);
  const values = 2 ** bitsOf(type);
  if (asSigned) return number >= values / 2 ? number - values : number;
  return number < 0 ? number + values : number;
}

function floatResult(operator: ArithmeticOperator, a: number, b: number): number | null {
  if (operator === '+') return a + b;
  if (operator === '-') return a - b;
  if (operator === '*') return a * b;
  return operator === '/' ? a / b : null;
}

function commonBits(a: Value, b: Value): Uint8Array {
  const [left, right] = [bytesOf(a), bytesOf(b)];
  const prefix = Math.min(ipv6Prefix(a), ipv6Prefix(b));
  const result = new Uint8Array(Math.min(left.length, right.length));
  for (let i = 0; i < result.length; i++) {
    const bits = Math.min(8, Math.max(0, prefix - 8 * i));
    // Only IPv6 addresses have a prefix; of other bytes all bits count.
    const mask = prefix < 128 ? (0xff << (8 - bits)) & 0xff : 0xff;
    result[i] = left[i] & right[i] & mask;
  }
  return result;
}

function bitwiseAnd(a: number, b: number, bits: 32 | 64): number {
  return bits === 32 ? (a & b) >>> 0 : Number(BigInt.asUintN(64, BigInt(a) & BigInt(b)));
}

function unsignedResult(
  operator: ArithmeticOperator,
  a: number,
  b: number,
  bits: 32 | 64,
): Value | null {
  const fits = (result: number) => (result < 2 ** bits ? result : null);
  switch (operator) {
    case '&':
      return bitwiseAnd(a, b, bits);
    case '+':
      return fits(a + b);
    case '-':
      if (b <= a) return a - b;
      return b < 2 ** (bits - 1) ? new Signed(a - b) : null;
    case '*':
      return fits(a * b);
    case '/':
      return b === 0 ? null : Math.floor(a / b);
    case '%':
      return b === 0 ? null : a % b;
  }
}

function signedResult(
  operator: ArithmeticOperator,
  a: number,
  b: number,
  bits: 32 | 64,
): number | null {
  const limit = 2 ** (bits - 1);
  const fits = (result: number) => (result >= -limit && result < limit ? result : null);
  switch (operator) {
    case '&':
      return bits === 32 ? a & b : Number(BigInt.asIntN(64, BigInt(a) & BigInt(b)));
    case '+':
      return fits(a + b);
    case '-':
      return fits(a - b);
    case '*':
      return fits(a * b);
    case '/':
      return b === 0 ? null : fits(Math.trunc(a / b));
    case '%':
      return b === 0 ? null : (a % b) + 0;
  }
}
