import { count } from '../detect/observation.ts';
import type { TimelineEntry } from '../report/case-report.ts';
import type { ReportEndpoint } from '../report/report.ts';
import { listSome, singular } from '../verdict/target-text.ts';
import { isFailure } from '../verdict/verdict.ts';
import {
  type CaseCapture,
  type CaseFacts,
  isoText,
  type LogMoment,
  logTimeText,
  subjectOf,
} from './case-facts.ts';
import type { Moment } from './moments.ts';

/** Entries that a report has. */
const MAXIMUM_ENTRIES = 200;
/** Packets of one kind that follow each other within this time are one entry (milliseconds). */
const BURST_GAP = 2_000;
/** What answers matters less: so much later it is told again (milliseconds). */
const ANSWERED_GAP = 60_000;
/** A log's lines this far from a capture still belong to what it shows (milliseconds). */
const NEAR = 120_000;
const FRAMES_LISTED = 24;
const NAMES_LISTED = 3;
const ADDRESSES_LISTED = 4;
const MESSAGE_LENGTH = 200;
/** RFC 9293 §3.1. */
const SYN = 0x02;
const RST = 0x04;
const ACK = 0x10;

interface Placed extends TimelineEntry {
  /** Milliseconds since 1970, UTC; NaN where it has no place among the others. */
  readonly at: number;
  /** The same by the log's own clock; packets have none. */
  readonly localTime: number;
  readonly isNear: boolean;
}

/** What packets and logs show, by time; what has no place on the captures' clock comes last. */
export function timelineOf(facts: CaseFacts): { entries: TimelineEntry[]; leftOut: number } {
  const told = toldFunctions(facts);
  const all: Placed[] = [
    ...facts.captures.flatMap((capture) =>
      burstsOf(capture, told).map((burst) => packetEntry(capture, burst, facts)),
    ),
    ...logEntries(facts),
  ];
  const kept = all.length <= MAXIMUM_ENTRIES ? all : mostTelling(all);
  const entries = kept
    .map((entry, index) => ({ entry, index }))
    .sort((one, other) => byTime(one.entry, other.entry) || one.index - other.index)
    .map(({ entry: { at, localTime, isNear, ...entry } }) => entry);
  return { entries, leftOut: all.length - kept.length };
}

/** What has no place on the captures' clock comes last, by the logs' own. */
function byTime(one: Placed, other: Placed): number {
  const isOneLost = Number.isNaN(one.at);
  const isOtherLost = Number.isNaN(other.at);
  if (isOneLost && isOtherLost) return one.localTime - other.localTime || 0;
  return isOneLost || isOtherLost ? Number(isOneLost) - Number(isOtherLost) : one.at - other.at;
}

/** Lines near packets, and what tells of failure or success, before others. */
function mostTelling(all: readonly Placed[]): Placed[] {
  const rank = ({ kind, isNear, mood }: Placed) =>
    kind === 'packets' ? 0 : isNear ? 1 : mood === 'neutral' ? 3 : 2;
  const chosen = new Set(
    all
      .map((entry, index) => ({ entry, index }))
      .sort((one, other) => rank(one.entry) - rank(other.entry) || one.index - other.index)
      .slice(0, MAXIMUM_ENTRIES)
      .map(({ entry }) => entry),
  );
  return all.filter((entry) => chosen.has(entry));
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

/** Packets of one service and one fate that follow each other closely. */
function burstsOf({ report, moments }: CaseCapture, told: Set<string | null>): Moment[][] {
  const open = new Map<string, Moment[]>();
  const bursts: Moment[][] = [];
  for (const moment of moments) {
    const { function: fn, server, protocol, port, verdict } = report.endpoints[moment.endpoint];
    if (verdict === 'answered' && told.size > 0 && !told.has(fn)) continue;
    const key = `${fn ?? server} ${protocol} ${port} ${verdict}`;
    const burst = open.get(key);
    const gap = verdict === 'answered' ? ANSWERED_GAP : BURST_GAP;
    if (burst !== undefined && moment.time - burst[burst.length - 1].time <= gap) {
      burst.push(moment);
    } else {
      const begun = [moment];
      open.set(key, begun);
      bursts.push(begun);
    }
  }
  return bursts;
}

function packetEntry(
  { file, report }: CaseCapture,
  burst: readonly Moment[],
  facts: CaseFacts,
): Placed {
  const { time, endpoint } = burst[0];
  const { function: id, verdict } = report.endpoints[endpoint];
  const fn = facts.functionOf(id);
  return {
    at: time,
    localTime: Number.NaN,
    isNear: true,
    time: isoText(time),
    logTime: null,
    kind: 'packets',
    file,
    function: fn?.title ?? null,
    text: burstText(burst, report.endpoints, fn?.serverTitle ?? null),
    message: null,
    frames: burst.slice(0, FRAMES_LISTED).map(({ frame }) => frame.number),
    lines: [],
    mood: isFailure(verdict) ? 'bad' : verdict === 'answered' ? 'good' : 'neutral',
  };
}

/** `4 queries (TXT debug.opendns.com) to the OpenDNS resolvers 208.67.222.222 and …, UDP 443: no answer`. */
function burstText(
  burst: readonly Moment[],
  endpoints: readonly ReportEndpoint[],
  serverTitle: string | null,
): string {
  const first = endpoints[burst[0].endpoint];
  const servers = [...new Set(burst.map(({ endpoint }) => endpoints[endpoint].server))];
  const title = servers.length === 1 ? singular(serverTitle ?? '') : (serverTitle ?? '');
  const port = `${first.protocol.toUpperCase()} ${first.port}`;
  const whom = `${title === '' ? '' : `the ${title} `}${listSome(servers, ADDRESSES_LISTED)}`;
  // Of what answers a few frames are known only: no counts.
  if (first.verdict === 'answered') return `${whom} answered on ${port}`;
  const requests = burst.filter(({ isRequest }) => isRequest);
  if (requests.length === 0) return `${replyText(burst)} from ${whom}, ${port}`;
  return `${requestText(requests)} to ${whom}, ${port}: ${fateOf(burst, first)}`;
}

/** What the client sent: "4 queries (TXT debug.opendns.com)", "2 SYNs", "3 packets". */
export function requestText(requests: readonly Moment[]): string {
  const names = new Set(
    requests.flatMap(
      ({ frame }) => /^Standard query 0x[0-9a-f]{4} (\S+ \S+)/.exec(frame.info)?.[1] ?? [],
    ),
  );
  if (names.size > 0) {
    return `${count(requests.length, 'query', 'queries')} (${listSome([...names], NAMES_LISTED)})`;
  }
  const isOpening = requests.every(
    ({ frame: { tcpFlags } }) => tcpFlags !== null && (tcpFlags & (SYN | ACK)) === SYN,
  );
  return count(requests.length, isOpening ? 'SYN' : 'packet');
}

function replyText(replies: readonly Moment[]): string {
  const resets = replies.filter(({ frame }) => ((frame.tcpFlags ?? 0) & RST) !== 0).length;
  return resets === replies.length ? count(resets, 'RST') : count(replies.length, 'answer');
}

function fateOf(burst: readonly Moment[], { verdict }: ReportEndpoint): string {
  const replies = burst.filter(({ isRequest }) => !isRequest);
  const resets = replies.filter(({ frame }) => ((frame.tcpFlags ?? 0) & RST) !== 0).length;
  if (resets > 0) return `${count(resets, 'RST')} back`;
  if (replies.some(({ frame }) => frame.sourcePort === null)) return 'refused by ICMP';
  return replies.length === 0 && verdict === 'drop' ? 'no answer' : verdict;
}

const MOODS = {
  probe: 'neutral',
  state: 'neutral',
  failure: 'bad',
  open: 'bad',
  recovery: 'good',
} as const;

function logEntries(facts: CaseFacts): Placed[] {
  const runs: LogMoment[][] = [];
  for (const moment of facts.logMoments) {
    const run = runs[runs.length - 1];
    if (run !== undefined && isSame(run[0], moment)) run.push(moment);
    else runs.push([moment]);
  }
  return runs.map((run) => {
    const [first] = run;
    const { entry, time, file } = first;
    const until = logTimeText(run[run.length - 1].entry.localTime);
    const again = run.length === 1 ? '' : `, ${run.length} times until ${until}`;
    return {
      at: time,
      localTime: entry.localTime,
      isNear: facts.captures.some(({ from, to }) => time >= from - NEAR && time <= to + NEAR),
      time: isoText(time),
      logTime: logTimeText(entry.localTime),
      kind: 'log',
      file,
      function: subjectOf(first),
      text: `the client ${entry.event.text}${again}`,
      message: facts.input.isRedacted ? null : entry.message.slice(0, MESSAGE_LENGTH),
      frames: [],
      lines: run.slice(0, FRAMES_LISTED).map((moment) => moment.entry.line),
      mood: MOODS[entry.event.kind],
    };
  });
}

/** The same event again, with nothing else between. */
function isSame(one: LogMoment, other: LogMoment): boolean {
  return (
    one.file === other.file &&
    one.entry.event === other.entry.event &&
    one.entry.addressFamily === other.entry.addressFamily
  );
}
