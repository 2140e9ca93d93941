import type { AddressWords } from '../protocols/address-text.ts';
import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import { type DetectContext, detector, pattern } from './evidence.ts';
import { isOneWay } from './left-out.ts';

/** Requests in a row without an answer from which on a host is gone (RFC 4861 §10: 3 of either kind). */
const ENOUGH_REQUESTS = 3;

export interface NextHopGone {
  readonly address: AddressWords;
  /** It is the server itself, on the client's own link; else a router. */
  readonly isServer: boolean;
  readonly requests: number;
}

/**
 * The host that packets to the endpoint pass first answers no ARP request or neighbor solicitation any
 * more: what is sent to it meets nobody, and no firewall drops it.
 */
export const nextHop = detector({
  codes: {
    'next-hop-gone': pattern<NextHopGone>({
      weights: { unreachable: 5, drop: -3 },
      stage: 'after-syn',
      remedy: null,
    }),
  },
  about: Aspect.SILENCE,
  detect(endpoint, context) {
    const { silence } = endpoint;
    // Of one direction the answers to requests are not there either.
    if (silence.attempts === 0 || isOneWay(context.capture)) return null;
    for (const { address, isServer, unanswered } of context.nextHops(endpoint)) {
      if (unanswered.total < ENOUGH_REQUESTS) continue;
      const [first] = unanswered.frames;
      // It went before the client asked for it: what was silent before something outside answered has
      // another reason.
      const alive = isServer ? lastAnswer(endpoint, context) : context.capture.lastPublicFrame;
      if (alive > first || (silence.packets.frames[0] ?? 0) < alive) continue;
      return {
        code: 'next-hop-gone',
        values: { address, isServer, requests: unanswered.total },
        frames: unanswered.frames,
      };
    }
    return null;
  },
});

/** Frame of the last answer of the server on any port, of those that are kept; 0 for none. */
function lastAnswer({ server }: EndpointFacts, context: DetectContext): number {
  return context
    .answeringOn(server)
    .reduce((last, { answers }) => Math.max(last, answers.frames.at(-1) ?? 0), 0);
}
