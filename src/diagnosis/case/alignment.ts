import type { LogEvent } from '../../inputs/logs/log-event.ts';
import type { Fit } from '../../words/en/case.ts';
import { groupBy } from '../group-by.ts';

/** A packet of the client's, such as the product asks its servers by. */
export interface ProbePacket {
  /** Milliseconds UTC. */
  readonly time: number;
  /** Id of the profile's function that it is of; one of none belongs to no event of a function. */
  readonly function: string | null;
  readonly addressFamily: 'ipv4' | 'ipv6' | null;
}

/** When a capture ran, and the client's packets in it. */
export interface Captured {
  readonly probes: readonly ProbePacket[];
  /** Milliseconds UTC of its first and its last packet. */
  readonly from: number;
  readonly to: number;
}

/** What events and packets tell of how far a log's clock is ahead of the captures'. */
export type Aligned =
  | {
      readonly kind: 'found';
      /** Seconds. */
      readonly shift: number;
      readonly isCertain: boolean;
    }
  /** Several zones' offsets fit alike. */
  | { readonly kind: 'several'; readonly shifts: readonly number[] }
  /** Offsets that no zone has fit as well as the best one's. */
  | { readonly kind: 'rhythm'; readonly shift: number }
  /** None fits; `reaches` tells whether one puts events into the captures at all. */
  | { readonly kind: 'none'; readonly reaches: boolean };

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
/** Offsets so near to each other are one, in seconds. */
export const SAME = 2 * NEAR + GIVES_UP;

/** Seconds with probes that are compared, of each capture the first; more would not tell more. */
const MAXIMUM_PROBE_SECONDS = 500;
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

const FIRST_SHIFT = Math.min(...OFFSETS) - SKEW;
const LAST_SHIFT = Math.max(...OFFSETS) + SKEW;
const SHIFTS = LAST_SHIFT - FIRST_SHIFT + 1;

/** The nearest offset that a time zone has, in seconds; null where none is near enough for a clock. */
export function zoneNear(shift: number): number | null {
  return OFFSETS.find((offset) => Math.abs(offset - shift) <= SKEW) ?? null;
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

/** Seconds, both inclusive. */
interface Span {
  readonly from: number;
  to: number;
}

/**
 * Holds a log's probes and failures against packets: how many have theirs at their second, by each shift
 * of the log. All shifts are tried, to the second, not only those of time zones: where some that no zone
 * has fit as well, the fit is chance or the client's steady rhythm, and nothing is certain. Summer time
 * that begins or ends within a log is not looked for: the offset is the one during the captures.
 */
export class Alignment {
  readonly #patterns: readonly Pattern[];
  readonly #eventSeconds: readonly number[];
  /** When captures ran: what is between two of them was not captured. */
  readonly #spans: readonly Span[];
  /** By shift (seconds from FIRST_SHIFT): events that have packets. */
  readonly #matched = new Uint32Array(SHIFTS);

  /** @param captures with packets at least in one */
  constructor(events: readonly LogEvent[], captures: readonly Captured[]) {
    const each = Math.ceil(MAXIMUM_PROBE_SECONDS / Math.max(1, captures.length));
    const compared = captures.map((capture) => comparedPart(capture, each));
    this.#spans = joined(compared.map(({ span }) => span));
    this.#patterns = patternsOf(
      events.filter(({ localTime }) => !Number.isNaN(localTime)),
      compared.flatMap(({ probes }) => probes),
    );
    this.#eventSeconds = this.#patterns.flatMap((pattern) => pattern.events).sort(ascending);
    for (const pattern of this.#patterns) this.#count(pattern);
  }

  /** Adds to each shift the events of a pattern that have packets by it. */
  #count({ events, sent, before, after }: Pattern): void {
    // How many more events there are by a shift than by the one before.
    const steps = new Int32Array(SHIFTS + 1);
    for (const { from, to } of joined(
      sent.map((second) => ({ from: second - before, to: second + after })),
    )) {
      const first = firstFrom(events, from + FIRST_SHIFT);
      for (let index = first; index < events.length && events[index] <= to + LAST_SHIFT; index++) {
        steps[Math.max(0, events[index] - to - FIRST_SHIFT)]++;
        steps[Math.min(SHIFTS, events[index] - from - FIRST_SHIFT + 1)]--;
      }
    }
    let matched = 0;
    for (let index = 0; index < SHIFTS; index++) {
      matched += steps[index];
      this.#matched[index] += matched;
    }
  }

  /** The offset that fits, where just one does and not by chance. */
  find(): Aligned {
    const best = this.#best(OFFSETS);
    if (best === null || !this.fits(best) || this.#at(best) < PROBABLE_EVENTS) {
      return this.#findSkewed();
    }
    const rivals = OFFSETS.filter((offset) => offset !== best && this.#rivals(offset, best));
    if (rivals.length > 0) return { kind: 'several', shifts: [best, ...rivals] };
    const { isAlone, isChance } = this.#others(best);
    if (isChance) return { kind: 'rhythm', shift: best };
    const isCertain = isAlone && this.#at(best) >= CERTAIN_EVENTS && this.#share(best) >= FITS_WELL;
    return { kind: 'found', shift: best, isCertain };
  }

  /** No zone's offset fits: the capture may have been taken on a computer with another clock. */
  #findSkewed(): Aligned {
    let best = FIRST_SHIFT;
    for (let shift = FIRST_SHIFT; shift <= LAST_SHIFT; shift++) {
      if (this.#at(shift) > this.#at(best)) best = shift;
    }
    const fits = this.#at(best) >= CERTAIN_EVENTS && this.#share(best) >= FITS_WELL;
    if (zoneNear(best) !== null && fits && this.#others(best).isAlone) {
      return { kind: 'found', shift: best, isCertain: false };
    }
    return { kind: 'none', reaches: OFFSETS.some((offset) => this.hasEvents(offset)) };
  }

  /** Whether a shift puts events into the captures that must have packets there. */
  hasEvents(shift: number): boolean {
    return this.#inside(shift) > 0;
  }

  /** Whether events have their packets by a shift, and few have none. */
  fits(shift: number): boolean {
    return this.#at(shift) > 0 && this.#share(shift) >= FITS;
  }

  /** How well a shift fits, for a sentence. */
  fitOf(shift: number): Fit {
    const areProbes = this.#patterns.every(({ isProbe }) => isProbe);
    if (this.#eventShare(shift) < FITS) {
      return { of: 'packets', areProbes, ...this.#packets(shift) };
    }
    const matched = this.#at(shift);
    return { of: 'events', areProbes, matched, inside: Math.max(this.#inside(shift), matched) };
  }

  #best(shifts: readonly number[]): number | null {
    let best: number | null = null;
    for (const shift of shifts) {
      if (this.#at(shift) > 0 && (best === null || this.isBetter(shift, best))) best = shift;
    }
    return best;
  }

  isBetter(shift: number, best: number): boolean {
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

  /** Whether no other shift rivals the best; whether so many are as good that it may be chance. */
  #others(best: number): { isAlone: boolean; isChance: boolean } {
    const most = (MOST_CHANCE / OFFSETS.length) * SHIFTS;
    let [isAlone, asGood] = [true, 0];
    for (let shift = FIRST_SHIFT; shift <= LAST_SHIFT && asGood <= most; shift++) {
      if (Math.abs(shift - best) <= SAME) continue;
      const isAsGood = this.#at(shift) >= this.#at(best);
      // Where one rivals it, it does not matter how many do.
      if (!isAlone && !isAsGood) continue;
      if (!this.#rivals(shift, best)) continue;
      isAlone = false;
      if (isAsGood) asGood++;
    }
    return { isAlone, isChance: asGood > most };
  }

  /** Events that have packets; none by a shift that no clock has. */
  #at(shift: number): number {
    return this.#matched[shift - FIRST_SHIFT] ?? 0;
  }

  /** Events that a shift puts within the captures. */
  #inside(shift: number): number {
    const events = this.#eventSeconds;
    let inside = 0;
    for (const { from, to } of this.#spans) {
      inside += firstFrom(events, to + shift + 1) - firstFrom(events, from + shift);
    }
    return inside;
  }

  /**
   * How well a shift fits: of the events that it puts within the captures, those with packets; or of the
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

/** A capture's first seconds with packets, and how long it is known by these. */
function comparedPart(
  { probes, from, to }: Captured,
  most: number,
): { probes: readonly ProbePacket[]; span: Span } {
  const seconds = [...new Set(probes.map(secondOf))].sort(ascending);
  const span = { from: Math.floor(from / 1000), to: Math.floor(to / 1000) };
  if (seconds.length <= most) return { probes, span };
  const last = seconds[most - 1];
  return {
    probes: probes.filter((probe) => secondOf(probe) <= last),
    span: { from: span.from, to: last },
  };
}

/** The same seconds in spans of which none has another's. */
function joined(spans: readonly Span[]): Span[] {
  const all: Span[] = [];
  for (const { from, to } of spans.toSorted((one, other) => one.from - other.from)) {
    const last = all.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to);
    else all.push({ from, to });
  }
  return all;
}

/** The events that have packets, by function and address family, each with the seconds of theirs. */
function patternsOf(events: readonly LogEvent[], probes: readonly ProbePacket[]): Pattern[] {
  const groups = groupBy(events, ({ event, addressFamily }) => {
    const { kind } = event;
    if (kind !== 'probe' && kind !== 'failure' && kind !== 'open') return null;
    return [kind === 'probe' ? kind : 'failure', event.function, addressFamily].join();
  });
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
