import { Aspect } from '../track/facts/endpoint-facts.ts';
import { clue, detector } from './evidence.ts';
import { captureLoss } from './loss.ts';
import type { Outage } from './outages.ts';

/** Microseconds that no loss of single packets explains, and what less says in a capture that has some. */
const LONG = 10_000_000;
const LOSSY = 0.5;

/** What an endpoint's failure has to do with an outage. */
export interface OutsideSilent extends Omit<Outage, 'frame' | 'from'> {
  /** Microseconds from the capture's first packet. */
  readonly since: number;
}

/**
 * What fails while nothing at all comes from outside fails for what all have in common: the uplink,
 * or the way to it. What fails beside that has another reason.
 */
export const outsideSilent = detector({
  codes: {
    'outside-silent': clue<OutsideSilent>({
      weights: { unreachable: 5, drop: -4, reject: -2 },
      atMost: { unreachable: 'medium' },
    }),
  },
  about: Aspect.SILENCE | Aspect.ICMP_ERRORS | Aspect.FIRST_DATA | Aspect.LATER,
  detect(endpoint, context) {
    const outage = context.outageOf(endpoint);
    if (outage === null) return null;
    const { frame, from, lasted, isOver, servers, worked } = outage;
    const since = Math.max(0, from - context.capture.firstSeconds) * 1e6;
    return {
      code: 'outside-silent',
      values: { lasted, isOver, servers, worked, since },
      frames: [frame],
      // A few seconds without anything may be what the capture lost.
      strength: captureLoss(context) === null || lasted >= LONG ? 1 : LOSSY,
    };
  },
});
