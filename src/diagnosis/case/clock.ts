import type { LogEvent } from '../../inputs/logs/log-event.ts';
import type { Sentence } from '../../words/say.ts';
import type { TimeZone } from '../report/time-zone.ts';
import { type Aligned, Alignment, type Captured, SAME, zoneNear } from './alignment.ts';

/** How a log's clock stands to the captures'. */
export interface LogClock {
  /** Milliseconds that the log's clock is ahead of the captures' times; null where that is unknown. */
  readonly offset: number | null;
  /** Whose times these are: UTC, or those of a packet list that does not tell its zone. */
  readonly aheadOf: 'utc' | 'list';
  readonly certainty: 'certain' | 'probable' | 'unknown' | 'given';
  /** Why, to be read behind what it is: "UTC+02:00 (probable)". */
  readonly sentences: readonly Sentence[];
}

export interface AlignedCapture extends Captured {
  /** Whether its times are known to be UTC; those of a packet list may be any zone's. */
  readonly hasZone: boolean;
  /** Whether its times have a date; those of a packet list may be of the time of day only. */
  readonly hasDate: boolean;
}

interface AlignedLog {
  readonly events: readonly LogEvent[];
}

/**
 * Finds how far each log's local time is ahead of the captures', by the offset by which its probes and
 * failures have the captures' packets at their second. Logs that agree are held against the packets
 * together; one that is too short to tell takes the offset of the others where that fits it: the logs of
 * a case are one PC's, unless they show that they are not.
 * @param zone the zone of the logs' clock, where it is known
 * @returns a clock for each log
 */
export function alignLogs(
  logs: readonly AlignedLog[],
  captures: readonly AlignedCapture[],
  zone?: TimeZone,
): LogClock[] {
  const timed = captures.filter(({ from, hasDate }) => hasDate && !Number.isNaN(from));
  const zoned = timed.filter(({ hasZone }) => hasZone);
  const lists = timed.filter(({ hasZone }) => !hasZone);
  const dateless: Sentence[] = captures.some(({ hasDate }) => !hasDate)
    ? [{ code: 'list-without-date' }]
    : [];
  if (zone !== undefined) {
    return logs.map((log) => givenClock(log, zone, zoned, lists, dateless));
  }
  const byCaptures = placeAll(logs, zoned, 'utc');
  const byLists = placeAll(logs, lists, 'list');
  return logs.map(({ events }, index) => {
    const why = whyUnknown(events, captures, timed);
    if (why !== null) return unknown([...why, ...dateless]);
    const [own, other] = [byCaptures[index], byLists[index]];
    const place = rank(other) > rank(own) || zoned.length === 0 ? other : own;
    if (place.shift === null) {
      return unknown([...place.sentences, { code: 'give-log-zone' }, ...dateless]);
    }
    return {
      offset: place.shift * 1000,
      aheadOf: place.aheadOf,
      certainty: place.isCertain ? 'certain' : 'probable',
      sentences: [
        ...place.sentences,
        ...(place.aheadOf === 'list' ? [{ code: 'list-without-zone' } as const] : []),
      ],
    };
  });
}

function unknown(sentences: readonly Sentence[]): LogClock {
  return { offset: null, aheadOf: 'utc', certainty: 'unknown', sentences };
}

/** Why a log cannot be aligned, whatever its times are; null where it can be tried. */
function whyUnknown(
  events: readonly LogEvent[],
  captures: readonly AlignedCapture[],
  timed: readonly AlignedCapture[],
): Sentence[] | null {
  if (captures.length === 0) return [{ code: 'no-capture-for-log' }];
  if (!events.some(hasTime)) return [{ code: 'log-without-times' }];
  // Where a list has no date, that is said.
  if (timed.length === 0)
    return captures.every(({ hasDate }) => hasDate) ? [{ code: 'captures-are-empty' }] : [];
  if (timed.every(({ probes }) => probes.length === 0)) {
    return [{ code: 'no-packet-for-log' }, { code: 'give-log-zone' }];
  }
  return null;
}

/** What a log's own events, or other logs, tell of its offset. */
interface Place {
  /** Seconds; null where it is unknown. */
  readonly shift: number | null;
  readonly aheadOf: LogClock['aheadOf'];
  readonly isCertain: boolean;
  /** Whether events of this log have their packets by this offset. */
  readonly isShown: boolean;
  readonly sentences: readonly Sentence[];
}

function rank({ shift, isCertain, isShown }: Place): number {
  return shift === null ? 0 : 1 + Number(isShown) + Number(isCertain);
}

/** Logs that have one offset, and the events of all of them against the packets. */
interface Group {
  readonly members: readonly number[];
  readonly alignment: Alignment;
  readonly shift: number;
  readonly isCertain: boolean;
}

/** Where each log stands to captures that have one clock. */
function placeAll(
  logs: readonly AlignedLog[],
  captures: readonly Captured[],
  aheadOf: LogClock['aheadOf'],
): Place[] {
  const alignments = logs.map(({ events }) => new Alignment(events, captures));
  const found = alignments.map((alignment) => alignment.find());
  const groups: Group[] = [];
  const places = new Map<number, Place>();
  const add = (group: Group) => {
    groups.push(group);
    const sentences = reasonOf(group, group.members.length);
    for (const member of group.members) {
      const isShown = alignments[member].fits(group.shift);
      places.set(member, { ...group, aheadOf, isShown, sentences });
    }
  };
  for (const group of agreeing(logs, captures, alignments, found)) add(group);
  const takeOver = () => {
    for (const [index, alignment] of alignments.entries()) {
      if (places.has(index)) continue;
      const place = takenOver(alignment, groups);
      if (place !== null) places.set(index, { ...place, aheadOf });
    }
  };
  takeOver();
  const rest = logs.map((_, index) => index).filter((index) => !places.has(index));
  const together = rest.length > 1 ? joint(rest, logs, captures) : null;
  if (together !== null && rest.every((index) => agrees(alignments[index], together.shift))) {
    const members = rest.filter((index) => alignments[index].fits(together.shift));
    add({ ...together, members });
    takeOver();
  }
  return logs.map(
    (_, index) =>
      places.get(index) ?? {
        shift: null,
        aheadOf,
        isCertain: false,
        isShown: false,
        sentences: [whyNone(found[index])],
      },
  );
}

/** The offsets that logs have by their own events, each with the logs that agree on it. */
function agreeing(
  logs: readonly AlignedLog[],
  captures: readonly Captured[],
  alignments: readonly Alignment[],
  found: readonly Aligned[],
): Group[] {
  const near: Group[][] = [];
  for (const [index, aligned] of found.entries()) {
    if (aligned.kind !== 'found') continue;
    const { shift, isCertain } = aligned;
    const own = { members: [index], alignment: alignments[index], shift, isCertain };
    const known = near.find(([first]) => Math.abs(first.shift - shift) <= SAME);
    if (known === undefined) near.push([own]);
    else known.push(own);
  }
  return near.flatMap((groups) => {
    if (groups.length === 1) return groups;
    const members = groups.flatMap((group) => group.members);
    const together = joint(members, logs, captures);
    const isSame = together !== null && Math.abs(together.shift - groups[0].shift) <= SAME;
    return isSame ? [together] : groups;
  });
}

/** Several logs as one; null where their events together fit no offset. */
function joint(
  members: readonly number[],
  logs: readonly AlignedLog[],
  captures: readonly Captured[],
): Group | null {
  const events = members.flatMap((index) => logs[index].events);
  const alignment = new Alignment(events, captures);
  const aligned = alignment.find();
  if (aligned.kind !== 'found') return null;
  return { members, alignment, shift: aligned.shift, isCertain: aligned.isCertain };
}

/** Whether nothing in a log speaks against an offset. */
function agrees(alignment: Alignment, shift: number): boolean {
  return alignment.fits(shift) || !alignment.hasEvents(shift);
}

/** The offset of other logs, where just one agrees with a log that cannot tell by itself. */
function takenOver(alignment: Alignment, groups: readonly Group[]): Omit<Place, 'aheadOf'> | null {
  const fitting = groups.filter(({ shift }) => alignment.fits(shift));
  const agreed =
    fitting.length > 0 ? fitting : groups.filter(({ shift }) => agrees(alignment, shift));
  if (agreed.length !== 1) return null;
  const [{ shift }] = agreed;
  const isShown = fitting.length === 1;
  const fit = isShown ? alignment.fitOf(shift) : null;
  return { shift, isCertain: false, isShown, sentences: [{ code: 'as-another-log', fit }] };
}

function reasonOf({ alignment, shift }: Group, logs: number): Sentence[] {
  const zone = zoneNear(shift);
  const fits: Sentence = { code: 'log-fits', fit: alignment.fitOf(shift), logs };
  if (zone === null || zone === shift) return [fits];
  return [{ code: 'clock-is-skewed', zone, skew: shift - zone }, fits];
}

function whyNone(aligned: Aligned): Sentence {
  if (aligned.kind === 'several') return { code: 'several-zones-fit', shifts: aligned.shifts };
  if (aligned.kind === 'rhythm') return { code: 'steady-rhythm', shift: aligned.shift };
  return {
    code: aligned.kind === 'none' && !aligned.reaches ? 'no-event-in-captures' : 'no-zone-fits',
  };
}

/** The clock that the user says; a packet list that does not tell its zone may have another. */
function givenClock(
  { events }: AlignedLog,
  zone: TimeZone,
  zoned: readonly Captured[],
  lists: readonly Captured[],
  dateless: readonly Sentence[],
): LogClock {
  const shift = zone.offset(Math.floor(nearestTime(events, [...zoned, ...lists]) / 1000));
  const given = (...sentences: Sentence[]): LogClock => ({
    offset: shift * 1000,
    aheadOf: 'utc',
    certainty: 'given',
    sentences: [{ code: 'zone-given' }, ...sentences, ...dateless],
  });
  if (lists.length === 0 || new Alignment(events, zoned).fits(shift)) return given();
  const alignment = new Alignment(events, lists);
  const aligned = alignment.find();
  // Wireshark lists the local time of the PC that it runs on, which mostly has the same zone.
  const own = alignment.fits(0) ? 0 : aligned.kind === 'found' ? aligned.shift : null;
  if (own === null || own === shift || !alignment.isBetter(own, shift)) {
    return alignment.fits(shift)
      ? given({ code: 'list-fits-too', fit: alignment.fitOf(shift) })
      : given({ code: 'list-without-zone' }, { code: 'taken-for-utc' });
  }
  const isCertain = aligned.kind === 'found' && aligned.shift === own && aligned.isCertain;
  return {
    offset: own * 1000,
    aheadOf: 'list',
    certainty: isCertain ? 'certain' : 'probable',
    sentences: [
      { code: 'log-fits', fit: alignment.fitOf(own), logs: 1 },
      { code: 'list-is-of-zone', given: shift, list: shift - own },
      ...dateless,
    ],
  };
}

/** Of the captures' times the one that is next to the log; without captures, the log's first. */
function nearestTime(events: readonly LogEvent[], captures: readonly Captured[]): number {
  const times = events.filter(hasTime).map(({ localTime }) => localTime);
  let nearest = times.at(0) ?? 0;
  let distance = Number.POSITIVE_INFINITY;
  for (const { from } of captures) {
    const apart = times.reduce(
      (least, time) => Math.min(least, Math.abs(time - from)),
      Number.MAX_VALUE,
    );
    if (apart < distance) [nearest, distance] = [from, apart];
  }
  return nearest;
}

function hasTime({ localTime }: LogEvent): boolean {
  return !Number.isNaN(localTime);
}
