import { Protocol } from '../protocols/protocol.ts';
import { isDistant } from '../track/addresses.ts';
import { clue, detector, type Seen } from './evidence.ts';
import { type Confidence, HYPOTHESES, type Hypothesis } from './verdict.ts';

/** Share of queries without an answer from which on those that have one may be of another port. */
const MIXED = 0.05;

const codes = {
  'port-assumed': clue<{ port: number }>({ weights: {}, atMost: allAtMost('medium') }),
  'port-assumed-mixed': clue<{ queries: number; unanswered: number }>({
    weights: {},
    atMost: allAtMost('low'),
    isNotable: true,
  }),
  'answerer-unknown': clue({ weights: {}, atMost: { answered: 'medium' } }),
};

/** What a packet list does not show of a DNS server, and a capture would: its port, its distance. */
export const listLimits = detector({
  codes,
  ofLists: true,
  detect(endpoint, { capture }) {
    if (!capture.isPacketList || !endpoint.isDns) return null;
    const found: Seen<typeof codes>[] = [];
    if (endpoint.isPortAssumed) {
      found.push({ code: 'port-assumed', values: { port: endpoint.port } });
      // Asked on two ports it looks like one question, asked again: packets count, not attempts.
      const answers = endpoint.answered + endpoint.partial.midstreamExchanges;
      const queries = endpoint.attempts + endpoint.retransmissions;
      const unanswered = queries - answers;
      if (answers > 0 && unanswered >= Math.max(1, MIXED * queries)) {
        found.push({ code: 'port-assumed-mixed', values: { queries, unanswered } });
      }
    }
    if (
      endpoint.protocol === Protocol.UDP &&
      endpoint.answered > 0 &&
      endpoint.lowestAnswerTimeToLive < 0 &&
      isDistant(endpoint.client, endpoint.server)
    ) {
      found.push({ code: 'answerer-unknown', values: {} });
    }
    return found;
  },
});

function allAtMost(confidence: Confidence): Record<Hypothesis, Confidence> {
  return Object.fromEntries(HYPOTHESES.map((hypothesis) => [hypothesis, confidence])) as Record<
    Hypothesis,
    Confidence
  >;
}
