import { nearTimeZones, type TimeZone, timeZoneNamed } from '../diagnosis/report/time-zone.ts';
import type { RenderOptions } from '../documents/format.ts';
import { UsageError } from './usage-error.ts';

const DEFAULT_WIDTH = 80;

/** What the command line says of how a report is to look. */
export interface RenderingArguments {
  readonly color: boolean;
  readonly outputFile: string | undefined;
  /** Name of a time zone. */
  readonly timeZone: string | undefined;
}

/** Colours and the terminal's width are for standard output only. @throws UsageError for the zone */
export function renderOptions({ color, outputFile, timeZone }: RenderingArguments): RenderOptions {
  const isOnTerminal = outputFile === undefined && process.stdout.isTTY === true;
  return {
    color: color && outputFile === undefined,
    width: isOnTerminal ? (process.stdout.columns ?? DEFAULT_WIDTH) : DEFAULT_WIDTH,
    timeZone: namedTimeZone(timeZone),
  };
}

/** @throws UsageError where there is no such zone */
export function namedTimeZone(name: string | undefined): TimeZone | undefined {
  if (name === undefined) return undefined;
  const zone = timeZoneNamed(name);
  if (zone !== null) return zone;
  const near = nearTimeZones(name);
  throw new UsageError(
    `unknown time zone "${name}"`,
    near.length > 0
      ? `Did you mean ${near.join(', ')}?`
      : 'It takes UTC, local, an offset such as +02:00, or an IANA name such as Europe/Berlin.',
  );
}
