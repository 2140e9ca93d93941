/** A time or a length of time: whole seconds (may be below 0) and nanoseconds (0 to 999,999,999). */
export interface Time {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** Nanoseconds of the digits after the point; null where more than nine of them count. */
function fraction(digits: string): number | null {
  if (/[1-9]/.test(digits.slice(9))) return null;
  return Number(digits.slice(0, 9).padEnd(9, '0'));
}

/** Seconds, with or without decimal places; null for anything else. */
export function parseRelativeTime(text: string): Time | null {
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
export function parseAbsoluteTime(text: string): Time | null {
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
