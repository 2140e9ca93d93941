import type { DetectContext, Sender, Spread } from '../evidence/evidence.ts';
import { NO_SPREAD } from '../evidence/evidence.ts';
import { EVIDENCE } from '../evidence/table.ts';
import {
  compareWays,
  isNearServer,
  LIKE_SERVER_FROM,
  LIKE_SERVER_TO,
  MEASURABLE,
  NEAR_SHARE,
  ON_SITE,
  requestHops,
} from '../evidence/vantage.ts';
import { isFailure, type KnownPlace, type PlaceCode } from '../evidence/verdict.ts';
import { type AddressWords, isSameAddress } from '../protocols/address-text.ts';
import { isDistant, isOnLink, isPrivateAddress } from '../track/addresses.ts';
import type { EndpointFacts } from '../track/facts/endpoint-facts.ts';
import { hopsOf } from '../track/hop-limit.ts';
import type { Neighbors } from '../track/neighbors.ts';
import type { PlaceReason, PlaceSentence } from '../words/en/places.ts';
import type { Judgement } from './judge.ts';

/** A place, with what it rests on. */
export interface Place {
  readonly code: PlaceCode;
  readonly sentence: PlaceSentence;
  /** Frames that show it; empty where none do. */
  readonly frames: readonly number[];
}

/*
 * What each clue weighs for (or, below 0, against) each place, in the units of evidence. Time to
 * live counts hops; delay bounds distance from above only (a near device may be slow); a MAC
 * address tells hosts of the own link from all that is behind the router.
 */
const WEIGHTS = {
  'same-host': { 'this-host': 9 },
  'no-hops': { 'this-host': 1, 'local-network': 4, near: -2, 'on-the-way': -4, 'server-end': -4 },
  // Server and client are neighbours: both send with the value that hosts start with.
  'no-hops-on-link': { 'local-network': 1, 'server-end': 2 },
  'no-hops-near-server': { 'server-end': 4, near: -2 },
  // The capture was taken behind the client's first router or routers.
  'no-hops-at-router': { near: 3, 'local-network': 1, 'on-the-way': -2, 'server-end': -4 },
  'few-hops': { 'this-host': -4, 'local-network': -1, near: 3, 'server-end': -3 },
  // A server of the site may be that near itself.
  'few-hops-at-site': { 'this-host': -4, 'local-network': -1, near: 1, 'server-end': 1 },
  'more-hops': { 'this-host': -5, 'local-network': -4, near: -1, 'on-the-way': 1 },
  'hops-of-server': { 'this-host': -2, 'local-network': -2, near: -1, 'server-end': 3 },
  'before-server': { 'this-host': -2, 'local-network': -2, near: -1, 'server-end': 3 },
  'hops-not-of-server': { 'on-the-way': 1, 'server-end': -3 },
  'at-once': { 'this-host': 1, 'local-network': 2, near: 1.5, 'on-the-way': -4, 'server-end': -4 },
  'sooner-than-server': { 'local-network': 0.5, near: 1, 'on-the-way': 1, 'server-end': -3 },
  'as-long-as-server': { 'this-host': -4, 'local-network': -3, near: -2, 'server-end': 2 },
  'mac-of-client': { 'this-host': 6 },
  'mac-of-server': { 'server-end': 6 },
  'mac-of-router': { 'this-host': -4, 'local-network': 0.5 },
  'mac-of-other': { 'local-network': 4, near: -2, 'on-the-way': -3, 'server-end': -3 },
  'one-box': { 'server-end': -3 },
  'server-accepts': { 'server-end': -4 },
  'repeats-request': { 'server-end': -1 },
  'address-of-client': { 'this-host': 6 },
  'address-of-server': { 'server-end': 6 },
  'address-on-link': { 'this-host': -2, 'local-network': 4 },
  'address-private': { near: 3, 'on-the-way': -1 },
  'address-near-server': { 'server-end': 4 },
  'address-public': { 'on-the-way': 1 },
  'requests-arrive': { 'server-end': 3 },
  'dies-at-first-hop': { 'local-network': 6 },
  'dies-near': { near: 6 },
  'dies-on-the-way': { 'on-the-way': 6 },
  'dies-at-server-end': { 'server-end': 6 },
  'answers-arrive': { 'this-host': 3, 'local-network': 0.5 },
} satisfies Readonly<Record<string, Readonly<Partial<Record<KnownPlace, number>>>>>;

/** What the capture has on where something was sent. */
type Clue = keyof typeof WEIGHTS;

const PLACES: readonly KnownPlace[] = [
  'this-host',
  'local-network',
  'near',
  'on-the-way',
  'server-end',
];
/** The least that a place needs, and its lead over the next. */
const MINIMUM_SCORE = 2;
const MINIMUM_MARGIN = 1.5;

/** Hops that still are the client's own site, as a rule. */
const FEW_HOPS = 3;

interface Found {
  readonly clue: Clue;
  /** Absent where the clue adds nothing that a reader would look for. */
  readonly reason?: PlaceReason;
}

/** Where a failure comes from; null where nothing failed. */
export function placeOf(
  endpoint: EndpointFacts,
  judgement: Judgement,
  context: DetectContext,
  neighbors: Neighbors,
): Place | null {
  if (!isFailure(judgement.verdict)) return null;
  const sender = senderOf(endpoint, judgement);
  const found =
    sender === null
      ? [...probeClues(judgement), ...silenceClues(endpoint)]
      : senderClues(endpoint, sender, judgement, context, neighbors);
  const code = weigh(found);
  const reasons = found
    .filter(({ clue }) => speaksFor(clue, code))
    .flatMap(({ reason }) => reason ?? []);
  return {
    code,
    sentence: { code: 'place', place: code, isSilence: sender === null, reasons },
    frames: sender?.frames ?? [],
  };
}

function weightsOf(clue: Clue): Readonly<Partial<Record<KnownPlace, number>>> {
  return WEIGHTS[clue];
}

function speaksFor(clue: Clue, code: PlaceCode): boolean {
  if (code === 'unknown') return true;
  // What rules the server out belongs to any other place's reasons.
  const weights = weightsOf(clue);
  return (weights[code] ?? 0) > 0 || (code !== 'server-end' && (weights['server-end'] ?? 0) < 0);
}

function weigh(found: readonly Found[]): PlaceCode {
  const scores = PLACES.map((place) => ({
    place,
    score: found.reduce((sum, { clue }) => sum + (weightsOf(clue)[place] ?? 0), 0),
  })).sort((one, other) => other.score - one.score);
  const [best, second] = scores;
  const lead = best.score - Math.max(0, second.score);
  return best.score >= MINIMUM_SCORE && lead >= MINIMUM_MARGIN ? best.place : 'unknown';
}

/** What was sent, by what the verdict rests on most; null for silence. */
function senderOf(endpoint: EndpointFacts, { evidence, verdict }: Judgement): Sender | null {
  for (const { code, weight } of evidence) {
    const sender = weight > 0 ? (EVIDENCE[code].sender?.(endpoint) ?? null) : null;
    if (sender !== null) return sender;
  }
  if (verdict !== 'intercepted') return null;
  return {
    timeToLive: spread(endpoint.lowestAnswerTimeToLive, endpoint.highestAnswerTimeToLive),
    hops: spreadOfHops(endpoint.lowestAnswerTimeToLive, endpoint.highestAnswerTimeToLive),
    delay: spread(endpoint.fastestAnswer, endpoint.slowestAnswer),
    mac: null,
    address: null,
    frames: endpoint.answers.frames.slice(0, 8),
  };
}

/** @param minimum below 0 where nothing is known */
function spread(minimum: number, maximum: number): Spread {
  return minimum < 0 ? NO_SPREAD : { count: 1, minimum, maximum };
}

/** Hops of the lowest and the highest time to live, where both are known. */
function spreadOfHops(lowest: number, highest: number): Spread {
  const [one, other] = [hopsOf(lowest), hopsOf(highest)];
  return one < 0 || other < 0
    ? NO_SPREAD
    : { count: 1, minimum: Math.min(one, other), maximum: Math.max(one, other) };
}

function senderClues(
  endpoint: EndpointFacts,
  sender: Sender,
  { evidence }: Judgement,
  context: DetectContext,
  neighbors: Neighbors,
): Found[] {
  if (isSameAddress(endpoint.client, endpoint.server)) {
    return [{ clue: 'same-host', reason: { code: 'same-host' } }];
  }
  const shown = new Set(evidence.map(({ code }) => EVIDENCE[code].place));
  return [
    ...timeToLiveClues(endpoint, sender, context),
    ...delayClues(endpoint, sender, context),
    ...(shown.has('mac-of-client')
      ? [{ clue: 'mac-of-client', reason: { code: 'mac', of: 'client' } } as const]
      : macClues(endpoint, sender, context, neighbors)),
    ...addressClues(endpoint, sender),
    ...(['one-box', 'server-accepts'] as const)
      .filter((clue) => shown.has(clue))
      .map((clue) => ({ clue, reason: { code: clue } })),
    ...(shown.has('repeats-request') ? [{ clue: 'repeats-request' } as const] : []),
  ];
}

function timeToLiveClues(
  endpoint: EndpointFacts,
  { timeToLive, hops, address }: Sender,
  context: DetectContext,
): Found[] {
  if (timeToLive.count === 0) return [];
  const isKnown = hops.count === timeToLive.count;
  const { minimum: nearest, maximum: farthest } = hops;
  const values = { timeToLive, hops: isKnown ? nearest : null };
  const server = context.server(endpoint.server);
  const isOwn = address !== null && isSameAddress(address, endpoint.server);
  const found: Found[] = [];
  if (server !== null && !isOwn) {
    const ways = compareWays({ timeToLive, hops }, endpoint, context);
    if (ways?.is === 'value' || ways?.is === 'distance') {
      return [{ clue: 'hops-of-server', reason: { code: 'ttl-of-server', ...values } }];
    }
    // An ICMP error names its sender: it claims to be no server's.
    if (address === null && ways !== null) {
      const reason = { code: 'ttl-not-of-server', server: server.lowestTimeToLive } as const;
      const clue = ways.is === 'before' ? 'before-server' : 'hops-not-of-server';
      found.push({ clue, reason });
    }
  }
  if (!isKnown) return found;
  const reason = { code: 'ttl', ...values } as const;
  const isFar = isDistant(endpoint.client, endpoint.server);
  if (farthest === 0 && timeToLive.minimum === timeToLive.maximum) {
    const clue =
      isOwn || !isFar
        ? 'no-hops-on-link'
        : isNearServer(endpoint)
          ? 'no-hops-near-server'
          : requestHops(endpoint) > 0
            ? 'no-hops-at-router'
            : 'no-hops';
    found.unshift({ clue, reason });
  } else if (nearest === farthest || farthest <= FEW_HOPS) {
    const few = isFar ? 'few-hops' : 'few-hops-at-site';
    found.unshift({ clue: farthest <= FEW_HOPS ? few : 'more-hops', reason });
  }
  return found;
}

function delayClues(
  endpoint: EndpointFacts,
  { delay: { count, minimum: fastest, maximum: slowest } }: Sender,
  context: DetectContext,
): Found[] {
  // Where the capture is at the server's end, all that it sees there comes at once.
  if (count === 0 || isNearServer(endpoint)) return [];
  const server = context.server(endpoint.server);
  const known = server?.fastestRoundTrip ?? -1;
  if (server !== null && known >= MEASURABLE) {
    const than = { code: 'delay', than: 'server', other: known } as const;
    if (slowest < known * NEAR_SHARE) {
      const clue = slowest < ON_SITE ? 'at-once' : 'sooner-than-server';
      return [{ clue, reason: { ...than, delay: slowest } }];
    }
    const isAlike =
      fastest >= known * LIKE_SERVER_FROM && fastest <= server.slowestRoundTrip * LIKE_SERVER_TO;
    return isAlike ? [{ clue: 'as-long-as-server', reason: { ...than, delay: fastest } }] : [];
  }
  if (known >= 0 || !isDistant(endpoint.client, endpoint.server)) return [];
  const others = context.publicServers(endpoint.server);
  const other = others.servers > 0 ? others.fastest : null;
  if (slowest >= ON_SITE || slowest >= (other ?? MEASURABLE) * NEAR_SHARE) return [];
  return [
    { clue: 'at-once', reason: { code: 'delay', delay: slowest, than: 'public-servers', other } },
  ];
}

function macClues(
  endpoint: EndpointFacts,
  { mac }: Sender,
  context: DetectContext,
  neighbors: Neighbors,
): Found[] {
  if (mac === null || !mac.isOne) return [];
  const owners = neighbors.addressesOf(mac);
  const isOf = (address: AddressWords) => owners.some((owner) => isSameAddress(owner, address));
  if (isOf(endpoint.client)) {
    return [{ clue: 'mac-of-client', reason: { code: 'mac', of: 'client' } }];
  }
  if (isOf(endpoint.server)) {
    return [{ clue: 'mac-of-server', reason: { code: 'mac', of: 'server' } }];
  }
  const router = context.capture.publicMac;
  if (!isDistant(endpoint.client, endpoint.server) || !router.isOne) return [];
  const of = router.equals(mac) ? 'router' : 'other';
  return [{ clue: `mac-of-${of}`, reason: { code: 'mac', of, owner: owners[0] ?? null } }];
}

function addressClues(
  { client, server }: EndpointFacts,
  { address }: Pick<Sender, 'address'>,
): Found[] {
  if (address === null) return [];
  if (isSameAddress(address, server)) {
    return [{ clue: 'address-of-server', reason: { code: 'address', of: 'server' } }];
  }
  if (isSameAddress(address, client)) {
    return [{ clue: 'address-of-client', reason: { code: 'address', of: 'client' } }];
  }
  const clue = isOnLink(client, address)
    ? 'address-on-link'
    : isPrivateAddress(...address)
      ? 'address-private'
      : !isDistant(server, address)
        ? 'address-near-server'
        : 'address-public';
  return [{ clue, reason: { code: 'address', of: 'sender', address } }];
}

/** Where the probes of a traceroute die. */
function probeClues({ evidence }: Judgement): Found[] {
  for (const seen of evidence) {
    if (seen.code !== 'probes-die') continue;
    const { last, further } = seen.values;
    if (last === null) return [];
    const isBeforeServer = further.address === null && further.timeToLive === last.timeToLive + 1;
    const clue = isBeforeServer
      ? 'dies-at-server-end'
      : last.timeToLive === 1
        ? 'dies-at-first-hop'
        : last.timeToLive <= FEW_HOPS
          ? 'dies-near'
          : 'dies-on-the-way';
    return [{ clue, reason: { code: 'behind-hop', ...last } }];
  }
  return [];
}

function silenceClues(endpoint: EndpointFacts): Found[] {
  const far = requestHops(endpoint);
  if (endpoint.handshake.unacknowledged > 0 && far === 0) {
    return [{ clue: 'answers-arrive', reason: { code: 'syn-acks-arrive' } }];
  }
  if (!isNearServer(endpoint)) return [];
  const timeToLive = endpoint.highestRequestTimeToLive;
  return [{ clue: 'requests-arrive', reason: { code: 'requests-arrive', timeToLive, hops: far } }];
}
