import { fleetCommandWords } from '../../words/command-line/fleet-command.ts';
import { UsageError } from '../errors.ts';

/** Seconds of the units of a span. */
const UNITS = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 } as const;

/** A span such as `30d`, in seconds; null where it is none. */
function spanOf(text: string): number | null {
  const [, number, unit] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  return unit === undefined ? null : Number(number) * UNITS[unit as keyof typeof UNITS];
}

/** @throws UsageError where `--option` is no span */
export function span(option: string, text: string): number {
  const seconds = spanOf(text);
  if (seconds !== null) return seconds;
  throw new UsageError(
    fleetCommandWords.badSpan(option, text),
    fleetCommandWords.badSpanAdvice(option),
  );
}

/**
 * A time as it is typed: ISO 8601, in UTC where it says no zone; or a span before now.
 * @returns ISO 8601, UTC; null for undefined
 * @throws UsageError where it is neither
 */
export function moment(option: string, text: string | undefined, now: number): string | null {
  if (text === undefined) return null;
  const seconds = spanOf(text);
  if (seconds !== null) return new Date(now - seconds * 1000).toISOString();
  const [, day, clock = '00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(
      text,
    ) ?? [];
  const time = Date.parse(`${day}T${clock}${zone}`);
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  throw new UsageError(
    fleetCommandWords.badTime(option, text),
    fleetCommandWords.badTimeAdvice(option),
  );
}
