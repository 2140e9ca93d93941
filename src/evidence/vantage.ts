import { isDistant, isOnLink, isPrivateAddress } from '../track/addresses.ts';
import type { CaptureFacts } from '../track/facts/capture-facts.ts';
import type { EndpointFacts } from '../track/facts/endpoint-facts.ts';
import type { ServerFacts } from '../track/facts/server-facts.ts';
import { hopsOf, startOf, UNCLEAR_HOPS } from '../track/hop-limit.ts';
import { type DetectContext, NO_SPREAD, type Spread } from './evidence.ts';

/** What operating systems and firewalls start the time to live with today: no router was passed. */
export const INITIAL_VALUES = [64, 128, 255];
/** A capture that packets reach after so many hops is not at their sender's site. */
export const SITE_HOPS = 4;

/** Round trips shorter than this (microseconds) vary too much to compare with. */
export const MEASURABLE = 2_000;
/** Sooner than this (microseconds) no answer comes from off the site. */
export const ON_SITE = 1_000;
/** A share of the shortest public round trip below which the sender must be nearer than that. */
export const NEAR_SHARE = 0.5;
/** From and to which share of a server's fastest and slowest round trip a delay is like its own. */
export const LIKE_SERVER_FROM = 0.7;
export const LIKE_SERVER_TO = 3;

/** Connections from which on a server's distance is known to stay what it is. */
const STABLE_FROM = 2;

/** How much it says that another starting value was as many hops away: a host behind may do it too. */
export const OTHER_START = 0.7;
/** How much another distance says where the server's own was seen too seldom, or varies. */
export const UNSTABLE = 0.25;
/** How much another distance says by its kind. Nothing between the two is farther than the server. */
const BY_KIND = { nearer: 1, before: 0.6, farther: 0.25 };

/** Times to live as they were captured, and the hops that they stand for; no hops where not known. */
export interface Way {
  readonly timeToLive: Spread;
  readonly hops: Spread;
}

export function wayOf({ timeToLive, hops }: Way): Way {
  return { timeToLive, hops: hops.count < timeToLive.count ? NO_SPREAD : hops };
}

export function wayOfServer(server: ServerFacts): Way {
  return {
    timeToLive: {
      count: 1,
      minimum: server.lowestTimeToLive,
      maximum: server.highestTimeToLive,
    },
    hops:
      server.hopsSeen === 0
        ? NO_SPREAD
        : { count: server.hopsSeen, minimum: server.lowestHops, maximum: server.highestHops },
  };
}

/** How much a way that is not the server's says of another sender. */
export function strengthOf({ is, isStable }: Comparison): number {
  if (is === 'value' || is === 'distance') return 0;
  return (isStable ? 1 : UNSTABLE) * BY_KIND[is];
}

/** Whether a comparison speaks for the server, or at least not against it. */
export function mayBeServers(ways: Comparison | null): boolean {
  return ways === null || ways.is === 'value' || ways.is === 'distance';
}

/**
 * The way of some packets beside that of the server's own: `value` where the time to live is the same,
 * `distance` where another start was made as many hops away, `nearer` or `farther` where every one of
 * them passed another number of routers, `before` where another start was made a hop or two nearer: by
 * another system than the server's, right before it. Null where a hop or two may be another path, where
 * a start is not known, or where the server's own packets come from several distances.
 */
export interface Comparison {
  readonly is: 'value' | 'distance' | 'nearer' | 'farther' | 'before';
  /** Whether the server's distance is known well enough to be held against others. */
  readonly isStable: boolean;
}

export function compareWays(
  sent: Way,
  endpoint: EndpointFacts,
  context: Pick<DetectContext, 'server'>,
): Comparison | null {
  const server = context.server(endpoint.server);
  if (server === null || server.lowestTimeToLive < 0 || sent.timeToLive.count === 0) return null;
  if (isAnsweredNear(endpoint, server)) return null;
  const { lowestHops: low, highestHops: high } = server;
  const { minimum: least, maximum: most } = sent.hops;
  const isOneValue = server.lowestTimeToLive === server.highestTimeToLive;
  const { minimum, maximum } = sent.timeToLive;
  if (isOneValue && minimum === maximum && minimum === server.lowestTimeToLive) {
    return { is: 'value', isStable: server.hopsSeen >= STABLE_FROM };
  }
  if (server.hopsSeen === 0 || sent.hops.count < sent.timeToLive.count) return null;
  // On one link nothing counts hops: other values are the server's own (BGP's 1, RFC 5082's 255).
  if (isOnLink(endpoint.client, endpoint.server)) return null;
  const isStable = low === high && server.hopsSeen >= STABLE_FROM;
  if (high - low > UNCLEAR_HOPS) return null;
  if (least >= low && most <= high) {
    const isWithin = minimum >= server.lowestTimeToLive && maximum <= server.highestTimeToLive;
    return { is: isWithin ? 'value' : 'distance', isStable };
  }
  if (most < low - UNCLEAR_HOPS) return { is: 'nearer', isStable };
  if (isStable && most < low && isOtherStart(sent, server)) return { is: 'before', isStable };
  return least > high + UNCLEAR_HOPS ? { is: 'farther', isStable } : null;
}

/**
 * Whether the packets of a server that is far away are made on the client's own link: by the host of a
 * virtual machine, or by a proxy. All that comes "from the server" then looks alike.
 */
export function isAnsweredNear(endpoint: EndpointFacts, server: ServerFacts): boolean {
  return (
    server.lowestHops === 0 &&
    isDistant(endpoint.client, endpoint.server) &&
    requestHops(endpoint) === 0
  );
}

/** Whether none of the server's packets start with a value that the others start with. */
function isOtherStart({ timeToLive }: Way, server: ServerFacts): boolean {
  const own = [startOf(server.lowestTimeToLive), startOf(server.highestTimeToLive)];
  return !own.includes(startOf(timeToLive.minimum)) && !own.includes(startOf(timeToLive.maximum));
}

/**
 * Whether answers of some public server crossed no router: a virtual machine's host or a proxy then makes
 * them for all, and no time to live tells near from far.
 */
export function answersForAll({ publicTimeToLive: { counts } }: CaptureFacts): boolean {
  return INITIAL_VALUES.some((value) => counts[value] > 0);
}

/** Whether public servers are seen to be some routers away: what crossed none came from nearer. */
export function areServersFar(capture: CaptureFacts): boolean {
  return capture.publicTimeToLive.total > 0 && !answersForAll(capture);
}

/** Hops that the client's requests have behind them at the place of capture; 0 where unknown. */
export function requestHops(endpoint: EndpointFacts): number {
  return Math.max(0, hopsOf(endpoint.highestRequestTimeToLive));
}

/**
 * Whether the capture was taken at the server's end: the packets of a client from outside have come
 * a long way. What is quick and crosses no router then is the server's, not the client's site's.
 */
export function isNearServer(endpoint: EndpointFacts): boolean {
  return requestHops(endpoint) >= SITE_HOPS && !isPrivateAddress(...endpoint.client);
}

/**
 * Whether it may have been: hops are not known either, as an export's time to live is not. What the client
 * sends to others tells, where the capture lacks what it sent to this one.
 */
export function mayBeNearServer(endpoint: EndpointFacts, context: DetectContext): boolean {
  if (hopsOf(endpoint.highestRequestTimeToLive) >= 0) return isNearServer(endpoint);
  if (isPrivateAddress(...endpoint.client)) return false;
  const hops = context.hopsFrom(endpoint.client);
  return hops < 0 || hops >= SITE_HOPS;
}

/**
 * Whether another server of the server's network is heard from as few hops away as what was sent in its
 * name: a public address may be in the next room.
 */
export function isNetworkAsNear(
  { hops }: Way,
  endpoint: EndpointFacts,
  context: DetectContext,
): boolean {
  if (hops.count === 0) return false;
  return context.answeringNear(endpoint.server).some((other) => {
    const known = context.server(other.server)?.lowestHops ?? -1;
    const own = known >= 0 ? known : hopsOf(other.lowestAnswerTimeToLive);
    return own >= 0 && own <= hops.minimum;
  });
}
