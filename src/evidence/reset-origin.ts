import { familyOf, isSameAddress } from '../protocols/address-text.ts';
import { isDistant, isPrivateAddress } from '../track/addresses.ts';
import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import type { ResetFacts } from '../track/facts/reset-facts.ts';
import { TIMER_SINCE_LAST } from '../track/time.ts';
import {
  clue,
  type DetectContext,
  detector,
  NO_SPREAD,
  pattern,
  type Seen,
  type Spread,
} from './evidence.ts';
import { captureLoss } from './loss.ts';
import { hasRecovered } from './recovered.ts';
import {
  areServersFar,
  compareWays,
  INITIAL_VALUES,
  isAnsweredNear,
  isNearServer,
  isNetworkAsNear,
  LIKE_SERVER_FROM,
  LIKE_SERVER_TO,
  MEASURABLE,
  mayBeNearServer,
  mayBeServers,
  NEAR_SHARE,
  ON_SITE,
  OTHER_START,
  requestHops,
  strengthOf,
  type Way,
  wayOf,
  wayOfServer,
} from './vantage.ts';

/** Round trips to public servers that make a baseline. */
const ENOUGH_SERVERS = 3;
/** Share of the RSTs from which on a timer makes them. */
const MOST = 0.5;
/** How much RSTs that no host sends to a SYN say where they came at once. */
const PROMPT = 0.4;
/** How much it says that a reset is sooner than others' answers. */
const HINT = 0.15;
const ON_SITE_HINT = 0.4;
/** Share of the fastest other server's round trip within which a reset is from another world. */
const FAR_SHARE = 0.1;
/** The same, of the one round trip that was measured to the server itself. */
const ONE_SHARE = 0.25;
/** How much a late RST says where the capture lost packets. */
const LOSSY = 0.25;
/** Delays within this (microseconds) of each other are alike. */
const ALIKE_DELAY = 2_000;

/** RSTs that come long after the SYN that they seem to answer. */
export interface ResetByTimer {
  readonly resets: number;
  /** RSTs in all. */
  readonly of: number;
  /** Microseconds from the first SYN of an attempt to its RST. */
  readonly delay: Spread;
  /** How many of all are such as no host sends to a SYN. */
  readonly odd: number;
}

/** The way of an RST, and that of the server's other packets; nearest first. */
export interface WayOfReset {
  readonly reset: Way;
  readonly server: Way;
}

/** What the RST's delay is compared with. */
export type ResetTooFast =
  /** Microseconds of the RST, and of a round trip to the same server. */
  | { readonly reset: number; readonly than: 'same-server'; readonly other: number }
  /** … of the fastest other public server; `isOnSite` where the RST is quicker than any site is far. */
  | {
      readonly reset: number;
      readonly than: 'public-servers';
      readonly other: number;
      readonly isOnSite: boolean;
    }
  /** … of nothing: hardly any server is that near. */
  | { readonly reset: number; readonly than: 'any-server' };

export interface ResetRepeatsSyn {
  readonly repeats: 'window' | 'identification';
  readonly times: number;
  /** RSTs in all. */
  readonly of: number;
}

const codes = {
  // The attempt was not refused: nothing came of it until then.
  'reset-by-timer': pattern<ResetByTimer>({
    weights: { drop: 4, reject: -1, closed: -2 },
    stage: 'after-syn',
    remedy: null,
  }),
  'reset-ttl-matches': clue<WayOfReset>({ weights: { closed: 3 } }),
  'reset-ttl-differs': clue<WayOfReset>({ weights: { reject: 4 } }),
  'reset-ttl-initial': clue<{ timeToLive: number }>({ weights: { reject: 2.5 } }),
  'reset-near-server': clue<{ timeToLive: number; requestHops: number }>({
    weights: { closed: 1 },
  }),
  'reset-too-fast': clue<ResetTooFast>({ weights: { reject: 3 } }),
  'reset-delay-matches': clue<{ reset: number; server: number }>({ weights: { closed: 2 } }),
  // Some odd stacks do it too.
  'reset-repeats-syn': clue<ResetRepeatsSyn>({ weights: { reject: 1 }, place: 'repeats-request' }),
  'reset-one-box': clue<{ networks: number }>({ weights: { reject: 2 }, place: 'one-box' }),
  'reset-from-server-mac': clue<{ resets: number; isIpv4: boolean }>({ weights: { closed: 5 } }),
  'reset-within-host': clue<{ resets: number }>({
    weights: { reject: 1, closed: -1 },
    place: 'mac-of-client',
  }),
};

type Found = Seen<typeof codes>;

/** Whose the RSTs are that refuse a connection (`syn-reset`): what tells a firewall's from the server's. */
export const resetOrigin = detector({
  codes,
  about: Aspect.RESETS,
  detect(endpoint, context) {
    const { resets } = endpoint;
    if (resets === null || hasRecovered(endpoint)) return null;
    const timer = byTimer(endpoint, resets, context);
    // Where a timer's RST comes from says nothing of what the SYNs met.
    const isTimers = isTimedAgain(endpoint, resets, context) || areOfTimer(resets);
    if (timer !== null && (isTimers || timer.values.delay.minimum >= TIMER_SINCE_LAST))
      return timer;
    return [
      timer,
      byTimeToLive(endpoint, resets, context),
      byDelay(endpoint, resets, context),
      byRepeats(resets),
      byOthers(endpoint, context),
      byMac(endpoint, resets, context),
    ].flatMap((seen) => (seen === null ? [] : { frames: resets.resetFrames.frames, ...seen }));
  },
});

/**
 * Whether a client went on sending its SYN until a late RST, as nobody does who was refused, to a server that
 * is known to answer sooner: one that is far away may not have had the first of them yet.
 */
function isTimedAgain(
  { server }: EndpointFacts,
  { timedAgain }: ResetFacts,
  context: DetectContext,
): boolean {
  return timedAgain > 0 && (context.server(server)?.roundTrips ?? 0) > 0;
}

/** Whether no host sends such RSTs to a SYN, and some of them came by a timer: so did the others. */
function areOfTimer({ odd, timed, resetFrames }: ResetFacts): boolean {
  return odd === resetFrames.total && timed.count > 0;
}

/**
 * A host refuses at once. What resets seconds later, when the SYN was not just sent again, is a session's
 * or an address translation's timer: until then the SYNs had no answer at all.
 */
function byTimer(endpoint: EndpointFacts, resets: ResetFacts, context: DetectContext) {
  const { timed, odd, delay, resetFrames } = resets;
  if (timed.count < MOST * resetFrames.total) {
    if (odd < MOST * resetFrames.total) return null;
    const values = { resets: odd, of: resetFrames.total, delay, odd };
    return { code: 'reset-by-timer', values, strength: PROMPT } as const;
  }
  // A server may be that far away.
  const roundTrip = context.server(endpoint.server)?.slowestRoundTrip ?? -1;
  if (roundTrip >= 0 && timed.minimum < roundTrip * LIKE_SERVER_TO) return null;
  return {
    code: 'reset-by-timer',
    values: { resets: timed.count, of: resetFrames.total, delay, odd },
    frames: resetFrames.frames,
    // The SYN that it answers, or an earlier RST, may be among what the capture lost; but whoever was refused
    // does not send the same SYN again and again.
    strength:
      ((areOfTimer(resets) ? odd : timed.count) / resetFrames.total) *
      (isTimedAgain(endpoint, resets, context) || captureLoss(context) === null ? 1 : LOSSY),
  } as const;
}

/**
 * Packets of the same server, on any port, have crossed as many routers as its RST, whatever value
 * they started with. A starting value (64, 128 or 255) of a server that is far away was sent on this
 * network.
 */
function byTimeToLive(
  endpoint: EndpointFacts,
  resets: ResetFacts,
  context: DetectContext,
): Found | null {
  if (resets.timeToLive.count === 0 || isImpersonated(endpoint, context)) return null;
  const { minimum: timeToLive, maximum } = resets.timeToLive;
  const server = context.server(endpoint.server);
  if (server !== null && server.lowestTimeToLive >= 0) {
    const ways = compareWays(resets, endpoint, context);
    if (ways === null) return null;
    const values = { reset: wayOf(resets), server: wayOfServer(server) };
    return mayBeServers(ways)
      ? { code: 'reset-ttl-matches', values, strength: ways.is === 'value' ? 1 : OTHER_START }
      : { code: 'reset-ttl-differs', values, strength: strengthOf(ways) };
  }
  if (!isDistant(endpoint.client, endpoint.server)) return null;
  if (timeToLive !== maximum || !INITIAL_VALUES.includes(timeToLive)) return null;
  if (isNearServer(endpoint)) {
    const values = { timeToLive, requestHops: requestHops(endpoint) };
    return { code: 'reset-near-server', values };
  }
  if (!areServersFar(context.capture)) return null;
  return { code: 'reset-ttl-initial', values: { timeToLive } };
}

/** Whether a portal answers in the server's name on another port: what came then is not the server's. */
function isImpersonated({ server }: EndpointFacts, context: DetectContext): boolean {
  return context.answeringOn(server).some(({ portal }) => portal !== null);
}

/** A server cannot answer sooner than a packet needs to it and back. */
function byDelay(
  endpoint: EndpointFacts,
  resets: ResetFacts,
  context: DetectContext,
): Found | null {
  const { delay } = resets;
  if (context.capture.isUntimed) return null;
  if (delay.count === 0 || isImpersonated(endpoint, context)) return null;
  const { minimum: fastest, maximum: slowest } = delay;
  const own = context.server(endpoint.server);
  if (own !== null && own.fastestRoundTrip >= 0) {
    // On this link somebody answers in its name (a portal, a proxy): that one's time is as short.
    if (isAnsweredNear(endpoint, own) && own.fastestRoundTrip < ON_SITE) return null;
    const { fastestRoundTrip: other, slowestRoundTrip } = own;
    if (slowest < other * NEAR_SHARE && other >= MEASURABLE) {
      // One round trip may have waited for something else: address resolution, a radio that slept; or it
      // is of another way than today's, and the capture lost those of that.
      const isOneTelling = slowest < other * ONE_SHARE && captureLoss(context) === null;
      const isTelling = own.roundTrips > 1 || isOneTelling;
      return isTelling
        ? { code: 'reset-too-fast', values: { reset: slowest, than: 'same-server', other } }
        : null;
    }
    if (fastest < other * LIKE_SERVER_FROM || fastest > slowestRoundTrip * LIKE_SERVER_TO) {
      return null;
    }
    const ways = compareWays(resets, endpoint, context);
    if (!mayBeServers(ways)) return null;
    // A firewall right before the server takes as long: where it is nearer than the server it is half of it.
    const strength = ways === null && !isAnsweredNear(endpoint, own) ? 0.5 : 1;
    return { code: 'reset-delay-matches', values: { reset: fastest, server: other }, strength };
  }
  if (!isDistant(endpoint.client, endpoint.server) || mayBeNearServer(endpoint, context))
    return null;
  if (isNetworkAsNear(resets, endpoint, context)) return null;
  const { servers, fastest: other } = context.publicServers(endpoint.server);
  const isOnSite = slowest < ON_SITE;
  if (servers === 0) {
    // In a data centre public servers can be that near: without a comparison it is a hint, and none
    // where the client's packets have crossed a router: at the server itself all is that quick.
    return isOnSite && requestHops(endpoint) === 0
      ? {
          code: 'reset-too-fast',
          values: { reset: slowest, than: 'any-server' },
          strength: ON_SITE_HINT,
        }
      : null;
  }
  // A content network may have a server in the next room: only where all others are far is it telling.
  if (slowest >= other * NEAR_SHARE || (servers < ENOUGH_SERVERS && !isOnSite)) return null;
  const isTelling = isOnSite && servers >= ENOUGH_SERVERS && slowest < other * FAR_SHARE;
  return {
    code: 'reset-too-fast',
    values: { reset: slowest, than: 'public-servers', other, isOnSite },
    strength: isTelling ? 1 : isOnSite ? ON_SITE_HINT : HINT,
  };
}

/**
 * Firewalls that reject often make the RST from the very packet that they refuse, and leave its window
 * or IP identification in; operating systems set them to 0.
 */
function byRepeats({
  repeatsWindow,
  repeatsIdentification,
  resetFrames,
}: ResetFacts): Found | null {
  if (repeatsWindow + repeatsIdentification === 0) return null;
  const times = Math.max(repeatsWindow, repeatsIdentification);
  const of = resetFrames.total;
  return {
    code: 'reset-repeats-syn',
    values: { repeats: repeatsWindow > 0 ? 'window' : 'identification', times, of },
    strength: times / of,
  };
}

/** Unrelated public servers that reset alike: one box answers for all of them. */
function byOthers(endpoint: EndpointFacts, context: DetectContext): Found | null {
  // Without times all take as long.
  if (context.capture.isUntimed) return null;
  if (isPrivateAddress(...endpoint.server) || looksLikeAnswers(endpoint, context)) return null;
  const others = new Set<number>();
  for (const other of context.resettingAlike(endpoint)) {
    if (isAlike(endpoint, other)) others.add(network(other));
  }
  others.delete(network(endpoint));
  if (others.size === 0) return null;
  return {
    code: 'reset-one-box',
    values: { networks: others.size + 1 },
    strength: Math.min(1, 0.5 + 0.25 * others.size),
  };
}

/** Whether public servers' answers arrive with the RST's own time to live: then all look alike here. */
function looksLikeAnswers({ resets }: EndpointFacts, { capture }: DetectContext): boolean {
  const { count, minimum } = resets?.timeToLive ?? NO_SPREAD;
  return count > 0 && capture.publicTimeToLive.counts[minimum] > 0;
}

function network(endpoint: EndpointFacts): number {
  return endpoint.server[0] === 0 ? endpoint.server[3] >>> 16 : endpoint.server[0];
}

function isAlike(one: EndpointFacts, other: EndpointFacts): boolean {
  if (one.resets === null || other.resets === null || other === one) return false;
  if (isPrivateAddress(...other.server) || one.resets.timeToLive.count === 0) return false;
  return Math.abs(other.resets.delay.minimum - one.resets.delay.minimum) < ALIKE_DELAY;
}

/**
 * On the same subnet ARP or neighbor discovery tells whose frame it is. A frame that names one MAC
 * address as source and destination never was on the network.
 */
function byMac(endpoint: EndpointFacts, resets: ResetFacts, context: DetectContext): Found | null {
  const { client, server } = endpoint;
  const { withinHost, fromServersMac, resetFrames, mac } = resets;
  if (isSameAddress(server, client)) return null;
  if (withinHost === resetFrames.total) {
    const others = context.capture.publicMac;
    // Where every frame looks so, the addresses were made anonymous.
    if (!isDistant(client, server) || !others.isOne || others.equals(mac)) return null;
    return { code: 'reset-within-host', values: { resets: withinHost } };
  }
  if (fromServersMac === 0) return null;
  return {
    code: 'reset-from-server-mac',
    values: { resets: fromServersMac, isIpv4: familyOf(server) === 4 },
    strength: fromServersMac / resetFrames.total,
  };
}
