import type { LogEvent } from '../log/log-event.ts';
import type { ProfileFunction } from '../profile/profile.ts';
import type { Report } from '../report/report.ts';
import type { CaseInput } from './case-input.ts';
import { alignClocks, type LogClock } from './clock.ts';
import { isIpv6Endpoint, type Moment, momentsOf } from './moments.ts';

/** A capture of the case with what its packets show and when. */
export interface CaseCapture {
  /** Index in the case's files. */
  readonly file: number;
  readonly report: Report;
  readonly moments: readonly Moment[];
  /** Milliseconds since 1970, UTC, of the first and the last packet; NaN in an empty capture. */
  readonly from: number;
  readonly to: number;
}

/** A log's event on the captures' clock. */
export interface LogMoment {
  readonly file: number;
  /** Milliseconds since 1970, UTC; NaN where the log's clock is not known. */
  readonly time: number;
  readonly entry: LogEvent;
  readonly function: ProfileFunction | null;
}

/** All of a case on one clock. */
export class CaseFacts {
  readonly captures: readonly CaseCapture[];
  /** By line within a log, logs one after the other. */
  readonly logMoments: readonly LogMoment[];
  /** One clock for all logs: they are one PC's. */
  readonly clock: LogClock;
  readonly #functions: ReadonlyMap<string, ProfileFunction>;

  constructor(readonly input: CaseInput) {
    this.#functions = new Map(
      input.profiles.flatMap(({ functions }) => functions.map((fn) => [fn.id, fn] as const)),
    );
    this.captures = input.captures.map(({ file, report }) => ({
      file,
      report,
      moments: momentsOf(report),
      from: Date.parse(report.capture.firstTime ?? ''),
      to: Date.parse(report.capture.lastTime ?? ''),
    }));
    const events = input.logs.flatMap(({ reading }) => reading.events);
    const probes = this.captures.flatMap(({ report, moments }) =>
      moments
        .filter(({ isRequest }) => isRequest)
        .map(({ time, endpoint }) => {
          const { function: id } = report.endpoints[endpoint];
          const family = isIpv6Endpoint(report.endpoints[endpoint]) ? 'ipv6' : 'ipv4';
          return { time, function: id, addressFamily: family } as const;
        }),
    );
    this.clock = alignClocks(events, probes, input.logZone);
    const { offset } = this.clock;
    this.logMoments = input.logs.flatMap(({ file, reading }) =>
      reading.events.map((entry) => ({
        file,
        time: offset === null ? Number.NaN : entry.localTime - offset,
        entry,
        function: this.functionOf(entry.event.function ?? null),
      })),
    );
  }

  functionOf(id: string | null): ProfileFunction | null {
    return id === null ? null : (this.#functions.get(id) ?? null);
  }
}

/** `DNS protection, IPv4`; the function's title alone where the log does not tell the family. */
export function subjectOf({ function: fn, entry }: LogMoment): string | null {
  if (fn === null) return null;
  return entry.addressFamily === null
    ? fn.title
    : `${fn.title}, ${entry.addressFamily === 'ipv4' ? 'IPv4' : 'IPv6'}`;
}

/** A time in milliseconds as ISO 8601 in UTC, to the second where it has no more. */
export function isoText(time: number): string | null {
  if (Number.isNaN(time) || Math.abs(time) > 8.64e15) return null;
  return new Date(time).toISOString().replace('.000Z', 'Z');
}

/** A log's own time, `2024-08-27 03:07:53`. */
export function logTimeText(time: number): string | null {
  return (
    isoText(time)
      ?.replace('T', ' ')
      .replace(/(?:\.\d+)?Z$/, '') ?? null
  );
}

/** Ids of the functions that a report's finding is about. */
export function functionsOf(report: Report, finding: number): Set<string> {
  return new Set(
    report.findings[finding].endpoints.flatMap((index) => report.endpoints[index].function ?? []),
  );
}
