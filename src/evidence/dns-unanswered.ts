import { isSameAddress } from '../protocols/address-text.ts';
import { Protocol } from '../protocols/protocol.ts';
import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import { isRule } from './differences.ts';
import { clue, type DetectContext, detector, pattern } from './evidence.ts';
import { isOneWay, leftOut } from './left-out.ts';
import { silentShare, unexplainedByLoss, unexplainedByLostAnswers } from './loss.ts';

/** Sent packets from which on the silence is as telling as it gets. */
const FULL_STRENGTH_PACKETS = 6;
/** How telling silence still is where answers were left out of the capture. */
const LEFT_OUT = 0.2;
/** Questions that are named. */
const NAMED = 3;

export interface DnsUnanswered {
  readonly queries: number;
  /** Some of what was asked: RR type and name. */
  readonly asked: readonly { readonly type: number; readonly name: string }[];
  /** Whether more was asked than that. */
  readonly hasOthers: boolean;
  /** Microseconds of silence at the most. */
  readonly waited: number;
}

/**
 * DNS questions that are never answered. A DNS server always answers, if only with an error, so
 * silence says more than of TCP; a question that was asked once may be a packet that was lost, or its
 * client had the answer from elsewhere.
 */
export const dnsUnanswered = detector({
  codes: {
    'dns-unanswered-retransmits': pattern<DnsUnanswered>({
      weights: { drop: 4.5, unreachable: 2.5 },
      stage: null,
      remedy: null,
    }),
    'dns-unanswered': pattern<DnsUnanswered>({
      weights: { drop: 1, unreachable: 0.5 },
      stage: null,
      remedy: null,
      tooLittle: 'each-asked-once',
    }),
    'dns-answers-over-tcp': clue<{ port: number }>({
      weights: { drop: 1, unreachable: -2 },
      supportsOnly: true,
    }),
  },
  about: Aspect.DNS,
  detect(endpoint, context) {
    if (!endpoint.isDns || endpoint.silence.attempts === 0) return null;
    const silence = unanswered(endpoint, context);
    const overTcp = context
      .answeringOn(endpoint.server)
      .find(
        ({ client, port, protocol }) =>
          protocol === Protocol.TCP &&
          port === endpoint.port &&
          isSameAddress(client, endpoint.client),
      );
    if (endpoint.answered > 0 || overTcp === undefined) return silence;
    return [
      silence,
      {
        code: 'dns-answers-over-tcp',
        values: { port: endpoint.port },
        frames: overTcp.answers.first(3),
      },
    ];
  },
});

function unanswered(endpoint: EndpointFacts, context: DetectContext) {
  const queries = endpoint.silence.attempts + endpoint.silence.retransmissions;
  const open = endpoint.dns.questions.filter((question) => question.unanswered > 0);
  const isAskedOnce = queries <= Math.max(1, open.length);
  const strength = isAskedOnce
    ? // A client that does not ask again may have its answer from elsewhere.
      0.2 + 0.1 * queries
    : 0.5 + (0.5 * (queries - 1)) / (FULL_STRENGTH_PACKETS - 1);
  return {
    code: isAskedOnce ? 'dns-unanswered' : 'dns-unanswered-retransmits',
    values: {
      queries,
      asked: open.slice(0, NAMED).map(({ type, name }) => ({ type, name })),
      hasOthers: open.length > NAMED,
      waited: endpoint.silence.longest,
    },
    frames: endpoint.silence.packets.frames,
    strength:
      Math.min(1, strength) *
      (isRule(context.differencesOf(endpoint), true) ? 1 : silentShare(endpoint)) *
      unexplainedByLoss(context, endpoint) *
      unexplainedByLostAnswers(context, endpoint, queries) *
      (isLeftOut(endpoint, context) ? LEFT_OUT : 1),
  } as const;
}

/** Whether answers are missing that the server sent: what a filter left out was not silent. */
function isLeftOut(endpoint: EndpointFacts, context: DetectContext): boolean {
  if (isOneWay(context.capture)) return true;
  const limits = [leftOut.detect(endpoint, context) ?? []].flat();
  // That nothing is asked again may be the client's way.
  return limits.some(({ code }) => code !== 'capture-no-repeats');
}
