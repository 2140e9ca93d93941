/** A time in milliseconds as ISO 8601 in UTC, to the second where it has no more; null for none. */
export function isoText(time: number): string | null {
  if (Number.isNaN(time) || Math.abs(time) > 8.64e15) return null;
  return new Date(time).toISOString().replace('.000Z', 'Z');
}

/** A log's own time, `2024-08-27 03:07:53`; null for none. */
export function logTimeText(time: number): string | null {
  return (
    isoText(time)
      ?.replace('T', ' ')
      .replace(/(?:\.\d+)?Z$/, '') ?? null
  );
}

/** `UTC`, `UTC+02:00`, `UTC-03:30`. @param seconds ahead of UTC */
export function zoneText(seconds: number): string {
  if (seconds === 0) return 'UTC';
  const minutes = Math.round(Math.abs(seconds) / 60);
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `UTC${seconds < 0 ? '-' : '+'}${hour}:${minute}`;
}
