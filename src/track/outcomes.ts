import type { CaptureClock } from './capture-clock.ts';
import { TcpState } from './connection-state.ts';
import type { CaptureFacts } from './facts/capture-facts.ts';
import type { EndpointFacts } from './facts/endpoint-facts.ts';
import { type EndpointRows, Row } from './facts/endpoint-row.ts';
import type { ServerNameFacts } from './facts/tls-facts.ts';
import { FLOW_WORDS, Flow } from './flow-table.ts';
import { EVICTED_SILENCE, microsecondsBetween, SYN_SILENCE } from './time.ts';
import { isTimeExceeded } from './traces.ts';

/** Endpoints whose rows lie in one array. */
export interface CountedInRows {
  readonly rows: EndpointRows;
  /** First word of the row of a flow's endpoint; -1 for none. */
  rowOf(words: Int32Array, base: number): number;
  /** The endpoint that has a row. */
  inRow(at: number): EndpointFacts;
}

/** Where what became of flows goes: the table, or a copy of what it says now. */
export interface Outcomes {
  /** Microseconds that silence must last longer than at a capture's end, of what is still open. */
  readonly patience: number;
  /** Where what goes well is counted in rows; null for copies, which have none in common. */
  readonly counted: CountedInRows | null;
  /** Adds a flow that ended to its endpoint's totals; returns the endpoint, or null for none. */
  addFlow(words: Int32Array, doubles: Float64Array, base: number): EndpointFacts | null;
}

/**
 * Microseconds for which the capture watched a flow from its first packet to a time, or to its last
 * packet where it is over.
 */
export function watchedFor(
  clock: CaptureClock,
  words: Int32Array,
  base: number,
  seconds: number,
  nanoseconds: number,
  isOver = false,
): number {
  return clock.watched(
    words[base + Flow.FIRST_FRAME],
    words[base + Flow.FIRST_SECONDS] >>> 0,
    words[base + Flow.FIRST_NANOSECONDS],
    isOver ? words[base + Flow.LAST_SECONDS] >>> 0 : seconds,
    isOver ? words[base + Flow.LAST_NANOSECONDS] : nanoseconds,
    isOver ? words[base + Flow.LAST_FRAME] : undefined,
  );
}

/** Whether a flow that makes room had its last packet so short ago that an answer may still come. */
export function isRecent(
  words: Int32Array,
  base: number,
  seconds: number,
  nanoseconds: number,
): boolean {
  const sinceLast = microsecondsBetween(
    words[base + Flow.LAST_SECONDS] >>> 0,
    words[base + Flow.LAST_NANOSECONDS],
    seconds,
    nanoseconds,
  );
  return sinceLast < EVICTED_SILENCE;
}

/**
 * Adds the packets, bytes and times of a flow's record to its endpoint's row.
 * @param at first word of the row
 */
export function addTotals(
  rows: EndpointRows,
  at: number,
  words: Int32Array,
  doubles: Float64Array,
  base: number,
): void {
  if ((words[base + Flow.STATE] & TcpState.IN_SCOPE) !== 0) rows.words[at + Row.IN_SCOPE] = 1;
  rows.touch(
    at,
    words[base + Flow.FIRST_FRAME],
    words[base + Flow.FIRST_SECONDS] >>> 0,
    words[base + Flow.FIRST_NANOSECONDS],
  );
  rows.touch(
    at,
    words[base + Flow.LAST_FRAME],
    words[base + Flow.LAST_SECONDS] >>> 0,
    words[base + Flow.LAST_NANOSECONDS],
  );
  rows.words[at + Row.PACKETS] +=
    words[base + Flow.CLIENT_PACKETS] + words[base + Flow.SERVER_PACKETS];
  rows.doubles[(at + Row.BYTES) / 2] +=
    doubles[(base + Flow.CLIENT_BYTES) / 2] + doubles[(base + Flow.SERVER_BYTES) / 2];
}

/** Takes in what became of a probe; true where it ended on the way, or may have. */
export function isOverTrace(
  { traces, clock, isUntimed }: CaptureFacts,
  { trace, icmpErrors }: EndpointFacts,
  words: Int32Array,
  base: number,
  isReached: boolean,
  seconds: number,
  nanoseconds: number,
): boolean {
  const flow = base / FLOW_WORDS;
  const timeToLive = traces.limitOf(flow);
  if (timeToLive === 0 || trace === null) return false;
  const hop = trace.at(timeToLive);
  if (isReached) {
    hop.reached++;
    return false;
  }
  if (traces.isTold(flow)) return true;
  // What somebody refuses says more than silence.
  if (icmpErrors.some(({ version, type }) => !isTimeExceeded(version, type))) return false;
  // A router may yet tell of it.
  if (watchedFor(clock, words, base, seconds, nanoseconds) < SYN_SILENCE) {
    if (isUntimed && trace.isTrace) trace.untimed.add(words[base + Flow.FIRST_FRAME]);
    return trace.isTrace;
  }
  hop.silent++;
  trace.silent.add(words[base + Flow.FIRST_FRAME]);
  return trace.isTrace;
}

/** The earlier of two frames, of which the first is 0 for none. */
export function earlier(known: number, frame: number): number {
  return known === 0 ? frame : Math.min(known, frame);
}

/** The server name of a flow, by the index plus 1 that its record has. */
export function nameOf(endpoint: EndpointFacts, index: number): ServerNameFacts | undefined {
  return index > 0 ? endpoint.tls.serverNames[index - 1] : undefined;
}
