import { type AddressWords, isSameAddress } from '../protocols/address-text.ts';
import { Protocol } from '../protocols/protocol.ts';
import { isDistant, isOnLink } from '../track/addresses.ts';
import type { IcmpErrorFacts } from '../track/facts/attempt-facts.ts';
import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import { isTimeExceeded } from '../track/traces.ts';
import { clue, type DetectContext, detector, pattern, type Seen, type Sender } from './evidence.ts';
import {
  areServersFar,
  compareWays,
  INITIAL_VALUES,
  isNearServer,
  requestHops,
  SITE_HOPS,
} from './vantage.ts';

type Meaning = 'icmp-prohibited' | 'icmp-port-unreachable' | 'icmp-unreachable';

/*
 * What an ICMP error says (RFC 792, RFC 1122 §3.2.2.1, RFC 1812 §5.2.7.1; RFC 4443 §3.1), by type
 * and code; the same split as nmap's "filtered".
 */
const READINGS = {
  4: {
    '3/0': 'icmp-unreachable',
    '3/1': 'icmp-unreachable',
    '3/2': 'icmp-port-unreachable',
    '3/3': 'icmp-port-unreachable',
    '3/5': 'icmp-unreachable',
    '3/6': 'icmp-unreachable',
    '3/7': 'icmp-unreachable',
    '3/8': 'icmp-unreachable',
    '3/9': 'icmp-prohibited',
    '3/10': 'icmp-prohibited',
    '3/11': 'icmp-unreachable',
    '3/12': 'icmp-unreachable',
    '3/13': 'icmp-prohibited',
    '3/14': 'icmp-prohibited',
    '3/15': 'icmp-prohibited',
    '11/0': 'icmp-unreachable',
  },
  6: {
    '1/0': 'icmp-unreachable',
    '1/1': 'icmp-prohibited',
    '1/2': 'icmp-unreachable',
    '1/3': 'icmp-unreachable',
    '1/4': 'icmp-port-unreachable',
    '1/5': 'icmp-prohibited',
    '1/6': 'icmp-prohibited',
    '3/0': 'icmp-unreachable',
  },
} as const satisfies Readonly<Record<4 | 6, Readonly<Record<string, Meaning>>>>;

/** What an error says: somebody's rule, a port without a service, no way; null where it only advises. */
export function readingOf(version: 4 | 6, type: number, code: number): Meaning | null {
  const readings: Readonly<Record<string, Meaning>> = READINGS[version];
  return readings[`${type}/${code}`] ?? null;
}

/** The host has no TCP at all. */
const PROTOCOL_UNREACHABLE = '3/2';

export type IcmpReadings = typeof READINGS;

/** An ICMP or ICMPv6 error: version, and "type/code". */
export type IcmpKind =
  | { readonly version: 4; readonly kind: keyof IcmpReadings[4] }
  | { readonly version: 6; readonly kind: keyof IcmpReadings[6] };

/** What shows that an error with the server's address is not the server's. */
export interface IcmpForgery {
  readonly timeToLive: number;
  /** Time to live of the server's other packets; null where there are none. */
  readonly server: number | null;
}

/** Whose the error is: it names the server's address (rightly or not), or another one. */
export type IcmpSource =
  | { readonly by: 'server' }
  | { readonly by: 'forger'; readonly forgery: IcmpForgery }
  | { readonly by: 'other'; readonly address: AddressWords; readonly isAsFarAsServer: boolean };

export type IcmpError = IcmpKind & { readonly errors: number; readonly source: IcmpSource };

const codes = {
  // ICMP says it in words.
  'icmp-prohibited': pattern<IcmpError>({
    weights: { reject: 7 },
    stage: null,
    remedy: null,
    sender,
  }),
  'icmp-port-unreachable-by-other': pattern<IcmpError>({
    weights: { reject: 6 },
    stage: null,
    remedy: null,
    sender,
  }),
  'icmp-sender-unknown': clue({ weights: {}, atMost: { reject: 'low' } }),
  'icmp-port-unreachable': pattern<IcmpError>({
    weights: { closed: 6 },
    stage: null,
    remedy: null,
    sender,
  }),
  // A closed TCP port is answered by RST (RFC 9293 §3.10.7.1): this is a filter's, on that server.
  'icmp-port-unreachable-for-tcp': pattern<IcmpError>({
    weights: { reject: 6, closed: 1.5 },
    stage: null,
    remedy: null,
    sender,
  }),
  'icmp-unreachable': pattern<IcmpError>({
    weights: { unreachable: 6 },
    stage: null,
    remedy: null,
    sender,
  }),
  // Some fragments arrive, others do not: the way is there.
  'fragments-never-whole': pattern<{ errors: number }>({
    weights: { answered: -6, drop: 6, unreachable: -4 },
    stage: null,
    remedy: 'fragments',
  }),
  // What a probe of the way is to find out.
  'way-traced': clue<{ errors: number; routers: number }>({ weights: {}, tooLittle: 'trace' }),
};

/**
 * ICMP errors about the endpoint's packets. Only the server itself can know that a port has no
 * service: who says so in its place is a firewall that rejects, even with the server's address
 * (nftables' reject in a bridge), which the time to live tells.
 */
export const icmpErrors = detector({
  codes,
  about: Aspect.ICMP_ERRORS | Aspect.NEVER_WHOLE,
  detect(endpoint, context) {
    const byCode = new Map<string, Seen<typeof codes>>();
    const exceeded = endpoint.icmpErrors.filter(endedOnTheWay);
    const isTraced = isOfTrace(exceeded, endpoint, context);
    for (const error of endpoint.icmpErrors) {
      if (isTraced && exceeded.includes(error)) continue;
      const seen = look(endpoint, error, context);
      if (seen !== null && !byCode.has(seen.code)) byCode.set(seen.code, seen);
    }
    if (byCode.get('icmp-port-unreachable-by-other')?.strength === UNSURE) {
      byCode.set('icmp-sender-unknown', { code: 'icmp-sender-unknown', values: {} });
    }
    const found = [...byCode.values()];
    const { neverWhole } = endpoint;
    if (neverWhole.total > 0) {
      const isOften = neverWhole.total >= OFTEN_NEVER_WHOLE;
      const share = neverWhole.total / (neverWhole.total + endpoint.answered);
      found.push({
        code: 'fragments-never-whole',
        values: { errors: neverWhole.total },
        frames: neverWhole.frames,
        strength: (isOften ? 1 : LOST_BY_CHANCE) * (losesAllFragments(endpoint) ? 1 : share),
      });
    }
    if (isTraced) {
      const errors = exceeded.reduce((sum, { frames }) => sum + frames.total, 0);
      const values = { errors, routers: new Set(exceeded.map(({ source }) => source.join())).size };
      const frames = exceeded.flatMap((error) => error.frames.frames).sort((a, b) => a - b);
      found.push({ code: 'way-traced', values, frames: frames.slice(0, 8) });
    }
    return found;
  },
});

/**
 * Whether the endpoint's requests in fragments never arrive whole, as is said of several of them: then the
 * server is not silent to them of its own will.
 */
export function losesAllFragments({ neverWhole, requests }: EndpointFacts): boolean {
  if (neverWhole.total < OFTEN_NEVER_WHOLE) return false;
  return requests.some(
    ({ isFragmented, answered, silentSends }) => isFragmented && answered === 0 && silentSends > 0,
  );
}

/** Whether a router says that the time to live of a packet ended there. */
export function endedOnTheWay({ version, type, code }: IcmpErrorFacts): boolean {
  return isTimeExceeded(version, type) && code === 0;
}

/**
 * Whether packets whose time to live ended were to end there: it did so at several routers, where a loop
 * has one for packets of one host, or the client traces the way to that server.
 */
function isOfTrace(
  exceeded: readonly IcmpErrorFacts[],
  endpoint: EndpointFacts,
  context: DetectContext,
): boolean {
  if (exceeded.length === 0) return false;
  if (exceeded.length > 1 || endpoint.trace?.hops.some(({ told }) => told > 0)) return true;
  return context.tracedAlike(endpoint).some(({ trace }) => trace?.isTrace === true);
}

/** Errors that refuse, and do not only say that there is no way. */
export function refusalsOf({ icmpErrors }: EndpointFacts): readonly IcmpErrorFacts[] {
  return icmpErrors.filter(({ version, type, code }) => {
    const meaning = meaningOf(version, type, code);
    return meaning !== undefined && meaning !== 'icmp-unreachable';
  });
}

function meaningOf(version: 4 | 6, type: number, code: number): Meaning | undefined {
  return (READINGS[version] as Readonly<Record<string, Meaning | undefined>>)[`${type}/${code}`];
}

function sender({ icmpErrors: errors }: EndpointFacts): Sender | null {
  if (errors.length === 0) return null;
  const { sender: own, source, frames } = errors[0];
  const { timeToLive, hops, delay, mac } = own;
  return { timeToLive, hops, delay, mac, address: source, frames: frames.frames };
}

function look(
  endpoint: EndpointFacts,
  error: IcmpErrorFacts,
  context: DetectContext,
): Seen<typeof codes> | null {
  const { version, type, code: number } = error;
  const kind = `${type}/${number}`;
  const meaning = meaningOf(version, type, number);
  if (meaning === undefined) return null;
  const source = sourceOf(endpoint, error, context);
  const isServers = source.by === 'server' || (source.by === 'other' && source.isAsFarAsServer);
  const code =
    meaning !== 'icmp-port-unreachable'
      ? meaning
      : !isServers
        ? 'icmp-port-unreachable-by-other'
        : endpoint.protocol === Protocol.TCP && kind !== PROTOCOL_UNREACHABLE
          ? 'icmp-port-unreachable-for-tcp'
          : meaning;
  // It may be another address of the server: without a time to live, as in packet lists, or from afar
  // where nothing of the server's own tells how far away that is.
  const { timeToLive, hops } = error.sender;
  const isFar = hops.count > 0 && hops.minimum >= SITE_HOPS;
  const isServerUnseen = (context.server(endpoint.server)?.hopsSeen ?? 0) === 0;
  const isUnsure =
    code === 'icmp-port-unreachable-by-other' &&
    (timeToLive.count === 0 || (isFar && isServerUnseen));
  // Whether a packet that is not there was sent to end on the way, as probes are, nobody knows.
  const isUnseen = endedOnTheWay(error) && endpoint.highestRequestTimeToLive < 0;
  const isLikely = meaning === 'icmp-port-unreachable' && isServers && source.by === 'other';
  // Of TCP it is a filter's, whether on the server or right before it.
  const isKnown =
    endpoint.protocol === Protocol.TCP ||
    isOnLink(endpoint.client, endpoint.server) ||
    (context.server(endpoint.server)?.fastestRoundTrip ?? -1) >= 0;
  const likely = isKnown ? LIKELY : AS_MANY_HOPS;
  // It has sent from that port, and nobody asked it: a client that is done, and had late packets.
  const isDone =
    endpoint.protocol === Protocol.UDP &&
    code === 'icmp-port-unreachable' &&
    ((endpoint.attempts === 0 && endpoint.partial.serverOnly.total > 0) ||
      // Its own request is there on another port, or was lost: what it refuses is an answer that is late.
      context.asksBack(endpoint));
  return {
    code,
    values: { version, kind, errors: error.frames.total, source } as IcmpError,
    frames: error.frames.frames,
    strength: isDone ? 0 : isUnseen ? UNSEEN : isUnsure ? UNSURE : isLikely ? likely : 1,
  };
}

function sourceOf(
  endpoint: EndpointFacts,
  error: IcmpErrorFacts,
  context: DetectContext,
): IcmpSource {
  if (!isSameAddress(error.source, endpoint.server)) {
    const isFar = isAsFarAsServer(endpoint, error, context);
    return { by: 'other', address: error.source, isAsFarAsServer: isFar };
  }
  const forgery = forgeryOf(endpoint, error, context);
  return forgery === null ? { by: 'server' } : { by: 'forger', forgery };
}

/** How far an error from another address, as far away as the server, counts as the server's. */
const LIKELY = 0.7;
/** The same where the capture has no handshake that tells how long the server's own packets take. */
const AS_MANY_HOPS = 0.4;
const UNSURE = 0.5;
/** Datagrams without all of their fragments from which on no chance has lost the rest, and what fewer tell. */
const OFTEN_NEVER_WHOLE = 2;
const LOST_BY_CHANCE = 0.05;
/** How far a time to live that ended tells of a loop where the capture does not have the packet. */
const UNSEEN = 0.15;
/** Nearer than that, a firewall of the site is as far away as a server there. */
const LEAST_HOPS = 2;
/** Share of the server's round trip that its own error takes at the least. */
const LEAST_DELAY = 0.7;

/**
 * Whether an error from another address crossed exactly as many routers as the server's own packets
 * and took as long, as far as that is known: hosts with several addresses choose one of them (RFC 1122 §3.2.2).
 */
function isAsFarAsServer(
  endpoint: EndpointFacts,
  { sender }: IcmpErrorFacts,
  { server }: DetectContext,
): boolean {
  const own = server(endpoint.server);
  if (own === null || own.lowestTimeToLive < 0) return false;
  // On the client's own link the network card says it: another address of the same host.
  if (isOnLink(endpoint.client, endpoint.server) && own.highestHops === 0) {
    return sender.mac.equals(own.mac) && sender.hops.count > 0 && sender.hops.maximum === 0;
  }
  const { lowestHops: far, highestHops } = own;
  const { count: seen, minimum, maximum } = sender.hops;
  return (
    seen > 0 &&
    far >= LEAST_HOPS &&
    far === highestHops &&
    minimum === far &&
    maximum === far &&
    (own.fastestRoundTrip < 0 ||
      (sender.delay.count > 0 && sender.delay.minimum >= own.fastestRoundTrip * LEAST_DELAY))
  );
}

/** What shows that an error with the server's address is not the server's; null where nothing does. */
function forgeryOf(
  endpoint: EndpointFacts,
  { sender, quotedHops }: IcmpErrorFacts,
  context: DetectContext,
): IcmpForgery | null {
  const { capture } = context;
  // What it refuses had come a long way, and it comes none: both are at the server's end.
  if (quotedHops >= SITE_HOPS && sender.hops.maximum === 0) return null;
  if (isOnLink(endpoint.client, endpoint.server) || sender.timeToLive.count === 0) return null;
  const { minimum, maximum } = sender.timeToLive;
  const own = context.server(endpoint.server);
  if (own !== null && own.lowestTimeToLive >= 0) {
    // ICMP errors often start at 255, whatever else of the host starts at: hops compare.
    const ways = compareWays(sender, endpoint, context);
    if (ways?.is !== 'nearer' || sender.hops.maximum > 0) return null;
    if (!INITIAL_VALUES.includes(minimum) || requestHops(endpoint) > 0) return null;
    return { timeToLive: minimum, server: own.highestTimeToLive };
  }
  if (!isDistant(endpoint.client, endpoint.server) || isNearServer(endpoint)) return null;
  if (minimum !== maximum || !INITIAL_VALUES.includes(minimum)) return null;
  return areServersFar(capture) ? { timeToLive: minimum, server: null } : null;
}
