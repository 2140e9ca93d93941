import { Protocol } from '../protocols/protocol.ts';
import { isDistant } from '../track/addresses.ts';
import type { CaptureFacts } from '../track/facts/capture-facts.ts';
import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import type { PortalFacts } from '../track/facts/http-facts.ts';
import { clue, type DetectContext, detector, pattern, type Spread } from './evidence.ts';
import { INITIAL_VALUES, isNearServer, requestHops } from './vantage.ts';

/** A public server's SYN/ACK within this (microseconds) came from nearby … */
const NEAR = 2_000;
/** … where others take more than this. */
const FAR = 5_000;
/** Unrelated networks that redirect to one host, and their share of all plain HTTP. */
const ENOUGH_NETWORKS = 3;
const NEARLY_ALL = 0.9;

/** How it shows that a redirect is a portal's; the first three are certain. */
export type PortalClue =
  /** Status 511 (RFC 6585 §6). */
  'status-511' | 'to-private-address' | 'portal-test' | 'near' | 'everywhere';

export interface CaptivePortal {
  readonly requests: number;
  /** Where to; '' where the redirect does not say. */
  readonly location: string;
  readonly clues: readonly PortalClue[];
  /** Unrelated networks whose servers redirect to the same host. */
  readonly networks: number;
}

export interface TlsAnsweredNear {
  /** Microseconds of the slowest SYN/ACK. */
  readonly slowest: number;
  readonly timeToLive: number;
  /** Microseconds that other public servers need at the most. */
  readonly others: number;
}

/**
 * Something near answers in a public server's place. Plain HTTP is redirected to another host, and not
 * from where the server is: networks in hotels, trains and guest Wi-Fi do so until the user has logged
 * in. Of TLS only the SYN/ACK tells: a transparent proxy, legal and common; but what resets such a
 * connection is not the server, whatever its time to live.
 */
export const captivePortal = detector({
  codes: {
    'captive-portal': pattern<CaptivePortal>({
      weights: { intercepted: 6, answered: -5 },
      stage: 'after-handshake',
      remedy: 'portal',
    }),
    'tls-answered-near': clue<TlsAnsweredNear>({
      weights: { reject: 2, closed: -2 },
      supportsOnly: true,
    }),
  },
  about: Aspect.PORTAL | Aspect.TLS,
  detect(endpoint, context) {
    if (endpoint.protocol !== Protocol.TCP || !isDistant(endpoint.client, endpoint.server)) {
      return null;
    }
    if (isNearServer(endpoint)) return null;
    if (endpoint.portal !== null) return portal(endpoint, context, endpoint.portal);
    return endpoint.clientHellos > 0 ? nearTls(endpoint, context) : null;
  },
});

function portal(endpoint: EndpointFacts, context: DetectContext, facts: PortalFacts) {
  const { capture } = context;
  const clues: PortalClue[] = [];
  if (facts.demands > 0) clues.push('status-511');
  if (facts.toPrivate > 0) clues.push('to-private-address');
  if (facts.probes > 0) clues.push('portal-test');
  const isCertain = clues.length > 0;
  // Behind the host of a virtual machine all servers look that near, but take their time.
  const slowest = context.server(endpoint.server)?.slowestRoundTrip ?? -1;
  const isNear =
    isFromNextDoor(facts.timeToLive, endpoint, capture) ||
    (crossedNoRouter(endpoint, context) && slowest >= 0 && slowest < NEAR);
  if (isNear) clues.push('near');
  const networks = capture.redirectTargets.get(facts.target)?.size ?? 0;
  const isEverywhere =
    networks >= (isNear ? 2 : ENOUGH_NETWORKS) &&
    capture.httpRedirects >= NEARLY_ALL * capture.httpAnswers;
  if (isEverywhere) clues.push('everywhere');
  if (clues.length === 0) return null;
  return {
    code: 'captive-portal',
    values: { requests: facts.answers, location: facts.location, clues, networks },
    frames: facts.frames.frames,
    strength:
      (isCertain || clues.length > 1 ? 1 : 0.8) *
      (facts.answers / (facts.answers + facts.otherAnswers)),
  } as const;
}

function nearTls(endpoint: EndpointFacts, context: DetectContext) {
  // First what is said of the capture as a whole.
  const { maximum } = context.capture.publicRoundTrip;
  if (maximum < FAR || !isAnyServerFar(context.capture)) return null;
  const own = context.server(endpoint.server);
  if (own === null || !crossedNoRouter(endpoint, context)) return null;
  const { slowestRoundTrip: slowest, lowestTimeToLive: timeToLive } = own;
  if (slowest < 0 || slowest >= NEAR) return null;
  return {
    code: 'tls-answered-near',
    values: { slowest, timeToLive, others: maximum },
    frames: endpoint.answers.first(3),
  } as const;
}

/**
 * Whether packets in a server's name crossed no router, while those of other servers, or of other ports of
 * that server, cross some.
 * @param timeToLive of these packets
 */
export function isFromNextDoor(
  { count, minimum, maximum }: Spread,
  endpoint: EndpointFacts,
  capture: CaptureFacts,
): boolean {
  return (
    count > 0 &&
    minimum === maximum &&
    INITIAL_VALUES.includes(minimum) &&
    endpoint.highestRequestTimeToLive >= 0 &&
    requestHops(endpoint) === 0 &&
    isAnyServerFar(capture)
  );
}

/** Whether answers of some public server have crossed routers. */
function isAnyServerFar({ publicTimeToLive: { total, counts } }: CaptureFacts): boolean {
  return total > INITIAL_VALUES.reduce((sum, value) => sum + counts[value], 0);
}

/** Whether neither the client's packets nor "the server's" have passed a router where captured. */
export function crossedNoRouter(endpoint: EndpointFacts, context: DetectContext): boolean {
  const own = context.server(endpoint.server);
  return (
    own !== null &&
    own.lowestTimeToLive >= 0 &&
    own.lowestTimeToLive === own.highestTimeToLive &&
    INITIAL_VALUES.includes(own.lowestTimeToLive) &&
    endpoint.highestRequestTimeToLive >= 0 &&
    requestHops(endpoint) === 0
  );
}
