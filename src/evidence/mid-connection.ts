import type { LaterFacts } from '../track/facts/connection-facts.ts';
import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import {
  clue,
  type DetectContext,
  detector,
  NO_SPREAD,
  pattern,
  type Seen,
  type Sender,
  type Spread,
} from './evidence.ts';
import { lossShare } from './loss.ts';
import type { OfConnections } from './request-unanswered.ts';
import { compareWays, strengthOf, UNSTABLE } from './vantage.ts';

/** Share of an endpoint's connections from which on the failures are its rule. */
const MOST = 0.5;
/** A single connection that breaks may have any reason. */
const ENOUGH_CONNECTIONS = 2;
/** Seconds after a stall at which some other server still accepts a connection. */
const OUTLASTED_BY = 3;
/** Above this share of loss a few retransmissions in a row are everyday. */
export const LOSSY = 0.1;

export interface ConnectionStalled extends OfConnections {
  /** Those that failed after a time without a packet, and seconds of the shortest; null: none did. */
  readonly afterIdle: { readonly connections: number; readonly least: number } | null;
}

export interface ConnectionReset extends ConnectionStalled {
  /** Times to live of the RSTs, and of the same connections' other packets. */
  readonly reset: Spread;
  readonly own: Spread;
}

/** RSTs in answer to the first packet after a long time without any. */
export interface IdleReset extends OfConnections {
  /** Seconds of the shortest and the longest such time. */
  readonly idle: Spread;
}

/** A server that takes no data for a while: its window is closed. */
export interface ClosedWindow {
  readonly times: number;
  /** Seconds, at the most. */
  readonly longest: number;
}

const codes = {
  // A server, or a load balancer that is one to its clients, may forget, too.
  'connection-reset-idle': pattern<IdleReset>({
    weights: { reject: 1 },
    stage: 'later',
    remedy: null,
    isNotable: true,
  }),
  'reset-repeats-packet': clue<{ times: number; of: number }>({
    weights: { reject: 1 },
    place: 'repeats-request',
  }),
  // It is the server's own word; what made it forget, a restart or something between, is not in the capture.
  'connection-not-known': clue<OfConnections>({ weights: {}, isNotable: true }),
  'receiver-slow': clue<ClosedWindow>({ weights: {}, isNotable: true }),
  // The application hangs, or what accepted in its place (a SYN proxy) never reaches it.
  'window-never-opens': pattern<ClosedWindow>({
    weights: { drop: 0.5, closed: 0.5 },
    stage: 'later',
    remedy: null,
    isNotable: true,
  }),
  'connection-stalled': pattern<ConnectionStalled>({
    weights: { drop: 4, answered: -5 },
    stage: 'later',
    remedy: null,
    isNotable: true,
  }),
  'connection-reset-later': pattern<ConnectionReset>({
    weights: { reject: 5, answered: -5 },
    stage: 'later',
    remedy: null,
    isNotable: true,
    sender,
  }),
};

/**
 * Connections that worked, and then failed in mid-exchange (SIGCOMM 2023, "post-data"). After a long
 * pause a firewall has forgotten the connection; without one a filter looks into it, or the path
 * broke. It weighs where most connections end so.
 */
export const midConnection = detector({
  codes,
  about: Aspect.LATER,
  detect(endpoint, context) {
    const { later } = endpoint;
    if (later === null) return null;
    const found: Seen<typeof codes>[] = [];
    const of = Math.max(1, endpoint.exchanges);
    const rule = laterRule(endpoint, context, lossShare(context, endpoint));
    if (later.stalledConnections > 0) {
      found.push({
        code: 'connection-stalled',
        values: {
          ...{ connections: later.stalledConnections, of },
          afterIdle: afterIdle(later, later.stalledAfterIdle),
        },
        frames: later.stalled.frames,
        strength: rule.stalls,
      });
    }
    if (later.resetConnections > 0) {
      found.push({
        code: 'connection-reset-later',
        values: {
          ...{ connections: later.resetConnections, of },
          ...{ reset: later.resetTimeToLive, own: later.ownTimeToLive },
          afterIdle: afterIdle(later, later.resetAfterIdle),
        },
        frames: later.resets.frames,
        strength: rule.resets,
      });
    }
    const { forgottenConnections, forgottenAfter, repeatsPacket, closedFor, neverOpenedFor } =
      later;
    if (forgottenConnections > 0) {
      const connections = forgottenConnections;
      const { count, minimum, maximum } = forgottenAfter;
      found.push({
        code: 'connection-reset-idle',
        values: {
          ...{ connections, of: Math.max(connections, of), idle: { count, minimum, maximum } },
        },
        frames: later.forgotten.frames,
      });
      if (repeatsPacket > 0) {
        found.push({
          code: 'reset-repeats-packet',
          values: { times: repeatsPacket, of: connections },
          frames: later.forgotten.frames,
          strength: repeatsPacket / connections,
        });
      }
    }
    if (later.notKnown.total > 0) {
      const connections = later.notKnown.total;
      found.push({
        code: 'connection-not-known',
        values: { connections, of: Math.max(connections, of) },
        frames: later.notKnown.frames,
      });
    }
    if (closedFor.count > 0) {
      found.push({
        code: 'receiver-slow',
        values: { times: closedFor.count, longest: closedFor.maximum },
        frames: later.closedWindows.frames,
      });
    }
    if (neverOpenedFor.count > 0) {
      found.push({
        code: 'window-never-opens',
        values: { times: neverOpenedFor.count, longest: neverOpenedFor.maximum },
        frames: later.neverOpened.frames,
      });
    }
    return found;
  },
});

/** How far failures in mid-exchange are the endpoint's rule, 0 to 1; 0 for what may be an accident. */
export function laterRule(
  endpoint: EndpointFacts,
  context: DetectContext,
  loss: number,
): { readonly stalls: number; readonly resets: number } {
  const { later } = endpoint;
  if (later === null) return { stalls: 0, resets: 0 };
  const of = Math.max(1, endpoint.exchanges);
  // Where nothing else worked from then on, the client's own network may have gone.
  const telling = later.stalledSince.filter(
    (since) => context.capture.lastHandshakeSeconds - since >= OUTLASTED_BY,
  ).length;
  const areResets = later.resetConnections >= ENOUGH_CONNECTIONS;
  return {
    stalls: telling >= ENOUGH_CONNECTIONS && loss < LOSSY ? strength(telling, of) : 0,
    resets: areResets ? resetsOfAnother(later.resetConnections / of, endpoint, context) : 0,
  };
}

function sender({ later }: EndpointFacts): Sender | null {
  if (later === null) return null;
  const { resetTimeToLive: timeToLive, resetHops: hops, resets } = later;
  return { timeToLive, hops, delay: NO_SPREAD, mac: null, address: null, frames: resets.frames };
}

/** How far resets are the rule: what another than the server sends to half of its connections is. */
function resetsOfAnother(share: number, endpoint: EndpointFacts, context: DetectContext): number {
  if (share < MOST) return 0;
  const another = ofAnother(endpoint, context);
  return another === 1 ? 1 : Math.min(1, share) * another;
}

/** How much the way of the resets says that the server did not send them. */
function ofAnother(endpoint: EndpointFacts, context: DetectContext): number {
  if (endpoint.later === null) return 0;
  const { resetTimeToLive: timeToLive, resetHops: hops } = endpoint.later;
  const ways = compareWays({ timeToLive, hops }, endpoint, context);
  return ways === null ? UNSTABLE : strengthOf(ways);
}

function strength(failures: number, connections: number): number {
  const share = failures / connections;
  return share < MOST ? 0 : Math.min(1, share);
}

function afterIdle({ idle }: LaterFacts, connections: number): ConnectionStalled['afterIdle'] {
  return connections === 0 ? null : { connections, least: idle.minimum };
}
