import { LAST_SECOND } from '../diagnosis.ts';

/**
 * A capture time as ISO 8601 in UTC: `2024-08-27T03:06:36.491417Z`.
 * @param digits of the fraction: 6, or 9 where the capture has nanoseconds
 */
export function isoTime(seconds: number, nanoseconds: number, digits: 6 | 9): string {
  const whole = wholeSeconds(seconds, 'T');
  const fraction = nanoseconds.toString().padStart(9, '0').slice(0, digits);
  return `${whole}.${fraction}Z`;
}

/** The same time as lists show it: `2024-08-27 03:06:36.491417`. */
export function listTime(seconds: number, nanoseconds: number, digits: 6 | 9): string {
  return isoTime(seconds, nanoseconds, digits).replace('T', ' ').replace('Z', '');
}

/** Digits of a second's fraction that a capture's times have: nanoseconds where an interface does. */
export function captureTimeDigits(
  interfaces: readonly {
    readonly timestampUnit: { readonly base: number; readonly exponent: number };
  }[],
): 6 | 9 {
  return interfaces.some(({ timestampUnit: { base, exponent } }) => base === 2 || exponent > 6)
    ? 9
    : 6;
}

/** Date and time of day in UTC, `2024-08-27 03:06:36`, with `separator` between the two. */
export function wholeSeconds(seconds: number, separator: string): string {
  const clamped = Math.min(Math.max(seconds, 0), LAST_SECOND);
  return new Date(clamped * 1000)
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace('T', separator);
}
