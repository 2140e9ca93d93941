import type { LogEvent } from '../../inputs/logs/log-event.ts';
import type { ProfileFunction } from '../../profiles/profile.ts';
import { familyOf } from '../../protocols/address-text.ts';
import type { LogTime } from '../../words/en/case.ts';
import { type Diagnosis, type Endpoint, millisecondsOf } from '../diagnosis.ts';
import type { CaseInput } from './case.ts';
import { alignLogs, type LogClock } from './clock.ts';
import { type EndpointPacket, isRequest } from './packets.ts';

/** A capture of the case with what its packets show and when. */
export interface CaseCapture {
  /** Index in the case's files. */
  readonly file: number;
  readonly diagnosis: Diagnosis;
  /** By time. */
  readonly packets: readonly EndpointPacket[];
  /** Whether `packets` are all there are. */
  readonly isWhole: boolean;
  /** Milliseconds since 1970, UTC, of the first and the last packet; NaN in an empty capture. */
  readonly from: number;
  readonly to: number;
}

/** A log's event on the captures' clock. */
export interface PlacedEvent {
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
  readonly logEvents: readonly PlacedEvent[];
  /** Of each log. */
  readonly clocks: readonly LogClock[];
  readonly #functions: ReadonlyMap<string, ProfileFunction>;

  constructor(readonly input: CaseInput) {
    this.#functions = new Map(
      input.profiles.flatMap(({ functions }) => functions.map((fn) => [fn.id, fn] as const)),
    );
    this.captures = input.captures.map(({ file, diagnosis, packets: { packets, isWhole } }) => ({
      file,
      diagnosis,
      packets: packets.toSorted((one, other) => one.time - other.time),
      isWhole,
      from: millisecondsOf(diagnosis.capture.first),
      to: millisecondsOf(diagnosis.capture.last),
    }));
    this.clocks = this.#align();
    this.logEvents = input.logs.flatMap((_, index) => this.#place(index));
  }

  #align(): LogClock[] {
    const { logs, logZone } = this.input;
    const captures = this.captures.map(({ diagnosis, packets, isWhole, from, to }) => {
      const notes = new Set(diagnosis.capture.quality.map(({ code }) => code));
      const probes = packets.filter(isRequest).map(({ time, endpoint }) => {
        const { function: fn, server } = diagnosis.endpoints[endpoint];
        const addressFamily = familyOf(server) === 6 ? 'ipv6' : 'ipv4';
        return { time, function: fn?.id ?? null, addressFamily } as const;
      });
      return {
        probes,
        from,
        // Behind the last that is known, a log's lines have no packets to be held against.
        to: isWhole ? to : (packets.at(-1)?.time ?? to),
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
  #place(index: number): PlacedEvent[] {
    const { file, reading } = this.input.logs[index];
    const clock = this.clocks[index];
    const rounds = new Map<string, { firstStep: number; lastStep: number; lastEnd: number }>();
    return reading.events.map((entry): PlacedEvent => {
      const time = clock.offset === null ? Number.NaN : entry.localTime - clock.offset;
      const { kind, function: fn } = entry.event;
      const placed = { file, clock, time, entry, function: this.#functions.get(fn ?? '') ?? null };
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

/** Whether a line is about servers of the endpoint's family, or does not tell. */
export function isOfFamily(
  { entry: { addressFamily } }: PlacedEvent,
  { server }: Endpoint,
): boolean {
  return addressFamily === null || (addressFamily === 'ipv6') === (familyOf(server) === 6);
}

/** The packets of the round of probes that a failure ended, to the second in which it was written. */
export function packetsOfRound(
  failure: PlacedEvent,
  { packets, diagnosis }: CaseCapture,
  isWanted: (endpoint: number) => boolean,
): EndpointPacket[] {
  const found: EndpointPacket[] = [];
  if (Number.isNaN(failure.time)) return found;
  for (let at = firstFrom(packets, failure.began); at < packets.length; at++) {
    const packet = packets[at];
    if (packet.time >= failure.time + SECOND) break;
    if (isWanted(packet.endpoint) && isOfFamily(failure, diagnosis.endpoints[packet.endpoint])) {
      found.push(packet);
    }
  }
  return found;
}

/** Index of the first that is not before a time. */
function firstFrom(packets: readonly EndpointPacket[], time: number): number {
  let low = 0;
  let high = packets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (packets[middle].time < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** When the log says that it was, with the captures' time where that is another. */
export function timeOf({ entry, time, clock: { offset } }: PlacedEvent): LogTime {
  return { local: entry.localTime, utc: offset === null || offset === 0 ? null : time };
}

/** The functions that a finding is about, by its endpoints. */
export function functionsOf(
  { findings, endpoints }: Diagnosis,
  finding: number,
): ProfileFunction[] {
  const found = findings[finding].endpoints.flatMap((index) => endpoints[index].function ?? []);
  return [...new Set(found)];
}
