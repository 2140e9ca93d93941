/** How 64-bit time stamps count: units of 10^-n or 2^-n seconds. */
export interface TimestampUnit {
  readonly base: 2 | 10;
  readonly exponent: number;
  /** Units per second where that is at most 10^10, so that plain numbers divide exactly; else 0. */
  readonly perSecond: number;
  /** Nanoseconds per unit where that is a whole number, else 0. */
  readonly nanoseconds: number;
}

/** The unit that an `if_tsresol` byte names: the high bit tells the base (pcapng, §4.2). */
export function timestampUnit(resolution: number): TimestampUnit {
  const exponent = resolution & 0x7f;
  if ((resolution & 0x80) !== 0) {
    return { base: 2, exponent, perSecond: exponent <= 33 ? 2 ** exponent : 0, nanoseconds: 0 };
  }
  return {
    base: 10,
    exponent,
    perSecond: exponent <= 10 ? 10 ** exponent : 0,
    nanoseconds: exponent <= 9 ? 10 ** (9 - exponent) : 0,
  };
}

export const MICROSECONDS = timestampUnit(6);

/** Result of `splitTimestamp`, reused: no object per packet. */
export const timestamp = { seconds: 0, nanoseconds: 0 };

/**
 * Splits a 64-bit count of units into whole seconds and nanoseconds (rounded down), exactly.
 * Long division by 16 bits at a time keeps every intermediate below 2^53.
 */
export function splitTimestamp(high: number, low: number, unit: TimestampUnit): void {
  const perSecond = unit.perSecond;
  if (perSecond === 0) return splitFine(high, low, unit);
  let seconds = Math.floor(high / perSecond);
  let rest = (high - seconds * perSecond) * 65_536 + (low >>> 16);
  let digit = Math.floor(rest / perSecond);
  seconds = seconds * 65_536 + digit;
  rest = (rest - digit * perSecond) * 65_536 + (low & 0xffff);
  digit = Math.floor(rest / perSecond);
  timestamp.seconds = seconds * 65_536 + digit;
  rest -= digit * perSecond;
  timestamp.nanoseconds =
    unit.nanoseconds !== 0 ? rest * unit.nanoseconds : fraction(rest, perSecond);
}

/** rest / perSecond in nanoseconds, rounded down; perSecond below 2^34. */
function fraction(rest: number, perSecond: number): number {
  const scaled = rest * 31_250;
  const whole = Math.floor(scaled / perSecond);
  return whole * 32_000 + Math.floor(((scaled - whole * perSecond) * 32_000) / perSecond);
}

/** Units finer than 10^-10 or 2^-33 seconds: no capture of note has them, so speed is no matter. */
function splitFine(high: number, low: number, unit: TimestampUnit): void {
  const perSecond = BigInt(unit.base) ** BigInt(unit.exponent);
  const count = (BigInt(high) << 32n) | BigInt(low);
  timestamp.seconds = Number(count / perSecond);
  timestamp.nanoseconds = Number(((count % perSecond) * 1_000_000_000n) / perSecond);
}
