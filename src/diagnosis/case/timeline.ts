import { stageText } from '../../documents/service-text.ts';
import { isFailure } from '../../evidence/verdict.ts';
import { count, listSome, singular } from '../../words/en/phrases.ts';
import type { TimelineEntry } from '../report/case-report.ts';
import type { ReportEndpoint } from '../report/report.ts';
import {
  type CaseCapture,
  type CaseFacts,
  isoText,
  type LogMoment,
  logTimeText,
  subjectOf,
} from './case-facts.ts';
import { isRequest, type Moment } from './moments.ts';
import { requestText } from './together.ts';

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
const ADDRESSES_LISTED = 4;
const MESSAGE_LENGTH = 200;

/** Packets of one service and one fate that follow each other closely. */
interface Burst {
  readonly at: number;
  /** The log's own; packets have none. */
  readonly localTime: number;
  readonly capture: CaseCapture;
  /** What they have in common. */
  readonly key: string;
  readonly moments: Moment[];
}

/** Lines of a log that say the same, with nothing else between. */
interface Run {
  /** Milliseconds since 1970, UTC; NaN where it has no place among the others. */
  readonly at: number;
  readonly localTime: number;
  readonly lines: LogMoment[];
}

/** What packets and logs show, by time; what has no place on the captures' clock comes last. */
export function timelineOf(facts: CaseFacts): { entries: TimelineEntry[]; leftOut: number } {
  const told = toldFunctions(facts);
  const items: (Burst | Run)[] = [
    ...facts.captures.flatMap((capture) => burstsOf(capture, told)),
    ...runsOf(facts.logMoments),
  ];
  const all = merged(items.sort(byTime)).map((item) => ({
    isNear: isNear(item, facts),
    entry: 'capture' in item ? packetEntry(item, facts) : logEntry(item, facts),
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
      item.at - last.moments[last.moments.length - 1].time <= MORE_GAP
    ) {
      for (const moment of item.moments) last.moments.push(moment);
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
function toldFunctions({ captures, logMoments }: CaseFacts): Set<string | null> {
  return new Set([
    ...captures.flatMap(({ report }) =>
      report.endpoints.filter(({ verdict }) => isFailure(verdict)).map(({ function: id }) => id),
    ),
    ...logMoments.map(({ function: fn }) => fn?.id ?? null),
  ]);
}

function burstsOf(capture: CaseCapture, told: Set<string | null>): Burst[] {
  const open = new Map<string, Burst>();
  const bursts: Burst[] = [];
  for (const moment of capture.moments) {
    const {
      function: fn,
      server,
      protocol,
      port,
      verdict,
    } = capture.report.endpoints[moment.endpoint];
    if (verdict === 'answered' && told.size > 0 && !told.has(fn)) continue;
    const key = `${fn ?? server} ${protocol} ${port} ${verdict}`;
    const burst = open.get(key);
    const gap = verdict === 'answered' ? ANSWERED_GAP : BURST_GAP;
    if (burst !== undefined && moment.time - burst.moments[burst.moments.length - 1].time <= gap) {
      burst.moments.push(moment);
    } else {
      const { time: at } = moment;
      const begun = { at, localTime: Number.NaN, capture, key, moments: [moment] };
      open.set(key, begun);
      bursts.push(begun);
    }
  }
  return bursts;
}

function packetEntry({ at, capture, moments }: Burst, facts: CaseFacts): TimelineEntry {
  const { file, report } = capture;
  const { function: id, verdict } = report.endpoints[moments[0].endpoint];
  const fn = facts.functionOf(id);
  return {
    time: isoText(at),
    logTime: null,
    kind: 'packets',
    file,
    function: fn?.title ?? null,
    text: burstText(moments, report.endpoints, fn?.serverTitle ?? ''),
    message: null,
    frames: moments.slice(0, FRAMES_LISTED).map(({ frame }) => frame),
    lines: [],
    mood: isFailure(verdict) ? 'bad' : verdict === 'answered' ? 'good' : 'neutral',
  };
}

/** `4 queries (TXT debug.opendns.com) to the OpenDNS resolvers 208.67.222.222 and …, UDP 443: no answer`. */
function burstText(
  moments: readonly Moment[],
  endpoints: readonly ReportEndpoint[],
  serverTitle: string,
): string {
  const first = endpoints[moments[0].endpoint];
  const servers = [...new Set(moments.map(({ endpoint }) => endpoints[endpoint].server))];
  const title = servers.length === 1 ? singular(serverTitle) : serverTitle;
  const whom = `${title === '' ? '' : `the ${title} `}${listSome(servers, ADDRESSES_LISTED)}, ${first.protocol.toUpperCase()} ${first.port}`;
  const requests = moments.filter(isRequest);
  return requests.length === 0
    ? `${repliesText(moments)} from ${whom}`
    : `${requestText(requests)} to ${whom}: ${fateOf(moments, first)}`;
}

function repliesText(replies: readonly Moment[]): string {
  const of = (wanted: Moment['kind']) => replies.filter(({ kind }) => kind === wanted).length;
  const parts = [
    ...(of('answer') > 0 ? [count(of('answer'), 'answer')] : []),
    ...(of('reset') > 0 ? [count(of('reset'), 'RST')] : []),
    ...(of('icmp') > 0 ? [count(of('icmp'), 'ICMP error')] : []),
  ];
  return parts.join(' and ');
}

function fateOf(moments: readonly Moment[], endpoint: ReportEndpoint): string {
  const replies = moments.filter((moment) => !isRequest(moment));
  const { verdict } = endpoint;
  if (replies.length === 0) return isFailure(verdict) ? 'no answer' : 'no answer here';
  const stage = replies.some(({ kind }) => kind === 'answer') ? stageText(endpoint) : '';
  return stage === '' ? repliesText(replies) : `${repliesText(replies)}; ${stage}`;
}

const MOODS = {
  probe: 'neutral',
  state: 'neutral',
  failure: 'bad',
  open: 'bad',
  recovery: 'good',
} as const;

function runsOf(lines: readonly LogMoment[]): Run[] {
  const runs: Run[] = [];
  for (const line of lines) {
    const run = runs[runs.length - 1];
    if (run !== undefined && isSame(run.lines[0], line)) run.lines.push(line);
    else runs.push({ at: line.time, localTime: line.entry.localTime, lines: [line] });
  }
  return runs;
}

/** The same event again, with nothing else between. */
function isSame(one: LogMoment, other: LogMoment): boolean {
  return (
    one.file === other.file &&
    one.entry.event === other.entry.event &&
    one.entry.addressFamily === other.entry.addressFamily
  );
}

function logEntry({ lines }: Run, facts: CaseFacts): TimelineEntry {
  const [first] = lines;
  const { entry, time, file } = first;
  const until = logTimeText(lines[lines.length - 1].entry.localTime);
  const again = lines.length === 1 ? '' : `, ${count(lines.length, 'time')} until ${until}`;
  return {
    time: isoText(time),
    logTime: logTimeText(entry.localTime),
    kind: 'log',
    file,
    function: subjectOf(first),
    text: `the client ${entry.event.text}${again}`,
    message: facts.input.isRedacted ? null : entry.message.slice(0, MESSAGE_LENGTH),
    frames: [],
    lines: lines.slice(0, FRAMES_LISTED).map((line) => line.entry.line),
    mood: MOODS[entry.event.kind],
  };
}
