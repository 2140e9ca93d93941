/** Between two ticks, in microseconds: what a clock's reader counts in. */
const STEPS: readonly number[] = [
  ...[1, 10, 100, 1_000, 10_000, 100_000].flatMap((power) => [power, 2 * power, 5 * power]),
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1e6),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60e6),
  ...[1, 2, 3, 6, 12].map((hours) => hours * 3_600e6),
];
const DAY = 86_400e6;
const MOST_TICKS = 5;

export interface Tick {
  /** Microseconds since 1970. */
  readonly at: number;
  /** Clock time, with as many digits as ticks differ in. */
  readonly text: string;
}

/**
 * Round times between two, five at the most; where there is none, the beginning.
 * @param start, end microseconds since 1970
 */
export function roundTicks(start: number, end: number): Tick[] {
  const length = end - start;
  const step =
    STEPS.find((one) => length / one < MOST_TICKS) ?? Math.ceil(length / DAY / MOST_TICKS) * DAY;
  const digits = step >= 1e6 ? 0 : Math.ceil(-Math.log10(step / 1e6));
  const ticks: Tick[] = [];
  for (
    let at = Math.ceil(start / step) * step;
    at <= end && ticks.length <= MOST_TICKS;
    at += step
  ) {
    ticks.push({ at, text: clockAt(at, digits) });
  }
  return ticks.length > 0 ? ticks : [{ at: start, text: clockAt(start, 6) }];
}

function clockAt(at: number, digits: number): string {
  const inDay = ((at % DAY) + DAY) % DAY;
  const seconds = Math.floor(inDay / 1e6);
  const two = (number: number) => String(number).padStart(2, '0');
  const clock = `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const fraction = String(Math.round(inDay % 1e6)).padStart(6, '0');
  return digits === 0 ? clock : `${clock}.${fraction.slice(0, digits)}`;
}
