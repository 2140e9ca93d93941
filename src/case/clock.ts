import type { LogEvent } from '../log/log-event.ts';
import type { TimeZone } from '../report/time-zone.ts';

/** A packet of the client's, such as the product asks its servers by. */
export interface ProbePacket {
  /** Milliseconds UTC. */
  readonly time: number;
  /** Id of the profile's function that it is of; one of none belongs to no event of a function. */
  readonly function: string | null;
  readonly addressFamily: 'ipv4' | 'ipv6' | null;
}

/** How a log's clock stands to the capture's. */
export interface LogClock {
  /** Milliseconds that the log's clock is ahead of UTC; null where that is unknown. */
  readonly offset: number | null;
  readonly certainty: 'certain' | 'probable' | 'unknown' | 'given';
  /** One sentence: what it is, and why. */
  readonly text: string;
}

/** Offsets from UTC that clocks have been set to since 2015, in minutes; summer time included. */
const OFFSETS = [
  ...[
    -720, -660, -600, -570, -540, -480, -420, -360, -300, -270, -240, -210, -180, -150, -120, -60,
  ],
  ...[0, 60, 120, 180, 210, 240, 270, 300, 330, 345, 360, 390, 420, 480, 510, 525, 540, 570, 600],
  ...[630, 660, 720, 765, 780, 825, 840],
].map((minutes) => minutes * 60);

/** Seconds that a clock may be wrong where the capture was taken on another computer. */
const SKEW = 300;
/** An event and its packets are at most so many seconds apart: both clocks are the same PC's. */
const NEAR = 1;
/** A failure is written when the product gives up: its packets were sent up to so many seconds before. */
const GIVES_UP = 3;
/** Offsets so near to each other are one. */
const SAME = 2 * NEAR + GIVES_UP;

/** Seconds with probes that are compared, from the capture's begin; more would not tell more. */
const MAXIMUM_PROBE_SECONDS = 1_000;
/** Share of the events within the capture that must have packets. */
const FITS = 0.6;
const FITS_WELL = 0.8;
/** So many events with packets at the least. */
const PROBABLE_EVENTS = 2;
const CERTAIN_EVENTS = 5;
/** Any other offset must have less than this share of the best one's events. */
const RIVAL = 0.6;
/** How many of the known offsets may fit as well by chance, at most, where one is called probable. */
const MOST_CHANCE = 0.1;

const ASK = 'Give the zone of the PC with --log-time-zone.';
const FIRST_SHIFT = Math.min(...OFFSETS) - SKEW;
const LAST_SHIFT = Math.max(...OFFSETS) + SKEW;

/**
 * Finds how far a log's local time is ahead of UTC: by which offset its probes and failures have the
 * capture's packets at their second. All offsets are tried, to the second, not only those of time zones:
 * where some that no zone has fit as well, the fit is chance or the client's steady rhythm, and nothing
 * is certain. Summer time that begins or ends within a log is not looked for: the offset is the one
 * during the capture.
 * @param zone the zone of the log's clock, where it is known: then nothing is looked for
 * @param captured milliseconds UTC of the capture's first and last packet; else those of the probes
 */
export function alignClocks(
  events: readonly LogEvent[],
  probes: readonly ProbePacket[],
  zone?: TimeZone,
  captured?: { readonly from: number; readonly to: number },
): LogClock {
  if (zone !== undefined) return givenClock(zone, events, probes);
  const timed = events.filter(({ localTime }) => !Number.isNaN(localTime));
  if (timed.length === 0) return unknown('the log has no event with a time');
  if (probes.length === 0) return unknown('the capture has no packets to the servers of the log');
  return new Alignment(timed, probes, captured).clock();
}

function givenClock(
  zone: TimeZone,
  events: readonly LogEvent[],
  probes: readonly ProbePacket[],
): LogClock {
  // The zone's offset during the capture; without one, during the log.
  const time = probes.at(0)?.time ?? events.find(({ localTime }) => localTime > 0)?.localTime ?? 0;
  const offset = zone.offset(Math.floor(time / 1000));
  const text = `The log's clock is ${offsetName(offset)}, as --log-time-zone says.`;
  return { offset: offset * 1000, certainty: 'given', text };
}

function unknown(why: string): LogClock {
  const text = `How the log's clock stands to the capture's is unknown: ${why}. ${ASK}`;
  return { offset: null, certainty: 'unknown', text };
}

/** Events of one kind and their packets; seconds, in order, each once. */
interface Pattern {
  readonly isProbe: boolean;
  readonly events: readonly number[];
  /** Seconds at which packets were sent. */
  readonly sent: readonly number[];
  /** So many seconds before and after these an event may be. */
  readonly before: number;
  readonly after: number;
}

class Alignment {
  readonly #patterns: readonly Pattern[];
  readonly #eventSeconds: readonly number[];
  readonly #from: number;
  readonly #to: number;
  /** By shift (seconds from FIRST_SHIFT): events that have packets. */
  readonly #matched = new Uint32Array(LAST_SHIFT - FIRST_SHIFT + 1);

  constructor(
    events: readonly LogEvent[],
    probes: readonly ProbePacket[],
    captured: { readonly from: number; readonly to: number } | undefined,
  ) {
    const seconds = [...new Set(probes.map(secondOf))].sort(ascending);
    const compared = seconds.slice(0, MAXIMUM_PROBE_SECONDS);
    const last = compared[compared.length - 1];
    this.#patterns = patternsOf(
      events,
      probes.filter((probe) => secondOf(probe) <= last),
    );
    this.#eventSeconds = this.#patterns.flatMap((pattern) => pattern.events).sort(ascending);
    this.#from = Math.min(
      seconds[0],
      Math.floor((captured?.from ?? Number.POSITIVE_INFINITY) / 1000),
    );
    const end = Math.floor((captured?.to ?? Number.NEGATIVE_INFINITY) / 1000);
    this.#to = compared.length < seconds.length ? last : Math.max(last, end);
    for (const pattern of this.#patterns) this.#count(pattern);
  }

  #count({ events, sent, before, after }: Pattern): void {
    const matched = this.#matched;
    const near = new Set<number>();
    for (const second of sent) {
      for (let at = second - before; at <= second + after; at++) near.add(at);
    }
    for (const second of near) {
      for (
        let index = firstFrom(events, second + FIRST_SHIFT);
        index < events.length && events[index] <= second + LAST_SHIFT;
        index++
      ) {
        matched[events[index] - second - FIRST_SHIFT]++;
      }
    }
  }

  clock(): LogClock {
    const best = this.#best(OFFSETS);
    const fits = best !== null && this.#share(best) >= FITS;
    if (best === null || !fits || this.#at(best) < PROBABLE_EVENTS) return this.#skewed();
    const rivals = OFFSETS.filter((offset) => offset !== best && this.#rivals(offset, best));
    if (rivals.length > 0) return ambiguous([best, ...rivals]);
    const { asGood, near, tried } = this.#others(best);
    if ((asGood / tried) * OFFSETS.length > MOST_CHANCE) {
      return unknown(
        `${offsetName(best)} fits, but so do many offsets that no time zone has: the client asks in a steady rhythm`,
      );
    }
    const isCertain =
      near === 0 && this.#at(best) >= CERTAIN_EVENTS && this.#share(best) >= FITS_WELL;
    return this.#found(best, `The log's clock is ${offsetName(best)}`, isCertain);
  }

  #found(shift: number, claim: string, isCertain: boolean): LogClock {
    const areProbes = this.#patterns.every(({ isProbe }) => isProbe);
    const within = areProbes ? 'within a second' : 'at their time or in the seconds before';
    const [events, event] = areProbes
      ? ['probing events', 'a probing event']
      : ['events', 'an event'];
    const matched = this.#at(shift);
    const packets = this.#packets(shift);
    const why =
      this.#eventShare(shift) >= FITS
        ? `${matched} of ${Math.max(this.#inside(shift), matched)} ${events} during the capture have their packets ${within}`
        : `at ${packets.matched} of ${packets.inside} seconds with the capture's packets the log has ${event}`;
    return {
      offset: shift * 1000,
      certainty: isCertain ? 'certain' : 'probable',
      text: isCertain ? `${claim}: ${why}.` : `${claim}, probably: ${why}.`,
    };
  }

  /** No zone's offset fits: the capture may have been taken on a computer with another clock. */
  #skewed(): LogClock {
    let best = FIRST_SHIFT;
    for (let shift = FIRST_SHIFT; shift <= LAST_SHIFT; shift++) {
      if (this.#at(shift) > this.#at(best)) best = shift;
    }
    const zone = OFFSETS.find((offset) => Math.abs(offset - best) <= SKEW);
    const fits = this.#at(best) >= CERTAIN_EVENTS && this.#share(best) >= FITS_WELL;
    if (zone !== undefined && fits && this.#others(best).near === 0) {
      const skew = best - zone;
      const direction = skew > 0 ? 'ahead of' : 'behind';
      const claim = `The log's clock is ${Math.abs(skew)} seconds ${direction} ${offsetName(zone)} (the capture was taken by another clock)`;
      return this.#found(best, claim, false);
    }
    const reaches = OFFSETS.some((offset) => this.#inside(offset) > 0);
    return unknown(
      reaches
        ? 'by no time zone do its events have the packets of the capture'
        : 'by no time zone has it events during the capture',
    );
  }

  #best(shifts: readonly number[]): number | null {
    let best: number | null = null;
    for (const shift of shifts) {
      if (this.#at(shift) > 0 && (best === null || this.#isBetter(shift, best))) best = shift;
    }
    return best;
  }

  #isBetter(shift: number, best: number): boolean {
    const more = this.#at(shift) - this.#at(best);
    return more > 0 || (more === 0 && this.#share(shift) > this.#share(best));
  }

  /** Whether a shift could be the right one as well as the best. */
  #rivals(shift: number, best: number): boolean {
    if (this.#at(shift) === 0) return false;
    return (
      this.#at(shift) >= RIVAL * this.#at(best) && this.#share(shift) >= RIVAL * this.#share(best)
    );
  }

  /** Of all other shifts: how many there are, rival the best, and are as good. */
  #others(best: number): { asGood: number; near: number; tried: number } {
    let [asGood, near, tried] = [0, 0, 0];
    for (let shift = FIRST_SHIFT; shift <= LAST_SHIFT; shift++) {
      if (Math.abs(shift - best) <= SAME) continue;
      tried++;
      if (!this.#rivals(shift, best)) continue;
      near++;
      if (this.#at(shift) >= this.#at(best)) asGood++;
    }
    return { asGood, near, tried };
  }

  #at(shift: number): number {
    return this.#matched[shift - FIRST_SHIFT];
  }

  /** Events that a shift puts within the capture. */
  #inside(shift: number): number {
    const events = this.#eventSeconds;
    return firstFrom(events, this.#to + shift + 1) - firstFrom(events, this.#from + shift);
  }

  /**
   * How well a shift fits: of the events that it puts within the capture, those with packets; or of the
   * packets that it puts within the log, those with events. The log may be cut, and of a long capture
   * only some packets are known.
   */
  #share(shift: number): number {
    const { matched, inside } = this.#packets(shift);
    return Math.max(this.#eventShare(shift), matched / Math.max(1, inside));
  }

  #eventShare(shift: number): number {
    // One at the very edge has its packets, and is outside.
    return this.#at(shift) / Math.max(1, this.#inside(shift), this.#at(shift));
  }

  /** Of the seconds with packets that a shift puts within the log, those with events. */
  #packets(shift: number): { matched: number; inside: number } {
    let [matched, inside] = [0, 0];
    for (const { events, sent, before, after } of this.#patterns) {
      for (const second of sent) {
        const from = second + shift - before;
        const to = second + shift + after;
        if (to < events[0] || from > events[events.length - 1]) continue;
        inside++;
        const next = firstFrom(events, from);
        if (next < events.length && events[next] <= to) matched++;
      }
    }
    return { matched, inside };
  }
}

function ambiguous(offsets: readonly number[]): LogClock {
  const names = offsets.toSorted(ascending).map(offsetName);
  const listed =
    names.length > 4
      ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more`
      : names.join(', ');
  return unknown(`the capture's packets fit its events by ${listed} alike`);
}

/** The events that have packets, by function and address family, each with the seconds of theirs. */
function patternsOf(events: readonly LogEvent[], probes: readonly ProbePacket[]): Pattern[] {
  const groups = new Map<string, LogEvent[]>();
  for (const event of events) {
    const { kind } = event.event;
    if (kind !== 'probe' && kind !== 'failure' && kind !== 'open') continue;
    const key = [
      kind === 'probe' ? kind : 'failure',
      event.event.function,
      event.addressFamily,
    ].join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [event]);
    else group.push(event);
  }
  const probing = new Set(
    events.filter(({ event }) => event.kind === 'probe').map(({ event }) => event.function),
  );
  const patterns: Pattern[] = [];
  for (const [first, ...others] of groups.values()) {
    const isProbe = first.event.kind === 'probe';
    // Where a function's probes are written, they tell better than its failures.
    if (!isProbe && probing.has(first.event.function)) continue;
    const own = probes.filter((probe) => isOf(probe, first));
    // IPv6 is probed in the log of a PC that has none, too.
    if (own.length === 0) continue;
    const [before, after] = isProbe ? [NEAR, NEAR] : [0, GIVES_UP];
    const sent = [...new Set(own.map(secondOf))].sort(ascending);
    const times = [first, ...others].map(({ localTime }) => Math.floor(localTime / 1000));
    patterns.push({
      isProbe,
      events: [...new Set(times)].sort(ascending),
      sent,
      before,
      after,
    });
  }
  return patterns;
}

function isOf(probe: ProbePacket, { event, addressFamily }: LogEvent): boolean {
  const isFunction = event.function === undefined || probe.function === event.function;
  const isFamily =
    probe.addressFamily === null || addressFamily === null || probe.addressFamily === addressFamily;
  return isFunction && isFamily;
}

function secondOf({ time }: ProbePacket): number {
  return Math.floor(time / 1000);
}

function ascending(one: number, other: number): number {
  return one - other;
}

/** Index of the first sorted value that is not below a bound. */
function firstFrom(sorted: readonly number[], bound: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `UTC`, `UTC+02:00`, `UTC-03:30`. */
function offsetName(seconds: number): string {
  if (seconds === 0) return 'UTC';
  const minutes = Math.round(Math.abs(seconds) / 60);
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `UTC${seconds < 0 ? '-' : '+'}${hour}:${minute}`;
}
