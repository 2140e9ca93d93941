import { type AddressWords, isSameAddress } from '../protocols/address-text.ts';
import { Protocol } from '../protocols/protocol.ts';
import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import { firstFrames } from '../track/frame-sample.ts';
import type { TracedHop } from '../track/traces.ts';
import { clue, type DetectContext, detector, pattern } from './evidence.ts';
import { endedOnTheWay } from './icmp-errors.ts';

/** Probes without an answer from which on it is no single lost packet. */
const ENOUGH_PROBES = 2;

/** A router that told of a probe, and the time to live which ended there. */
export interface Hop {
  readonly timeToLive: number;
  readonly address: AddressWords;
}

export interface ProbesDie {
  /** The last that told of this port's probes; null where none did. */
  readonly last: Hop | null;
  /** Probes with a higher time to live, without an answer. */
  readonly probes: number;
  readonly further: {
    readonly isTcp: boolean;
    readonly port: number;
    readonly timeToLive: number;
    /** The router that told of the other port's probe; null: the server itself answered it. */
    readonly address: AddressWords | null;
  };
}

/**
 * Probes of one port die behind a router, while those of another port to the same server go on: the
 * filter is at that router, or right behind it (traceroute by TCP or UDP, firewalk). A router tells of a
 * probe that ends there before it filters, so it may itself be what drops the next.
 */
export const probesDie = detector({
  codes: {
    'probes-die': pattern<ProbesDie>({
      weights: { drop: 4.5, unreachable: -2 },
      stage: 'after-syn',
      remedy: null,
    }),
    'trace-ends': clue<{ last: Hop | null; probes: number }>({
      weights: {},
      tooLittle: 'trace',
    }),
  },
  about: Aspect.TRACE,
  detect(endpoint, context) {
    const { trace } = endpoint;
    if (trace === null || !trace.isTrace || trace.hops.some(({ reached }) => reached > 0)) {
      return null;
    }
    // It is heard on that port, if on connections whose SYN the capture lacks.
    if (endpoint.answered > 0 || wasHeard(endpoint)) return null;
    const told = trace.hops.filter(({ address }) => address !== null);
    const [final] = told.slice(-1);
    if (wentFurther(endpoint, final, context)) return null;
    const last = final === undefined ? null : hopOf(final);
    const behind = trace.hops.filter(({ timeToLive }) => timeToLive > (last?.timeToLive ?? 0));
    const silent = (from: number) =>
      behind
        .filter(({ timeToLive }) => timeToLive >= from)
        .reduce((sum, hop) => sum + hop.silent, 0);
    const without = [...trace.silent.frames, ...trace.untimed.frames];
    const frames = [...(final === undefined ? [] : [final.toldFrame]), ...without];
    const further = furtherOf(endpoint, last?.timeToLive ?? 0, context);
    if (further !== null && silent(further.timeToLive) >= ENOUGH_PROBES) {
      return {
        code: 'probes-die',
        values: { last, probes: silent(further.timeToLive), further },
        frames: firstFrames(frames),
      };
    }
    const probes = silent(0) + trace.untimed.total;
    return probes === 0 ? null : { code: 'trace-ends', values: { last, probes } };
  },
});

/**
 * Whether a router told of a probe that the capture does not have, and may be behind the last that told of
 * those that it has.
 */
function wentFurther(
  endpoint: EndpointFacts,
  last: TracedHop | undefined,
  context: DetectContext,
): boolean {
  const unseen = endpoint.icmpErrors.filter(endedOnTheWay);
  if (unseen.length === 0) return false;
  const traces = [endpoint, ...context.tracedAlike(endpoint)];
  const hops = traces.flatMap(({ trace }) => trace?.hops ?? []);
  return unseen.some(({ source }) => {
    const own = hops.filter(({ address }) => address !== null && isSameAddress(address, source));
    return own.length === 0 || own.some((hop) => hop.timeToLive > (last?.timeToLive ?? 0));
  });
}

/** Whether something of the server's came back on a connection of which the rest is not there. */
function wasHeard({ handshake, partial, pending, resets, unanswered }: EndpointFacts): boolean {
  if (resets !== null || (unanswered?.ended.total ?? 0) > 0) return true;
  const { serverOnly, oneWay } = partial;
  return handshake.halfOpen + pending.unfinished.total + serverOnly.total + oneWay.total > 0;
}

/** Where the way of another port's probes goes on behind a time to live; null where none does. */
function furtherOf(
  endpoint: EndpointFacts,
  behind: number,
  context: DetectContext,
): ProbesDie['further'] | null {
  let found: ProbesDie['further'] | null = null;
  for (const { trace, port, protocol } of context.tracedAlike(endpoint)) {
    for (const { timeToLive, address, reached } of trace?.hops ?? []) {
      if (timeToLive <= behind || (address === null && reached === 0)) continue;
      if (found !== null && timeToLive >= found.timeToLive) continue;
      const isTcp = protocol === Protocol.TCP;
      found = { isTcp, port, timeToLive, address: reached > 0 ? null : address };
    }
  }
  return found;
}

function hopOf({ timeToLive, address }: TracedHop): Hop | null {
  return address === null ? null : { timeToLive, address };
}

/** Whether probes of a service are all that was sent, as firewalk and traceroute do. */
export function isTraceOnly({ trace, highestRequestTimeToLive: highest }: EndpointFacts): boolean {
  if (trace === null || !trace.isTrace) return false;
  return highest === trace.hops[trace.hops.length - 1].timeToLive;
}
