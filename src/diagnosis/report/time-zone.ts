import { editDistance } from '../../protocols/fields/edit-distance.ts';

/** A place's clock, as reports show times. */
export interface TimeZone {
  /** `UTC`, an IANA name such as `Europe/Berlin`, or an offset such as `+02:00`. */
  readonly name: string;
  /** Seconds that the zone's clock is ahead of UTC at a time (seconds since 1970-01-01 UTC). */
  offset(seconds: number): number;
}

export const UTC: TimeZone = { name: 'UTC', offset: () => 0 };

const FIXED = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?([0-5]\d))?$/i;
/** ISO 8601 allows a day; no place is further from UTC than 14 hours. */
const MOST_HOURS = 23;

/**
 * The zone of a name: `UTC`, an IANA name in any case, `local` (the computer's own), or an offset such
 * as `+02:00`, `-0330` or `UTC+1`. Null where there is none of that name.
 */
export function timeZoneNamed(name: string): TimeZone | null {
  if (/^(?:utc|z|gmt)$/i.test(name)) return UTC;
  const [, sign, hours, minutes] = FIXED.exec(name) ?? [];
  if (sign !== undefined) {
    if (Number(hours) > MOST_HOURS) return null;
    const offset = (Number(hours) * 60 + Number(minutes ?? 0)) * (sign === '-' ? -60 : 60);
    return { name: offsetText(offset), offset: () => offset };
  }
  // Only the names themselves: what else Intl takes differs between versions of it.
  if (name !== 'local' && !/^[A-Za-z][\w+/-]*$/.test(name)) return null;
  try {
    return namedZone(name === 'local' ? undefined : name);
  } catch {
    return null;
  }
}

/** @throws RangeError where Intl knows no such zone */
function namedZone(name: string | undefined): TimeZone {
  const format = new Intl.DateTimeFormat('en-US', {
    ...(name === undefined ? {} : { timeZone: name }),
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const zone = format.resolvedOptions().timeZone;
  if (zone === 'UTC') return UTC;
  // ICU calls some zones by names that IANA gave up long ago: Kolkata is Calcutta there.
  const isAlias = name !== undefined && name.toLowerCase() !== zone.toLowerCase();
  return {
    name: isAlias ? name : zone,
    offset(seconds) {
      const shown: Record<string, number> = {};
      for (const { type, value } of format.formatToParts(seconds * 1000)) {
        shown[type] = Number(value);
      }
      // Captures' times are past 1970: no years before the Common Era.
      const local = Date.UTC(
        shown.year,
        shown.month - 1,
        shown.day,
        shown.hour,
        shown.minute,
        shown.second,
      );
      return local / 1000 - seconds;
    },
  };
}

/** `+02:00`; with seconds where a zone had them, as before 1972. */
function offsetText(offset: number): string {
  const [hours, minutes, seconds] = [3600, 60, 1].map((unit, place) =>
    String(Math.floor(Math.abs(offset) / unit) % (place === 0 ? 100 : 60)).padStart(2, '0'),
  );
  return `${offset < 0 ? '-' : '+'}${hours}:${minutes}${seconds === '00' ? '' : `:${seconds}`}`;
}

/** The zone's date and time of day, and its offset as text. */
function shown(time: string, zone: TimeZone): { clock: string; offset: string } {
  const [, whole, fraction] = /^(.*?)(\.\d+)?Z$/.exec(time) ?? [];
  const seconds = Date.parse(`${whole}Z`) / 1000;
  const offset = zone === UTC || Number.isNaN(seconds) ? 0 : zone.offset(seconds);
  const local = new Date((seconds + offset) * 1000);
  // The last hours that JavaScript's calendar has (a damaged capture's) have no local time.
  if (offset === 0 || Number.isNaN(local.getTime())) {
    const isUtc = zone === UTC || offset !== 0;
    return {
      clock: `${whole}${fraction ?? ''}`.replace('T', ' '),
      offset: isUtc ? 'UTC' : '+00:00',
    };
  }
  const clock = local
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, fraction ?? '');
  return { clock, offset: offsetText(offset) };
}

function nameSuffix({ name }: TimeZone): string {
  return /^(?:UTC|[+-].*)$/.test(name) ? '' : ` (${name})`;
}

/**
 * A time with its zone: `2024-08-27 03:06:36.491417 UTC`, `2024-08-27 05:06:36.491417 +02:00 (Europe/Berlin)`.
 * @param time ISO 8601, UTC, as reports have it
 */
export function timeText(time: string, zone: TimeZone = UTC): string {
  const { clock, offset } = shown(time, zone);
  return `${clock} ${offset}${nameSuffix(zone)}`;
}

/**
 * Two times with their zone, once where its offset is the same at both.
 * @param joined puts the two together in the words of a language
 */
export function timeSpanText(
  first: string,
  last: string,
  zone: TimeZone = UTC,
  joined = (from: string, to: string) => `${from} to ${to}`,
): string {
  const [from, to] = [shown(first, zone), shown(last, zone)];
  const fromOffset = from.offset === to.offset ? '' : ` ${from.offset}`;
  return joined(`${from.clock}${fromOffset}`, `${to.clock} ${to.offset}${nameSuffix(zone)}`);
}

const NAMES_NEAR = 3;
/** So much of a name is compared. */
const NAME_LENGTH = 64;

/** Names of zones that are like one that does not exist: the same place, or few letters apart. */
export function nearTimeZones(name: string): string[] {
  const asked = name.toLowerCase().replace(/\s+/g, '_');
  const place = asked.slice(asked.lastIndexOf('/') + 1);
  const editsTo = (known: string, name: string) => editDistance(name.slice(0, NAME_LENGTH), known);
  return Intl.supportedValuesOf('timeZone')
    .map((zone) => {
      const known = zone.toLowerCase();
      const knownPlace = known.slice(known.lastIndexOf('/') + 1);
      return { zone, edits: Math.min(editsTo(known, asked), editsTo(knownPlace, place)) };
    })
    .filter(({ edits }) => edits <= Math.max(1, Math.floor(place.length / 4)))
    .sort((one, other) => one.edits - other.edits)
    .slice(0, NAMES_NEAR)
    .map(({ zone }) => zone);
}
