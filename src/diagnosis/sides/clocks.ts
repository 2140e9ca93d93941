/**
 * How one capture's clock goes beside another's, from packets that both have. A packet arrives after
 * it left: one that goes from the first place to the second bounds the difference from above, one that
 * comes back bounds it from below (as in NTP, RFC 5905 §8, but with bounds instead of means).
 */
export interface ClockFit {
  /** `both`: bounded from both directions; `one`: from one only; `none`: no packet is in both. */
  readonly boundedBy: 'both' | 'one' | 'none';
  /** Second clock less the first, in nanoseconds, at the first capture's time 0. */
  readonly offset: number;
  /** By how much at the most it is wrong, in nanoseconds; null where only one direction tells. */
  readonly error: number | null;
  /** Nanoseconds per nanosecond by which the second clock runs faster; 0 where none is seen. */
  readonly drift: number;
  readonly driftError: number;
  /** Whether a clock was set in between: no line goes through the bounds. */
  readonly isUnsteady: boolean;
}

/** A packet that both captures have. Times in nanoseconds. */
export interface ClockSample {
  /** On the first clock. */
  readonly at: number;
  /** Second time less the first. */
  readonly difference: number;
  /** Whether it went from the first place to the second. */
  readonly isForth: boolean;
}

export const NO_CLOCK: ClockFit = {
  boundedBy: 'none',
  offset: 0,
  error: null,
  drift: 0,
  driftError: 0,
  isUnsteady: false,
};

const BINS = 32;
/** Bounds that contradict each other by less than this are time stamps that are not exact (20 µs). */
const STAMPING = 20e3;
/** By more than this, after a line was fitted, a clock was set (50 ms). */
const STEP = 50e6;
/** Clocks that drift by more are set, not slow: quartz keeps to 100 ppm. */
const MOST_DRIFT = 500e-6;

export function fitClocks(samples: readonly ClockSample[]): ClockFit {
  if (samples.length === 0) return NO_CLOCK;
  const bounds = boundsOf(samples, 0);
  if (!Number.isFinite(bounds.low) || !Number.isFinite(bounds.high)) {
    // The fastest packet took some time, which nothing tells: at least none.
    const offset = Number.isFinite(bounds.high) ? bounds.high : bounds.low;
    return { ...NO_CLOCK, boundedBy: 'one', offset };
  }
  const span = spanOf(samples);
  if (bounds.low <= bounds.high + STAMPING) {
    const error = Math.max(0, bounds.high - bounds.low) / 2;
    return {
      ...{ boundedBy: 'both', offset: (bounds.low + bounds.high) / 2, error },
      ...{ drift: 0, driftError: span > 0 ? (2 * error) / span : 0, isUnsteady: false },
    };
  }
  const drift = driftOf(samples);
  const fitted = boundsOf(samples, drift.slope);
  const gap = fitted.low - fitted.high;
  return {
    boundedBy: 'both',
    offset: (fitted.low + fitted.high) / 2,
    error: Math.abs(gap) / 2,
    drift: drift.slope,
    driftError: drift.error,
    isUnsteady: gap > STEP || Math.abs(drift.slope) > MOST_DRIFT,
  };
}

/** Difference of the clocks at a time of the first. */
export function offsetAt({ offset, drift }: ClockFit, at: number): number {
  return offset + drift * at;
}

function boundsOf(samples: readonly ClockSample[], slope: number): { low: number; high: number } {
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  for (const { at, difference, isForth } of samples) {
    const bound = difference - slope * at;
    if (isForth) high = Math.min(high, bound);
    else low = Math.max(low, bound);
  }
  return { low, high };
}

function spanOf(samples: readonly ClockSample[]): number {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { at } of samples) {
    first = Math.min(first, at);
    last = Math.max(last, at);
  }
  return last - first;
}

/** A line through the middles of what is bounded from both directions, by time. */
function driftOf(samples: readonly ClockSample[]): { slope: number; error: number } {
  let first = Number.POSITIVE_INFINITY;
  for (const { at } of samples) first = Math.min(first, at);
  const span = Math.max(1, spanOf(samples));
  const bins = Array.from({ length: BINS }, (): ClockSample[] => []);
  for (const sample of samples) {
    bins[Math.min(BINS - 1, Math.floor(((sample.at - first) / span) * BINS))].push(sample);
  }
  const points = bins.flatMap((bin, index) => {
    const { low, high } = boundsOf(bin, 0);
    if (!Number.isFinite(low) || !Number.isFinite(high)) return [];
    return [{ at: first + ((index + 0.5) * span) / BINS, middle: (low + high) / 2 }];
  });
  if (points.length < 2) return { slope: 0, error: 0 };
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const at = mean(points.map((point) => point.at));
  const middle = mean(points.map((point) => point.middle));
  let covariance = 0;
  let variance = 0;
  for (const point of points) {
    covariance += (point.at - at) * (point.middle - middle);
    variance += (point.at - at) ** 2;
  }
  const slope = variance === 0 ? 0 : covariance / variance;
  let residual = 0;
  for (const point of points) {
    residual += (point.middle - middle - slope * (point.at - at)) ** 2;
  }
  const degrees = points.length - 2;
  const error = degrees > 0 && variance > 0 ? Math.sqrt(residual / degrees / variance) : 0;
  return { slope, error };
}
