import { isFailure } from '../../evidence/verdict.ts';
import { distinct } from '../comparison/networks.ts';
import type { Endpoint } from '../diagnosis.ts';
import type { TimelineEntry } from './case.ts';
import type { CaseCapture, CaseFacts, PlacedEvent } from './facts.ts';
import { type EndpointPacket, isRequest, repliesOf, requestsOf } from './packets.ts';

/** Entries that a report has. */
const MAXIMUM_ENTRIES = 200;
/** Packets of one kind that follow each other within this time are one entry (milliseconds). */
const BURST_GAP = 2_000;
/** What answers matters less: so much later it is told again (milliseconds). */
const ANSWERED_GAP = 60_000;
/** So is more of the same, where nothing else was in between (milliseconds). */
const MORE_GAP = 120_000;
/** A log's lines this far from a capture still belong to what it shows (milliseconds). */
const NEAR = 120_000;
const FRAMES_LISTED = 24;
const MESSAGE_LENGTH = 200;

/** Packets of one service and one verdict that follow each other closely. */
interface Burst {
  readonly at: number;
  /** The log's own; packets have none. */
  readonly localTime: number;
  readonly capture: CaseCapture;
  /** What they have in common. */
  readonly key: string;
  readonly packets: EndpointPacket[];
}

/** Lines of a log that say the same, with nothing else between. */
interface Run {
  /** Milliseconds since 1970, UTC; NaN where it has no place among the others. */
  readonly at: number;
  readonly localTime: number;
  readonly lines: PlacedEvent[];
}

/** What packets and logs show, by time; what has no place on the captures' clock comes last. */
export function timelineOf(facts: CaseFacts): { entries: TimelineEntry[]; leftOut: number } {
  const failing = failingFunctions(facts);
  const items: (Burst | Run)[] = [
    ...facts.captures.flatMap((capture) => burstsOf(capture, failing)),
    ...runsOf(facts.logEvents),
  ];
  const all = merged(items.sort(byTime)).map((item) => ({
    isNear: isNear(item, facts),
    entry: 'capture' in item ? packetEntry(item) : logEntry(item, facts),
  }));
  const kept = mostTelling(all);
  return { entries: kept, leftOut: all.length - kept.length };
}

/** What has no place on the captures' clock comes last, by the logs' own. */
function byTime(one: Burst | Run, other: Burst | Run): number {
  const isOneLost = Number.isNaN(one.at);
  const isOtherLost = Number.isNaN(other.at);
  if (isOneLost && isOtherLost) return one.localTime - other.localTime || 0;
  return isOneLost || isOtherLost ? Number(isOneLost) - Number(isOtherLost) : one.at - other.at;
}

/** More of the same packets with nothing else in between are one entry. */
function merged(items: readonly (Burst | Run)[]): (Burst | Run)[] {
  const kept: (Burst | Run)[] = [];
  for (const item of items) {
    const last = kept[kept.length - 1];
    if (
      last !== undefined &&
      'capture' in last &&
      'capture' in item &&
      last.key === item.key &&
      last.capture === item.capture &&
      item.at - last.packets[last.packets.length - 1].time <= MORE_GAP
    ) {
      for (const packet of item.packets) last.packets.push(packet);
    } else kept.push(item);
  }
  return kept;
}

function isNear(item: Burst | Run, { captures }: CaseFacts): boolean {
  return (
    'capture' in item ||
    captures.some(({ from, to }) => item.at >= from - NEAR && item.at <= to + NEAR)
  );
}

/** Packets, lines near packets, and what tells of failure or success, before others. */
function mostTelling(
  all: readonly { readonly isNear: boolean; readonly entry: TimelineEntry }[],
): TimelineEntry[] {
  if (all.length <= MAXIMUM_ENTRIES) return all.map(({ entry }) => entry);
  const rank = ({ isNear, entry }: (typeof all)[number]) =>
    entry.kind === 'packets' ? 0 : entry.mood === 'neutral' ? (isNear ? 2 : 3) : isNear ? 0 : 1;
  const chosen = new Set(
    [...all].sort((one, other) => rank(one) - rank(other)).slice(0, MAXIMUM_ENTRIES),
  );
  return all.filter((item) => chosen.has(item)).map(({ entry }) => entry);
}

/** Functions that a capture or a log tells failures of: their successes belong to the story, too. */
function failingFunctions({ captures, logEvents }: CaseFacts): Set<string | undefined> {
  return new Set([
    ...captures.flatMap(({ diagnosis }) =>
      diagnosis.endpoints
        .filter(({ verdict }) => isFailure(verdict))
        .map(({ function: fn }) => fn?.id),
    ),
    ...logEvents.map(({ function: fn }) => fn?.id),
  ]);
}

function burstsOf(capture: CaseCapture, failing: ReadonlySet<string | undefined>): Burst[] {
  const open = new Map<string, Burst>();
  const bursts: Burst[] = [];
  for (const packet of capture.packets) {
    const {
      function: fn,
      server,
      protocol,
      port,
      verdict,
    } = capture.diagnosis.endpoints[packet.endpoint];
    if (verdict === 'answered' && failing.size > 0 && !failing.has(fn?.id)) continue;
    const key = `${fn?.id ?? server.join()} ${protocol} ${port} ${verdict}`;
    const burst = open.get(key);
    const gap = verdict === 'answered' ? ANSWERED_GAP : BURST_GAP;
    if (burst !== undefined && packet.time - burst.packets[burst.packets.length - 1].time <= gap) {
      burst.packets.push(packet);
    } else {
      const { time: at } = packet;
      const begun = { at, localTime: Number.NaN, capture, key, packets: [packet] };
      open.set(key, begun);
      bursts.push(begun);
    }
  }
  return bursts;
}

function packetEntry({ at, capture, packets }: Burst): TimelineEntry {
  const { endpoints } = capture.diagnosis;
  const first = endpoints[packets[0].endpoint];
  const { function: fn, verdict, protocol, port } = first;
  const replies = repliesOf(packets);
  return {
    time: at,
    localTime: null,
    kind: 'packets',
    file: capture.file,
    function: fn,
    addressFamily: null,
    sentence: {
      code: 'packets-to-servers',
      requests: packets.some(isRequest) ? requestsOf(packets) : null,
      replies,
      servers: distinct(packets.map(({ endpoint }) => endpoints[endpoint].server)),
      serverTitle: fn?.serverTitle ?? '',
      ...{ protocol, port },
      isJudged: isFailure(verdict),
      stage: replies.answers.length > 0 ? stageToTell(first) : null,
    },
    message: null,
    frames: packets.slice(0, FRAMES_LISTED).map(({ frame }) => frame),
    lines: [],
    mood: isFailure(verdict) ? 'bad' : verdict === 'answered' ? 'good' : 'neutral',
  };
}

/** How far the exchange came before it failed; null where that tells nothing. */
function stageToTell({ stage, verdict }: Endpoint): Endpoint['stage'] {
  // What is intercepted does not fail: it is answered, by another.
  return stage === 'question' || verdict === 'intercepted' ? null : stage;
}

const MOODS = {
  probe: 'neutral',
  state: 'neutral',
  failure: 'bad',
  open: 'bad',
  recovery: 'good',
} as const;

function runsOf(lines: readonly PlacedEvent[]): Run[] {
  const runs: Run[] = [];
  for (const line of lines) {
    const run = runs[runs.length - 1];
    if (run !== undefined && isSame(run.lines[0], line)) run.lines.push(line);
    else runs.push({ at: line.time, localTime: line.entry.localTime, lines: [line] });
  }
  return runs;
}

/** The same event again, with nothing else between. */
function isSame(one: PlacedEvent, other: PlacedEvent): boolean {
  return (
    one.file === other.file &&
    one.entry.event === other.entry.event &&
    one.entry.addressFamily === other.entry.addressFamily
  );
}

function logEntry({ lines }: Run, facts: CaseFacts): TimelineEntry {
  const [first] = lines;
  const { entry, time, file } = first;
  const number = lines.length;
  const until = lines[number - 1].entry.localTime;
  return {
    time,
    localTime: entry.localTime,
    kind: 'log',
    file,
    function: first.function,
    addressFamily: entry.addressFamily,
    sentence: { code: 'log-event', event: entry.event.text, number, until },
    message: facts.input.isRedacted ? null : entry.message.slice(0, MESSAGE_LENGTH),
    frames: [],
    lines: lines.slice(0, FRAMES_LISTED).map((line) => line.entry.line),
    mood: MOODS[entry.event.kind],
  };
}
