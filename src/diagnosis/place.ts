import type { DetectContext } from '../evidence/evidence.ts';
import { hops, isNearServer, requestHops } from '../evidence/vantage.ts';
import { isFailure, type PlaceCode } from '../evidence/verdict.ts';
import { type AddressWords, formatAddress } from '../protocols/address-text.ts';
import { isDistant, isOnLink, isPrivateAddress } from '../track/addresses.ts';
import type { EndpointFacts } from '../track/facts.ts';
import { UNCLEAR_HOPS } from '../track/hop-limit.ts';
import type { Neighbors } from '../track/neighbors.ts';
import type { SourceMac } from '../track/sender.ts';
import { duration } from '../words/en/phrases.ts';
import type { Judgement } from './judge.ts';

/** A place, with what it rests on. */
export interface Place {
  readonly code: PlaceCode;
  /** One sentence with the numbers. */
  readonly text: string;
  /** Frames that show it; empty where none do. */
  readonly frames: readonly number[];
}

type KnownPlace = Exclude<PlaceCode, 'unknown'>;

/** What the capture has on where something was sent. */
type Clue =
  | 'same-host'
  | 'no-hops'
  | 'no-hops-on-link'
  | 'no-hops-near-server'
  | 'no-hops-at-router'
  | 'few-hops'
  | 'few-hops-at-site'
  | 'more-hops'
  | 'hops-of-server'
  | 'hops-not-of-server'
  | 'at-once'
  | 'sooner-than-server'
  | 'as-long-as-server'
  | 'mac-of-client'
  | 'mac-of-server'
  | 'mac-of-router'
  | 'mac-of-other'
  | 'one-box'
  | 'server-accepts'
  | 'repeats-request'
  | 'address-of-client'
  | 'address-of-server'
  | 'address-on-link'
  | 'address-private'
  | 'address-near-server'
  | 'address-public'
  | 'requests-arrive'
  | 'answers-arrive';

/*
 * What each clue weighs for (or, below 0, against) each place, in the units of evidence. Time to
 * live counts hops; delay bounds distance from above only (a near device may be slow); a MAC
 * address tells hosts of the own link from all that is behind the router.
 */
const WEIGHTS: Readonly<Record<Clue, Readonly<Partial<Record<KnownPlace, number>>>>> = {
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
  'answers-arrive': { 'this-host': 3, 'local-network': 0.5 },
};

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
/** Sooner than this (microseconds) no answer comes from off the site. */
const AT_ONCE = 1_000;
/** Round trips shorter than this (microseconds) vary too much to compare with. */
const MEASURABLE = 2_000;
const NEAR_SHARE = 0.5;
const LIKE_SERVER_FROM = 0.7;
const LIKE_SERVER_TO = 3;

interface Found {
  readonly clue: Clue;
  /** A few words; '' where the clue adds nothing that a reader would look for. */
  readonly text: string;
}

/** What was sent in refusal, or in the server's name. */
interface Sender {
  /** Lowest and highest time to live; below 0 where none is known. */
  readonly lowestTimeToLive: number;
  readonly highestTimeToLive: number;
  /** Fastest and slowest, in microseconds; below 0 where none is known. */
  readonly fastest: number;
  readonly slowest: number;
  readonly mac: SourceMac | null;
  /** The address that it names as its own; null where it speaks in the server's name. */
  readonly address: AddressWords | null;
  readonly frames: readonly number[];
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
      ? silenceClues(endpoint)
      : senderClues(endpoint, sender, judgement, context, neighbors);
  const code = weigh(found);
  const what = sender === null ? 'The silence begins' : 'It comes from';
  const texts = found
    .filter(({ clue, text }) => text !== '' && speaksFor(clue, code))
    .map(({ text }) => text);
  if (code === 'unknown') {
    return {
      code,
      text:
        sender === null
          ? 'The capture does not tell where the packets vanish.'
          : `The capture does not tell where it was sent${reasons(found.map(({ text }) => text))}.`,
      frames: sender?.frames ?? [],
    };
  }
  return {
    code,
    text: `${what} ${PHRASES[code][sender === null ? 1 : 0]}${reasons(texts)}.`,
    frames: sender?.frames ?? [],
  };
}

/** "It comes from …", "The silence begins …". */
const PHRASES: Readonly<Record<KnownPlace, readonly [string, string]>> = {
  'this-host': [
    'the client itself',
    'on the client itself, or between it and the place of capture',
  ],
  'local-network': ["the client's local network", "on the client's local network"],
  near: ["near the client, from the site or its provider's access", 'near the client'],
  'on-the-way': ['somewhere between the site and the server', 'on the way to the server'],
  'server-end': ["the server's end", "at the server's end"],
};

function reasons(texts: readonly string[]): string {
  const named = texts.filter((text) => text !== '');
  return named.length === 0 ? '' : `: ${named.join(', ')}`;
}

function speaksFor(clue: Clue, code: PlaceCode): boolean {
  if (code === 'unknown') return true;
  // What rules the server out belongs to any other place's reasons.
  const weights = WEIGHTS[clue];
  return (weights[code] ?? 0) > 0 || (code !== 'server-end' && (weights['server-end'] ?? 0) < 0);
}

function weigh(found: readonly Found[]): PlaceCode {
  const scores = PLACES.map((place) => ({
    place,
    score: found.reduce((sum, { clue }) => sum + (WEIGHTS[clue][place] ?? 0), 0),
  })).sort((one, other) => other.score - one.score);
  const [best, second] = scores;
  const lead = best.score - Math.max(0, second.score);
  return best.score >= MINIMUM_SCORE && lead >= MINIMUM_MARGIN ? best.place : 'unknown';
}

/** What was sent, by what the verdict rests on most; null for silence. */
function senderOf(endpoint: EndpointFacts, { evidence, verdict }: Judgement): Sender | null {
  for (const { code, weight } of evidence) {
    if (weight <= 0) continue;
    if (code.startsWith('icmp-') && endpoint.icmpErrors.length > 0) {
      const { sender, source, frames } = endpoint.icmpErrors[0];
      return {
        lowestTimeToLive: sender.timeToLive.minimum,
        highestTimeToLive: sender.timeToLive.maximum,
        ...delays(sender.delay),
        mac: sender.mac,
        address: source,
        frames: frames.frames,
      };
    }
    if (code === 'syn-reset' && endpoint.resets !== null) {
      const { timeToLive, delay, mac, resetFrames } = endpoint.resets;
      return {
        lowestTimeToLive: timeToLive.minimum,
        highestTimeToLive: timeToLive.maximum,
        ...delays(delay),
        mac,
        address: null,
        frames: resetFrames.frames,
      };
    }
    if (
      (code === 'clienthello-reset' || code === 'first-data-reset') &&
      endpoint.resetAfterDataSender !== null
    ) {
      const { timeToLive, delay, mac } = endpoint.resetAfterDataSender;
      return {
        lowestTimeToLive: timeToLive.minimum,
        highestTimeToLive: timeToLive.maximum,
        ...delays(delay),
        mac,
        address: null,
        frames: endpoint.resetAfterData.frames,
      };
    }
    if (code === 'connection-reset-later' && endpoint.later !== null) {
      const { resetTimeToLive, resets } = endpoint.later;
      return {
        lowestTimeToLive: resetTimeToLive.minimum,
        highestTimeToLive: resetTimeToLive.maximum,
        fastest: -1,
        slowest: -1,
        mac: null,
        address: null,
        frames: resets.frames,
      };
    }
  }
  if (verdict !== 'intercepted') return null;
  return {
    lowestTimeToLive: endpoint.lowestAnswerTimeToLive,
    highestTimeToLive: endpoint.highestAnswerTimeToLive,
    fastest: endpoint.fastestAnswer,
    slowest: endpoint.slowestAnswer,
    mac: null,
    address: null,
    frames: endpoint.answers.frames.slice(0, 8),
  };
}

function delays(range: { count: number; minimum: number; maximum: number }) {
  return range.count === 0
    ? { fastest: -1, slowest: -1 }
    : { fastest: range.minimum, slowest: range.maximum };
}

function senderClues(
  endpoint: EndpointFacts,
  sender: Sender,
  judgement: Judgement,
  context: DetectContext,
  neighbors: Neighbors,
): Found[] {
  if (isSame(endpoint.client, endpoint.server)) {
    return [{ clue: 'same-host', text: 'client and server are one host' }];
  }
  const has = (code: string) => judgement.evidence.some((row) => row.code === code);
  return [
    ...timeToLiveClues(endpoint, sender, context),
    ...delayClues(endpoint, sender, context),
    ...(has('reset-within-host')
      ? [{ clue: 'mac-of-client', text: "the client's own MAC address" } as const]
      : macClues(endpoint, sender, context, neighbors)),
    ...addressClues(endpoint, sender),
    ...(has('reset-one-box')
      ? [{ clue: 'one-box', text: 'one device answers for several servers' } as const]
      : []),
    ...(has('reset-injected')
      ? [{ clue: 'server-accepts', text: 'the server itself accepts' } as const]
      : []),
    ...(has('reset-repeats-syn') ? [{ clue: 'repeats-request', text: '' } as const] : []),
  ];
}

function timeToLiveClues(endpoint: EndpointFacts, sender: Sender, context: DetectContext): Found[] {
  const { lowestTimeToLive: low, highestTimeToLive: high } = sender;
  if (low < 0 || low === Number.POSITIVE_INFINITY) return [];
  const found: Found[] = [];
  const distance = hops(high);
  const text =
    low === high
      ? `TTL ${low} (${distance} ${distance === 1 ? 'hop' : 'hops'})`
      : `TTL ${low} to ${high}`;
  const server = context.server(endpoint.server);
  const isOwn = sender.address !== null && isSame(sender.address, endpoint.server);
  const isKnown = server !== null && server.lowestTimeToLive >= 0 && !isOwn;
  const isLikeServer =
    isKnown && low >= server.lowestTimeToLive && high <= server.highestTimeToLive;
  if (isLikeServer)
    found.push({ clue: 'hops-of-server', text: `${text}, as the server's other packets` });
  // An ICMP error starts with a value of its own: only a reset's can be held against the server's.
  else if (
    isKnown &&
    sender.address === null &&
    (low > server.highestTimeToLive + UNCLEAR_HOPS || high < server.lowestTimeToLive - UNCLEAR_HOPS)
  ) {
    found.push({
      clue: 'hops-not-of-server',
      text: `the server's own packets have TTL ${server.lowestTimeToLive}`,
    });
  }
  if (isLikeServer) return found;
  if (distance === 0 && low === high) {
    const clue =
      isOwn || !isDistant(endpoint.client, endpoint.server)
        ? 'no-hops-on-link'
        : isNearServer(endpoint)
          ? 'no-hops-near-server'
          : requestHops(endpoint) > 0
            ? 'no-hops-at-router'
            : 'no-hops';
    found.unshift({ clue, text });
  } else if (low === high || hops(low) <= FEW_HOPS) {
    const few = isDistant(endpoint.client, endpoint.server) ? 'few-hops' : 'few-hops-at-site';
    found.unshift({ clue: distance <= FEW_HOPS ? few : 'more-hops', text });
  }
  return found;
}

function delayClues(endpoint: EndpointFacts, sender: Sender, context: DetectContext): Found[] {
  const { fastest, slowest } = sender;
  // Where the capture is at the server's end, all that it sees there comes at once.
  if (slowest < 0 || isNearServer(endpoint)) return [];
  const server = context.server(endpoint.server);
  const known = server?.fastestRoundTrip ?? -1;
  const isMeasured = server !== null && known >= MEASURABLE;
  const public_ = context.capture.publicRoundTrip;
  const reference = isMeasured
    ? known
    : isDistant(endpoint.client, endpoint.server) && known < 0
      ? public_.count > 0
        ? public_.minimum
        : MEASURABLE
      : -1;
  if (reference < 0) return [];
  const whose = isMeasured ? 'a round trip to the server' : 'the fastest public server';
  const compared = isMeasured || public_.count > 0 ? ` (${whose}: ${duration(reference)})` : '';
  if (slowest < AT_ONCE && slowest < reference * NEAR_SHARE) {
    return [{ clue: 'at-once', text: `${duration(slowest)}${compared}` }];
  }
  if (isMeasured && slowest < known * NEAR_SHARE) {
    return [{ clue: 'sooner-than-server', text: `${duration(slowest)}${compared}` }];
  }
  if (
    isMeasured &&
    fastest >= known * LIKE_SERVER_FROM &&
    fastest <= server.slowestRoundTrip * LIKE_SERVER_TO
  ) {
    return [{ clue: 'as-long-as-server', text: `${duration(fastest)}${compared}` }];
  }
  return [];
}

function macClues(
  endpoint: EndpointFacts,
  sender: Sender,
  context: DetectContext,
  neighbors: Neighbors,
): Found[] {
  const { mac } = sender;
  if (mac === null || !mac.isOne) return [];
  const [owner] = neighbors.addressesOf(mac);
  if (isAddress(endpoint.client, neighbors.addressesOf(mac))) {
    return [{ clue: 'mac-of-client', text: "the client's own MAC address" }];
  }
  if (isAddress(endpoint.server, neighbors.addressesOf(mac))) {
    return [{ clue: 'mac-of-server', text: "the server's own MAC address" }];
  }
  const router = context.capture.publicMac;
  if (!isDistant(endpoint.client, endpoint.server) || !router.isOne) return [];
  const whose = owner === undefined ? '' : ` (${formatAddress(...owner)})`;
  if (router.equals(mac)) {
    return [{ clue: 'mac-of-router', text: `the MAC address of the router${whose}` }];
  }
  return [
    {
      clue: 'mac-of-other',
      text: `another MAC address${whose} than the router's, from which other servers answer`,
    },
  ];
}

function addressClues(endpoint: EndpointFacts, { address }: Sender): Found[] {
  if (address === null) return [];
  const text = `the sender's address ${formatAddress(...address)}`;
  const { client, server } = endpoint;
  if (isSame(address, server))
    return [{ clue: 'address-of-server', text: "the server's own address" }];
  if (isSame(address, client))
    return [{ clue: 'address-of-client', text: "the client's own address" }];
  if (isOnLink(client, address)) return [{ clue: 'address-on-link', text }];
  if (isPrivateAddress(...address)) return [{ clue: 'address-private', text }];
  if (!isDistant(server, address)) return [{ clue: 'address-near-server', text }];
  return [{ clue: 'address-public', text }];
}

function silenceClues(endpoint: EndpointFacts): Found[] {
  const far = requestHops(endpoint);
  if (endpoint.unacknowledgedAttempts > 0 && far === 0) {
    return [
      { clue: 'answers-arrive', text: "the server's SYN/ACKs arrive at the place of capture" },
    ];
  }
  if (!isNearServer(endpoint)) return [];
  return [
    {
      clue: 'requests-arrive',
      text: `the client's packets reach the place of capture (TTL ${endpoint.highestRequestTimeToLive}, ${far} hops)`,
    },
  ];
}

function isSame(one: AddressWords, other: AddressWords): boolean {
  return one.every((word, i) => word === other[i]);
}

function isAddress(address: AddressWords, candidates: readonly AddressWords[]): boolean {
  return candidates.some((candidate) => isSame(candidate, address));
}
