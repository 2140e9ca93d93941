import type { Instant } from '../diagnosis.ts';
import type { Matching } from './match-packets.ts';
import { type Kind, kindOf, rowsOf } from './rows.ts';
import { type Exchange, otherTime } from './segments.ts';

/** A packet on one time line of both captures: where it was seen, and what became of it. */
export interface TimelineStep {
  /** On the client's side's clock, where it was seen first. */
  readonly time: Instant;
  readonly kind: Kind;
  readonly way: 'to-server' | 'to-client';
  /** Bytes of payload. */
  readonly payload: number;
  /** Frame at the client's side, and at the server's; null where it was not seen. */
  readonly clientFrame: number | null;
  readonly serverFrame: number | null;
}

/** Packets of one endpoint that are shown. */
const MAXIMUM_STEPS = 24;
/** Conversations of one endpoint, the first ones. */
const CONVERSATIONS = 4;
/** Packets of one conversation that are looked at for it. */
const LOOKED_AT = 200;

/** The first packets of conversations, of both captures, by time. */
export function timelineOf(
  matching: Matching,
  exchanges: readonly Exchange[],
  isTurned: boolean,
): TimelineStep[] {
  const steps: Placed[] = [];
  for (const exchange of exchanges.slice(0, CONVERSATIONS)) {
    steps.push(...stepsOf(matching, exchange, isTurned));
  }
  return steps
    .sort((one, other) => one.at - other.at)
    .slice(0, MAXIMUM_STEPS)
    .map(({ step }) => step);
}

/** A step with its time on the first clock, in nanoseconds. */
interface Placed {
  readonly at: number;
  readonly step: TimelineStep;
}

function stepsOf(matching: Matching, exchange: Exchange, isTurned: boolean): Placed[] {
  const { near, far } = matching;
  const { pair, isTcp, isSwapped } = exchange;
  const nearRows = pair?.nearRows ?? rowsOf(near, exchange.near);
  const farRows = pair?.farRows ?? [[], []];
  const found: Placed[] = [];
  for (const way of [0, 1] as const) {
    const isForth = (way === 0) !== isSwapped;
    const direction = isForth ? 'to-server' : 'to-client';
    // Whether it comes by the first capture first.
    const isOutward = isForth !== isTurned;
    const add = (row: number | null, other: number | null) => {
      const isNear = row !== null && (isOutward || other === null);
      const [journal, seen] = isNear ? [near, row] : [far, other];
      if (seen === null) return;
      const at = isNear ? near.time[seen] : otherTime(matching, far.time[seen], false);
      const frames = [
        row === null ? null : near.frame[row],
        other === null ? null : far.frame[other],
      ];
      const [clientFrame, serverFrame] = isTurned ? frames.toReversed() : frames;
      found.push({
        at,
        step: {
          ...{ time: instantOf(near.origin, at), kind: kindOf(journal, seen, isTcp) },
          ...{ way: direction, payload: journal.length[seen], clientFrame, serverFrame },
        },
      });
    };
    for (const row of nearRows[way].slice(0, LOOKED_AT)) add(row, pair?.toFar.get(row) ?? null);
    for (const row of farRows[way].slice(0, LOOKED_AT)) {
      if (pair?.toNear.has(row) !== true) add(null, row);
    }
  }
  return found;
}

/** @param time nanoseconds since `origin`, a second */
function instantOf(origin: number, time: number): Instant {
  const seconds = Math.floor(time / 1e9);
  return { seconds: origin + seconds, nanoseconds: Math.round(time - seconds * 1e9) % 1e9 };
}
