import type { LogEvent } from '../log/log-event.ts';
import type { TimeZone } from '../report/time-zone.ts';

/** A packet that a client sent to a server which its log speaks of. */
export interface Probe {
  /** Milliseconds since 1970, UTC. */
  readonly time: number;
  readonly function: string | null;
  readonly addressFamily: 'ipv4' | 'ipv6';
}

/** How a log's clock stands to the captures'. */
export interface LogClock {
  /** Milliseconds that the log's clock is ahead of UTC; null where that is not known. */
  readonly offset: number | null;
  readonly certainty: 'certain' | 'probable' | 'unknown' | 'given';
  /** Why, in one sentence. */
  readonly text: string;
}

/** Not written yet: only a zone that is given counts. */
export function alignClocks(
  events: readonly LogEvent[],
  _probes: readonly Probe[],
  zone?: TimeZone,
): LogClock {
  const first = events.find(({ localTime }) => !Number.isNaN(localTime));
  if (zone === undefined || first === undefined) {
    return {
      offset: null,
      certainty: 'unknown',
      text: 'The offset of the log’s clock is not known.',
    };
  }
  const offset = zone.offset(first.localTime / 1000) * 1000;
  return { offset, certainty: 'given', text: `The log's clock is ${zone.name}, as was given.` };
}
