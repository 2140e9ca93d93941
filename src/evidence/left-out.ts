import { DATAGRAM_PROTOCOLS } from '../protocols/datagram-protocols.ts';
import { Protocol } from '../protocols/protocol.ts';
import type { CaptureFacts } from '../track/facts/capture-facts.ts';
import type { RequestFacts } from '../track/facts/datagram-facts.ts';
import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import { type DetectContext, detector, limit, type Seen } from './evidence.ts';
import { captureLoss } from './loss.ts';

/** Share of silent attempts from which on their being made again at once is no chance. */
const ASKED_AGAIN = 0.25;
/** Share of one-way connections from which on the capture is taken as one-way. */
const ONE_WAY_SHARE = 0.2;
/** Nothing that a server sends as data fits into so many bytes, link layer included. */
const SHORT = 600;
/** The same of an answer to a DNS query, as a rule. */
const SHORT_DNS = 200;
/** Servers that answer a client which could not find them without DNS. */
const ENOUGH_FOUND = 3;
/** Share of acknowledgments of what is not there from which on it was left out, not lost. */
const LEFT_OUT = 0.05;

export interface ShortPackets {
  /** Bytes of the longest packet. */
  readonly longest: number;
  /** Data is acknowledged that the capture does not have; else the client does not ask again. */
  readonly isAcknowledged: boolean;
}

const codes = {
  'capture-exported-one-way': limit({
    weights: { drop: -5, unreachable: -5 },
    better: 'both-ways',
  }),
  'capture-no-answers': limit<{ kind: 'tcp' | 'dns' | 'udp'; port: number | null }>({
    weights: { drop: -7, unreachable: -7 },
    better: 'both-ways',
  }),
  'capture-short-packets': limit<ShortPackets>({
    weights: { drop: -7, unreachable: -7 },
    better: 'both-ways',
  }),
  'capture-no-repeats': limit<{ queries: number }>({
    weights: { drop: -4, unreachable: -2 },
    atMost: { drop: 'low', unreachable: 'low' },
    better: 'both-ways',
  }),
};

/**
 * Whether silence may be that of a filter which left out the answers, and not these alone: no server
 * answers, no packet is as long as answers are, or a list has one direction, and the client does not
 * ask again as one without an answer does.
 */
export const leftOut = detector({
  codes,
  about: Aspect.SILENCE | Aspect.FIRST_DATA | Aspect.HANDSHAKE | Aspect.LATER,
  detect(endpoint, context): Seen<typeof codes> | null {
    if (silencesOf(endpoint) === 0) return null;
    const { capture } = context;
    const isAnswered = endpoint.answered + endpoint.refused > 0;
    if (capture.isSelection && !isAnswered && !asksAgain(endpoint)) {
      return { code: 'capture-exported-one-way', values: {} };
    }
    const isTcp = endpoint.protocol === Protocol.TCP;
    const isRequest = endpoint.requests.length > 0 && !context.isDnsAnswered;
    if (
      (isTcp || endpoint.isDns || isRequest) &&
      !isAnswered &&
      !isOneWay(capture) &&
      // Where the port is not known, nor is whether another server answers on it.
      (endpoint.isPortAssumed || !context.isKindAnswered(endpoint)) &&
      !asksAgainSurely(endpoint, context)
    ) {
      const port = endpoint.isPortAssumed ? null : endpoint.port;
      return {
        code: 'capture-no-answers',
        values: { kind: isTcp ? 'tcp' : endpoint.isDns ? 'dns' : 'udp', port },
      };
    }
    const short = shortPackets(endpoint, context);
    if (short !== null) return { code: 'capture-short-packets', values: short };
    const queries = endpoint.silence.attempts + endpoint.silence.retransmissions;
    const isExplained = context.droppedPackets > 0 || isOneWay(capture);
    if (endpoint.isDns && queries > 1 && !isAnswered && !isExplained && !asksAgain(endpoint)) {
      return { code: 'capture-no-repeats', values: { queries } };
    }
    return null;
  },
});

/** Attempts and connections of an endpoint into which nothing was said any more. */
export function silencesOf(endpoint: EndpointFacts): number {
  return (
    endpoint.silence.attempts +
    endpoint.firstData.stalled +
    endpoint.handshake.halfOpen +
    (endpoint.later?.stalledConnections ?? 0)
  );
}

/** Whether so many connections lack a side that the capture is taken as one-way. */
export function isOneWay({ oneWayConnections, twoWayConnections }: CaptureFacts): boolean {
  return (
    oneWayConnections > 0 &&
    oneWayConnections / (oneWayConnections + twoWayConnections) >= ONE_WAY_SHARE
  );
}

/** Connections that make it no chance that none has an acknowledgment alone. */
const SOME_CONNECTIONS = 2;

/** Whether a filter let through only what carries data: no SYN, no bare ACK, no FIN is there. */
export function isDataOnly({
  connectionsBegun,
  connectionsWithControl,
  twoWayConnections,
}: CaptureFacts): boolean {
  return twoWayConnections >= SOME_CONNECTIONS && connectionsBegun + connectionsWithControl === 0;
}

/** Share of packets that the capture lost from which on any single one of them may be missing. */
const LACKS_PACKETS = 0.002;

/** Whether what decides may be among the packets that the capture lost, or that a filter left out. */
export function lacksPackets(context: Pick<DetectContext, 'capture' | 'droppedPackets'>): boolean {
  return (captureLoss(context)?.share ?? 0) >= LACKS_PACKETS || isDataOnly(context.capture);
}

/** Whether the client asks again soon, as none does that has its answer. */
export function asksAgain(endpoint: EndpointFacts): boolean {
  if (endpoint.protocol === Protocol.TCP) return endpoint.silence.retransmissions > 0;
  const { quic, requests } = endpoint;
  if (requests.some(isAskedAgain)) return true;
  if (quic !== null && quic.silentInitials > quic.silentConnections) return true;
  const repeats = Math.max(endpoint.dns.promptRepeats, endpoint.dns.sameIdRepeats);
  return repeats >= Math.max(1, endpoint.silence.attempts * ASKED_AGAIN);
}

/** Whether a request was sent again that waits for an answer still. */
function isAskedAgain({ row, silentSends, silentRequests }: RequestFacts): boolean {
  if (silentSends > silentRequests) return true;
  return DATAGRAM_PROTOCOLS[row].triesAnew === true && silentRequests > 1;
}

/** The same where what happens in any capture is not enough: a packet that was lost by chance. */
function asksAgainSurely(endpoint: EndpointFacts, context: DetectContext): boolean {
  if (!asksAgain(endpoint)) return false;
  if (endpoint.isDns && !context.isDnsAnswered) {
    // It may ask the same anew, for another program; and it does find its servers.
    const finds = context.answeringServers(endpoint.server) >= ENOUGH_FOUND;
    return !finds || endpoint.dns.sameIdRepeats >= ASKED_AGAIN * endpoint.silence.attempts;
  }
  if (endpoint.protocol !== Protocol.TCP) return true;
  const { attempts } = context.capture;
  return attempts.silentFrom(2) >= ASKED_AGAIN * attempts.silent;
}

/** Why long packets may be missing; null where they are not. */
function shortPackets(endpoint: EndpointFacts, context: DetectContext): ShortPackets | null {
  const { capture, droppedPackets } = context;
  const { longestPacket: longest } = capture;
  // What says otherwise why packets are missing says it better.
  if (longest >= SHORT || droppedPackets > 0 || isOneWay(capture)) return null;
  const loss = captureLoss(context);
  if (loss !== null && loss.share >= LEFT_OUT) return { longest, isAcknowledged: true };
  if (!endpoint.isDns || longest >= SHORT_DNS || asksAgain(endpoint)) return null;
  return { longest, isAcknowledged: false };
}
