import type { LogEvent } from '../../inputs/logs/log-event.ts';
import type { ProfileFunction } from '../../profiles/profile.ts';
import type { Report } from '../report/report.ts';
import type { CaseInput } from './case-input.ts';
import { alignLogs, type LogClock } from './clock.ts';
import { isIpv6Endpoint, isRequest, type Moment } from './moments.ts';

/** A capture of the case with what its packets show and when. */
export interface CaseCapture {
  /** Index in the case's files. */
  readonly file: number;
  readonly report: Report;
  /** By time. */
  readonly moments: readonly Moment[];
  /** Whether `moments` are all there are. */
  readonly isWhole: boolean;
  /** Milliseconds since 1970, UTC, of the first and the last packet; NaN in an empty capture. */
  readonly from: number;
  readonly to: number;
}

/** A log's event on the captures' clock. */
export interface LogMoment {
  readonly file: number;
  readonly clock: LogClock;
  /** Milliseconds since 1970, UTC; NaN where the log's clock is not known. */
  readonly time: number;
  /** Of a failure: when the round of probes began that it ended; otherwise as `time`. */
  readonly began: number;
  readonly entry: LogEvent;
  readonly function: ProfileFunction | null;
}

/** Where a log does not tell when a round of probes began, it is taken to be this long (milliseconds). */
const ROUND = 30_000;
/** And never longer than this. */
const LONGEST_ROUND = 300_000;
/** Lines of one round follow each other within this time: a client that succeeds may say nothing. */
const STEP_GAP = 15_000;
/** What a log says so shortly after a capture's end is still about it (milliseconds). */
const AFTER_CAPTURE = 15_000;
/** Logs have whole seconds: a line was written up to one later than it says. */
export const SECOND = 1_000;

/** All of a case on one clock. */
export class CaseFacts {
  readonly captures: readonly CaseCapture[];
  /** By line within a log, logs one after the other. */
  readonly logMoments: readonly LogMoment[];
  /** Of each log. */
  readonly clocks: readonly LogClock[];
  readonly #functions: ReadonlyMap<string, ProfileFunction>;

  constructor(readonly input: CaseInput) {
    this.#functions = new Map(
      input.profiles.flatMap(({ functions }) => functions.map((fn) => [fn.id, fn] as const)),
    );
    this.captures = input.captures.map(({ file, report, moments: { moments, isWhole } }) => ({
      file,
      report,
      moments: moments.toSorted((one, other) => one.time - other.time),
      isWhole,
      from: Date.parse(report.capture.firstTime ?? ''),
      to: Date.parse(report.capture.lastTime ?? ''),
    }));
    this.clocks = this.#align();
    this.logMoments = input.logs.flatMap((_, index) => this.#place(index));
  }

  functionOf(id: string | null): ProfileFunction | null {
    return id === null ? null : (this.#functions.get(id) ?? null);
  }

  #align(): LogClock[] {
    const { logs, logZone } = this.input;
    const captures = this.captures.map(({ report, moments, isWhole, from, to }) => {
      const notes = new Set(report.capture.quality.map(({ code }) => code));
      const probes = moments.filter(isRequest).map(({ time, endpoint }) => {
        const { function: id } = report.endpoints[endpoint];
        const family = isIpv6Endpoint(report.endpoints[endpoint]) ? 'ipv6' : 'ipv4';
        return { time, function: id, addressFamily: family } as const;
      });
      return {
        probes,
        from,
        // Behind the last that is known, a log's lines have no packets to be held against.
        to: isWhole ? to : (moments.at(-1)?.time ?? to),
        hasZone: !notes.has('no-time-zone'),
        hasDate: !notes.has('no-date'),
      };
    });
    return alignLogs(
      logs.map(({ reading: { events } }) => ({ events })),
      captures,
      logZone,
    );
  }

  /** A log's events with their times, and the rounds that failures end. */
  #place(index: number): LogMoment[] {
    const { file, reading } = this.input.logs[index];
    const clock = this.clocks[index];
    const rounds = new Map<string, { firstStep: number; lastStep: number; lastEnd: number }>();
    return reading.events.map((entry): LogMoment => {
      const time = clock.offset === null ? Number.NaN : entry.localTime - clock.offset;
      const { kind, function: fn } = entry.event;
      const placed = { file, clock, time, entry, function: this.functionOf(fn ?? null) };
      const key = `${fn ?? ''} ${entry.addressFamily ?? ''}`;
      let round = rounds.get(key);
      if (round === undefined) {
        round = { firstStep: Number.NaN, lastStep: Number.NaN, lastEnd: Number.NEGATIVE_INFINITY };
        rounds.set(key, round);
      }
      if (time - round.lastStep > STEP_GAP) round.firstStep = Number.NaN;
      if (kind === 'probe' || kind === 'state') {
        if (Number.isNaN(round.firstStep)) round.firstStep = time;
        round.lastStep = time;
        return { ...placed, began: time };
      }
      const earliest = Math.max(time - LONGEST_ROUND, round.lastEnd + SECOND);
      const began = Number.isNaN(round.firstStep) ? time - ROUND : round.firstStep - SECOND;
      round.firstStep = Number.NaN;
      round.lastEnd = time;
      return { ...placed, began: Math.max(began, earliest) };
    });
  }
}

/** Whether a line of that time is about what the capture shows. */
export function isDuring(time: number, { from, to }: CaseCapture): boolean {
  return time > from - SECOND && time < to + AFTER_CAPTURE;
}

/** Whether a line is about servers of that family, or does not tell. */
export function isOfFamily({ entry: { addressFamily } }: LogMoment, isIpv6: boolean): boolean {
  return addressFamily === null || (addressFamily === 'ipv6') === isIpv6;
}

/** The packets of the round of probes that a failure ended, to the second in which it was written. */
export function momentsOfRound(
  failure: LogMoment,
  { moments, report }: CaseCapture,
  isWanted: (endpoint: number) => boolean,
): Moment[] {
  const found: Moment[] = [];
  if (Number.isNaN(failure.time)) return found;
  for (let at = firstFrom(moments, failure.began); at < moments.length; at++) {
    const moment = moments[at];
    if (moment.time >= failure.time + SECOND) break;
    if (
      isWanted(moment.endpoint) &&
      isOfFamily(failure, isIpv6Endpoint(report.endpoints[moment.endpoint]))
    ) {
      found.push(moment);
    }
  }
  return found;
}

/** Index of the first that is not before a time. */
function firstFrom(moments: readonly Moment[], time: number): number {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (moments[middle].time < time) low = middle + 1;
    else high = middle;
  }
  return low;
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
