import * as dns from '../protocols/dns/codec.ts';
import { Protocol } from '../protocols/protocol.ts';
import * as sip from '../protocols/sip/codec.ts';
import { isDistant } from '../track/addresses.ts';
import type { QuestionFacts } from '../track/facts/dns-facts.ts';
import type { EndpointFacts } from '../track/facts/endpoint-facts.ts';
import type { FrameSample } from '../track/frame-sample.ts';
import { crossedNoRouter } from './captive-portal.ts';
import { begunAnswers } from './capture-limits.ts';
import { clue, type DetectContext, detector, type Seen } from './evidence.ts';
import { hasRecovered } from './recovered.ts';
import { shareFromHalf } from './share.ts';
import { MEASURABLE, NEAR_SHARE } from './vantage.ts';

/** Names that are no typing errors. */
const ENOUGH_DENIALS = 3;
/** UDP ports of tunnels, whose packets are the services': GTP-U, L2TP, VXLAN, Geneve, GRE and MPLS in UDP. */
const TUNNEL_PORTS: ReadonlySet<number> = new Set([1701, 2152, 4754, 4789, 6081, 6635, 8472]);

export interface SomeNotShown {
  readonly some: number;
  readonly of: number;
}

// Each outweighs an answer: what the list shows fits a failure as well, and what tells is not in it.
const AGAINST = { answered: -12 };

const codes = {
  'flags-not-shown': clue<{ connections: number }>({
    weights: {},
    tooLittle: 'this',
    better: 'capture-itself',
  }),
  'ports-not-shown': clue<{ packets: number }>({
    weights: {},
    tooLittle: 'this',
    better: 'capture-itself',
  }),
  'reset-way-not-shown': clue<{ resets: number }>({
    weights: { ...AGAINST, reject: -4, closed: -4 },
    tooLittle: 'this',
    better: 'capture-itself',
  }),
  // As `clienthello-reset` weighs beside `first-data-reset`: whether it was one is not shown.
  'first-data-not-shown': clue<{ connections: number }>({ weights: { reject: -0.5, closed: -1 } }),
  'answer-not-accepted': clue<SomeNotShown>({
    weights: AGAINST,
    tooLittle: 'this',
    better: 'capture-itself',
  }),
  'page-way-not-shown': clue<{ status: number; pages: number }>({
    weights: AGAINST,
    tooLittle: 'this',
    better: 'capture-itself',
  }),
  'alert-way-not-shown': clue<{ alerts: number }>({
    weights: AGAINST,
    tooLittle: 'this',
    better: 'capture-itself',
  }),
  'answers-sooner-than-servers': clue<{ fastest: number; others: number }>({
    weights: AGAINST,
    tooLittle: 'this',
    better: 'capture-itself',
  }),
  'names-all-denied': clue<{ answers: number }>({
    weights: AGAINST,
    tooLittle: 'this',
    better: 'capture-itself',
  }),
  'requests-not-shown': clue<SomeNotShown>({
    weights: { ...AGAINST, closed: -5 },
    tooLittle: 'this',
    better: 'capture-itself',
  }),
  'answers-not-shown': clue<{ conversations: number }>({
    weights: AGAINST,
    tooLittle: 'this',
    better: 'capture-itself',
  }),
  'silence-not-timed': clue<SomeNotShown>({
    weights: { ...AGAINST, drop: -5, reject: -5, closed: -5 },
    tooLittle: 'this',
    better: 'capture-itself',
  }),
  'delay-not-timed': clue<{ answers: number }>({
    weights: { ...AGAINST, reject: -5, closed: -5 },
    tooLittle: 'this',
    better: 'capture-itself',
  }),
  'order-not-timed': clue<{ packets: number }>({
    weights: AGAINST,
    tooLittle: 'this',
    better: 'capture-itself',
  }),
  'refusal-not-told': clue<{ errors: number }>({
    weights: AGAINST,
    tooLittle: 'this',
    better: 'capture-itself',
  }),
};

/**
 * What a packet list shows fits a service that works, and a failure that only the bytes of packets tell from
 * it: a reset or a page in the server's name, a certificate that the client does not accept, a request of a
 * kind that is never answered. Of these it is not said that the service answered.
 */
export const notShown = detector({
  codes,
  ofLists: true,
  detect(endpoint, context) {
    const { capture } = context;
    if (!capture.isPacketList) return null;
    const found: Seen<typeof codes>[] = [];
    const { unshown, exchanges } = endpoint;
    if (unshown !== null) {
      const { unflagged, portless, resets, turnedAway, pages, shortAnswers } = unshown;
      if (unflagged.total > 0) {
        const values = { connections: unflagged.total };
        found.push({ code: 'flags-not-shown', values, frames: unflagged.frames });
      }
      if (portless.total > 0) {
        const values = { packets: endpoint.packets };
        found.push({ code: 'ports-not-shown', values, frames: portless.frames });
      }
      if (resets.total > 0) {
        found.push({
          code: 'reset-way-not-shown',
          values: { resets: resets.total },
          frames: resets.frames,
          strength: shareFromHalf(resets.total, exchanges),
        });
      }
      if (turnedAway.total > 0) {
        found.push({
          code: 'answer-not-accepted',
          values: { some: turnedAway.total, of: exchanges },
          frames: turnedAway.frames,
          strength: shareFromHalf(turnedAway.total, exchanges),
        });
      }
      if (pages.total > 0 && isDistant(endpoint.client, endpoint.server)) {
        found.push({
          code: 'page-way-not-shown',
          values: { status: unshown.status, pages: pages.total },
          frames: pages.frames,
          strength: shareFromHalf(pages.total, exchanges),
        });
      }
      if (shortAnswers.total > 0) {
        found.push({
          code: 'answers-not-shown',
          values: { conversations: shortAnswers.total },
          frames: shortAnswers.frames,
          strength: shareFromHalf(shortAnswers.total, exchanges),
        });
      }
    }
    const { refused } = endpoint.tls;
    // A server refuses so, and a filter that reads the server name: `tls-refused-from-near`.
    const isFar = isDistant(endpoint.client, endpoint.server);
    if (refused !== null && refused.timeToLive.count === 0 && isFar) {
      found.push({
        code: 'alert-way-not-shown',
        values: { alerts: refused.alerts.total },
        frames: refused.alerts.frames,
        strength: shareFromHalf(refused.alerts.total, exchanges),
      });
    }
    const { reset } = endpoint.firstData;
    if (reset > 0 && capture.packetsWithoutPayload > 0 && endpoint.clientHellos === 0) {
      const { frames } = endpoint.firstData.resetPackets;
      found.push({ code: 'first-data-not-shown', values: { connections: reset }, frames });
    }
    const { resets } = endpoint;
    if (endpoint.answered > 0 && resets !== null && resets.timeToLive.count === 0) {
      const frames = resets.resetFrames.frames.filter((frame) => frame > endpoint.lastAnswerFrame);
      if (frames.length > 0) {
        const values = { resets: resets.resetFrames.total };
        found.push({ code: 'reset-way-not-shown', values, frames });
      }
    }
    const sooner = soonerThanServers(endpoint, context);
    if (sooner !== null) {
      const frames = endpoint.answers.first(8);
      found.push({ code: 'answers-sooner-than-servers', values: sooner, frames });
    }
    const denials = allDenied(endpoint);
    if (denials !== null) {
      const values = { answers: denials.total };
      found.push({ code: 'names-all-denied', values, frames: denials.frames });
    }
    const requests = unshownRequests(endpoint, context);
    if (requests !== null) {
      const { frames } = endpoint.silence.packets;
      found.push({ code: 'requests-not-shown', values: requests, frames });
    }
    const { pending, handshake } = endpoint;
    // Of questions each is counted, of connections each that had an exchange.
    const worked = endpoint.isDns ? endpoint.answered : endpoint.exchanges;
    const taken = worked + endpoint.refused + handshake.nothingAsked.total;
    const untimed = unshown?.untimed.total ?? 0;
    // An answer in fragments that has begun is no silence, and counts as an attempt, too.
    const open = pending.attempts + pending.unfinished.total - 2 * begunAnswers(endpoint) + untimed;
    if (capture.isUntimed && open > 0 && taken + untimed > 0) {
      found.push({
        code: 'silence-not-timed',
        values: { some: open, of: Math.max(open, open - untimed + taken) },
        frames: [unshown?.untimed, pending.unfinished, pending.packets].flatMap(
          (sample) => sample?.frames ?? [],
        ),
        // What a server that refuses everything else does not refuse may be dropped.
        strength: worked === 0 && pending.again > 0 ? 1 : shareFromHalf(open, taken),
      });
    }
    const afterReset = unshown?.afterReset.total ?? 0;
    if (capture.isUntimed && afterReset > 0) {
      found.push({
        code: 'order-not-timed',
        values: { packets: afterReset },
        frames: unshown?.afterReset.frames ?? [],
        strength: shareFromHalf(afterReset, exchanges),
      });
    }
    const delayed = capture.isUntimed ? answersOfAnyDelay(endpoint, context) : null;
    if (delayed !== null) {
      const { total, frames, strength } = delayed;
      found.push({
        code: 'delay-not-timed',
        values: { answers: total },
        frames: frames.slice(0, 8),
        strength,
      });
    }
    const errors = errorsSince(endpoint, context);
    if (errors.length > 0) {
      found.push({ code: 'refusal-not-told', values: { errors: errors.length }, frames: errors });
    }
    return found;
  },
});

/** Denials of a far DNS server, where it gives nothing else, and nobody knows from how far; else null. */
function allDenied(endpoint: EndpointFacts): FrameSample | null {
  if (!isAnsweredFromUnknown(endpoint)) return null;
  const denials = endpoint.dns.responseCodes.get(dns.RCODE_NAME_ERROR);
  if (denials === undefined || denials.total < ENOUGH_DENIALS) return null;
  return denials.total >= endpoint.answered ? denials : null;
}

/**
 * What only its delay would tell of, in a text without times: DNS answers and redirects that something nearer
 * than the server may have sent, resets that a timer may have made, as the SYN was sent again before, and those
 * of a service that answers as well, but where it has recovered; else null.
 */
function answersOfAnyDelay(
  endpoint: EndpointFacts,
  context: DetectContext,
): { total: number; frames: readonly number[]; strength: number } | null {
  if (isAnsweredFromUnknown(endpoint)) {
    return { total: endpoint.answered, frames: endpoint.answers.frames, strength: 1 };
  }
  const { portal } = endpoint;
  if (portal !== null && crossedNoRouter(endpoint, context)) {
    const { total, frames } = portal.frames;
    return { total, frames, strength: shareFromHalf(portal.answers, endpoint.exchanges) };
  }
  const { answered, resets, retransmissions } = endpoint;
  if (resets === null) return null;
  const { total, frames } = resets.resetFrames;
  if (retransmissions > 0) return { total, frames, strength: 1 };
  const isOpen = answered > 0 && !hasRecovered(endpoint);
  return isOpen ? { total, frames, strength: shareFromHalf(total, answered) } : null;
}

/** Whether a far DNS server answers over UDP, and nobody knows from how far. */
function isAnsweredFromUnknown(endpoint: EndpointFacts): boolean {
  return (
    endpoint.isDns &&
    endpoint.protocol === Protocol.UDP &&
    endpoint.answered > 0 &&
    endpoint.lowestAnswerTimeToLive < 0 &&
    isDistant(endpoint.client, endpoint.server)
  );
}

/** DNS answers of a far server that come much sooner than any far server's SYN/ACK, from nobody knows how far. */
function soonerThanServers(
  endpoint: EndpointFacts,
  { capture }: DetectContext,
): { fastest: number; others: number } | null {
  const { fastestAnswer: fastest } = endpoint;
  if (fastest < 0 || !isAnsweredFromUnknown(endpoint)) return null;
  const { count, minimum: others } = capture.publicRoundTrip;
  if (count === 0 || others < MEASURABLE || fastest >= others * NEAR_SHARE) return null;
  return { fastest, others };
}

/** Requests over UDP without an answer beside those with one, of which nobody knows how they differ. */
function unshownRequests(endpoint: EndpointFacts, context: DetectContext): SomeNotShown | null {
  const { capture } = context;
  if (capture.packetsWithoutPayload === 0) return null;
  if (endpoint.protocol === Protocol.TCP) {
    // One connection carries requests of many callers.
    const isSip = endpoint.port === sip.PORT && endpoint.exchanges > 0;
    return isSip ? { some: endpoint.exchanges, of: endpoint.attempts } : null;
  }
  const { attempts: of, answered, refused, silence } = endpoint;
  const fragments = endpoint.unshown?.fragments.total ?? 0;
  if (fragments > 0 && answered > 0) return { some: fragments, of };
  if (endpoint.isDns || endpoint.requests.length > 0) return null;
  const isOfOthers =
    TUNNEL_PORTS.has(endpoint.port) ||
    endpoint.port === dns.PORT ||
    mayBeIntercepted(endpoint, context);
  if (answered > 0 && isOfOthers) return { some: answered, of };
  const elsewhere = endpoint.unshown?.fromElsewhere.total ?? 0;
  if (elsewhere > 0) return { some: elsewhere, of };
  const errors = endpoint.icmpErrors.reduce((sum, { frames }) => sum + frames.total, 0);
  const asked = of + endpoint.retransmissions;
  if (refused > 0 && asked >= 2 * errors) return { some: refused, of };
  if (silence.attempts === 0 || answered + refused === 0) return null;
  return { some: silence.attempts, of };
}

/**
 * Whether something may answer in the name of a product's resolver: only what an answer says would tell
 * (dns-probe-denied), but where another of its ports gives the client DNS, and nothing makes that doubtful.
 */
function mayBeIntercepted(endpoint: EndpointFacts, context: DetectContext): boolean {
  if ((context.functionOf(endpoint)?.function.probeNames ?? []).length === 0) return false;
  const client = endpoint.client.join();
  return !context
    .answeringOn(endpoint.server)
    .some((other) => other.client.join() === client && isTheServers(other, context));
}

/** Whether DNS answers of an endpoint are its server's, as far as the list shows. */
function isTheServers(endpoint: EndpointFacts, context: DetectContext): boolean {
  const isOfAnyDelay = context.capture.isUntimed && isAnsweredFromUnknown(endpoint);
  if (!endpoint.isDns || endpoint.answered === 0 || isOfAnyDelay) return false;
  const denied = ({ name, denied }: QuestionFacts) => denied > 0 && context.isProbe(endpoint, name);
  return !endpoint.dns.questions.some(denied) && soonerThanServers(endpoint, context) === null;
}

/** Frames of ICMP errors that do not show what they are about, since the endpoint last answered and fell silent. */
function errorsSince(endpoint: EndpointFacts, { capture }: DetectContext): readonly number[] {
  if (endpoint.answered === 0) return [];
  if (endpoint.silence.attempts + endpoint.pending.attempts === 0) return [];
  const errors = capture.errorsWithoutQuotation.get(endpoint.client.join());
  return errors?.frames.filter((frame) => frame > endpoint.lastAnswerFrame) ?? [];
}
