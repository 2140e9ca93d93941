/**
 * Seconds since 1970 of a time of day on a date, as if it were UTC; NaN where there is no such time.
 * @param month 1 to 12
 */
export function wallClock(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
): number {
  const isTime = hour < 24 && minute < 60 && second <= 60;
  if (year < 1970 || year > 2200 || month < 1 || month > 12 || day < 1 || day > 31 || !isTime) {
    return Number.NaN;
  }
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
}
