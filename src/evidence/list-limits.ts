import { Protocol } from '../protocols/protocol.ts';
import { isDistant } from '../track/addresses.ts';
import { count } from '../words/en/phrases.ts';
import type { Detector, Observation } from './observation.ts';

/** Share of queries without an answer from which on those that have one may be of another port. */
const MIXED = 0.05;

/** What a packet list does not show of a service, and a capture would. */
export const listLimits: Detector = {
  codes: [
    {
      code: 'port-assumed',
      title: 'The list does not show the port',
      meaning:
        "The port of the DNS server is taken to be the protocol's own: what was asked on other ports, and what rule there is about them, cannot be told apart.",
      advice: 'Export with the column Destination Port, or send the capture.',
    },
    {
      code: 'port-assumed-mixed',
      title: 'The list does not show the port, and not all questions are answered',
      meaning:
        'Some of the questions have an answer, others have none: those may have gone to another port of the server, on which all is lost.',
      advice: 'Export with the column Destination Port, or send the capture.',
    },
    {
      code: 'answerer-unknown',
      title: 'The list does not show who answers',
      meaning:
        'Without the time to live of the answers nothing tells a far DNS server from something nearer that answers in its place.',
      advice: 'Export with the column TTL (`ip.ttl`, `ipv6.hlim`), or send the capture.',
    },
  ],
  detect(endpoint, { capture }) {
    if (!capture.isPacketList || !endpoint.isDns) return null;
    const found: Observation[] = [];
    if (endpoint.isPortAssumed) {
      found.push({
        code: 'port-assumed',
        text: `The list does not show the port of this server: ${endpoint.port} is assumed, and it may be several.`,
        frames: [],
        strength: 1,
      });
      // Asked on two ports it looks like one question, asked again: packets count, not attempts.
      const answers = endpoint.answered + endpoint.midstreamExchanges;
      const sent = endpoint.attempts + endpoint.retransmissions;
      const failed = sent - answers;
      if (answers > 0 && failed >= Math.max(1, MIXED * sent)) {
        found.push({
          code: 'port-assumed-mixed',
          text: `Of ${count(sent, 'query', 'queries')} ${failed} had no answer: ${failed === 1 ? 'it' : 'they'} may have gone to another port than those that had one.`,
          frames: [],
          strength: 1,
        });
      }
    }
    if (
      endpoint.protocol === Protocol.UDP &&
      endpoint.answered > 0 &&
      endpoint.lowestAnswerTimeToLive < 0 &&
      isDistant(endpoint.client, endpoint.server)
    ) {
      found.push({
        code: 'answerer-unknown',
        text: 'The list does not show the time to live of the answers: something nearer than the server may have sent them.',
        frames: [],
        strength: 1,
      });
    }
    return found;
  },
};
